// SPDX-License-Identifier: EUPL-1.2
// On the page of a head's or contact person's account: how it stands to the school's key, and the grant.
import { Notice } from '@kreide/ui';
import type { api } from '@kreide/protocol';
import { session } from '../../session';
import { GrantKey } from './grant';
import { t } from './i18n';

export function KeyOf({ account, onChange }: { account: api.AccountEntry; onChange: () => void }) {
  const now = session.value.state === 'there' ? session.value.session : undefined;
  if (!now || !account.key || account.key === 'holds' || account.state === 'locked') return null;
  if (account.key === 'new') return account.state === 'new' ? null : <Notice icon="key-round">{t('keyOf.new')}</Notice>;
  if (now.role === 'operator')
    return (
      <Notice tone="want" icon="key-round" title={t('key.waits')}>
        {t('keyOf.operator')}
      </Notice>
    );
  if (now.handle === account.handle) return null;
  return (
    <Notice
      tone="want"
      icon="key-round"
      title={t('key.waits')}
      action={now.vault === 'open' ? <GrantKey school={now.school ?? ''} account={account.id} handle={account.handle} primary onDone={onChange} /> : undefined}
    >
      {t(now.vault === 'open' ? 'keyOf.school' : 'keyOf.sealed')}
    </Notice>
  );
}
