// SPDX-License-Identifier: EUPL-1.2
// Signing in, step by step, until the session is whole: password, second factor, own password, open key.
import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Button, Card, LinkButton, Notice } from '@kreide/ui';
import { ErrorState, Spinner } from '@kreide/ui';
import { problemText } from '../../problems';
import { navigate, place, safeNext } from '../../router';
import { askSession, session, type Session } from '../../session';
import { Page } from '../../shell/page';
import { CodesSheet } from '../me/codes-sheet';
import { PasswordForm } from '../me/password-form';
import { SealedOperator, SealedSchool } from '../me/sealed';
import { t as tMe } from '../me/i18n';
import { Credentials } from './credentials';
import { SecondFactor } from './factor';
import { t } from './i18n';
import { SetUp } from './setup';
import './signin.css';

function Step({ title, lead, wide, children }: { title: string; lead?: string | undefined; wide?: boolean; children: ComponentChildren }) {
  return (
    <Page key={title} title={title} lead={lead} width="narrow">
      <div class="signin" data-wide={wide ? 'true' : undefined}>
        {children}
      </div>
    </Page>
  );
}

function Sealed({ now, onSkip }: { now: Session; onSkip: () => void }) {
  const opened = () => void askSession().then(onSkip);
  return (
    <Step title={tMe('sealed.title')} wide>
      {now.role === 'operator' ? <SealedOperator onOpened={opened} /> : <SealedSchool now={now} onOpened={opened} />}
      <div>
        <Button variant="quiet" iconEnd="arrow-right" onClick={onSkip}>
          {t('sealed.skip')}
        </Button>
      </div>
    </Step>
  );
}

function Onward({ to }: { to: string }) {
  useEffect(() => navigate(to, 'replace'), [to]);
  return <Spinner />;
}

export default function SignIn() {
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [skipped, setSkipped] = useState(false);
  /* of where sign-in was asked for; it stays while the steps are taken */
  const [next] = useState(() => safeNext(new URLSearchParams(place.value.query).get('next')));
  const now = session.value;
  if (codes.length > 0)
    return (
      <Step title={t('codes.title')} lead={t('codes.lead')} wide>
        <CodesSheet codes={codes} onDone={() => setCodes([])} />
      </Step>
    );
  if (now.state === 'asking') return <Spinner />;
  if (now.state === 'failed') return <ErrorState title={t('title')} onRetry={() => void askSession()}>{problemText(now.error)}</ErrorState>;
  if (now.state === 'nobody')
    return (
      <Step title={t('title')} lead={t('lead')}>
        {now.ended && <Notice tone="info">{t('ended')}</Notice>}
        <Credentials />
        <div>
          <LinkButton href="/" variant="quiet" iconEnd="arrow-right">
            {t('meeting')}
          </LinkButton>
        </div>
      </Step>
    );
  const { second_factor, must_change, vault } = now.session;
  if (second_factor === 'needed')
    return (
      <Step title={t('factor.title')} lead={t('factor.lead')}>
        <SecondFactor now={now.session} />
      </Step>
    );
  if (second_factor === 'setup')
    return (
      <Step title={t('setup.title')} lead={t('setup.lead')} wide>
        <SetUp
          onDone={(fresh) => {
            setCodes(fresh);
            void askSession();
          }}
        />
      </Step>
    );
  if (must_change)
    return (
      <Step title={t('change.title')} lead={t('change.lead')} wide>
        <Card>
          <PasswordForm onDone={() => void askSession()} />
        </Card>
      </Step>
    );
  if (vault === 'sealed' && !skipped) return <Sealed now={now.session} onSkip={() => setSkipped(true)} />;
  return <Onward to={next} />;
}
