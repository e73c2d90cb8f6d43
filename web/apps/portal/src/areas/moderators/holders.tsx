// SPDX-License-Identifier: EUPL-1.2
// Who had which sign-in: for a case of misuse, for the school alone.
import { useState } from 'preact/hooks';
import { Button, EmptyState, Notice, formatDateTime } from '@kreide/ui';
import { DataTable, DateField, type Column } from '@kreide/ui/office';
import { call, download, listStart, saveBlob, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { Page } from '../../shell/page';
import { t } from '../accounts/i18n';
import { endOfDay, startOfDay } from '../accounts/shared/data';
import { ownSchool } from '../accounts/shared/own';
import { csvOf } from './csv';
import '../accounts/accounts.css';

const dayMs = 24 * 60 * 60 * 1000;

function isoDay(ms: number): string {
  const day = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

const until = (row: api.AccountHolding) => (row.until_ms === undefined ? t('holders.still') : formatDateTime(row.until_ms));

function columns(): Column<api.AccountHolding>[] {
  return [
    { id: 'label', head: t('table.label'), card: 'title', cell: (row) => row.label || <span class="accounts-quiet">{t('unnamed')}</span> },
    { id: 'handle', head: t('table.handle'), cell: (row) => <span class="accounts-handle">{row.handle}</span> },
    { id: 'from', head: t('holders.from'), cell: (row) => formatDateTime(row.from_ms) },
    { id: 'until', head: t('holders.until'), cell: until },
    { id: 'ended', head: t('holders.ended'), cell: (row) => t(`ended.${row.ended}`) },
  ];
}

function save(rows: readonly api.AccountHolding[]): void {
  const head = [t('table.label'), t('table.handle'), t('holders.from'), t('holders.until'), t('holders.ended')];
  const body = rows.map((row) => [row.label, row.handle, formatDateTime(row.from_ms), until(row), t(`ended.${row.ended}`)]);
  saveBlob(new Blob([csvOf([head, ...body])], { type: 'text/csv;charset=utf-8' }), `${t('holders.title').replace(/\W+/g, '-')}.csv`);
}

/* what the server adds, so that zones behind UTC are no negative numbers */
const zoneMinutes = 840;

/** The same as a paper, in the time of this clock. It is set for this session, and kept nowhere. */
function savePaper(range: { from_ms: number; until_ms: number | undefined }): Promise<void> {
  const zone = zoneMinutes - new Date(range.from_ms).getTimezoneOffset();
  return download({ method: 'GET', path: `/schools/${segment(ownSchool())}/holdings/paper`, query: { ...range, zone }, timeoutMs: 60_000 }, 'Zugangsverzeichnis.pdf');
}

export default function Holders() {
  const [from, setFrom] = useState(isoDay(Date.now() - 14 * dayMs));
  const [to, setTo] = useState(isoDay(Date.now()));
  const range = { from_ms: Math.max(0, startOfDay(from) ?? 0), until_ms: endOfDay(to) };
  const setting = useAction();
  const holdings = useResource(
    (signal) =>
      call<api.AccountHoldings>({
        method: 'GET',
        path: `/schools/${segment(ownSchool())}/holdings`,
        query: range,
        answer: 'account_holdings',
        signal,
      }),
    [from, to],
  );
  const rows = holdings.data?.holdings;
  return (
    <Page
      title={t('holders.title')}
      lead={t('holders.lead')}
      up={{ href: '/portal/moderators', text: t('moderators.title') }}
      actions={
        rows &&
        rows.length > 0 && (
          <>
            <Button icon="file-down" onClick={() => save(rows)}>
              {t('holders.export')}
            </Button>
            <Button icon="file-text" busy={setting.busy} onClick={() => void setting.run(() => savePaper(range))}>
              {t('holders.paper')}
            </Button>
          </>
        )
      }
    >
      {setting.error && <Notice tone="bad">{problemText(setting.error)}</Notice>}
      {holdings.error && rows && <Notice tone="bad">{problemText(holdings.error)}</Notice>}
      <div class="accounts-row">
        <DateField label={t('holders.from')} value={from} onInput={setFrom} max={to} />
        <DateField label={t('holders.until')} value={to} onInput={setTo} min={from} />
      </div>
      <DataTable
        label={t('holders.table')}
        columns={columns()}
        rows={rows}
        rowKey={(row) => `${row.account}.${row.from_ms}`}
        list={{ ...listStart, size: 1000 }}
        onList={() => undefined}
        total={rows?.length}
        state={holdings.state}
        problem={holdings.error && problemText(holdings.error)}
        onRetry={holdings.reload}
        empty={
          <EmptyState icon="history" title={t('holders.none')}>
            {t('holders.noneText')}
          </EmptyState>
        }
      />
    </Page>
  );
}
