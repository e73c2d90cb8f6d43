// SPDX-License-Identifier: EUPL-1.2
// The school's own page: a sign-in for each teacher.
import { useState } from 'preact/hooks';
import { Button, EmptyState, LinkButton, Notice, formatDay, formatNumber, language } from '@kreide/ui';
import { StatCard, StatRow } from '@kreide/ui/office';
import { call, download, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { link } from '../../router';
import { Page } from '../../shell/page';
import { t } from '../accounts/i18n';
import { Acts, actAtOnce, type Acting } from '../accounts/shared/acts';
import { listAll } from '../accounts/shared/data';
import { ownSchool } from '../accounts/shared/own';
import { AccountsTable } from '../accounts/shared/table';
import { AddDialog } from './add';

function Numbers({ summary }: { summary: api.AccountSummary }) {
  const to = (state: string) => link('/portal/moderators', {}, { state });
  return (
    <StatRow>
      <StatCard value={formatNumber(summary.moderators)} label={t('moderators.count')} note={t('moderators.of', { max: formatNumber(summary.moderators_max) })} href={link('/portal/moderators')} />
      <StatCard value={formatNumber(summary.without_password)} label={t('moderators.withoutPassword')} tone={summary.without_password > 0 ? 'want' : undefined} href={to('new')} />
      <StatCard value={formatNumber(summary.locked)} label={t('moderators.locked')} href={to('locked')} />
      <StatCard value={formatNumber(summary.unused)} label={t('moderators.unused')} href={to('unused')} />
    </StatRow>
  );
}

const atOnce = 500; /* what one call takes */

async function renewAll(school: string): Promise<void> {
  const found = await Promise.all((['moderator', 'school'] as const).map((role) => listAll(school, { state: 'expiring', role })));
  const accounts = found.flat();
  for (let at = 0; at < accounts.length; at += atOnce) await actAtOnce('renew', accounts.slice(at, at + atOnce));
}

function Expiring({ school, summary, onChange }: { school: string; summary: api.AccountSummary; onChange: () => void }) {
  const action = useAction();
  if (summary.expiring === 0) return null;
  return (
    <Notice
      tone="want"
      title={t('moderators.expiring.title')}
      action={
        <Button
          icon="rotate-cw"
          busy={action.busy}
          onClick={() =>
            void action.run(async () => {
              await renewAll(school);
              onChange();
            })
          }
        >
          {t('moderators.renewAll')}
        </Button>
      }
    >
      {t('moderators.expiring', { count: summary.expiring, day: formatDay(summary.renew_to_ms) })}
      {action.error && ` ${problemText(action.error)}`}
    </Notice>
  );
}

/** The whole list as a table, for the school's own files. */
function saveList(school: string): Promise<void> {
  return download({ method: 'GET', path: `/schools/${segment(school)}/moderators/export`, query: { lang: language.value } }, 'lehrkraefte.csv');
}

export default function Moderators() {
  const school = ownSchool();
  const [adding, setAdding] = useState(false);
  const [acting, setActing] = useState<Acting | undefined>();
  const [version, setVersion] = useState(0);
  const summary = useResource(
    (signal) => call<api.AccountSummary>({ method: 'GET', path: `/schools/${segment(school)}/accounts/summary`, answer: 'account_summary', signal }),
    [school, version],
  );
  const saving = useAction();
  const changed = () => setVersion((n) => n + 1);
  const add = (
    <Button icon="user-plus" variant="primary" onClick={() => setAdding(true)}>
      {t('moderators.add')}
    </Button>
  );
  return (
    <Page
      title={t('moderators.title')}
      lead={t('moderators.lead')}
      actions={
        <>
          <LinkButton href="/portal/moderators/holders" icon="history">
            {t('moderators.holders')}
          </LinkButton>
          <Button icon="file-down" busy={saving.busy} onClick={() => void saving.run(() => saveList(school))}>
            {t('moderators.export')}
          </Button>
          {add}
        </>
      }
    >
      {saving.error && <Notice tone="bad">{problemText(saving.error)}</Notice>}
      {summary.data && <Expiring school={school} summary={summary.data} onChange={changed} />}
      {summary.data && <Numbers summary={summary.data} />}
      <AccountsTable
        path={`/schools/${segment(school)}/accounts`}
        label={t('moderators.title')}
        role="moderator"
        columns={['label']}
        acts={['issue', 'label', 'lock', 'unlock', 'renew', 'delete']}
        href={(account) => link('/portal/moderators/:account', { account: account.id })}
        version={version}
        onChange={changed}
        empty={
          <EmptyState icon="users" title={t('moderators.empty')} action={add}>
            {t('moderators.emptyText')}
          </EmptyState>
        }
      />
      {adding && summary.data && (
        <AddDialog
          school={school}
          left={Math.max(0, summary.data.moderators_max - summary.data.moderators)}
          onClose={() => setAdding(false)}
          onDone={(accounts) => {
            setAdding(false);
            changed();
            if (accounts.length > 0) setActing({ what: 'issue', accounts });
          }}
        />
      )}
      <Acts acting={acting} onClose={() => setActing(undefined)} onDone={changed} />
    </Page>
  );
}
