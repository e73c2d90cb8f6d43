// SPDX-License-Identifier: EUPL-1.2
// What a school is.
import { useEffect } from 'preact/hooks';
import { Button, Card, formatDate, formatDateTime, toast } from '@kreide/ui';
import { FactList, Form, useForm } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import type { PageProps } from '../../area';
import { fieldErrors, problemText } from '../../problems';
import { loadSchool, path, stateWord } from '../../school/data';
import { ProfileFields, profileChecks, profileNames, profileValues } from '../../school/profile-fields';
import { useUnsaved } from '../../unsaved';
import { SchoolFrame } from './frame';
import { t } from './i18n';

function Edit({ school, onSaved }: { school: api.SchoolDetail; onSaved: (school: api.SchoolDetail) => void }) {
  const form = useForm(profileValues(school.profile), profileChecks);
  const action = useAction();
  useUnsaved(form.dirty);
  useEffect(() => form.reset(profileValues(school.profile)), [school.id]);
  const save = () =>
    void action.run(async () => {
      try {
        const answer = await call<api.SchoolOne>({ method: 'PATCH', path: path(school.id), body: ['school_change', { profile: form.values }], answer: 'school_one' });
        form.reset(profileValues(answer.school.profile));
        onSaved(answer.school);
        toast(t('profile.saved'));
      } catch (thrown) {
        form.setErrors(fieldErrors(thrown, profileNames));
        throw thrown;
      }
    });
  const wrongField = action.error && Object.keys(fieldErrors(action.error, profileNames)).length > 0;
  return (
    <Card>
      <Form
        form={form}
        label={t('profile.form')}
        onSubmit={save}
        busy={action.busy}
        problem={action.error && !wrongField ? problemText(action.error) : undefined}
        actions={
          <Button type="submit" variant="primary" busy={action.busy} aria-disabled={form.dirty ? undefined : 'true'}>
            {t('profile.save')}
          </Button>
        }
      >
        <ProfileFields form={form} />
      </Form>
    </Card>
  );
}

export default function SchoolProfile({ params }: PageProps<'school'>) {
  const school = useResource((signal) => loadSchool(params.school, signal), [params.school]);
  return (
    <SchoolFrame id={params.school} tab="profile" school={school}>
      {(data) => (
        <div class="school-columns">
          <Edit school={data} onSaved={school.set} />
          <Card as="section" class="school-part" labelledBy="about">
            <h2 class="school-part__title" id="about">
              {t('about.title')}
            </h2>
            <FactList
              facts={[
                { term: t('about.state'), value: stateWord(data.state) },
                { term: t('about.way'), value: t(data.online ? 'about.online' : 'about.paper') },
                { term: t('about.since'), value: formatDate(data.created_ms) },
                { term: t('about.changed'), value: formatDateTime(data.changed_ms) },
                ...(data.ends_ms === undefined ? [] : [{ term: t('about.ends'), value: formatDate(data.ends_ms) }]),
                { term: t('about.key'), value: t(data.has_keys ? 'about.hasKey' : 'about.noKey') },
              ]}
            />
          </Card>
        </div>
      )}
    </SchoolFrame>
  );
}
