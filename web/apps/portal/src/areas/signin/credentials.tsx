// SPDX-License-Identifier: EUPL-1.2
// Handle and password.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Checkbox, Notice, PasswordField, TextField, announce, formatSpan, useClock } from '@kreide/ui';
import { asApiError, call } from '@kreide/api';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { signedIn } from '../../session';
import { t } from './i18n';

type Trouble = { text: string } | { untilMs: number } | undefined;

export function Wait({ untilMs, onOver }: { untilMs: number; onOver: () => void }) {
  const left = Math.ceil((untilMs - useClock(500)) / 1000);
  useEffect(() => {
    if (left <= 0) onOver();
  }, [left <= 0]);
  return <p>{t('wait', { span: formatSpan(Math.max(1, left)) })}</p>;
}

export function Credentials() {
  const [handle, setHandle] = useState('');
  const [password, setPassword] = useState('');
  const [shared, setShared] = useState(true);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const handleField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const waiting = trouble !== undefined && 'untilMs' in trouble;

  /* going back to this page must not find the letters still there */
  useEffect(() => {
    const forget = () => {
      setHandle('');
      setPassword('');
    };
    window.addEventListener('pagehide', forget);
    return () => window.removeEventListener('pagehide', forget);
  }, []);

  const failed = (thrown: unknown) => {
    const error = asApiError(thrown);
    setBusy(false);
    if (error.failure === 'too_often') {
      announce(t('wait', { span: formatSpan(error.waitS) }), 'assertive');
      return setTrouble({ untilMs: Date.now() + error.waitS * 1000 });
    }
    const own = error.failure === 'refused' ? t('refused') : error.failure === 'locked' ? t('locked') : undefined;
    setTrouble({ text: own ?? problemText(error) });
    if (error.failure !== 'refused') return;
    setPassword('');
    setTried(false);
    passwordField.current?.focus();
  };

  const submit = (event: Event) => {
    event.preventDefault();
    if (busy || waiting) return;
    setTried(true);
    if (handle.trim() === '') return handleField.current?.focus();
    if (password === '') return passwordField.current?.focus();
    setBusy(true);
    setTrouble(undefined);
    call<api.Session>({ method: 'POST', path: '/session', body: ['session_create', { handle: handle.trim(), password }], answer: 'session' }).then(signedIn, failed);
  };

  return (
    <form class="signin__form" onSubmit={submit} noValidate autocomplete={shared ? 'off' : 'on'}>
      {trouble && (
        <Notice tone={waiting ? 'want' : 'bad'} icon={waiting ? 'timer' : undefined} live={waiting ? undefined : 'assertive'}>
          {'untilMs' in trouble ? (
            <Wait
              untilMs={trouble.untilMs}
              onOver={() => {
                setTrouble(undefined);
                announce(t('waitOver'));
              }}
            />
          ) : (
            <p>{trouble.text}</p>
          )}
        </Notice>
      )}
      <TextField
        ref={handleField}
        name="handle"
        label={t('handle')}
        hint={t('handleHint')}
        icon="user"
        value={handle}
        error={tried && handle.trim() === '' ? t('handleEmpty') : undefined}
        onInput={setHandle}
        autocomplete={shared ? 'off' : 'username'}
        autocapitalize="none"
        spellcheck={false}
        maxlength={64}
      />
      <PasswordField ref={passwordField} label={t('password')} value={password} onInput={setPassword} shared={shared} error={tried && password === '' ? t('passwordEmpty') : undefined} />
      <Checkbox label={t('shared')} hint={t('sharedHint')} checked={shared} onChange={setShared} />
      <Button type="submit" variant="primary" size="l" wide busy={busy} iconEnd="arrow-right" disabled={waiting}>
        {t('submit')}
      </Button>
    </form>
  );
}
