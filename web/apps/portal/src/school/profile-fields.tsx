// SPDX-License-Identifier: EUPL-1.2
// What a school is, as fields of a form: for a new school, for changes, and for one that registers itself.
import { Select, TextField } from '@kreide/ui';
import { FormRow, FormSection, TextArea, type FormChecks, type FormState } from '@kreide/ui/office';
import type { api } from '@kreide/protocol';
import { t } from './i18n';

export const profileNames = [
  'name', 'number', 'kind', 'street', 'postcode', 'town', 'mail', 'phone', 'head', 'contact', 'contact_mail', 'dsb', 'existing', 'note',
] as const;
export type ProfileName = (typeof profileNames)[number];
export type ProfileValues = Record<ProfileName, string>;

export function profileValues(profile: api.SchoolProfile = {}): ProfileValues {
  return Object.fromEntries(profileNames.map((name) => [name, profile[name] ?? ''])) as ProfileValues;
}

const filled = (value: string) => (value.trim() ? undefined : t('wrong.missing'));
const isMail = (value: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim());

/** What can be told without the server, which checks everything again. */
export const profileChecks: FormChecks<ProfileValues> = {
  name: filled,
  number: (value) => filled(value) ?? (/\d/.test(value) ? undefined : t('wrong.number')),
  street: filled,
  postcode: (value) => filled(value) ?? (/^\s*\d{4,5}\s*$/.test(value) ? undefined : t('wrong.postcode')),
  town: filled,
  mail: (value) => filled(value) ?? (isMail(value) ? undefined : t('wrong.mail')),
  head: filled,
  contact_mail: (value) => (!value.trim() || isMail(value) ? undefined : t('wrong.mail')),
};

export interface ProfileFieldsProps {
  form: FormState<ProfileValues>;
  /** name and number are the operator's to change */
  fixed?: boolean | undefined;
}

export function ProfileFields({ form, fixed }: ProfileFieldsProps) {
  const choices = ['none', 'moodle-bbb', 'm365', 'other'] as const;
  return (
    <>
      <FormSection title={t('part.school')}>
        <TextField label={t('field.name')} hint={t('field.name.hint')} autocomplete="organization" maxLength={120} readonly={fixed} {...form.text('name')} />
        <FormRow>
          <TextField label={t('field.number')} hint={t('field.number.hint')} autocomplete="off" maxLength={20} readonly={fixed} {...form.text('number')} />
          <TextField label={t('field.kind')} hint={t('field.kind.hint')} autocomplete="off" maxLength={60} {...form.text('kind')} />
        </FormRow>
      </FormSection>
      <FormSection title={t('part.address')}>
        <TextField label={t('field.street')} autocomplete="street-address" maxLength={120} {...form.text('street')} />
        <FormRow>
          <TextField label={t('field.postcode')} inputmode="numeric" autocomplete="postal-code" maxLength={5} {...form.text('postcode')} />
          <TextField label={t('field.town')} autocomplete="address-level2" maxLength={80} {...form.text('town')} />
        </FormRow>
        <FormRow>
          <TextField label={t('field.mail')} hint={t('field.mail.hint')} type="email" autocomplete="email" maxLength={254} {...form.text('mail')} />
          <TextField label={t('field.phone')} type="tel" autocomplete="tel" maxLength={40} {...form.text('phone')} />
        </FormRow>
      </FormSection>
      <FormSection title={t('part.people')}>
        <TextField label={t('field.head')} autocomplete="off" maxLength={120} {...form.text('head')} />
        <FormRow>
          <TextField label={t('field.contact')} hint={t('field.contact.hint')} autocomplete="off" maxLength={120} {...form.text('contact')} />
          <TextField label={t('field.contact_mail')} type="email" autocomplete="off" maxLength={254} {...form.text('contact_mail')} />
        </FormRow>
        <TextField label={t('field.dsb')} hint={t('field.dsb.hint')} autocomplete="off" maxLength={200} {...form.text('dsb')} />
      </FormSection>
      <FormSection title={t('part.more')}>
        <Select
          label={t('field.existing')}
          hint={t('field.existing.hint')}
          options={[{ value: '', label: '–' }, ...choices.map((value) => ({ value, label: t(`existing.${value}`) }))]}
          {...form.choice('existing')}
        />
        <TextArea label={t('field.note')} hint={t('field.note.hint')} max={400} rows={3} {...form.text('note')} />
      </FormSection>
    </>
  );
}
