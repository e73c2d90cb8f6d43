// SPDX-License-Identifier: EUPL-1.2
import { useMemo, useState } from 'preact/hooks';
import { Button, EmptyState, Notice, Select, formatDateTime, language, toast } from '@kreide/ui';
import { CopyField, DataTable, DateField, type Column } from '@kreide/ui/office';
import { call, callFile, saveBlob, type Query } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { link } from '../../router';
import { Page } from '../../shell/page';
import { useList } from '../../use-list';
import { actWords, detailWords } from './actions';
import { wholeLog } from './export';
import { t } from './i18n';
import './audit.css';

const areas = ['account', 'school', 'enrolment', 'document', 'news', 'room', 'capacity', 'operator', 'settings', 'mail', 'retention'] as const;
const nobody = ['console', 'office', 'public'] as const;
const roles = ['operator', 'head', 'contact', 'school', 'moderator', 'extra'] as const;

/** Local midnight of a day as the field gives it ("2027-01-31"), later by so many days. */
export function dayMs(day: string, plus = 0): number | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !year || !month || !date) return undefined;
  return new Date(year, month - 1, date + plus).getTime();
}

function Who({ entry }: { entry: api.AuditEntry }) {
  const word = nobody.find((each) => each === entry.who);
  const role = roles.find((each) => each === entry.role);
  return (
    <span class="audit-cell">
      <span>{word ? t(`who.${word}`) : (entry.handle ?? t('who.gone'))}</span>
      {role && <span class="audit-cell__sub">{t(`role.${role}`)}</span>}
    </span>
  );
}

function Concerns({ entry }: { entry: api.AuditEntry }) {
  if (entry.object_handle) return <>{entry.object_handle}</>;
  if (!entry.object) return <>–</>;
  if (/^(school|enrolment)\./.test(entry.action) && entry.action !== 'school.deleted') {
    return <a href={link('/portal/schools/:school', { school: entry.object })}>{t('object.school')}</a>;
  }
  return <span class="audit-code">{entry.object}</span>;
}

function Detail({ text }: { text: string }) {
  const { words, rest } = detailWords(text);
  if (!words && !rest) return <>–</>;
  return (
    <span class="audit-cell">
      {words && <span>{words}</span>}
      {rest && <span class="audit-code">{rest}</span>}
    </span>
  );
}

function columns(): Column<api.AuditEntry>[] {
  return [
    { id: 'when', head: t('table.when'), cell: (row) => <time dateTime={new Date(row.at_ms).toISOString()}>{formatDateTime(row.at_ms)}</time>, card: 'bare' },
    { id: 'what', head: t('table.what'), cell: (row) => actWords(row.action), card: 'title', width: '26%' },
    { id: 'who', head: t('table.who'), cell: (row) => <Who entry={row} /> },
    { id: 'object', head: t('table.object'), cell: (row) => <Concerns entry={row} /> },
    { id: 'detail', head: t('table.detail'), cell: (row) => <Detail text={row.detail} /> },
  ];
}

function Checked({ check }: { check: api.AuditCheck }) {
  if (check.broken_at !== undefined) {
    return (
      <Notice tone="bad" title={t('check.broken')} live="assertive">
        {t('check.brokenText', { n: check.broken_at })}
      </Notice>
    );
  }
  return (
    <div class="audit-check">
      <Notice tone="good" title={t('check.whole')} live="polite">
        {check.entries === 0 ? t('check.empty') : t('check.wholeText', { count: check.entries, first: check.first, last: check.last })}
      </Notice>
      {check.hash && <CopyField label={t('check.hash')} value={check.hash} hint={t('check.hashHint')} mono />}
    </div>
  );
}

export default function Audit() {
  const { list, setList, filter, setFilter } = useList();
  const [check, setCheck] = useState<api.AuditCheck | undefined>();
  const checking = useAction();
  const exporting = useAction();
  const asked: Query = { area: filter('area'), account: list.search.trim(), from_ms: dayMs(filter('from')), to_ms: dayMs(filter('until'), 1) };
  const entries = useResource(
    (signal) =>
      call<api.AuditEntries>({
        method: 'GET',
        path: '/audit',
        query: { ...asked, offset: list.page * list.size || undefined, limit: list.size },
        answer: 'audit_entries',
        signal,
      }),
    [list, filter('area'), filter('from'), filter('until')],
  );
  const heads = useMemo(columns, [language.value]);
  const verify = () =>
    checking.run(async () => {
      setCheck(undefined);
      setCheck(await call<api.AuditCheck>({ method: 'GET', path: '/audit/check', answer: 'audit_check' }));
    });
  const save = () =>
    exporting.run(async () => {
      const part = async (query: Query) => (await callFile({ method: 'GET', path: '/audit/file', query }, 'kreide-audit.csv')).blob.text();
      saveBlob(new Blob([await wholeLog(part, asked)], { type: 'text/csv' }), 'kreide-audit.csv');
      toast(t('export.done'));
    });
  const error = checking.error ?? exporting.error;
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <>
          <Button icon="file-down" busy={exporting.busy} onClick={() => void save()}>
            {t('export')}
          </Button>
          <Button variant="primary" icon="shield-check" busy={checking.busy} onClick={() => void verify()}>
            {t('check')}
          </Button>
        </>
      }
    >
      {error && <Notice tone="bad">{problemText(error)}</Notice>}
      {check && <Checked check={check} />}
      <DataTable
        label={t('table')}
        columns={heads}
        rows={entries.data?.entries}
        rowKey={(row) => String(row.n)}
        list={list}
        onList={setList}
        total={entries.data?.total}
        search={t('search')}
        state={entries.state}
        problem={entries.error && problemText(entries.error)}
        onRetry={entries.reload}
        tools={
          <div class="audit-tools">
            <Select
              label={t('area')}
              value={filter('area')}
              options={[{ value: '', label: t('area.all') }, ...areas.map((area) => ({ value: area, label: t(`area.${area}`) }))]}
              onChange={(area) => setFilter('area', area)}
            />
            <DateField label={t('from')} value={filter('from')} onInput={(day) => setFilter('from', day)} />
            <DateField label={t('until')} value={filter('until')} onInput={(day) => setFilter('until', day)} />
          </div>
        }
        empty={
          !filter('area') && !filter('from') && !filter('until') ? (
            <EmptyState icon="scroll-text" title={t('empty')}>
              {t('emptyText')}
            </EmptyState>
          ) : undefined
        }
      />
    </Page>
  );
}
