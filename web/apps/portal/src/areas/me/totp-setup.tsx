// SPDX-License-Identifier: EUPL-1.2
// An authenticator app, from the QR code to its first six digits.
import { useState } from 'preact/hooks';
import { Button, Notice, Spinner, TextField } from '@kreide/ui';
import { QrCode } from '@kreide/ui/qr-code';
import { call } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { t } from './i18n';
import './me.css';

/** onDone gets the one-time codes that came with the first second factor. */
export function TotpSetup({ onDone }: { onDone: (codes: readonly string[]) => void }) {
  const begun = useResource((signal) => call<api.FactorTotp>({ method: 'POST', path: '/me/factors/totp', answer: 'factor_totp', signal }));
  const action = useAction();
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (code.trim() === '') return;
    void action.run(async () => {
      const { codes } = await call<api.FactorCodes>({ method: 'PUT', path: '/me/factors/totp', body: ['factor_code', { code }], answer: 'factor_codes' });
      onDone(codes);
    });
  };
  if (begun.state === 'failed') return <Notice tone="bad">{problemText(begun.error)}</Notice>;
  if (!begun.data) return <Spinner />;
  const wrong = action.error?.problem?.error === 'wrong_code';
  return (
    <form class="totp" onSubmit={submit} noValidate>
      {action.error && !wrong && (
        <Notice tone="bad" live="assertive">
          {problemText(action.error)}
        </Notice>
      )}
      <p>{t('totp.step1')}</p>
      <div class="totp__code">
        <QrCode text={begun.data.uri} label={t('totp.qr')} />
        <p class="totp__secret">
          {t('totp.secret')} <code>{begun.data.secret.replace(/.{4}(?=.)/g, '$& ')}</code>
        </p>
      </div>
      <p>{t('totp.step2')}</p>
      <TextField
        label={t('totp.code')}
        value={code}
        onInput={setCode}
        inputMode="numeric"
        autocomplete="one-time-code"
        maxlength={12}
        error={tried && code.trim() === '' ? t('totp.empty') : wrong ? t('totp.wrong') : undefined}
      />
      <div>
        <Button type="submit" variant="primary" busy={action.busy}>
          {t('totp.submit')}
        </Button>
      </div>
    </form>
  );
}
