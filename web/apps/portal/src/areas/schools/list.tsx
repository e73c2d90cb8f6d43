// SPDX-License-Identifier: EUPL-1.2
// All schools: found by name, with where each stands and what comes next.
import { useMemo, useState } from 'preact/hooks';
import { EmptyState, IconButton, LinkButton, Menu, Select, formatDay, language, toast } from '@kreide/ui';
import { DataTable, StateBadge, StepBar, type Column } from '@kreide/ui/office';
import { call, callFile, listParams, saveBlob } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { link, navigate } from '../../router';
import { barOf, deadlineText, nextText, stateKind, states, stateWord } from '../../school/data';
import { Sealed } from '../../school/parts';
import { Page } from '../../shell/page';
import { useList } from '../../use-list';
import { t } from './i18n';

export function schoolColumns(): Column<api.SchoolRow>[] {
  return [
    {
      id: 'school',
      head: t('col.school'),
      sort: 'name',
      card: 'title',
      width: '31%',
      cell: (row) => (
        <span class="school-name">
          <span>{row.name}</span>
          <span class="school-small">{`${row.number} · ${row.town}`}</span>
        </span>
      ),
    },
    { id: 'steps', head: t('col.steps'), card: 'bare', cell: (row) => <StepBar steps={barOf(row.state, row.waiting)} /> },
    {
      id: 'next',
      head: t('col.next'),
      sort: 'next',
      width: '30%',
      cell: (row) =>
        row.state === 'withdrawn' || row.state === 'ended' ? (
          ''
        ) : (
          <span class="school-next">
            <span>{nextText(row.waiting)}</span>
            {row.waiting.until_ms !== undefined && (
              <span class="school-next__due" data-overdue={row.waiting.overdue ? 'true' : undefined}>
                {deadlineText(row.waiting)}
              </span>
            )}
          </span>
        ),
    },
    { id: 'changed', head: t('col.changed'), sort: 'changed', align: 'end', cell: (row) => formatDay(row.changed_ms) },
    { id: 'state', head: t('col.state'), sort: 'state', card: 'badge', cell: (row) => <StateBadge kind={stateKind(row.state, row.waiting)}>{stateWord(row.state)}</StateBadge> },
  ];
}

/* schools in one part of the table, as in src/office/school/export.h */
const exportPart = 100;

/** All parts of the table, as one file. */
async function exportTable(): Promise<void> {
  const { total } = await call<api.Schools>({ method: 'GET', path: '/schools', query: { limit: 1 }, answer: 'schools' });
  const parts: Blob[] = [];
  do {
    parts.push((await callFile({ method: 'GET', path: '/schools/export', query: { part: parts.length } }, 'schulen.csv')).blob);
  } while (parts.length * exportPart < total);
  saveBlob(new Blob(parts, { type: 'text/csv' }), 'schulen.csv');
}

function More() {
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    toast(t('exporting'));
    try {
      await exportTable();
    } catch {
      toast(t('exportFailed'), 'bad');
    }
    setBusy(false);
  };
  return (
    <Menu
      label={t('more')}
      anchor={(props) => <IconButton icon="ellipsis" variant="secondary" busy={busy} label={t('more')} {...props} />}
      items={[
        { id: 'import', label: t('import'), icon: 'file-up', onSelect: () => navigate('/portal/schools/import') },
        { id: 'export', label: t('export'), icon: 'file-down', onSelect: () => void save() },
      ]}
    />
  );
}

const waits = ['operator', 'school', 'due', 'overdue'] as const;

export default function SchoolList() {
  const { list, setList, filter, setFilter } = useList({ sort: 'name' });
  const state = filter('state');
  const waiting = filter('waiting');
  const schools = useResource(
    (signal) => call<api.Schools>({ method: 'GET', path: '/schools', query: { ...listParams(list), state, waiting }, answer: 'schools', signal }),
    [list, state, waiting],
  );
  const columns = useMemo(schoolColumns, [language.value]);
  const sealed = schools.error?.problem?.error === 'sealed';
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <>
          <More />
          <LinkButton variant="primary" icon="plus" href="/portal/schools/new">
            {t('new')}
          </LinkButton>
        </>
      }
    >
      {sealed ? (
        <Sealed />
      ) : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={schools.data?.schools}
          rowKey={(row) => row.id}
          href={(row) => link(row.waiting.next === 'countersigned' ? '/portal/schools/:school/enrolment' : '/portal/schools/:school', { school: row.id })}
          list={list}
          onList={setList}
          total={schools.data?.total}
          search={t('search')}
          state={schools.state}
          problem={schools.error && problemText(schools.error)}
          onRetry={schools.reload}
          tools={
            <>
              <Select
                label={t('filter.state')}
                hideLabel
                icon="list-filter"
                value={state}
                options={[{ value: '', label: t('filter.all') }, ...states.map((each) => ({ value: each, label: stateWord(each) }))]}
                onChange={(value) => setFilter('state', value)}
              />
              <Select
                label={t('filter.waiting')}
                hideLabel
                icon="bell"
                value={waiting}
                options={[{ value: '', label: t('filter.anything') }, ...waits.map((each) => ({ value: each, label: t(`filter.${each}`) }))]}
                onChange={(value) => setFilter('waiting', value)}
              />
            </>
          }
          empty={
            state || waiting ? undefined : (
              <EmptyState icon="school" title={t('empty.title')}>
                {t('empty.text')}
              </EmptyState>
            )
          }
        />
      )}
    </Page>
  );
}
