// SPDX-License-Identifier: EUPL-1.2
// The first second factor, without which an administrator's sign-in is not complete.
import { useState } from 'preact/hooks';
import { Button, Card, Notice } from '@kreide/ui';
import { useAction, useResource } from '@kreide/api/hooks';
import { call } from '@kreide/api';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { KeyCancelled, addKey, keysWork } from '../me/security-key';
import { TotpSetup } from '../me/totp-setup';
import { t } from './i18n';

function WithKey({ onDone }: { onDone: (codes: readonly string[]) => void }) {
  const action = useAction();
  const [cancelled, setCancelled] = useState(false);
  const add = () => {
    setCancelled(false);
    void action.run(async () => {
      try {
        onDone((await addKey(t('setup.keyName'))).codes);
      } catch (thrown) {
        if (!(thrown instanceof KeyCancelled)) throw thrown;
        setCancelled(true);
      }
    });
  };
  return (
    <Card as="section" class="me__section">
      <h2>{t('setup.key')}</h2>
      <p class="signin__note">{t('setup.keyText')}</p>
      {(cancelled || action.error) && (
        <Notice tone="bad" live="assertive">
          {cancelled ? t('factor.keyCancelled') : problemText(action.error)}
        </Notice>
      )}
      <div>
        <Button icon="key-round" busy={action.busy} onClick={add}>
          {t('setup.keyAdd')}
        </Button>
      </div>
    </Card>
  );
}

export function SetUp({ onDone }: { onDone: (codes: readonly string[]) => void }) {
  const factors = useResource((signal) => call<api.Factors>({ method: 'GET', path: '/me/factors', answer: 'factors', signal }));
  return (
    <>
      <Card as="section" class="me__section">
        <h2>{t('setup.app')}</h2>
        <TotpSetup onDone={onDone} />
      </Card>
      {factors.data?.keys_possible && keysWork() && <WithKey onDone={onDone} />}
    </>
  );
}
