// SPDX-License-Identifier: EUPL-1.2
// The accounts of one school, as a part of the operator's page of that school.
import { useState } from 'preact/hooks';
import { Button, ConfirmDialog, EmptyState, toast } from '@kreide/ui';
import { call, segment } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { link } from '../../router';
import { t } from './i18n';
import { CreateDialog } from './shared/create';
import { AccountsTable } from './shared/table';

export function SchoolAccounts({ school }: { school: string }) {
  const [open, setOpen] = useState<'none' | 'create' | 'lock'>('none');
  const [version, setVersion] = useState(0);
  const action = useAction();
  const path = `/schools/${segment(school)}/accounts`;
  const changed = () => {
    setOpen('none');
    setVersion((n) => n + 1);
  };
  const lockAll = (locked: boolean) =>
    void action.run(async () => {
      const body: api.AccountsLockSchool = { locked };
      const { done } = await call<api.AccountsDone>({ method: 'POST', path: `${path}/lock`, body: ['accounts_lock_school', body], answer: 'accounts_done' });
      toast(t(locked ? 'done.locked' : 'done.unlocked', { count: done }));
      changed();
    });
  return (
    <section class="accounts-stack">
      <header class="accounts-card__head">
        <p class="accounts-quiet">{t('tab.lead')}</p>
        <div class="accounts-row">
          <Button icon="lock-open" busy={action.busy} onClick={() => lockAll(false)}>
            {t('tab.unlockAll')}
          </Button>
          <Button icon="lock" onClick={() => setOpen('lock')}>
            {t('tab.lockAll')}
          </Button>
          <Button icon="plus" variant="primary" onClick={() => setOpen('create')}>
            {t('tab.create')}
          </Button>
        </div>
      </header>
      <AccountsTable
        path={path}
        label={t('title')}
        columns={['role']}
        acts={['issue', 'lock', 'unlock', 'renew', 'delete']}
        version={version}
        href={(account) => link('/portal/accounts/:account', { account: account.id })}
        empty={
          <EmptyState icon="key" title={t('tab.empty')}>
            {t('tab.emptyText')}
          </EmptyState>
        }
      />
      {open === 'create' && <CreateDialog school={school} onClose={() => setOpen('none')} onDone={changed} />}
      <ConfirmDialog
        open={open === 'lock'}
        danger
        icon="lock"
        title={t('tab.lockAllTitle')}
        confirm={t('tab.lockAll')}
        busy={action.busy}
        problem={action.error && problemText(action.error)}
        onClose={() => setOpen('none')}
        onConfirm={() => lockAll(true)}
      >
        <p>{t('tab.lockAllText')}</p>
      </ConfirmDialog>
    </section>
  );
}
