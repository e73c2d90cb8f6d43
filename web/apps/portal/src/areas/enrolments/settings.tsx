// SPDX-License-Identifier: EUPL-1.2
// What the operator decided about enrolments.
import { Button, Card, Switch, TextField, toast } from '@kreide/ui';
import { Form, useForm } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { Loaded } from '../../school/parts';
import { useUnsaved } from '../../unsaved';
import { EnrolmentsPage } from './frame';
import { t } from './i18n';

type Values = {
  open: boolean;
  accept_online: boolean;
  contact_later: boolean;
  contact_days: string;
  block_overdue: boolean;
};

const valuesOf = (s: api.EnrolmentSettings): Values => ({ open: s.open, accept_online: s.accept_online, contact_later: s.contact_later, contact_days: String(s.contact_days), block_overdue: s.block_overdue });

function Rules({ settings, onSaved }: { settings: api.EnrolmentSettings; onSaved: (settings: api.EnrolmentSettings) => void }) {
  const form = useForm<Values>(valuesOf(settings), {
    contact_days: (value) => (/^\d{1,3}$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= 366 ? undefined : t('settings.daysWrong')),
  });
  const action = useAction();
  useUnsaved(form.dirty);
  const save = () =>
    void action.run(async () => {
      const body = { ...form.values, contact_days: Number(form.values.contact_days) };
      const next = await call<api.EnrolmentSettings>({ method: 'PATCH', path: '/enrolment/settings', body: ['enrolment_settings_change', body], answer: 'enrolment_settings' });
      form.reset(valuesOf(next));
      onSaved(next);
      toast(t('settings.saved'));
    });
  const tick = (name: 'open' | 'accept_online' | 'contact_later' | 'block_overdue') => ({
    id: form.idOf(name),
    checked: form.values[name],
    onChange: (on: boolean) => form.set({ [name]: on }),
  });
  return (
    <Card class="school-rules">
      <Form
        form={form}
        label={t('settings.form')}
        onSubmit={save}
        busy={action.busy}
        problem={action.error && problemText(action.error)}
        actions={
          <Button type="submit" variant="primary" busy={action.busy}>
            {t('settings.save')}
          </Button>
        }
      >
        <Switch label={t('settings.open')} hint={t('settings.open.hint')} {...tick('open')} />
        <Switch label={t('settings.accept')} hint={t('settings.accept.hint')} {...tick('accept_online')} />
        <Switch label={t('settings.later')} hint={t('settings.later.hint')} {...tick('contact_later')} />
        <TextField class="school-rules__days" label={t('settings.days')} inputmode="numeric" autocomplete="off" id={form.idOf('contact_days')} value={form.values.contact_days} onInput={(value) => form.set({ contact_days: value })} error={form.errors.contact_days} />
        <Switch label={t('settings.block')} hint={t('settings.block.hint')} {...tick('block_overdue')} />
      </Form>
    </Card>
  );
}

export default function Settings() {
  const settings = useResource((signal) => call<api.EnrolmentSettings>({ method: 'GET', path: '/enrolment/settings', answer: 'enrolment_settings', signal }));
  return (
    <EnrolmentsPage tab="settings" lead={t('settings.lead')}>
      <Loaded of={settings}>{(data) => <Rules settings={data} onSaved={settings.set} />}</Loaded>
    </EnrolmentsPage>
  );
}
