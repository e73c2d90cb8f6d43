// SPDX-License-Identifier: EUPL-1.2
// The school's key, for head and contact persons: who can open it, and the code on paper.
import { useState } from 'preact/hooks';
import { Button, Card, ConfirmDialog, ErrorState, Notice, Spinner } from '@kreide/ui';
import { StateBadge } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { SecretSheet } from '../../paper/secret-sheet';
import { problemText } from '../../problems';
import { link } from '../../router';
import { askSession, type Session } from '../../session';
import { GrantKey } from './grant';
import { t } from './i18n';
import { SealedSchool } from './sealed';

function Standing({ of }: { of: api.KeyHolder }) {
  if (of.locked) return <StateBadge kind="off">{t('key.locked')}</StateBadge>;
  const kind = of.key === 'holds' ? 'running' : of.key === 'waits' ? 'wants' : 'idle';
  return <StateBadge kind={kind}>{t(`key.standing.${of.key}`)}</StateBadge>;
}

function People({ data, school, onChanged }: { data: api.SchoolKey; school: string; onChanged: () => void }) {
  return (
    <>
      <h3>{t('key.people')}</h3>
      <ul class="me__rows me__people">
        {data.people.map((each) => (
          <li key={each.id} class="me__row">
            <span class="me__name">
              {t(`key.role.${each.role}`)}
              <span class="me__note">
                {each.self ? (
                  t('key.you', { handle: each.handle })
                ) : (
                  <a class="me__mono" href={link('/portal/moderators/:account', { account: each.id })}>
                    {each.handle}
                  </a>
                )}
              </span>
            </span>
            <Standing of={each} />
            {each.key === 'waits' && !each.locked && data.state === 'open' && <GrantKey school={school} account={each.id} handle={each.handle} onDone={onChanged} />}
          </li>
        ))}
      </ul>
    </>
  );
}

export function SchoolKey({ now }: { now: Session }) {
  const path = `/schools/${segment(now.school ?? '')}/key`;
  const key = useResource((signal) => call<api.SchoolKey>({ method: 'GET', path, answer: 'school_key', signal }), [path]);
  const [asked, setAsked] = useState(false);
  const [code, setCode] = useState<string>();
  const action = useAction();
  const renew = () =>
    void action.run(async () => {
      const made = await call<api.RecoveryCode>({ method: 'POST', path: `${path}/code`, answer: 'recovery_code' });
      setAsked(false);
      setCode(made.code);
    });
  if (key.state === 'failed' && !key.data) return <ErrorState title={t('key.title')} onRetry={key.reload}>{problemText(key.error)}</ErrorState>;
  const opened = () => {
    void askSession();
    key.reload();
  };
  return (
    <Card as="section" class="me__section" labelledBy="me-key">
      <div class="me__head">
        <h2 id="me-key">{t('key.title')}</h2>
        {key.data && <StateBadge kind={key.data.state === 'open' ? 'running' : key.data.state === 'sealed' ? 'wants' : 'idle'}>{t(`key.${key.data.state}`)}</StateBadge>}
      </div>
      <p class="me__text">{t('key.lead')}</p>
      {!key.data && <Spinner />}
      {key.data?.state === 'none' && <p class="me__text">{t('key.noneText')}</p>}
      {key.data?.state === 'sealed' && <SealedSchool now={now} onOpened={opened} />}
      {key.data?.state === 'open' && (
        <>
          {!key.data.data && <Notice tone="info">{t('key.waiting')}</Notice>}
          <People data={key.data} school={now.school ?? ''} onChanged={key.reload} />
          <h3>{t('key.code')}</h3>
          {code ? (
            <SecretSheet title={t('key.codeSheet')} facts={[{ term: t('key.code'), value: code }]} onDone={() => setCode(undefined)} done={t('key.codeDone')}>
              <p>{t('key.codeSheetText')}</p>
            </SecretSheet>
          ) : (
            <>
              <p class="me__text">{t('key.codeText')}</p>
              <div>
                <Button icon="key-round" onClick={() => setAsked(true)}>
                  {t('key.codeNew')}
                </Button>
              </div>
            </>
          )}
        </>
      )}
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title={t('key.codeNewTitle')}
        confirm={t('key.codeNew')}
        busy={action.busy}
        problem={action.error && problemText(action.error)}
        onConfirm={renew}
      >
        <p>{t('key.codeText')}</p>
      </ConfirmDialog>
    </Card>
  );
}
