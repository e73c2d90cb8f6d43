// SPDX-License-Identifier: EUPL-1.2
// For a holder of the school's key: somebody new waits for it.
import { LinkButton, Notice } from '@kreide/ui';
import { call, segment } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import type { Session } from '../../session';
import { GrantKey } from './grant';
import { t } from './i18n';

export function KeyNotice({ now }: { now: Session }) {
  const school = now.school ?? '';
  const key = useResource((signal) => call<api.SchoolKey>({ method: 'GET', path: `/schools/${segment(school)}/key`, answer: 'school_key', signal }), [school]);
  const waiting = key.data?.state === 'open' ? key.data.people.filter((each) => each.key === 'waits' && !each.locked) : [];
  const [one] = waiting;
  if (!one) return null;
  return (
    <Notice
      tone="want"
      icon="key-round"
      title={t('notice.title', { count: waiting.length })}
      action={
        waiting.length === 1 ? (
          <GrantKey school={school} account={one.id} handle={one.handle} onDone={key.reload} />
        ) : (
          <LinkButton href="/portal/me">{t('notice.look')}</LinkButton>
        )
      }
    >
      {waiting.length === 1 ? t(`notice.${one.role}`, { handle: one.handle }) : t('notice.many')}
    </Notice>
  );
}
