// SPDX-License-Identifier: EUPL-1.2
// Another password for oneself, also asked for at the first sign-in.
import { Button, PasswordField } from '@kreide/ui';
import { Form, useForm } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import { fieldErrors, problemText } from '../../problems';
import { t } from './i18n';

const letters = '23456789abcdefghjkmnpqrstuvwxyz'; /* none that is taken for another, as in src/crypto/password.c */

/** Four groups of four: 79 bits, from the browser's own source of chance. */
export function madePassword(): string {
  let text = '';
  while (text.length < 16) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < letters.length * 8) text += letters.charAt(byte % letters.length);
  }
  return (text.match(/.{4}/g) ?? []).join('-');
}

export function PasswordForm({ onDone }: { onDone: () => void }) {
  const action = useAction();
  const form = useForm(
    { old: '', password: '' },
    {
      old: (value) => (value === '' ? t('password.empty') : undefined),
      password: (value) => (value === '' ? t('password.empty') : new TextEncoder().encode(value).length < 12 ? t('password.short') : undefined),
    },
  );
  const wrong = action.error ? fieldErrors(action.error, ['old', 'password']) : {};
  const submit = () =>
    void action
      .run(async () => {
        await call<void>({ method: 'PUT', path: '/me/password', body: ['password_change', { ...form.values }] });
      })
      .then((good) => {
        if (!good) return;
        form.reset({ old: '', password: '' });
        onDone();
      });
  return (
    <Form
      form={form}
      onSubmit={submit}
      busy={action.busy}
      problem={action.error && !wrong.old && !wrong.password ? problemText(action.error) : undefined}
      actions={
        <Button type="submit" variant="primary" busy={action.busy}>
          {t('password.change')}
        </Button>
      }
    >
      <PasswordField label={t('password.old')} {...form.text('old')} error={form.errors.old ?? wrong.old} />
      <PasswordField label={t('password.new')} name="new-password" hint={t('password.hint')} {...form.text('password')} error={form.errors.password ?? wrong.password} />
      <div>
        <Button variant="quiet" icon="rotate-cw" onClick={() => form.set({ password: madePassword() })}>
          {t('password.suggest')}
        </Button>
      </div>
    </Form>
  );
}
