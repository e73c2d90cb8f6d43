// SPDX-License-Identifier: EUPL-1.2
import { useEffect, useState } from 'preact/hooks';
import { Button, Card, TextField, language } from '@kreide/ui';
import { InlineNotice } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { fieldErrors, problemText } from '../../problems';
import { t } from './i18n';
import { errorWords } from './words';

const pollMs = 1500;

function Result({ test }: { test: api.MailTestResult }) {
  if (test.state === 'running') return <InlineNotice icon="send">{t('test.running')}</InlineNotice>;
  if (test.state === 'sent') return <InlineNotice tone="good">{t('test.sent')}</InlineNotice>;
  return (
    <>
      <InlineNotice tone="bad">
        {t('test.failed')} {errorWords(test.error)}
      </InlineNotice>
      {test.text && <p class="mail-sub">{t('test.said', { text: test.text })}</p>}
    </>
  );
}

/** Sends a letter to oneself, and looks how it ends. */
export function TestCard({ mail, onState }: { mail: api.MailState; onState: (mail: api.MailState) => void }) {
  const [to, setTo] = useState(mail.to);
  const action = useAction();
  const running = mail.test?.state === 'running';
  useEffect(() => {
    if (!running) return;
    const timer = window.setInterval(() => {
      call<api.MailState>({ method: 'GET', path: '/mail', answer: 'mail_state' }).then(onState, () => undefined);
    }, pollMs);
    return () => window.clearInterval(timer);
  }, [running]);
  const send = (event: Event) => {
    event.preventDefault();
    void action.run(async () => {
      onState(await call<api.MailState>({ method: 'POST', path: '/mail/test', body: ['mail_test', { to: to.trim(), lang: language.value }], answer: 'mail_state' }));
    });
  };
  const errors = fieldErrors(action.error, ['to']);
  return (
    <Card as="section" class="mail-card">
      <h2>{t('test.title')}</h2>
      <form class="mail-card" onSubmit={send} noValidate>
        <TextField label={t('test.to')} type="email" autocomplete="email" value={to} onInput={setTo} hint={t('test.hint')} error={errors.to} />
        <Button type="submit" icon="send" busy={action.busy || running}>
          {t('test.send')}
        </Button>
      </form>
      <div role="status">
        {action.error && !errors.to && <InlineNotice tone="bad">{problemText(action.error)}</InlineNotice>}
        {!action.error && mail.test && <Result test={mail.test} />}
      </div>
    </Card>
  );
}
