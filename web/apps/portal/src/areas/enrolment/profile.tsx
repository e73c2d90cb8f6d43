// SPDX-License-Identifier: EUPL-1.2
// What the school is: what its documents say about it.
import { Button, Card, toast } from '@kreide/ui';
import { Form, useForm } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { fieldErrors, problemText } from '../../problems';
import { loadSchool, path } from '../../school/data';
import { Loaded } from '../../school/parts';
import { ProfileFields, profileChecks, profileNames, profileValues } from '../../school/profile-fields';
import { useUnsaved } from '../../unsaved';
import { EnrolmentFrame, useEnrolment, useOwnSchool } from './frame';
import { t } from './i18n';

function Edit({ school }: { school: api.SchoolDetail }) {
  const form = useForm(profileValues(school.profile), profileChecks);
  const action = useAction();
  useUnsaved(form.dirty);
  const save = () =>
    void action.run(async () => {
      try {
        const answer = await call<api.SchoolOne>({ method: 'PATCH', path: path(school.id), body: ['school_change', { profile: form.values }], answer: 'school_one' });
        form.reset(profileValues(answer.school.profile));
        toast(t('profile.saved'));
      } catch (thrown) {
        form.setErrors(fieldErrors(thrown, profileNames));
        throw thrown;
      }
    });
  const wrongField = action.error && Object.keys(fieldErrors(action.error, profileNames)).length > 0;
  return (
    <Card class="school-rules">
      <Form
        form={form}
        label={t('profile.form')}
        onSubmit={save}
        busy={action.busy}
        problem={action.error && !wrongField ? problemText(action.error) : undefined}
        actions={
          <Button type="submit" variant="primary" busy={action.busy}>
            {t('profile.save')}
          </Button>
        }
      >
        <ProfileFields form={form} fixed />
      </Form>
    </Card>
  );
}

export default function OwnProfile() {
  const { id } = useOwnSchool();
  const school = useResource((signal) => loadSchool(id, signal), [id]);
  const enrolment = useEnrolment(id);
  return (
    <EnrolmentFrame tab="school" enrolment={enrolment.data} lead={t('profile.lead')}>
      <Loaded of={school}>{(data) => <Edit school={data} />}</Loaded>
    </EnrolmentFrame>
  );
}
