// SPDX-License-Identifier: EUPL-1.2
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Checkbox, LinkButton, Notice, PasswordField, Spinner, TextField, announce, formatSpan, useClock } from '@kreide/ui';
import { asApiError, kreideApi } from '../../api';
import { t, type PageKey } from '../../i18n/pages';
import { navigate } from '../../router';
import { Page } from '../shell/page';
import './signin.css';

/* heads, contact persons and the media centre have their office in the portal, and what is left of their sign-in there, too */
const officeRoles: readonly string[] = ['head', 'contact', 'operator'];

function goOn(session: { role: string }, next: string): void {
  if (officeRoles.includes(session.role)) location.replace('/portal/signin');
  else navigate(next, 'replace');
}

type Trouble = { kind: 'words'; key: PageKey } | { kind: 'wait'; untilMs: number } | undefined;

function Wait({ untilMs, onOver }: { untilMs: number; onOver: () => void }) {
  const now = useClock(500);
  const left = Math.ceil((untilMs - now) / 1000);
  useEffect(() => {
    if (left <= 0) onOver();
  }, [left <= 0]);
  return <p>{t('signin.wait', { span: formatSpan(Math.max(1, left)) })}</p>;
}

/** Whether somebody is signed in already: then there is nothing to do here. */
function useAlreadyIn(next: string): boolean {
  const [asking, setAsking] = useState(true);
  useEffect(() => {
    kreideApi.session().then(
      (session) => goOn(session, next),
      () => setAsking(false),
    );
  }, []);
  return asking;
}

export function SignIn({ next }: { next: string }) {
  const asking = useAlreadyIn(next);
  return (
    <Page title={t('signin.title')} nav={<LinkButton href="/" variant="quiet">{t('signin.join')}</LinkButton>}>
      <div class="signin">
        <div class="signin__words">
          <h1 tabIndex={-1}>{t('signin.title')}</h1>
          <p>{t('signin.lead')}</p>
        </div>
        {asking ? <Spinner /> : <SignInForm next={next} />}
      </div>
    </Page>
  );
}

function SignInForm({ next }: { next: string }) {
  const [handle, setHandle] = useState('');
  const [password, setPassword] = useState('');
  const [shared, setShared] = useState(true);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const handleField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  /* going back to this page must not find the letters still there */
  useEffect(() => {
    const forget = () => {
      setPassword('');
      setHandle('');
    };
    window.addEventListener('pagehide', forget);
    return () => window.removeEventListener('pagehide', forget);
  }, []);

  const failed = (thrown: unknown) => {
    const error = asApiError(thrown);
    setBusy(false);
    if (error.failure === 'too_often') {
      /* said once; the seconds that count down are only for the eye */
      announce(t('signin.wait', { span: formatSpan(error.waitS) }), 'assertive');
      return setTrouble({ kind: 'wait', untilMs: Date.now() + error.waitS * 1000 });
    }
    const key: PageKey =
      error.failure === 'refused' ? 'signin.refused' : error.failure === 'locked' ? 'signin.locked' : `error.${error.failure}`;
    setTrouble({ kind: 'words', key });
    if (error.failure !== 'refused') return;
    setPassword('');
    setTried(false);
    passwordField.current?.focus();
  };

  const submit = (event: Event) => {
    event.preventDefault();
    if (busy || trouble?.kind === 'wait') return;
    setTried(true);
    if (handle.trim() === '') return handleField.current?.focus();
    if (password === '') return passwordField.current?.focus();
    setBusy(true);
    setTrouble(undefined);
    kreideApi.signIn(handle.trim(), password).then((session) => goOn(session, next), failed);
  };

  return (
    <form class="signin__form" onSubmit={submit} noValidate autocomplete={shared ? 'off' : 'on'}>
      {trouble && (
        <Notice
          tone={trouble.kind === 'wait' ? 'want' : 'bad'}
          icon={trouble.kind === 'wait' ? 'timer' : undefined}
          live={trouble.kind === 'words' ? 'assertive' : undefined}
        >
          {trouble.kind === 'words' ? (
            <p>{t(trouble.key)}</p>
          ) : (
            <Wait
              untilMs={trouble.untilMs}
              onOver={() => {
                setTrouble(undefined);
                announce(t('signin.waitOver'));
              }}
            />
          )}
        </Notice>
      )}
      <TextField
        ref={handleField}
        name="handle"
        label={t('signin.handle')}
        hint={t('signin.handleHint')}
        icon="user"
        value={handle}
        error={tried && handle.trim() === '' ? t('signin.handleEmpty') : undefined}
        onInput={setHandle}
        autocomplete={shared ? 'off' : 'username'}
        autocapitalize="none"
        spellcheck={false}
        maxlength={64}
      />
      <PasswordField
        ref={passwordField}
        label={t('signin.password')}
        value={password}
        shared={shared}
        error={tried && password === '' ? t('signin.passwordEmpty') : undefined}
        onInput={setPassword}
      />
      <Checkbox label={t('signin.shared')} hint={t('signin.sharedHint')} checked={shared} onChange={setShared} />
      <Button type="submit" variant="primary" size="l" wide busy={busy} iconEnd="arrow-right" disabled={trouble?.kind === 'wait'}>
        {t('signin.submit')}
      </Button>
    </form>
  );
}
