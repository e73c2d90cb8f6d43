// SPDX-License-Identifier: EUPL-1.2
import { useMemo, useState } from 'preact/hooks';
import { Button, Select, formatDay, language, toast } from '@kreide/ui';
import { DataTable, StateBadge, StatCard, StatRow, StepBar, type Column, type Selected } from '@kreide/ui/office';
import { link, place } from '../../router';
import { useList } from '../../use-list';
import { t } from './i18n';
import { findEnrolments, stepsOf, type Enrolment } from './sample-rows';

const states = ['wants', 'running', 'idle', 'off'] as const;

function columns(): Column<Enrolment>[] {
  return [
    { id: 'handle', head: t('table.handle'), cell: (row) => row.handle, sort: 'handle', card: 'title' },
    { id: 'steps', head: t('table.steps'), cell: (row) => <StepBar steps={stepsOf(row)} />, sort: 'step', card: 'bare' },
    { id: 'next', head: t('table.next'), cell: (row) => t(`next.${row.step as 1 | 2 | 3 | 4 | 5 | 6}`), width: '36%' },
    { id: 'since', head: t('table.since'), cell: (row) => formatDay(row.since), sort: 'since', align: 'end' },
    { id: 'state', head: t('table.state'), cell: (row) => <StateBadge kind={row.state}>{t(`state.${row.state}`)}</StateBadge>, card: 'badge' },
  ];
}

export function Numbers() {
  return (
    <StatRow>
      <StatCard value="62" label={t('stat.schools')} />
      <StatCard value="41" label={t('stat.rooms')} />
      <StatCard value="918" label={t('stat.people')} />
      <StatCard value="3" label={t('stat.waiting')} tone="want" href="/portal/gallery?state=wants" />
    </StatRow>
  );
}

/** `?size=1200` in the address shows all rows on one page. */
export function TableSample() {
  const asked = Number(new URLSearchParams(place.value.query).get('size'));
  const { list, setList, filter, setFilter } = useList({ size: asked > 0 && asked <= 2000 ? asked : 8 });
  const [selected, setSelected] = useState<Selected>(new Set());
  const found = useMemo(() => findEnrolments(list, filter('state')), [list, filter('state')]);
  const heads = useMemo(columns, [language.value]);
  return (
    <DataTable
      label={t('table')}
      columns={heads}
      rows={found.rows}
      rowKey={(row) => row.id}
      href={(row) => link('/portal/gallery/:row', { row: row.id })}
      list={list}
      onList={setList}
      total={found.total}
      search={t('table.search')}
      tools={
        <Select
          label={t('table.state.filter')}
          hideLabel
          icon="list-filter"
          value={filter('state')}
          options={[{ value: '', label: t('table.all') }, ...states.map((state) => ({ value: state, label: t(`state.${state}`) }))]}
          onChange={(state) => setFilter('state', state)}
        />
      }
      selection={{
        selected,
        onChange: setSelected,
        name: (row) => row.handle,
        actions: (count) => (
          <>
            <Button variant="primary" icon="send" onClick={() => toast(`${t('table.remind')}: ${count}`)}>
              {t('table.remind')}
            </Button>
            <Button icon="file-down">{t('table.export')}</Button>
          </>
        ),
      }}
    />
  );
}
