// SPDX-License-Identifier: EUPL-1.2
import { Button, Card, Icon, Notice, Skeleton, formatDateTime, toast } from '@kreide/ui';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../../problems';
import { t } from '../i18n';

/** Where an account is signed in; each device, or all, can be signed out. */
export function Devices({ account }: { account: string }) {
  const path = `/accounts/${segment(account)}/sessions`;
  const devices = useResource((signal) => call<api.AccountDevices>({ method: 'GET', path, answer: 'account_devices', signal }), [account]);
  const action = useAction();
  const end = (device: string | undefined) =>
    void action.run(async () => {
      await call<void>({ method: 'DELETE', path: device ? `${path}/${segment(device)}` : path });
      toast(t(device ? 'devices.ended' : 'devices.allEnded'));
      devices.reload();
    });
  const list = devices.data?.devices;
  return (
    <Card as="section" class="accounts-card">
      <header class="accounts-card__head">
        <h2>{t('devices.title')}</h2>
        {list && list.length > 1 && (
          <Button icon="log-out" busy={action.busy} onClick={() => end(undefined)}>
            {t('devices.endAll')}
          </Button>
        )}
      </header>
      {(action.error ?? devices.error) && <Notice tone="bad">{problemText(action.error ?? devices.error)}</Notice>}
      {!list && devices.state === 'loading' && <Skeleton lines={2} />}
      {list?.length === 0 && <p class="accounts-quiet">{t('devices.none')}</p>}
      <ul class="accounts-devices">
        {list?.map((device) => (
          <li key={device.id}>
            <Icon name="laptop" />
            <span>
              <strong>{device.device || t('devices.unknown')}</strong>
              <span class="accounts-quiet">
                {device.current ? t('devices.current') : t('devices.since', { since: formatDateTime(device.created_ms), used: formatDateTime(device.used_ms) })}
              </span>
            </span>
            <Button disabled={action.busy} onClick={() => end(device.id)} aria-label={`${t('devices.end')}: ${device.device || t('devices.unknown')}`}>
              {t('devices.end')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
