// SPDX-License-Identifier: EUPL-1.2
// Letting another person of the school open its key.
import { useState } from 'preact/hooks';
import { Button, ConfirmDialog, toast } from '@kreide/ui';
import { call, segment } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import { problemText } from '../../problems';
import { t } from './i18n';

/** `school` and `account` are ids; the session must hold the key. */
export function GrantKey({ school, account, handle, primary, onDone }: { school: string; account: string; handle: string; primary?: boolean; onDone: () => void }) {
  const [asked, setAsked] = useState(false);
  const action = useAction();
  const grant = () =>
    void action
      .run(() => call<void>({ method: 'POST', path: `/schools/${segment(school)}/key/people/${segment(account)}` }))
      .then((good) => {
        if (!good) return;
        setAsked(false);
        toast(t('key.granted', { handle }));
        onDone();
      });
  return (
    <>
      <Button icon="key-round" variant={primary ? 'primary' : 'secondary'} aria-label={t('key.grantLabel', { handle })} onClick={() => setAsked(true)}>
        {t('key.grant')}
      </Button>
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title={t('key.grantTitle', { handle: handle.replace('-', '\u2011') /* which does not break */ })}
        confirm={t('key.grant')}
        busy={action.busy}
        problem={action.error && problemText(action.error)}
        onConfirm={grant}
      >
        <p>{t('key.grantWarn')}</p>
      </ConfirmDialog>
    </>
  );
}
