// SPDX-License-Identifier: EUPL-1.2
// The pages of settings, as one.
import type { ComponentChildren } from 'preact';
import { ErrorState, Skeleton } from '@kreide/ui';
import { PageTabs } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useResource, type Resource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { Page } from '../../shell/page';
import { t } from './i18n';
import './settings.css';

export function useSettings(): Resource<api.Settings> {
  return useResource((signal) => call<api.Settings>({ method: 'GET', path: '/settings', answer: 'settings', signal }));
}

const hrefs = {
  facts: '/portal/settings',
  branding: '/portal/settings/branding',
  news: '/portal/settings/news',
  accounts: '/portal/settings/accounts',
  reminders: '/portal/settings/reminders',
  retention: '/portal/settings/retention',
} as const;
type Tab = keyof typeof hrefs;

export function SettingsPage({ tab, lead, actions, children }: { tab: Tab; lead: string; actions?: ComponentChildren; children: ComponentChildren }) {
  return (
    <Page title={t('title')} view={t(`tab.${tab}`)} lead={lead} actions={actions}>
      <PageTabs label={t('tabs')} tabs={(Object.keys(hrefs) as Tab[]).map((each) => ({ href: hrefs[each], text: t(`tab.${each}`), current: each === tab }))} />
      {children}
    </Page>
  );
}

export function Loaded<T>({ of, children }: { of: Resource<T>; children: (data: T) => ComponentChildren }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.state !== 'failed') return <Skeleton lines={8} />;
  return (
    <ErrorState title={t('failed')} onRetry={of.reload}>
      <p>{problemText(of.error)}</p>
    </ErrorState>
  );
}
