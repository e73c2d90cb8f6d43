// SPDX-License-Identifier: EUPL-1.2
import { useState } from 'preact/hooks';
import { Button, Dialog, Notice, TextField, toast } from '@kreide/ui';
import { call, segment } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { fieldErrors, problemText } from '../../../problems';
import { t } from '../i18n';
import type { Account } from './data';

/** Writes down who has an account. */
export function LabelDialog({ account, onClose, onDone }: { account: Account; onClose: () => void; onDone: () => void }) {
  const [label, setLabel] = useState(account.label ?? '');
  const action = useAction();
  const errors = fieldErrors(action.error, ['label']);
  const save = (event: Event) => {
    event.preventDefault();
    void action.run(async () => {
      const body: api.AccountChange = { label };
      await call<api.AccountOne>({ method: 'PATCH', path: `/accounts/${segment(account.id)}`, body: ['account_change', body], answer: 'account_one' });
      toast(t('label.saved'));
      onDone();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('label.title', { handle: account.handle })}
      actions={
        <Button type="submit" form="account-label" variant="primary" busy={action.busy}>
          {t('label.save')}
        </Button>
      }
    >
      <form id="account-label" class="accounts-stack" onSubmit={save}>
        <TextField label={t('label.field')} hint={t('label.hint')} value={label} onInput={setLabel} maxLength={80} autocomplete="off" error={errors.label} />
        {action.error && !errors.label && <Notice tone="bad">{problemText(action.error)}</Notice>}
      </form>
    </Dialog>
  );
}
