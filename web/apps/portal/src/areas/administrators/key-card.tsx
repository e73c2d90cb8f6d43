// SPDX-License-Identifier: EUPL-1.2
// The operator's key: its renewal with how far it is, and the recovery sheet.
import { useEffect, useState } from 'preact/hooks';
import { Button, Card, ConfirmDialog, ErrorState, Notice, Spinner, formatDate } from '@kreide/ui';
import { FactList } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { SecretSheet } from '../../paper/secret-sheet';
import { problemText } from '../../problems';
import { askSession } from '../../session';
import { SealedOperator } from '../me/sealed';
import { t } from './i18n';

const pollMs = 1000;

function Renewing({ data }: { data: api.OperatorKey }) {
  const done = data.schools - data.left;
  const text = t('key.renewing', { done, all: data.schools });
  return (
    <div class="key-card__progress">
      <progress max={Math.max(1, data.schools)} value={done} aria-label={text} />
      <span>{text}</span>
    </div>
  );
}

export function KeyCard({ changed }: { changed: number }) {
  const key = useResource((signal) => call<api.OperatorKey>({ method: 'GET', path: '/key', answer: 'operator_key', signal }), [changed]);
  const [asked, setAsked] = useState<'renew' | 'code'>();
  const [code, setCode] = useState<string>();
  const action = useAction();
  const { data } = key;
  useEffect(() => {
    if (!data?.renewing) return undefined;
    const timer = setTimeout(key.reload, pollMs);
    return () => clearTimeout(timer);
  }, [data]);
  const confirm = () =>
    void action.run(async () => {
      const made = await call<api.RecoveryCode>({ method: 'POST', path: asked === 'renew' ? '/key' : '/key/code', answer: 'recovery_code' });
      setAsked(undefined);
      setCode(made.code);
      key.reload();
    });
  if (key.state === 'failed' && !data) return <ErrorState title={t('key.title')} onRetry={key.reload}>{problemText(key.error)}</ErrorState>;
  return (
    <Card as="section" class="me__section" labelledBy="operator-key">
      <h2 id="operator-key">{t('key.title')}</h2>
      <p class="me__text">{t('key.text')}</p>
      {!data && <Spinner />}
      {data && (
        <>
          <FactList
            facts={[
              { term: t('key.version'), value: `${data.version}, ${t('key.since', { date: formatDate(data.created_ms) })}` },
              { term: t('key.holders'), value: String(data.holders) },
            ]}
          />
          {data.renewing && <Renewing data={data} />}
          {data.holders === 1 && data.open && <Notice tone="want">{t('key.one')}</Notice>}
          {!data.open && (
            <>
              <Notice tone="want">{t('key.sealed')}</Notice>
              <SealedOperator
                onOpened={() => {
                  void askSession();
                  key.reload();
                }}
              />
            </>
          )}
          {code && (
            <SecretSheet title={t('key.sheetTitle')} facts={[{ term: t('key.sheetCode', { version: data.version }), value: code }]} onDone={() => setCode(undefined)} done={t('key.sheetDone')}>
              <p>{t('key.sheetText')}</p>
            </SecretSheet>
          )}
          {data.open && !code && (
            <>
              <h3>{t('key.code')}</h3>
              <p class="me__text">{t('key.codeText')}</p>
              <div class="key-card__buttons">
                <Button icon="printer" onClick={() => setAsked('code')}>
                  {t('key.codeNew')}
                </Button>
                <Button icon="rotate-cw" disabled={data.renewing} onClick={() => setAsked('renew')}>
                  {t('key.renew')}
                </Button>
              </div>
            </>
          )}
        </>
      )}
      <ConfirmDialog
        open={asked !== undefined}
        onClose={() => {
          action.clear();
          setAsked(undefined);
        }}
        title={asked === 'renew' ? t('key.renewTitle') : t('key.codeTitle')}
        confirm={asked === 'renew' ? t('key.renew') : t('key.codeNew')}
        busy={action.busy}
        problem={action.error && problemText(action.error)}
        onConfirm={confirm}
      >
        <p>{asked === 'renew' ? t('key.renewText') : t('key.codeWarn')}</p>
      </ConfirmDialog>
    </Card>
  );
}
