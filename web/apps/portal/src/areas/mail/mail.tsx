// SPDX-License-Identifier: EUPL-1.2
import { Card, ErrorState, Notice, formatNumber, formatTime } from '@kreide/ui';
import { FactList, StatCard, StatRow } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { WaitingPage } from '../../lazy';
import { problemText } from '../../problems';
import { link } from '../../router';
import { Page } from '../../shell/page';
import { t } from './i18n';
import { Letters } from './letters';
import { TestCard } from './test-card';
import { errorWords } from './words';
import './mail.css';

const sample = `[mail]
server = mail.example.org
tls = starttls
user = videokonferenz
password_file = /etc/kreide/mail-password
from = videokonferenz@example.org`;

function NoServer() {
  return (
    <Card as="section" class="mail-none">
      <Notice title={t('none.title')}>{t('none.text')}</Notice>
      <pre class="mail-sample" aria-label={t('none.sample')} tabIndex={0}>
        {sample}
      </pre>
    </Card>
  );
}

function Numbers({ mail }: { mail: api.MailState }) {
  return (
    <StatRow>
      <StatCard
        value={formatNumber(mail.failed)}
        label={t('failed')}
        tone={mail.failed > 0 ? 'want' : undefined}
        href={link('/portal/mail', {}, { state: 'failed' })}
      />
      <StatCard value={formatNumber(mail.waiting)} label={t('waiting')} href={link('/portal/mail', {}, { state: 'waiting' })} />
      <StatCard value={formatNumber(mail.sent)} label={t('sent')} href={link('/portal/mail', {}, { state: 'sent' })} />
    </StatRow>
  );
}

export default function Mail() {
  const mail = useResource((signal) => call<api.MailState>({ method: 'GET', path: '/mail', answer: 'mail_state', signal }));
  const now = mail.data;
  if (!now) {
    if (mail.state !== 'failed') return <WaitingPage />;
    return (
      <Page title={t('title')} lead={t('lead')}>
        <ErrorState title={problemText(mail.error)} onRetry={mail.reload} />
      </Page>
    );
  }
  return (
    <Page title={t('title')} lead={t('lead')}>
      {!now.server && <NoServer />}
      {now.trouble && (
        <Notice tone="bad" title={t('trouble.title')}>
          {errorWords(now.trouble)} {now.retry_ms !== undefined && t('trouble.next', { time: formatTime(now.retry_ms) })}
        </Notice>
      )}
      {now.server && <Numbers mail={now} />}
      {(now.server || now.failed + now.waiting + now.sent > 0) && <Letters mail={now} onChange={mail.reload} />}
      {now.server && (
        <div class="mail-cards">
          <TestCard mail={now} onState={mail.set} />
          <Card as="section" class="mail-card">
            <h2>{t('settings.title')}</h2>
            <FactList
              facts={[
                { term: t('server'), value: now.server },
                { term: t('encryption'), value: now.encryption && t(`encryption.${now.encryption}`) },
                { term: t('sender'), value: now.sender },
              ]}
            />
          </Card>
        </div>
      )}
    </Page>
  );
}
