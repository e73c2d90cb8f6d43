// SPDX-License-Identifier: EUPL-1.2
// The pages about enrolments, as one: lists by what is missing, and the rules.
import { useMemo } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { EmptyState, language } from '@kreide/ui';
import { DataTable, PageTabs, StateBadge, type Column } from '@kreide/ui/office';
import { call, listParams } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { link } from '../../router';
import { deadlineText, dueNames, nextText } from '../../school/data';
import { Sealed } from '../../school/parts';
import { Page } from '../../shell/page';
import { useList } from '../../use-list';
import { schoolColumns } from '../schools/list';
import { t } from './i18n';

const tabs = { operator: '/portal/enrolments', school: '/portal/enrolments/school', due: '/portal/enrolments/due', settings: '/portal/enrolments/settings' } as const;
export type Tab = keyof typeof tabs;

export function useCounts() {
  return useResource((signal) => call<api.SchoolCounts>({ method: 'GET', path: '/schools/counts', answer: 'school_counts', signal }));
}

export function EnrolmentsPage({ tab, lead, children }: { tab: Tab; lead?: string; children: ComponentChildren }) {
  const counts = useCounts();
  const count = (of: string) => counts.data?.counts.find((each) => each.of === of)?.n ?? 0;
  const badge = (name: Tab) => {
    const n = name === 'operator' ? count('operator') : name === 'due' ? count('overdue') : 0;
    return n > 0 ? <StateBadge kind="wants">{String(n)}</StateBadge> : undefined;
  };
  return (
    <Page title={t('title')} view={t(`tab.${tab}`)} lead={lead ?? t('lead')}>
      <PageTabs label={t('tabs')} tabs={(Object.keys(tabs) as Tab[]).map((each) => ({ href: tabs[each], text: t(`tab.${each}`), current: each === tab, end: badge(each) }))} />
      {children}
    </Page>
  );
}

function missing(row: api.SchoolRow): string {
  return row.waiting.due.length > 0 ? dueNames(row.waiting) : nextText(row.waiting);
}

function columns(tab: 'operator' | 'school' | 'due'): Column<api.SchoolRow>[] {
  const all = schoolColumns();
  if (tab !== 'due') return all.filter((column) => column.id !== 'state');
  return [
    ...all.filter((column) => column.id === 'school'),
    { id: 'what', head: t('col.what'), cell: missing },
    { id: 'until', head: t('col.until'), cell: (row) => <StateBadge kind={row.waiting.overdue ? 'wants' : 'idle'}>{deadlineText(row.waiting)}</StateBadge> },
    ...all.filter((column) => column.id === 'changed'),
  ];
}

export interface WaitingListProps {
  tab: 'operator' | 'school' | 'due';
  waiting: string;
  tools?: ComponentChildren;
}

export function WaitingList({ tab, waiting, tools }: WaitingListProps) {
  const { list, setList } = useList({ sort: 'changed' });
  const schools = useResource(
    (signal) => call<api.Schools>({ method: 'GET', path: '/schools', query: { ...listParams(list), waiting }, answer: 'schools', signal }),
    [list, waiting],
  );
  const heads = useMemo(() => columns(tab), [tab, language.value]);
  if (schools.error?.problem?.error === 'sealed') return <Sealed />;
  return (
    <DataTable
      label={t(`tab.${tab}`)}
      columns={heads}
      rows={schools.data?.schools}
      rowKey={(row) => row.id}
      href={(row) => link('/portal/schools/:school/enrolment', { school: row.id })}
      list={list}
      onList={setList}
      total={schools.data?.total}
      search={t('search')}
      tools={tools}
      state={schools.state}
      problem={schools.error && problemText(schools.error)}
      onRetry={schools.reload}
      empty={
        <EmptyState icon="circle-check" title={t(`empty.${tab}`)}>
          {t(`empty.${tab}.text`)}
        </EmptyState>
      }
    />
  );
}
