// SPDX-License-Identifier: EUPL-1.2
// A school that enrols on paper.
import { Button, Card, LinkButton, toast } from '@kreide/ui';
import { Form, useForm } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { fieldErrors, problemText } from '../../problems';
import { link, navigate } from '../../router';
import { ProfileFields, profileChecks, profileNames, profileValues } from '../../school/profile-fields';
import { Page } from '../../shell/page';
import { useUnsaved } from '../../unsaved';
import { t } from './i18n';

export default function NewSchool() {
  const form = useForm(profileValues(), profileChecks);
  const action = useAction();
  useUnsaved(form.dirty && !action.busy);
  const save = () =>
    void action.run(async () => {
      try {
        const { school } = await call<api.SchoolOne>({ method: 'POST', path: '/schools', body: ['school_create', { profile: form.values }], answer: 'school_one' });
        form.reset();
        toast(t('new.saved'));
        navigate(link('/portal/schools/:school/enrolment', { school: school.id }), 'replace');
      } catch (thrown) {
        form.setErrors(fieldErrors(thrown, profileNames));
        throw thrown;
      }
    });
  const wrongField = action.error && Object.keys(fieldErrors(action.error, profileNames)).length > 0;
  return (
    <Page title={t('new.title')} lead={t('new.lead')} up={{ href: '/portal/schools', text: t('up') }} width="narrow">
      <Card>
        <Form
          form={form}
          label={t('new.title')}
          onSubmit={save}
          busy={action.busy}
          problem={action.error && !wrongField ? problemText(action.error) : undefined}
          actions={
            <>
              <LinkButton href="/portal/schools">{t('cancel')}</LinkButton>
              <Button type="submit" variant="primary" busy={action.busy}>
                {t('new.save')}
              </Button>
            </>
          }
        >
          <ProfileFields form={form} />
        </Form>
      </Card>
    </Page>
  );
}
