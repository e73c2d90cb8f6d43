// SPDX-License-Identifier: EUPL-1.2
// The papers of a school: what came in, and what goes out with its name on it.
import { Card } from '@kreide/ui';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import type { PageProps } from '../../area';
import { loadEnrolment, loadSchool } from '../../school/data';
import { DocumentList, EverythingCard, Loaded, PaperList, ProofButton } from '../../school/parts';
import { t as ts } from '../../school/i18n';
import { SchoolFrame } from './frame';
import { t } from './i18n';

/* each version once: the contact person's step is about the registration's document */
export function documentsOf(enrolment: api.Enrolment): api.EnrolmentDocument[] {
  const all = enrolment.steps.flatMap((step) => step.documents);
  return all.filter((each, index) => all.findIndex((other) => other.id === each.id) === index);
}

export default function SchoolPapers({ params }: PageProps<'school'>) {
  const id = params.school;
  const school = useResource((signal) => loadSchool(id, signal), [id]);
  const enrolment = useResource((signal) => loadEnrolment(id, signal), [id]);
  return (
    <SchoolFrame id={id} tab="papers" school={school}>
      {() => (
        <Loaded of={enrolment}>
          {(data) => (
            <div class="school-columns">
              <Card as="section" class="school-part" labelledBy="filled">
                <h2 class="school-part__title" id="filled">
                  {t('papers.filled')}
                </h2>
                <p class="school-small">{t('papers.filledText')}</p>
                <DocumentList school={id} documents={documentsOf(data)} />
                <div class="school-buttons">
                  <ProofButton school={id} />
                </div>
              </Card>
              <div class="school-stack">
                <Card as="section" class="school-part" labelledBy="papers">
                  <h2 class="school-part__title" id="papers">
                    {ts('papers')}
                  </h2>
                  <PaperList school={id} papers={data.papers} />
                </Card>
                <EverythingCard school={id} />
              </div>
            </div>
          )}
        </Loaded>
      )}
    </SchoolFrame>
  );
}
