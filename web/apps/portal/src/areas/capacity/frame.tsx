// SPDX-License-Identifier: EUPL-1.2
import type { ComponentChildren } from 'preact';
import { ErrorState, Skeleton, language } from '@kreide/ui';
import { PageTabs } from '@kreide/ui/office';
import type { Resource } from '@kreide/api/hooks';
import { problemText } from '../../problems';
import { Page } from '../../shell/page';
import { dayMs, monthStartMs } from './figures';
import { t } from './i18n';
import './capacity.css';

export function CapacityPage({ tab, lead, actions, children }: { tab: 'now' | 'months' | 'limits'; lead: string; actions?: ComponentChildren; children: ComponentChildren }) {
  return (
    <Page title={t('title')} lead={lead} actions={actions}>
      <PageTabs
        label={t('tabs')}
        tabs={[
          { href: '/portal/capacity', text: t('tab.now'), current: tab === 'now' },
          { href: '/portal/capacity/months', text: t('tab.months'), current: tab === 'months' },
          { href: '/portal/capacity/limits', text: t('tab.limits'), current: tab === 'limits' },
        ]}
      />
      {children}
    </Page>
  );
}

export function Loaded<T>({ of, lines = 6, children }: { of: Resource<T>; lines?: number; children: (data: T) => ComponentChildren }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.state !== 'failed') return <Skeleton lines={lines} />;
  return (
    <ErrorState title={t('failed')} onRetry={of.reload}>
      <p>{problemText(of.error)}</p>
    </ErrorState>
  );
}

function format(ms: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language.value === 'de' ? 'de-DE' : 'en-GB', options).format(ms);
}

export const monthWords = (month: number) => format(monthStartMs(month), { month: 'long', year: 'numeric' });
export const monthShort = (month: number) => format(monthStartMs(month), { month: 'short' });
export const dayWords = (day: number) => format(dayMs(day), { weekday: 'short', day: 'numeric', month: 'long' });
export const momentWords = (ms: number) => format(ms, { weekday: 'short', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });
export const dayShort = (day: number) => format(dayMs(day), { day: 'numeric', month: 'numeric' });
