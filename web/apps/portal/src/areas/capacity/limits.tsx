// SPDX-License-Identifier: EUPL-1.2
// Every school, to find the one whose limits are to be set; and who comes first when it gets tight.
import { useMemo } from 'preact/hooks';
import { Card, EmptyState, language } from '@kreide/ui';
import { DataTable, type Column } from '@kreide/ui/office';
import { call, listParams } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { link } from '../../router';
import { useList } from '../../use-list';
import { CapacityPage } from './frame';
import { t } from './i18n';

type Row = api.Schools['schools'][number];

function columns(): Column<Row>[] {
  return [
    {
      id: 'name',
      head: t('limits.school'),
      card: 'title',
      sort: 'name',
      width: '60%',
      cell: (row) => <a href={link('/portal/capacity/schools/:school', { school: row.id })}>{row.name}</a>,
    },
    { id: 'town', head: t('limits.town'), sort: 'town', cell: (row) => row.town },
  ];
}

const ranks = ['running', 'planned', 'full', 'lower'] as const;

function Order() {
  return (
    <Card as="section" class="capacity-card" labelledBy="capacity-order">
      <h2 id="capacity-order">{t('order.title')}</h2>
      <ol class="capacity-order">
        {ranks.map((rank) => (
          <li key={rank}>
            <strong>{t(`order.${rank}`)}</strong>
            <span class="capacity-text">{t(`order.${rank}Text`)}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

export default function Limits() {
  const { list, setList } = useList({ size: 25, sort: 'name' });
  const schools = useResource(
    (signal) => call<api.Schools>({ method: 'GET', path: '/schools', query: listParams(list), answer: 'schools', signal }),
    [list],
  );
  const heads = useMemo(columns, [language.value]);
  return (
    <CapacityPage tab="limits" lead={t('limits.lead')}>
      <Order />
      <DataTable
        label={t('limits.table')}
        columns={heads}
        rows={schools.data?.schools}
        rowKey={(row) => row.id}
        list={list}
        onList={setList}
        total={schools.data?.total}
        search={t('limits.search')}
        state={schools.state}
        problem={schools.error && problemText(schools.error)}
        onRetry={schools.reload}
        empty={<EmptyState icon="school" title={t('limits.none')} />}
      />
    </CapacityPage>
  );
}
