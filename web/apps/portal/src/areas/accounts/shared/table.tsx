// SPDX-License-Identifier: EUPL-1.2
// A list of accounts with everything that can be done to them: the operator's, a school's, the teachers'.
import { useMemo, useState } from 'preact/hooks';
import { Button, IconButton, Menu, Notice, Select, language, type MenuItem } from '@kreide/ui';
import { DataTable, type Column, type Selected } from '@kreide/ui/office';
import { call, listParams } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import type { ComponentChildren } from 'preact';
import { problemText } from '../../../problems';
import { link } from '../../../router';
import { useList } from '../../../use-list';
import { t } from '../i18n';
import { Acts, actAtOnce, type Act, type Acting } from './acts';
import { expiresSoon, type Account } from './data';
import { ownSchool } from './own';
import { AccountState, lastUsed, validUntil } from './state';
import '../accounts.css';

const states = ['open', 'new', 'locked', 'expired', 'expiring', 'unused'] as const;
const roles = ['school', 'moderator', 'extra', 'head', 'contact'] as const;

export interface AccountsTableProps {
  /** "/accounts", or a school's */
  path: string;
  label: string;
  /** only these; otherwise they can be chosen */
  role?: 'moderator' | undefined;
  /** which columns besides handle, state, use and end */
  columns: readonly ('label' | 'role' | 'school')[];
  /** what the one who looks may do */
  acts: readonly Act[];
  href?: ((account: Account) => string) | undefined;
  empty?: ComponentChildren;
  /** changes when something outside has changed */
  version?: number | undefined;
  onChange?: (() => void) | undefined;
}

function schoolCell(account: Account) {
  if (!account.school) return <span class="accounts-quiet">{t('noSchool')}</span>;
  return <a href={link('/portal/schools/:school', { school: account.school })}>{account.school_name ?? account.school}</a>;
}

function possible(what: Act, account: Account): boolean {
  if (what === 'lock') return account.state !== 'locked';
  if (what === 'unlock') return account.state === 'locked';
  if (what === 'renew') return expiresSoon(account, Date.now());
  return true;
}

const icons = { issue: 'key', lock: 'lock', unlock: 'lock-open', delete: 'trash-2', renew: 'rotate-cw', label: 'pencil', expiry: 'calendar-clock' } as const;

function actName(what: Act, account: Account): string {
  return what === 'issue' && account.state !== 'new' ? t('act.reissue') : t(`act.${what}`);
}

function RowMenu({ account, acts, onAct }: { account: Account; acts: readonly Act[]; onAct: (what: Act) => void }) {
  const items: MenuItem[] = acts
    .filter((what) => possible(what, account) && !(what === 'unlock' && account.locked_by_operator && ownSchool() !== ''))
    .map((what) => ({ id: what, label: actName(what, account), icon: icons[what], danger: what === 'delete', onSelect: () => onAct(what) }));
  if (items.length === 0) return null;
  const label = t('act.more', { handle: account.handle });
  return <Menu label={label} anchor={(props) => <IconButton icon="ellipsis" label={label} {...props} />} items={items} />;
}

function columnsOf(props: AccountsTableProps, onAct: (what: Act, account: Account) => void): Column<Account>[] {
  const shown = (name: 'label' | 'role' | 'school', column: Column<Account>) => (props.columns.includes(name) ? [column] : []);
  return [
    ...shown('label', {
      id: 'label',
      head: t('table.label'),
      card: 'title',
      cell: (row) => row.label ?? <span class="accounts-quiet">{row.named ? t('named') : t('unnamed')}</span>,
    }),
    { id: 'handle', head: t('table.handle'), sort: 'handle', card: props.columns.includes('label') ? undefined : 'title', cell: (row) => <span class="accounts-handle">{row.handle}</span> },
    ...shown('role', { id: 'role', head: t('table.role'), cell: (row) => (row.purpose ? `${t(`role.${row.role}`)}: ${row.purpose}` : t(`role.${row.role}`)) }),
    ...shown('school', { id: 'school', head: t('table.school'), cell: schoolCell }),
    { id: 'used', head: t('table.used'), sort: 'used', cell: lastUsed },
    { id: 'expires', head: t('table.expires'), sort: 'expires', cell: validUntil },
    { id: 'state', head: t('table.state'), card: 'badge', cell: (row) => <AccountState account={row} /> },
    ...(props.acts.length === 0
      ? []
      : [{ id: 'acts', head: t('table.acts'), align: 'end' as const, cell: (row: Account) => <RowMenu account={row} acts={props.acts} onAct={(what) => onAct(what, row)} />, card: 'menu' as const }]),
  ];
}

export function AccountsTable(props: AccountsTableProps) {
  const { path, role, acts, onChange } = props;
  const { list, setList, filter, setFilter } = useList({ size: 25, sort: 'handle' });
  const [selected, setSelected] = useState<Selected>(new Set());
  const [acting, setActing] = useState<Acting | undefined>();
  const action = useAction();
  const state = filter('state');
  const kind = role ?? filter('role');
  const accounts = useResource(
    (signal) => call<api.Accounts>({ method: 'GET', path, query: { ...listParams(list), state: state || undefined, role: kind || undefined }, answer: 'accounts', signal }),
    [path, list, state, kind, props.version],
  );
  const changed = () => {
    setSelected(new Set());
    accounts.reload();
    onChange?.();
  };
  const act = (what: Act, on: readonly Account[]) => {
    if (what === 'unlock' || what === 'renew')
      void action.run(async () => {
        await actAtOnce(what, on);
        changed();
      });
    else setActing({ what, accounts: on });
  };
  const rows = accounts.data?.accounts;
  const heads = useMemo(() => columnsOf(props, (what, account) => act(what, [account])), [language.value, path, rows]);
  const chosen = rows?.filter((row) => selected.has(row.id)) ?? [];
  const many = (['issue', 'renew', 'lock', 'unlock', 'delete'] as const).filter((what) => acts.includes(what));
  return (
    <>
      {action.error && <Notice tone="bad">{problemText(action.error)}</Notice>}
      <DataTable
        label={props.label}
        columns={heads}
        rows={rows}
        rowKey={(row) => row.id}
        href={props.href}
        list={list}
        onList={setList}
        total={accounts.data?.total}
        state={accounts.state}
        problem={accounts.error && problemText(accounts.error)}
        onRetry={accounts.reload}
        search={t(accounts.data?.labels_open ? 'table.searchLabel' : 'table.search')}
        empty={state || filter('role') ? undefined : props.empty}
        tools={
          <>
            {!role && (
              <Select
                label={t('table.roleFilter')}
                hideLabel
                value={kind}
                options={[{ value: '', label: t('table.all') }, ...roles.map((each) => ({ value: each, label: t(`role.${each}`) }))]}
                onChange={(value) => setFilter('role', value)}
              />
            )}
            <Select
              label={t('table.stateFilter')}
              hideLabel
              icon="list-filter"
              value={state}
              options={[{ value: '', label: t('table.anyState') }, ...states.map((each) => ({ value: each, label: t(`state.${each}`) }))]}
              onChange={(value) => setFilter('state', value)}
            />
          </>
        }
        selection={
          many.length > 0
            ? {
                selected,
                onChange: setSelected,
                name: (row) => row.label ?? row.handle,
                actions: () =>
                  many.map((what) => (
                    <Button key={what} icon={icons[what]} variant={what === 'issue' ? 'primary' : 'secondary'} busy={action.busy} disabled={chosen.length === 0} onClick={() => act(what, chosen)}>
                      {t(`act.${what}`)}
                    </Button>
                  )),
              }
            : undefined
        }
      />
      <Acts acting={acting} onClose={() => setActing(undefined)} onDone={changed} />
    </>
  );
}
