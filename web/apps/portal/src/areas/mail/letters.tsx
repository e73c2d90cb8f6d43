// SPDX-License-Identifier: EUPL-1.2
import { useMemo } from 'preact/hooks';
import { Button, EmptyState, IconButton, Notice, formatDateTime, formatNumber, language, toast } from '@kreide/ui';
import { DataTable, PageTabs, type Column } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { link } from '../../router';
import { useList } from '../../use-list';
import { t } from './i18n';
import { errorWords, kindWords } from './words';

const states = ['failed', 'waiting', 'sent'] as const;
type State = (typeof states)[number];

function To({ row }: { row: api.MailLetter }) {
  if (!row.school) return <>{t('to.operator')}</>;
  return <a href={link('/portal/schools/:school', { school: row.school })}>{t('to.school')}</a>;
}

function columns(state: State, act: (row: api.MailLetter, what: 'retry' | 'discard') => void, busy: boolean): Column<api.MailLetter>[] {
  const nowMs = Date.now();
  const when = (row: api.MailLetter) => (state === 'waiting' && row.due_ms <= nowMs ? t('due') : formatDateTime(row.due_ms));
  const shared: Column<api.MailLetter>[] = [
    {
      id: 'kind',
      head: t('table.kind'),
      card: 'title',
      cell: (row) => (
        <>
          {kindWords(row.kind)}
          {row.handle && <span class="mail-sub">{row.handle}</span>}
        </>
      ),
    },
    { id: 'to', head: t('table.to'), cell: (row) => <To row={row} /> },
  ];
  const why: Column<api.MailLetter> = {
    id: 'why',
    head: t('table.why'),
    width: '27%',
    cell: (row) => (row.error ? `${errorWords(row.error)}${row.code ? ` (${row.code})` : ''}` : '–'),
  };
  const at: Column<api.MailLetter> = { id: 'when', head: t(state === 'sent' ? 'table.sent' : state === 'failed' ? 'table.failed' : 'table.due'), cell: when };
  if (state === 'sent') return [...shared, at];
  const tries: Column<api.MailLetter> = { id: 'tries', head: t('table.tries'), cell: (row) => formatNumber(row.tries), align: 'end' };
  return [
    ...shared,
    why,
    ...(state === 'waiting' ? [tries] : []),
    at,
    {
      id: 'act',
      head: t('table.act'),
      card: 'bare',
      cell: (row) => (
        <span class="mail-acts">
          <Button icon="rotate-cw" disabled={busy} onClick={() => act(row, 'retry')}>
            {t(`retry.${state}`)}
          </Button>
          <IconButton icon="trash-2" label={t('discard')} disabled={busy} onClick={() => act(row, 'discard')} />
        </span>
      ),
    },
  ];
}

/** The letters in one state; `onChange` when one was retried or discarded. */
export function Letters({ mail, onChange }: { mail: api.MailState; onChange: () => void }) {
  const { list, setList, filter } = useList({ size: 25 });
  const asked = filter('state');
  const state = states.find((each) => each === asked) ?? (mail.failed > 0 ? 'failed' : 'waiting');
  const letters = useResource(
    (signal) =>
      call<api.MailLetters>({
        method: 'GET',
        path: '/mail/letters',
        query: { state, offset: list.page * list.size || undefined, limit: list.size },
        answer: 'mail_letters',
        signal,
      }),
    [state, list, mail],
  );
  const action = useAction();
  const act = (row: api.MailLetter, what: 'retry' | 'discard') =>
    void action.run(async () => {
      const path = `/mail/letters/${segment(row.id)}`;
      await call<void>(what === 'retry' ? { method: 'POST', path: `${path}/retry` } : { method: 'DELETE', path });
      toast(t(`${what}.done`));
      onChange();
    });
  const heads = useMemo(() => columns(state, act, action.busy), [state, action.busy, language.value]);
  const counts = { failed: mail.failed, waiting: mail.waiting, sent: mail.sent };
  return (
    <section class="mail-letters">
      <h2>{t('letters')}</h2>
      <PageTabs
        label={t('letters')}
        tabs={states.map((each) => ({
          href: link('/portal/mail', {}, { state: each }),
          text: t(`tab.${each}`),
          current: each === state,
          end: <span class="tabular">{formatNumber(counts[each])}</span>,
        }))}
      />
      {action.error && <Notice tone="bad">{problemText(action.error)}</Notice>}
      <DataTable
        label={t(`tab.${state}`)}
        columns={heads}
        rows={letters.data?.letters}
        rowKey={(row) => row.id}
        list={list}
        onList={setList}
        total={letters.data?.total}
        state={letters.state}
        problem={letters.error && problemText(letters.error)}
        onRetry={letters.reload}
        empty={
          <EmptyState icon={state === 'failed' ? 'mail-check' : 'mail'} title={t(`empty.${state}`)}>
            {t(`empty.${state}Text`)}
          </EmptyState>
        }
      />
    </section>
  );
}
