// SPDX-License-Identifier: EUPL-1.2
import { useEffect, useState } from 'preact/hooks';
import { Button, Card, Checkbox, Select, TextField, toast } from '@kreide/ui';
import { CopyField, DateField, FileDrop, Form, FormRow, FormSection, OneTimeCodeField, PasswordField, RadioGroup, TextArea, useForm } from '@kreide/ui/office';
import { useUnsaved } from '../../unsaved';
import { t } from './i18n';

const start = { name: '', postcode: '', town: 'Musterstadt', kind: '', date: '', note: '', code: '', password: '', accept: false };

/* a file that is sent takes its time; here only the picture of it */
function useProgress(file: File | undefined): number | undefined {
  const [part, setPart] = useState(0);
  useEffect(() => {
    setPart(0);
    if (!file) return;
    const timer = setInterval(() => setPart((now) => Math.min(1, now + 0.25)), 150);
    return () => clearInterval(timer);
  }, [file]);
  return file && part;
}

export function FormSample() {
  const form = useForm(start, {
    name: (value) => (value.trim() ? undefined : t('form.missing')),
    postcode: (value) => (/^\d{5}$/.test(value) ? undefined : t('form.fivedigits')),
    kind: (value) => (value ? undefined : t('form.choose')),
    accept: (value) => (value ? undefined : t('form.mustAccept')),
  });
  const [file, setFile] = useState<File | undefined>();
  const progress = useProgress(file);
  useUnsaved(form.dirty);
  const kinds = ['primary', 'secondary', 'vocational'] as const;
  return (
    <Card>
      <Form
        form={form}
        label={t('form')}
        onSubmit={() => {
          toast(t('form.saved'));
          form.reset();
        }}
        actions={
          <Button type="submit" variant="primary">
            {t('form.save')}
          </Button>
        }
      >
        <FormSection title={t('form.school')} text={t('form.schoolText')}>
          <TextField label={t('form.name')} hint={t('form.nameHint')} autocomplete="off" {...form.text('name')} />
          <FormRow>
            <TextField label={t('form.postcode')} inputmode="numeric" autocomplete="off" {...form.text('postcode')} />
            <TextField label={t('form.town')} autocomplete="off" {...form.text('town')} />
          </FormRow>
          <FormRow>
            <RadioGroup
              label={t('form.kind')}
              hint={t('form.kindHint')}
              options={kinds.map((kind) => ({ value: kind, label: t(`form.kind.${kind}`) }))}
              {...form.choice('kind')}
            />
            <div class="gallery-stack">
              <DateField label={t('form.date')} {...form.text('date')} />
              <Select label={t('form.kind')} options={kinds.map((kind) => ({ value: kind, label: t(`form.kind.${kind}`) }))} value="primary" onChange={() => undefined} />
            </div>
          </FormRow>
          <TextArea label={t('form.note')} max={120} rows={3} {...form.text('note')} />
          <FormRow>
            <PasswordField label={t('form.password')} {...form.text('password')} />
            <CopyField label={t('form.copy')} value="mk-7k3m" mono />
          </FormRow>
          <OneTimeCodeField label={t('form.code')} {...form.text('code')} />
          <FileDrop label={t('file')} kinds={['pdf', 'jpeg', 'png']} maxBytes={5 * 1024 * 1024} file={file} onFile={setFile} progress={progress} />
          <Checkbox label={t('form.accept')} {...form.tick('accept')} />
        </FormSection>
      </Form>
    </Card>
  );
}
