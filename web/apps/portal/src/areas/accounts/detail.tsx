// SPDX-License-Identifier: EUPL-1.2
import { useState } from 'preact/hooks';
import { Button, Card, ErrorState, IconButton, Menu, Notice, formatDay } from '@kreide/ui';
import { FactList } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { WaitingPage } from '../../lazy';
import { problemText } from '../../problems';
import { link, navigate } from '../../router';
import { Page } from '../../shell/page';
import type { PageProps } from '../../area';
import { KeyOf } from '../me/key-of';
import { AccountLimits } from '../capacity/school-limits';
import { t } from './i18n';
import { Acts, actAtOnce, type Act, type Acting } from './shared/acts';
import { expiresSoon, type Account } from './shared/data';
import { Devices } from './shared/devices';
import { ownSchool } from './shared/own';
import { AccountState, lastUsed, validUntil } from './shared/state';
import './accounts.css';

function Facts({ account }: { account: Account }) {
  const graced = account.ends_ms !== undefined && account.ends_ms !== account.expires_ms;
  const school = account.school && <a href={link('/portal/schools/:school', { school: account.school })}>{account.school_name ?? account.school}</a>;
  return (
    <Card as="section" class="accounts-card">
      <h2>{t('detail.facts')}</h2>
      <FactList
        facts={[
          { term: t('table.role'), value: t(`role.${account.role}`) },
          ...(ownSchool() ? [] : [{ term: t('table.school'), value: school ?? t('noSchool') }]),
          ...(account.purpose ? [{ term: t('detail.purpose'), value: account.purpose }] : []),
          { term: t('table.label'), value: account.label ?? t(account.named ? 'named' : 'unnamed') },
          { term: t('detail.created'), value: formatDay(account.created_ms) },
          { term: t('detail.password'), value: account.password_ms === undefined ? t(account.state === 'new' ? 'detail.noPassword' : 'never') : formatDay(account.password_ms) },
          { term: t('table.used'), value: lastUsed(account) },
          { term: t('detail.expires'), value: graced ? `${validUntil(account)} (${t('detail.ends', { day: formatDay(account.ends_ms ?? 0) })})` : validUntil(account) },
          { term: t('detail.claim'), value: t(account.lower_claim ? 'detail.lowerClaim' : 'detail.normalClaim') },
        ]}
      />
    </Card>
  );
}

function Locked({ account }: { account: Account }) {
  if (account.state !== 'locked' || !account.lock_reason) return null;
  return (
    <Notice tone="bad" icon="lock" title={t('state.locked')}>
      {t(`reason.${account.lock_reason}`)}
      {account.note && `. ${t('detail.note')}: ${account.note}`}
      {account.locked_by_operator && ownSchool() !== '' && ` ${t('detail.lockedByOperator')}`}
    </Notice>
  );
}

export default function AccountPage({ params }: PageProps<'account'>) {
  const [acting, setActing] = useState<Acting | undefined>();
  const action = useAction();
  const found = useResource(
    (signal) => call<api.AccountOne>({ method: 'GET', path: `/accounts/${segment(params.account)}`, answer: 'account_one', signal }),
    [params.account],
  );
  const account = found.data?.account;
  const ofSchool = ownSchool() !== '';
  const back = ofSchool ? { href: '/portal/moderators', text: t('moderators.title') } : { href: '/portal/accounts', text: t('detail.up') };
  if (!account) {
    if (found.state !== 'failed') return <WaitingPage />;
    return (
      <Page title={t('title')} up={back}>
        <ErrorState title={problemText(found.error)} onRetry={found.reload} />
      </Page>
    );
  }
  const act = (what: Act) => {
    if (what === 'unlock' || what === 'renew')
      void action.run(async () => {
        await actAtOnce(what, [account]);
        found.reload();
      });
    else setActing({ what, accounts: [account] });
  };
  const mine = ofSchool ? account.role === 'moderator' : account.role !== 'operator';
  const mayUnlock = !ofSchool || !account.locked_by_operator;
  return (
    <Page
      title={account.handle}
      heading={<span class="accounts-handle">{account.handle}</span>}
      up={back}
      badge={<AccountState account={account} />}
      actions={
        mine && (
          <>
            <Menu
              label={t('act.more', { handle: account.handle })}
              anchor={(props) => <IconButton icon="ellipsis" variant="secondary" label={t('act.more', { handle: account.handle })} {...props} />}
              items={[{ id: 'delete', label: t('act.delete'), icon: 'trash-2', danger: true, onSelect: () => act('delete') }]}
            />
            {expiresSoon(account, Date.now()) && (
              <Button icon="rotate-cw" busy={action.busy} onClick={() => act('renew')}>
                {t('act.renew')}
              </Button>
            )}
            {account.role === 'extra' && (
              <Button icon="calendar-clock" onClick={() => act('expiry')}>
                {t('act.expiry')}
              </Button>
            )}
            {ofSchool && (
              <Button icon="pencil" onClick={() => act('label')}>
                {t('act.label')}
              </Button>
            )}
            {account.state === 'locked' ? (
              mayUnlock && (
                <Button icon="lock-open" busy={action.busy} onClick={() => act('unlock')}>
                  {t('act.unlock')}
                </Button>
              )
            ) : (
              <Button icon="lock" onClick={() => act('lock')}>
                {t('act.lock')}
              </Button>
            )}
            <Button icon="key" variant="primary" onClick={() => act('issue')}>
              {t(account.state === 'new' ? 'act.issue' : 'act.reissue')}
            </Button>
          </>
        )
      }
    >
      {action.error && <Notice tone="bad">{problemText(action.error)}</Notice>}
      <Locked account={account} />
      <KeyOf account={account} onChange={found.reload} />
      <div class="accounts-cards">
        <Facts account={account} />
        <Devices key={`${account.state}.${account.password_ms}`} account={account.id} />
        {account.role === 'extra' && !ofSchool && <AccountLimits account={account.id} />}
      </div>
      <Acts
        acting={acting}
        onClose={() => setActing(undefined)}
        onDone={() => (acting?.what === 'delete' ? navigate(back.href) : found.reload())}
      />
    </Page>
  );
}
