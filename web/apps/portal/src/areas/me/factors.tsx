// SPDX-License-Identifier: EUPL-1.2
// The second factors of one's own account.
import { useState } from 'preact/hooks';
import { Button, Card, ConfirmDialog, Dialog, ErrorState, Notice, Spinner, TextField, formatDate, toast } from '@kreide/ui';
import { StateBadge } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { CodesSheet } from './codes-sheet';
import { t } from './i18n';
import { KeyCancelled, addKey, keysWork } from './security-key';
import { TotpSetup } from './totp-setup';

type Asked = { kind: 'totp' } | { kind: 'key' } | { kind: 'codes' } | { kind: 'remove'; name: string; path: string } | undefined;

function KeyDialog({ onClose, onDone }: { onClose: () => void; onDone: (codes: readonly string[]) => void }) {
  const [name, setName] = useState('');
  const [cancelled, setCancelled] = useState(false);
  const action = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    setCancelled(false);
    void action.run(async () => {
      try {
        onDone((await addKey(name.trim() || t('factor.keys'))).codes);
      } catch (thrown) {
        if (!(thrown instanceof KeyCancelled)) throw thrown;
        setCancelled(true);
      }
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('factor.keyAdd')}
      actions={
        <Button type="submit" form="new-key" variant="primary" icon="key-round" busy={action.busy}>
          {t('factor.keyAdd')}
        </Button>
      }
    >
      <form id="new-key" class="me__stack" onSubmit={submit}>
        {(action.error || cancelled) && (
          <Notice tone="bad" live="assertive">
            {cancelled ? t('factor.keyCancelled') : problemText(action.error)}
          </Notice>
        )}
        <TextField label={t('factor.keyName')} hint={t('factor.keyNameHint')} value={name} onInput={setName} maxlength={60} autocomplete="off" />
      </form>
    </Dialog>
  );
}

export function Factors() {
  const factors = useResource((signal) => call<api.Factors>({ method: 'GET', path: '/me/factors', answer: 'factors', signal }));
  const [asked, setAsked] = useState<Asked>();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const action = useAction();
  const { data } = factors;
  const added = (text: string) => (fresh: readonly string[]) => {
    setAsked(undefined);
    setCodes(fresh);
    toast(text);
    factors.reload();
  };
  const confirm = () => {
    if (asked?.kind === 'remove') {
      void action
        .run(() => call<void>({ method: 'DELETE', path: asked.path }))
        .then((good) => {
          if (!good) return;
          setAsked(undefined);
          toast(t('factor.removed'));
          factors.reload();
        });
    } else if (asked?.kind === 'codes') {
      void action.run(async () => {
        const made = await call<api.FactorCodes>({ method: 'POST', path: '/me/factors/codes', answer: 'factor_codes' });
        setAsked(undefined);
        setCodes(made.codes);
        factors.reload();
      });
    }
  };
  const ask = (next: Asked) => {
    action.clear();
    setAsked(next);
  };
  if (factors.state === 'failed' && !data) return <ErrorState title={t('factor.title')} onRetry={factors.reload}>{problemText(factors.error)}</ErrorState>;
  return (
    <Card as="section" class="me__section" labelledBy="me-factors">
      <h2 id="me-factors">{t('factor.title')}</h2>
      {!data ? (
        <Spinner />
      ) : (
        <>
          <p class="me__text">{data.required ? t('factor.required') : t('factor.optional')}</p>
          {codes.length > 0 && <CodesSheet codes={codes} onDone={() => setCodes([])} />}
          <ul class="me__rows">
            <li class="me__row">
              <span class="me__name">{t('factor.totp')}</span>
              <StateBadge kind={data.totp ? 'running' : 'idle'}>{data.totp ? t('factor.totpOn') : t('factor.totpOff')}</StateBadge>
              <span class="me__buttons">
                <Button onClick={() => ask({ kind: 'totp' })}>{data.totp ? t('factor.totpAgain') : t('factor.totpSetup')}</Button>
                {data.totp && (
                  <Button variant="quiet" onClick={() => ask({ kind: 'remove', name: t('factor.totp'), path: '/me/factors/totp' })}>
                    {t('factor.remove')}
                  </Button>
                )}
              </span>
            </li>
            {data.keys.map((key) => (
              <li key={key.id} class="me__row">
                <span class="me__name">{key.name}</span>
                <span class="me__note">{t('factor.keySince', { date: formatDate(key.created_ms) })}</span>
                <span class="me__buttons">
                  <Button variant="quiet" onClick={() => ask({ kind: 'remove', name: key.name, path: `/me/factors/keys/${segment(key.id)}` })}>
                    {t('factor.remove')}
                  </Button>
                </span>
              </li>
            ))}
            {data.keys_possible && keysWork() && (
              <li class="me__row">
                <span class="me__name">{t('factor.keys')}</span>
                <span class="me__note">{data.keys.length === 0 ? t('factor.keysNone') : ''}</span>
                <span class="me__buttons">
                  <Button icon="key-round" onClick={() => ask({ kind: 'key' })}>
                    {t('factor.keyAdd')}
                  </Button>
                </span>
              </li>
            )}
            {(data.totp || data.keys.length > 0) && (
              <li class="me__row">
                <span class="me__name">{t('factor.codes')}</span>
                <StateBadge kind={data.codes_left < 3 ? 'wants' : 'running'}>{t('factor.codesLeft', { count: data.codes_left })}</StateBadge>
                <span class="me__buttons">
                  <Button onClick={() => ask({ kind: 'codes' })}>{t('factor.codesNew')}</Button>
                </span>
              </li>
            )}
          </ul>
        </>
      )}
      <Dialog open={asked?.kind === 'totp'} onClose={() => setAsked(undefined)} title={t('factor.totpSetup')}>
        <TotpSetup onDone={added(t('totp.done'))} />
      </Dialog>
      {asked?.kind === 'key' && <KeyDialog onClose={() => setAsked(undefined)} onDone={added(t('factor.keyAdded'))} />}
      <ConfirmDialog
        open={asked?.kind === 'remove' || asked?.kind === 'codes'}
        onClose={() => setAsked(undefined)}
        title={asked?.kind === 'remove' ? t('factor.removeTitle', { name: asked.name }) : t('factor.codesNewTitle')}
        confirm={asked?.kind === 'remove' ? t('factor.remove') : t('factor.codesNew')}
        danger={asked?.kind === 'remove'}
        busy={action.busy}
        problem={action.error && problemText(action.error)}
        onConfirm={confirm}
      >
        <p>{asked?.kind === 'remove' ? t('factor.removeText') : t('factor.codesNewText')}</p>
      </ConfirmDialog>
    </Card>
  );
}
