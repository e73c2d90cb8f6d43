// SPDX-License-Identifier: EUPL-1.2
// Where one is signed in; each of it can be ended from here.
import { Button, Card, ErrorState, Spinner, formatDateTime, toast } from '@kreide/ui';
import { StateBadge } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { t } from './i18n';

export function Devices() {
  const list = useResource((signal) => call<api.SessionDevices>({ method: 'GET', path: '/me/sessions', answer: 'session_devices', signal }));
  const action = useAction();
  const end = (path: string) =>
    void action
      .run(() => call<void>({ method: 'DELETE', path }))
      .then((good) => {
        if (good) toast(t('device.ended'));
        list.reload();
      });
  const sessions = list.data?.sessions;
  if (list.state === 'failed' && !sessions) return <ErrorState title={t('device.title')} onRetry={list.reload}>{problemText(list.error)}</ErrorState>;
  const others = (sessions?.length ?? 0) > 1;
  return (
    <Card as="section" class="me__section" labelledBy="me-devices">
      <h2 id="me-devices">{t('device.title')}</h2>
      {!sessions ? (
        <Spinner />
      ) : (
        <ul class="me__rows">
          {sessions.map((each) => {
            const device = each.device || t('device.unknown');
            return (
              <li key={each.id} class="me__row">
                <span class="me__name">{device}</span>
                {each.current ? (
                  <StateBadge kind="running">{t('device.this')}</StateBadge>
                ) : (
                  <span class="me__note">{t('device.used', { when: formatDateTime(each.used_ms) })}</span>
                )}
                <span class="me__buttons">
                  {!each.current && (
                    <Button variant="quiet" aria-label={t('device.endLabel', { device })} onClick={() => end(`/me/sessions/${segment(each.id)}`)}>
                      {t('device.end')}
                    </Button>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {sessions && !others && <p class="me__text">{t('device.none')}</p>}
      {others && (
        <div>
          <Button icon="log-out" busy={action.busy} onClick={() => end('/me/sessions')}>
            {t('device.endOthers')}
          </Button>
        </div>
      )}
    </Card>
  );
}
