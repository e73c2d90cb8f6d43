// SPDX-License-Identifier: EUPL-1.2
// What the school sent, what it gets to sign, and what happened when.
import { Card } from '@kreide/ui';
import { DocumentList, EverythingCard, History, Loaded, PaperList, ProofButton } from '../../school/parts';
import { documentsOf } from '../schools/papers';
import { t as ts } from '../../school/i18n';
import { EnrolmentFrame, useEnrolment, useOwnSchool } from './frame';
import { t } from './i18n';

export default function OwnPapers() {
  const { id } = useOwnSchool();
  const enrolment = useEnrolment(id);
  return (
    <EnrolmentFrame tab="papers" enrolment={enrolment.data} lead={t('papers.lead')} actions={<ProofButton school={id} />}>
      <Loaded of={enrolment}>
        {(data) => (
          <div class="school-columns">
            <div class="school-stack">
              <Card as="section" class="school-part" labelledBy="papers">
                <h2 class="school-part__title" id="papers">
                  {ts('papers')}
                </h2>
                <PaperList school={id} papers={data.papers} />
              </Card>
              <Card as="section" class="school-part" labelledBy="filled">
                <h2 class="school-part__title" id="filled">
                  {t('papers.filled')}
                </h2>
                <DocumentList school={id} documents={documentsOf(data)} />
              </Card>
              <EverythingCard school={id} />
            </div>
            <Card as="section" class="school-part" labelledBy="history">
              <h2 class="school-part__title" id="history">
                {ts('records')}
              </h2>
              <History enrolment={data} />
            </Card>
          </div>
        )}
      </Loaded>
    </EnrolmentFrame>
  );
}
