// SPDX-License-Identifier: EUPL-1.2
// The pages about one school, as one: its name and state, what can be done with it, and its tabs.
import type { ComponentChildren } from 'preact';
import { Notice } from '@kreide/ui';
import { StateBadge, PageTabs } from '@kreide/ui/office';
import type { api } from '@kreide/protocol';
import type { Resource } from '@kreide/api/hooks';
import { allRoutes } from '../../areas';
import { link } from '../../router';
import { stateKind, stateWord } from '../../school/data';
import { Loaded } from '../../school/parts';
import { Page } from '../../shell/page';
import { Acts } from './acts';
import { t } from './i18n';

const tabs = { profile: '', enrolment: '/enrolment', papers: '/papers', accounts: '/accounts' } as const;
export type SchoolTab = keyof typeof tabs;

/** Somebody registered twice, or two people of one school did: said plainly, left to people. */
function Twins({ school }: { school: api.SchoolDetail }) {
  if (school.twins.length === 0) return null;
  return (
    <Notice tone="want" title={t('twins.title')}>
      {school.twins.map((twin) => (
        <p key={twin.id}>
          <a href={link('/portal/schools/:school', { school: twin.id })}>{twin.name}</a>
          {` (${stateWord(twin.state)}): ${t(`twins.${twin.by}`)}`}
        </p>
      ))}
      <p>{t('twins.text')}</p>
    </Notice>
  );
}

export interface SchoolFrameProps {
  id: string;
  tab: SchoolTab;
  school: Resource<api.SchoolDetail>;
  children: (school: api.SchoolDetail) => ComponentChildren;
}

export function SchoolFrame({ id, tab, school, children }: SchoolFrameProps) {
  const data = school.data;
  const has = (path: string) => allRoutes.some(({ route }) => route.path === path);
  return (
    <Page
      title={data?.profile.name ?? t('loading')}
      view={tab === 'profile' ? undefined : t(`tab.${tab}`)}
      up={{ href: '/portal/schools', text: t('up') }}
      badge={data && <StateBadge kind={stateKind(data.state, data.waiting)}>{stateWord(data.state)}</StateBadge>}
      lead={data && [data.profile.number, data.profile.kind, data.profile.town].filter(Boolean).join(' · ')}
      actions={data && <Acts school={data} onChanged={school.reload} />}
    >
      <PageTabs
        label={t('tabs')}
        tabs={(Object.keys(tabs) as SchoolTab[])
          .filter((each) => has(`/portal/schools/:school${tabs[each]}`))
          .map((each) => ({
            href: link(`/portal/schools/:school${tabs[each]}`, { school: id }),
            text: t(`tab.${each}`),
            current: each === tab,
            end: each === 'enrolment' && data && stateKind(data.state, data.waiting) === 'wants' ? <StateBadge kind="wants">1</StateBadge> : undefined,
          }))}
      />
      {data && <Twins school={data} />}
      <Loaded of={school}>{children}</Loaded>
    </Page>
  );
}
