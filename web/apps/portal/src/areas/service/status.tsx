// SPDX-License-Identifier: EUPL-1.2
import { Button, Card, Icon, Notice } from '@kreide/ui';
import { call } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { Page } from '../../shell/page';
import { Loaded, useService } from './service';
import { t } from './i18n';

/* the middle one of three: the first pays for the connection */
async function measure(signal: AbortSignal): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 3; n++) {
    const start = performance.now();
    await call<api.News>({ method: 'GET', path: '/service/news', answer: 'news', signal });
    times.push(performance.now() - start);
  }
  return Math.max(1, Math.round(times.sort((a, b) => a - b)[1] ?? 0));
}

function Connection() {
  const time = useResource(measure);
  const [icon, text] =
    time.state === 'there' && time.data !== undefined
      ? (['circle-check', t('status.answer', { ms: time.data })] as const)
      : time.state === 'failed'
        ? (['circle-alert', t('status.noAnswer')] as const)
        : (['loader-circle', t('status.measuring')] as const);
  return (
    <Card as="section" class="service-group" labelledBy="connection">
      <h2 class="service-group__title" id="connection">
        {t('status.here')}
      </h2>
      <p class="status-line" role="status" data-state={time.state}>
        <Icon name={icon} size={20} />
        {text}
      </p>
      <Button icon="refresh-cw" busy={time.state === 'loading' || time.state === 'stale'} onClick={time.reload} class="status-again">
        {t('status.again')}
      </Button>
    </Card>
  );
}

const tones = { good: 'good', notice: 'info', trouble: 'bad' } as const;

export default function Status() {
  const service = useService();
  return (
    <Page title={t('status.title')} width="narrow">
      <Loaded of={service}>
        {(now) => (
          <>
            <Notice tone={tones[now.status]} title={t(`status.${now.status}`)}>
              {now.status_text ? now.status_text.split('\n').map((line, index) => <p key={index}>{line}</p>) : now.status === 'good' && <p>{t('status.goodText')}</p>}
              {now.status === 'trouble' && <p>{t('status.trouble.lead', { name: now.name, phone: now.phone })}</p>}
            </Notice>
            <Connection />
          </>
        )}
      </Loaded>
    </Page>
  );
}
