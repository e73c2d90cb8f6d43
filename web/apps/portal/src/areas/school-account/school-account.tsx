// SPDX-License-Identifier: EUPL-1.2
// The one account that a school's teachers share: its password, and where it is signed in.
import { useState } from 'preact/hooks';
import { Button, Card, EmptyState, ErrorState, Icon, Notice, formatDay } from '@kreide/ui';
import { FactList } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { WaitingPage } from '../../lazy';
import { problemText } from '../../problems';
import { Page } from '../../shell/page';
import { t } from '../accounts/i18n';
import { Acts, actAtOnce, type Acting } from '../accounts/shared/acts';
import { Credentials } from '../accounts/shared/credentials';
import { expiresSoon, type Account } from '../accounts/shared/data';
import { Devices } from '../accounts/shared/devices';
import { AccountState, lastUsed, validUntil } from '../accounts/shared/state';
import { ownSchool } from '../accounts/shared/own';
import '../accounts/accounts.css';

const whys = ['own.why1', 'own.why2', 'own.why3'] as const;

function Why() {
  return (
    <Card as="section" class="accounts-card">
      <h2>{t('own.why')}</h2>
      <ul class="accounts-reasons">
        {whys.map((why) => (
          <li key={why}>
            <Icon name="check" />
            <span>{t(why)}</span>
          </li>
        ))}
      </ul>
      <Notice>{t('own.keeps')}</Notice>
    </Card>
  );
}

function Own({ account, onChange }: { account: Account; onChange: () => void }) {
  const [rotating, setRotating] = useState(false);
  const [acting, setActing] = useState<Acting | undefined>();
  const action = useAction();
  const atOnce = (what: 'unlock' | 'renew') =>
    void action.run(async () => {
      await actAtOnce(what, [account]);
      onChange();
    });
  return (
    <Page
      title={t('own.title')}
      lead={t('own.lead')}
      badge={<AccountState account={account} />}
      actions={
        <>
          {account.state !== 'locked' && (
            <Button icon="lock" onClick={() => setActing({ what: 'lock', accounts: [account] })}>
              {t('act.lock')}
            </Button>
          )}
          {account.state === 'locked' && !account.locked_by_operator && (
            <Button icon="lock-open" busy={action.busy} onClick={() => atOnce('unlock')}>
              {t('act.unlock')}
            </Button>
          )}
          {expiresSoon(account, Date.now()) && (
            <Button icon="rotate-cw" busy={action.busy} onClick={() => atOnce('renew')}>
              {t('act.renew')}
            </Button>
          )}
          <Button icon="key" variant="primary" onClick={() => setRotating(true)}>
            {t(account.state === 'new' ? 'act.issue' : 'own.rotate')}
          </Button>
        </>
      }
    >
      {action.error && <Notice tone="bad">{problemText(action.error)}</Notice>}
      {account.locked_by_operator && <Notice tone="bad">{t('detail.lockedByOperator')}</Notice>}
      <div class="accounts-cards">
        <Card as="section" class="accounts-card">
          <p class="accounts-big">{account.handle}</p>
          <FactList
            facts={[
              { term: t('own.changed'), value: account.password_ms === undefined ? t('never') : formatDay(account.password_ms) },
              { term: t('table.used'), value: lastUsed(account) },
              { term: t('detail.expires'), value: validUntil(account) },
            ]}
          />
        </Card>
        <Why />
        <Devices key={`${account.state}.${account.password_ms}`} account={account.id} />
      </div>
      {rotating && (
        <Credentials accounts={[account]} title={t('own.rotateTitle')} text={t('own.rotateText')} onClose={() => setRotating(false)} onIssued={onChange} />
      )}
      <Acts acting={acting} onClose={() => setActing(undefined)} onDone={onChange} />
    </Page>
  );
}

export default function SchoolAccount() {
  const found = useResource((signal) =>
    call<api.Accounts>({ method: 'GET', path: `/schools/${segment(ownSchool())}/accounts`, query: { role: 'school' }, answer: 'accounts', signal }),
  );
  const account = found.data?.accounts[0];
  if (account) return <Own account={account} onChange={found.reload} />;
  if (found.state === 'loading') return <WaitingPage />;
  return (
    <Page title={t('own.title')} lead={t('own.lead')}>
      {found.error ? (
        <ErrorState title={problemText(found.error)} onRetry={found.reload} />
      ) : (
        <EmptyState icon="key" title={t('own.none')}>
          {t('own.noneText')}
        </EmptyState>
      )}
    </Page>
  );
}
