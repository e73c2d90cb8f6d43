// SPDX-License-Identifier: EUPL-1.2
// Figures of the last twelve months: together as a chart, by school as a table, and as a file for the funding body.
import { useMemo } from 'preact/hooks';
import { Button, Card, EmptyState, Notice, Select, formatNumber, language } from '@kreide/ui';
import { BarChart, DataTable, type Column } from '@kreide/ui/office';
import { call, download } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { useList } from '../../use-list';
import { findUsage, hoursOf, monthOf, sumMonths } from './figures';
import { CapacityPage, Loaded, monthShort, monthWords } from './frame';
import { t } from './i18n';

const hours = (minutes: number) => formatNumber(minutes / 60, { maximumFractionDigits: minutes < 600 ? 1 : 0 });
const unless = (row: api.Usage, text: string) => (row.few ? '–' : text);

function columns(): Column<api.Usage>[] {
  return [
    { id: 'handle', head: t('months.handle'), cell: (row) => row.handle || t('months.gone'), sort: 'handle', card: 'title', width: '28%' },
    { id: 'meetings', head: t('months.meetings'), cell: (row) => unless(row, formatNumber(row.meetings)), sort: 'meetings', align: 'end' },
    { id: 'room', head: t('months.room'), cell: (row) => unless(row, hours(row.room_minutes)), sort: 'room', align: 'end' },
    { id: 'people', head: t('months.people'), cell: (row) => unless(row, hours(row.people_minutes)), sort: 'people', align: 'end' },
    { id: 'most', head: t('months.most'), cell: (row) => (row.few ? t('months.few') : formatNumber(row.most_people)), sort: 'most', align: 'end' },
  ];
}

function Schools({ rows, from, until }: { rows: readonly api.Usage[]; from: number; until: number }) {
  const { list, setList, filter, setFilter } = useList({ size: 25 });
  const asked = Number(filter('month'));
  const month = asked >= from && asked <= until ? asked : until;
  const found = useMemo(() => findUsage(rows, month, list), [rows, month, list]);
  const heads = useMemo(columns, [language.value]);
  return (
    <DataTable
      label={t('months.of', { month: monthWords(month) })}
      columns={heads}
      rows={found.rows}
      rowKey={(row) => row.handle || `gone ${row.meetings} ${row.room_minutes} ${row.people_minutes}`}
      list={list}
      onList={setList}
      total={found.total}
      search={t('months.search')}
      tools={
        <Select
          label={t('months.pick')}
          hideLabel
          icon="calendar-clock"
          value={String(month)}
          options={Array.from({ length: until - from + 1 }, (_, n) => ({ value: String(until - n), label: monthWords(until - n) }))}
          onChange={(value) => setFilter('month', Number(value) === until ? '' : value)}
        />
      }
      empty={
        <EmptyState icon="chart-column" title={t('months.none')}>
          {t('months.noneText')}
        </EmptyState>
      }
    />
  );
}

export default function Months() {
  const until = monthOf(Date.now());
  const from = until - 11;
  const usage = useResource((signal) => call<api.Usages>({ method: 'GET', path: '/capacity/months', query: { from, until }, answer: 'usages', signal }));
  const saving = useAction();
  const save = () => saving.run(() => download({ method: 'GET', path: '/capacity/csv', query: { from, until } }, 'kreide-monate.csv'));
  return (
    <CapacityPage
      tab="months"
      lead={t('months.lead')}
      actions={
        <Button icon="file-down" busy={saving.busy} onClick={() => void save()}>
          {t('months.csv')}
        </Button>
      }
    >
      {saving.error && <Notice tone="bad">{problemText(saving.error)}</Notice>}
      <Loaded of={usage} lines={9}>
        {({ months }) => (
          <>
            <Card as="section">
              <BarChart
                title={t('months.chart')}
                unit={t('months.unit')}
                dimension={t('months.month')}
                bars={sumMonths(months, from, until).map((sum) => ({
                  label: sum.month === until ? `${monthWords(sum.month)} (${t('months.until')})` : monthWords(sum.month),
                  short: monthShort(sum.month),
                  value: hoursOf(sum.peopleMinutes),
                  text: sum.meetings === 0 && sum.few > 0 ? t('months.few') : undefined,
                  wants: sum.month === until,
                }))}
              />
            </Card>
            <Schools rows={months} from={from} until={until} />
          </>
        )}
      </Loaded>
    </CapacityPage>
  );
}
