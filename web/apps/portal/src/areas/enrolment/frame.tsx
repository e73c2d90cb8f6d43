// SPDX-License-Identifier: EUPL-1.2
// A school's pages about its enrolment, as one.
import type { ComponentChildren } from 'preact';
import { PageTabs, StateBadge } from '@kreide/ui/office';
import { useResource, type Resource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { loadEnrolment, stateKind, stateWord } from '../../school/data';
import { session } from '../../session';
import { Page } from '../../shell/page';
import { t } from './i18n';

const tabs = { steps: '/portal/enrolment', school: '/portal/enrolment/school', papers: '/portal/enrolment/papers' } as const;

/** The school of whoever is signed in. */
export function useOwnSchool(): { id: string; role: 'head' | 'contact' } {
  const now = session.value;
  const there = now.state === 'there' ? now.session : undefined;
  return { id: there?.school ?? '', role: there?.role === 'head' ? 'head' : 'contact' };
}

export function useEnrolment(id: string): Resource<api.Enrolment> {
  return useResource((signal) => loadEnrolment(id, signal), [id]);
}

export interface EnrolmentFrameProps {
  tab: keyof typeof tabs;
  enrolment: api.Enrolment | undefined;
  lead?: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

export function EnrolmentFrame({ tab, enrolment, lead, actions, children }: EnrolmentFrameProps) {
  return (
    <Page
      title={t('title')}
      view={t(`tab.${tab}`)}
      badge={enrolment && <StateBadge kind={stateKind(enrolment.state, enrolment.waiting, 'school')}>{stateWord(enrolment.state)}</StateBadge>}
      lead={lead ?? (enrolment && t(`lead.${enrolment.state}`))}
      actions={actions}
    >
      <PageTabs label={t('tabs')} tabs={(Object.keys(tabs) as (keyof typeof tabs)[]).map((each) => ({ href: tabs[each], text: t(`tab.${each}`), current: each === tab }))} />
      {children}
    </Page>
  );
}
