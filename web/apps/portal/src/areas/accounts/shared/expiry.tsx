// SPDX-License-Identifier: EUPL-1.2
import { useState } from 'preact/hooks';
import { Button, Dialog, Notice, formatDay, toast } from '@kreide/ui';
import { DateField } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { fieldErrors, problemText } from '../../../problems';
import { t } from '../i18n';
import { dayOf, endOfDay, type Account } from './data';

/** The operator says until when an extra account is needed: it follows no school year. */
export function ExpiryDialog({ account, onClose, onDone }: { account: Account; onClose: () => void; onDone: () => void }) {
  const [day, setDay] = useState(account.expires_ms === undefined ? '' : dayOf(account.expires_ms));
  const [past, setPast] = useState(false);
  const action = useAction();
  const error = past ? t('create.future') : fieldErrors(action.error, ['expires_ms']).expires_ms;
  const save = (event: Event) => {
    event.preventDefault();
    const ms = endOfDay(day);
    const over = ms === undefined || ms <= Date.now();
    setPast(over);
    if (over) return;
    void action.run(async () => {
      const body: api.AccountChange = { expires_ms: ms };
      await call<api.AccountOne>({ method: 'PATCH', path: `/accounts/${segment(account.id)}`, body: ['account_change', body], answer: 'account_one' });
      toast(t('expiry.saved', { day: formatDay(ms) }));
      onDone();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('expiry.title', { handle: account.handle })}
      actions={
        <Button type="submit" form="account-expiry" variant="primary" busy={action.busy}>
          {t('expiry.save')}
        </Button>
      }
    >
      <form id="account-expiry" class="accounts-stack" noValidate onSubmit={save}>
        <DateField label={t('detail.expires')} hint={t('expiry.hint')} value={day} onInput={setDay} error={error} />
        {action.error && !error && <Notice tone="bad">{problemText(action.error)}</Notice>}
      </form>
    </Dialog>
  );
}
