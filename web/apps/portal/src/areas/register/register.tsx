// SPDX-License-Identifier: EUPL-1.2
// A school registers itself: what it is, and a password for its head; then the sheet that is shown once.
import { useState } from 'preact/hooks';
import { Button, Card, Checkbox, EmptyState, ErrorState, LinkButton, Skeleton, formatDate, toast } from '@kreide/ui';
import { Form, FormRow, FormSection, PasswordField, PrintButton, useForm } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { fieldErrors, problemText } from '../../problems';
import { navigate } from '../../router';
import { ProfileFields, profileChecks, profileNames, profileValues, type ProfileValues } from '../../school/profile-fields';
import { signInPath, signedIn, type Session } from '../../session';
import { Page } from '../../shell/page';
import { useUnsaved } from '../../unsaved';
import { t } from './i18n';
import './register.css';

interface Made {
  registration: api.Registration;
  school: string;
  password: string;
}

type Values = ProfileValues & { password: string; again: string; head_acts: boolean };
const names = [...profileNames, 'password'] as const;

function RegisterForm({ info, onMade }: { info: api.RegistrationInfo; onMade: (made: Made) => void }) {
  const count = info.password_least;
  const form = useForm<Values>({ ...profileValues(), password: '', again: '', head_acts: false }, {
    ...profileChecks,
    password: (value: string) => ([...value].length >= count ? undefined : t('wrong.short', { count })),
    again: (value: string, all: Values) => (value === all.password ? undefined : t('wrong.again')),
    head_acts: (value: boolean) => (value ? undefined : t('wrong.tick')),
  } as Parameters<typeof useForm<Values>>[1]);
  const action = useAction();
  useUnsaved(form.dirty && !action.busy);
  const submit = () =>
    void action.run(async () => {
      const { password } = form.values;
      const profile = Object.fromEntries(profileNames.map((name) => [name, form.values[name]])) as ProfileValues;
      try {
        const registration = await call<api.Registration>({ method: 'POST', path: '/register', body: ['registration_create', { profile, password }], answer: 'registration', timeoutMs: 60_000 });
        form.reset();
        onMade({ registration, school: profile.name, password });
      } catch (thrown) {
        form.setErrors(fieldErrors(thrown, names));
        throw thrown;
      }
    });
  const wrongField = action.error && Object.keys(fieldErrors(action.error, names)).length > 0;
  return (
    <Card>
      <Form
        form={form}
        label={t('form')}
        onSubmit={submit}
        busy={action.busy}
        problem={action.error && !wrongField ? problemText(action.error) : undefined}
        actions={
          <Button type="submit" variant="primary" size="l" busy={action.busy}>
            {t('submit')}
          </Button>
        }
      >
        <ProfileFields form={form as never} />
        <FormSection title={t('account.title')} text={t('account.text')}>
          <FormRow>
            <PasswordField label={t('password')} hint={t('password.hint', { count })} autocomplete="new-password" {...form.text('password')} />
            <PasswordField label={t('again')} autocomplete="new-password" {...form.text('again')} />
          </FormRow>
          <Checkbox label={t('head')} {...form.tick('head_acts')} />
        </FormSection>
        <p class="register-privacy">
          {t('privacy')} <a href="/service/privacy">{t('privacy.link')}</a>
        </p>
      </Form>
    </Card>
  );
}

function Sheet({ made }: { made: Made }) {
  const [kept, setKept] = useState(false);
  const [tried, setTried] = useState(false);
  const action = useAction();
  const { handle, recovery } = made.registration;
  const go = async () => {
    setTried(true);
    if (!kept) return;
    const done = await action.run(async () => {
      signedIn(await call<Session>({ method: 'POST', path: '/session', body: ['session_create', { handle, password: made.password }], answer: 'session', timeoutMs: 60_000 }));
    });
    if (!done) toast(t('goFailed'), 'bad');
    navigate(done ? '/portal/enrolment' : signInPath);
  };
  const facts = [
    [t('sheet.school'), made.school],
    [t('sheet.address'), `${location.origin}/portal`],
    [t('sheet.handle'), handle],
    [t('sheet.password'), t('sheet.passwordText')],
    [t('sheet.date'), formatDate(Date.now())],
  ] as const;
  return (
    <Page title={t('done.title')} lead={t('done.lead')} width="narrow" class="register-done">
      <article class="register-sheet">
        <h2 class="register-sheet__title">{t('sheet.title')}</h2>
        <dl class="register-sheet__facts">
          {facts.map(([term, value]) => (
            <div key={term} class="register-sheet__fact">
              <dt>{term}</dt>
              <dd class={term === t('sheet.handle') ? 'register-sheet__mono' : undefined}>{value}</dd>
            </div>
          ))}
        </dl>
        <p class="register-sheet__label">{t('sheet.recovery')}</p>
        <p class="register-sheet__code">
          {recovery.split('-').map((group, index) => (
            <span key={index}>{group}</span>
          ))}
        </p>
        <p>{t('sheet.why')}</p>
      </article>
      <div class="register-next">
        <PrintButton>{t('print')}</PrintButton>
        <Checkbox label={t('kept')} checked={kept} onChange={setKept} error={tried && !kept ? t('wrong.tick') : undefined} />
        <Button variant="primary" size="l" iconEnd="arrow-right" busy={action.busy} onClick={() => void go()}>
          {t('go')}
        </Button>
      </div>
    </Page>
  );
}

export default function Register() {
  const info = useResource((signal) => call<api.RegistrationInfo>({ method: 'GET', path: '/register', answer: 'registration_info', signal }));
  const [made, setMade] = useState<Made | undefined>();
  if (made) return <Sheet made={made} />;
  return (
    <Page title={t('title')} lead={t('lead')} width="narrow">
      {info.data ? (
        info.data.open ? (
          <RegisterForm info={info.data} onMade={setMade} />
        ) : (
          <Card>
            <EmptyState icon="school" title={t('closed.title')} action={<LinkButton href="/service/documents">{t('closed.documents')}</LinkButton>}>
              {t('closed.text')}
            </EmptyState>
          </Card>
        )
      ) : info.state === 'failed' ? (
        <ErrorState title={t('failed')} onRetry={info.reload}>
          <p>{problemText(info.error)}</p>
        </ErrorState>
      ) : (
        <Skeleton lines={8} />
      )}
    </Page>
  );
}
