// SPDX-License-Identifier: EUPL-1.2
// What to do when the password is right and the key does not open: it is the first of somebody new, or was given anew.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Card, ConfirmDialog, Notice, Spinner, toast } from '@kreide/ui';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { SecretSheet } from '../../paper/secret-sheet';
import { problemText } from '../../problems';
import type { Session } from '../../session';
import { t } from './i18n';
import { RecoverForm } from './recover-form';
import './me.css';

const askAgainMs = 4000;

/** Asks again and again, while somebody looks, whether the key was granted; then goes on by itself. */
function useGranted(ask: () => Promise<boolean>, onOpened: () => void): void {
  const latest = useRef({ ask, onOpened });
  latest.current = { ask, onOpened };
  useEffect(() => {
    let over = false;
    const look = async () => {
      if (document.visibilityState !== 'visible') return;
      /* a call that failed is asked again; whoever was signed out is led to sign-in by the shell */
      const granted = await latest.current.ask().catch(() => false);
      if (!granted || over) return;
      over = true;
      toast(t('sealed.granted'));
      latest.current.onOpened();
    };
    const timer = window.setInterval(() => void look(), askAgainMs);
    return () => {
      over = true;
      window.clearInterval(timer);
    };
  }, []);
}

function Waiting() {
  return (
    <p class="me__waiting">
      <Spinner />
      {t('sealed.waiting')}
    </p>
  );
}

export function SealedOperator({ onOpened }: { onOpened: () => void }) {
  useGranted(async () => (await call<api.OperatorKey>({ method: 'GET', path: '/key', answer: 'operator_key' })).open, onOpened);
  return (
    <div class="me__stack">
      <p>{t('sealed.operatorText')}</p>
      <Card as="section" class="me__section">
        <h2>{t('sealed.byOther')}</h2>
        <p class="me__text">{t('sealed.byOtherOperator')}</p>
        <Waiting />
      </Card>
      <Card as="section" class="me__section">
        <h2>{t('sealed.byCode')}</h2>
        <p class="me__text">{t('sealed.whereOperator')}</p>
        <RecoverForm path="/key/recovery" onDone={onOpened} />
      </Card>
    </div>
  );
}

function Anew({ path, onDone }: { path: string; onDone: (code: string) => void }) {
  const [asked, setAsked] = useState(false);
  const action = useAction();
  const begin = () =>
    void action.run(async () => {
      onDone((await call<api.RecoveryCode>({ method: 'POST', path, answer: 'recovery_code' })).code);
    });
  return (
    <Card as="section" class="me__section">
      <h2>{t('sealed.anew')}</h2>
      <p class="me__text">{t('sealed.anewText')}</p>
      <div>
        <Button variant="danger" onClick={() => setAsked(true)}>
          {t('sealed.anewButton')}
        </Button>
      </div>
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title={t('sealed.anewTitle')}
        confirm={t('sealed.anewConfirm')}
        danger
        typed={t('sealed.anewWord')}
        busy={action.busy}
        problem={action.error && problemText(action.error)}
        onConfirm={begin}
      >
        <p>{t('sealed.anewWarn')}</p>
      </ConfirmDialog>
    </Card>
  );
}

function ByOther({ holders, handle }: { holders: readonly api.KeyHolder[]; handle: string }) {
  return (
    <Card as="section" class="me__section" wants={holders.length > 0}>
      <h2>{t('sealed.byOther')}</h2>
      <p class="me__text">{t(holders.length > 0 ? 'sealed.byOtherSchool' : 'sealed.nobody')}</p>
      {holders.length > 0 && (
        <>
          <dl class="me__who">
            <dt>{t('sealed.yours')}</dt>
            <dd class="me__mono">{handle}</dd>
            <dt>{t('sealed.theirs')}</dt>
            {holders.map((each) => (
              <dd key={each.id}>
                {t(`key.role.${each.role}`)}, <span class="me__mono">{each.handle}</span>
              </dd>
            ))}
          </dl>
          <Waiting />
        </>
      )}
    </Card>
  );
}

export function SealedSchool({ now, onOpened }: { now: Session; onOpened: () => void }) {
  const path = `/schools/${segment(now.school ?? '')}/key`;
  const ask = (signal?: AbortSignal) => call<api.SchoolKey>({ method: 'GET', path, answer: 'school_key', ...(signal ? { signal } : {}) });
  const key = useResource(ask, [path]);
  const [code, setCode] = useState<string>();
  useGranted(async () => (await ask()).state === 'open' && code === undefined, onOpened);
  if (code)
    return (
      <SecretSheet title={t('key.codeSheet')} facts={[{ term: t('key.code'), value: code }]} onDone={onOpened} done={t('key.codeDone')}>
        <p>{t('key.codeSheetText')}</p>
      </SecretSheet>
    );
  if (key.state === 'failed') return <Notice tone="bad">{problemText(key.error)}</Notice>;
  if (!key.data) return <Spinner />;
  if (key.data.state === 'none') return <Notice tone="info">{t('key.noneText')}</Notice>;
  const holders = key.data.people.filter((each) => each.key === 'holds' && !each.locked);
  return (
    <div class="me__stack">
      <p>{t('sealed.text')}</p>
      <ByOther holders={holders} handle={now.handle} />
      <Card as="section" class="me__section">
        <h2>{t('sealed.byCode')}</h2>
        <p class="me__text">{t('sealed.where')}</p>
        <RecoverForm path={`${path}/recovery`} onDone={onOpened} />
      </Card>
      {holders.length === 0 && <Anew path={path} onDone={setCode} />}
    </div>
  );
}
