// SPDX-License-Identifier: EUPL-1.2
import type { ComponentChildren } from 'preact';
import { PageTabs } from '@kreide/ui/office';
import { session } from '../../session';
import { Page } from '../../shell/page';
import { t } from './i18n';
import './rooms.css';

/** The school that the signed-in head or contact person looks after. */
export function ownSchool(): string {
  const now = session.value;
  return (now.state === 'there' && now.session.school) || '';
}

export function RoomsPage({ tab, lead, children }: { tab: 'rooms' | 'rules'; lead: string; children: ComponentChildren }) {
  return (
    <Page title={t(tab === 'rooms' ? 'title' : 'rules.title')} lead={lead}>
      <PageTabs
        label={t('tabs')}
        tabs={[
          { href: '/portal/rooms', text: t('tab.rooms'), current: tab === 'rooms' },
          { href: '/portal/rooms/rules', text: t('tab.rules'), current: tab === 'rules' },
        ]}
      />
      {children}
    </Page>
  );
}
