// SPDX-License-Identifier: EUPL-1.2
import { Button, Card, TextField, toast } from '@kreide/ui';
import { Form, FormRow, FormSection, RadioGroup, TextArea, useForm } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { fieldErrors, problemText } from '../../problems';
import { useUnsaved } from '../../unsaved';
import { Loaded, SettingsPage, useSettings } from './frame';
import { t } from './i18n';

const names = ['name', 'address', 'phone', 'mail', 'site', 'head', 'dsb', 'hosting', 'hosting_en', 'status', 'status_de', 'status_en'] as const;
type Name = (typeof names)[number];

function pick(settings: api.Settings): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, settings[name]])) as Record<Name, string>;
}

function FactsForm({ settings }: { settings: api.Settings }) {
  const form = useForm(pick(settings), { name: (value) => (value.trim() ? undefined : t('facts.missing')) });
  const action = useAction();
  useUnsaved(form.dirty);
  const save = () =>
    action.run(async () => {
      const body = Object.fromEntries(names.filter((name) => form.values[name] !== settings[name]).map((name) => [name, form.values[name].trim()]));
      try {
        const answer = await call<api.Settings>({ method: 'PATCH', path: '/settings', body: ['settings_change', body], answer: 'settings' });
        form.reset(pick(answer));
        toast(t('saved'));
      } catch (thrown) {
        form.setErrors(fieldErrors(thrown, names));
        throw thrown;
      }
    });
  const problem = action.error && Object.keys(fieldErrors(action.error, names)).length === 0 ? problemText(action.error) : undefined;
  return (
    <Card class="settings-card">
      <Form
        form={form}
        label={t('tab.facts')}
        busy={action.busy}
        problem={problem}
        onSubmit={() => void save()}
        actions={
          <Button type="submit" variant="primary" icon="save" busy={action.busy}>
            {t('save')}
          </Button>
        }
      >
        <FormSection title={t('facts.who')}>
          <TextField label={t('facts.name')} autocomplete="organization" {...form.text('name')} />
          <TextArea label={t('facts.address')} hint={t('facts.addressHint')} rows={3} max={400} {...form.text('address')} />
          <FormRow>
            <TextField label={t('facts.phone')} type="tel" autocomplete="off" {...form.text('phone')} />
            <TextField label={t('facts.mail')} type="email" autocomplete="off" {...form.text('mail')} />
          </FormRow>
          <TextField label={t('facts.site')} hint={t('facts.siteHint')} inputmode="url" autocomplete="off" {...form.text('site')} />
        </FormSection>
        <FormSection title={t('facts.people')}>
          <TextField label={t('facts.head')} hint={t('facts.headHint')} autocomplete="off" {...form.text('head')} />
          <TextField label={t('facts.dsb')} hint={t('facts.dsbHint')} autocomplete="off" {...form.text('dsb')} />
        </FormSection>
        <FormSection title={t('facts.service')}>
          <TextField label={t('facts.hosting')} hint={t('facts.hostingHint')} autocomplete="off" {...form.text('hosting')} />
          <TextField label={t('facts.hostingEn')} autocomplete="off" {...form.text('hosting_en')} />
        </FormSection>
        <FormSection title={t('facts.status')} text={t('facts.statusText')}>
          <RadioGroup label={t('facts.level')} options={(['good', 'notice', 'trouble'] as const).map((level) => ({ value: level, label: t(`level.${level}`) }))} {...form.choice('status')} />
          <FormRow>
            <TextArea label={t('facts.statusDe')} rows={3} max={900} {...form.text('status_de')} />
            <TextArea label={t('facts.statusEn')} rows={3} max={900} {...form.text('status_en')} />
          </FormRow>
        </FormSection>
      </Form>
    </Card>
  );
}

export default function Facts() {
  const settings = useSettings();
  return (
    <SettingsPage tab="facts" lead={t('facts.lead')}>
      <Loaded of={settings}>{(data) => <FactsForm settings={data} />}</Loaded>
    </SettingsPage>
  );
}
