// SPDX-License-Identifier: EUPL-1.2
import { formatDay } from '@kreide/ui';
import { StateBadge, type StateKind } from '@kreide/ui/office';
import { t } from '../i18n';
import { expiresSoon, usedMs, type Account } from './data';

const kinds: Record<Account['state'], StateKind> = { open: 'running', new: 'idle', locked: 'off', expired: 'off' };
const icons = { open: undefined, new: 'key', locked: 'lock', expired: 'hourglass' } as const;

export function AccountState({ account }: { account: Account }) {
  if (account.state === 'open' && expiresSoon(account, Date.now())) return <StateBadge kind="wants">{t('state.expiring')}</StateBadge>;
  return (
    <StateBadge kind={kinds[account.state]} icon={icons[account.state]}>
      {t(`state.${account.state}`)}
    </StateBadge>
  );
}

export function lastUsed(account: Account): string {
  const ms = usedMs(account);
  return ms === undefined ? t('never') : formatDay(ms);
}

export function validUntil(account: Account): string {
  return account.expires_ms === undefined ? t('unlimited') : formatDay(account.expires_ms);
}
