// SPDX-License-Identifier: EUPL-1.2
// What can be done to one account or many: one dialog at a time, and what follows from it.
import { useState } from 'preact/hooks';
import { ConfirmDialog, Select, toast } from '@kreide/ui';
import { TextArea } from '@kreide/ui/office';
import { useAction } from '@kreide/api/hooks';
import { problemText } from '../../../problems';
import { t } from '../i18n';
import { Credentials } from './credentials';
import { actOn, lockAccounts, reasons, type Account, type Reason } from './data';
import { ExpiryDialog } from './expiry';
import { LabelDialog } from './label';

export type Act = 'issue' | 'lock' | 'unlock' | 'delete' | 'renew' | 'label' | 'expiry';

export interface Acting {
  what: Act;
  accounts: readonly Account[];
}

interface DialogProps {
  accounts: readonly Account[];
  onClose: () => void;
  onDone: () => void;
}

function LockDialog({ accounts, onClose, onDone }: DialogProps) {
  const [reason, setReason] = useState<Reason>('lost');
  const [note, setNote] = useState('');
  const action = useAction();
  const lock = () =>
    void action.run(async () => {
      const { done } = await lockAccounts(accounts, reason, reason === 'misuse' ? note : '');
      toast(t('done.locked', { count: done }));
      onDone();
    });
  const handle = accounts[0]?.handle ?? '';
  return (
    <ConfirmDialog
      open
      danger
      icon="lock"
      title={t('lock.title', { count: accounts.length, handle })}
      confirm={t('act.lock')}
      onClose={onClose}
      onConfirm={lock}
      busy={action.busy}
      problem={action.error && problemText(action.error)}
    >
      <p>{t('lock.text')}</p>
      <Select
        label={t('lock.reason')}
        value={reason}
        options={reasons.map((each) => ({ value: each, label: t(`reason.${each}`) }))}
        onChange={(value) => setReason(value as Reason)}
      />
      {reason === 'misuse' && <TextArea label={t('lock.note')} hint={t('lock.noteHint')} rows={2} max={80} value={note} onInput={setNote} />}
    </ConfirmDialog>
  );
}

function DeleteDialog({ accounts, onClose, onDone }: DialogProps) {
  const action = useAction();
  const handle = accounts[0]?.handle ?? '';
  const remove = () =>
    void action.run(async () => {
      const { done } = await actOn('delete', accounts);
      toast(t('done.deleted', { count: done }));
      onDone();
    });
  return (
    <ConfirmDialog
      open
      danger
      icon="trash-2"
      title={t('delete.title', { count: accounts.length, handle })}
      confirm={t('act.delete')}
      onClose={onClose}
      onConfirm={remove}
      busy={action.busy}
      problem={action.error && problemText(action.error)}
      typed={accounts.length === 1 ? handle : undefined}
    >
      <p>{t('delete.text')}</p>
    </ConfirmDialog>
  );
}

/** Unlocks or renews at once: both can be taken back. */
export async function actAtOnce(what: 'unlock' | 'renew', accounts: readonly Account[]): Promise<void> {
  const { done } = await actOn(what, accounts);
  if (what === 'unlock') toast(t('done.unlocked', { count: done }));
  else toast(done > 0 ? t('done.renewed', { count: done }) : t('done.nothingToRenew'), done > 0 ? 'good' : 'info');
}

/** The dialog of what is being done. `onDone`: something has changed. */
export function Acts({ acting, onClose, onDone }: { acting: Acting | undefined; onClose: () => void; onDone: () => void }) {
  if (!acting) return null;
  const { what, accounts } = acting;
  const props = {
    accounts,
    onClose,
    onDone: () => {
      onClose();
      onDone();
    },
  };
  if (what === 'lock') return <LockDialog {...props} />;
  if (what === 'delete') return <DeleteDialog {...props} />;
  if (what === 'issue') return <Credentials accounts={accounts} onClose={onClose} onIssued={onDone} />;
  if (what === 'label' && accounts[0]) return <LabelDialog account={accounts[0]} onClose={onClose} onDone={props.onDone} />;
  if (what === 'expiry' && accounts[0]) return <ExpiryDialog account={accounts[0]} onClose={onClose} onDone={props.onDone} />;
  return null;
}
