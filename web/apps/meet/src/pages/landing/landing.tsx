// SPDX-License-Identifier: EUPL-1.2
import { useRef, useState } from 'preact/hooks';
import { Button, CodeField, Icon, LinkButton, type IconName } from '@kreide/ui';
import { readEntry, showCode } from '../../code';
import { t, type PageKey } from '../../i18n/pages';
import { navigate } from '../../router';
import { Page } from '../shell/page';
import { ClassPicture } from './class-picture';
import './landing.css';

function JoinForm() {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<PageKey | undefined>();
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const entry = readEntry(typed, location.origin);
    if (entry.kind === 'code') return navigate(`/c/${showCode(entry.code)}`);
    if (entry.kind === 'link') return navigate(`/r/${entry.link}`);
    setError(entry.kind === 'nothing' ? 'landing.codeEmpty' : 'landing.codeUnreadable');
    field.current?.focus();
  };
  return (
    <form class="landing__form" onSubmit={submit} noValidate>
      <CodeField
        ref={field}
        label={t('landing.codeLabel')}
        placeholder={t('landing.codePlaceholder')}
        value={typed}
        error={error && t(error)}
        onInput={(value) => {
          setTyped(value);
          setError(undefined);
        }}
        action={
          <Button type="submit" variant="primary" iconEnd="arrow-right">
            {t('landing.join')}
          </Button>
        }
      />
    </form>
  );
}

const trust: readonly [IconName, PageKey][] = [
  ['lock', 'landing.trustEncrypted'],
  ['server', 'landing.trustServers'],
  ['eye-off', 'landing.trustRecording'],
];

const how: readonly [IconName, PageKey, PageKey][] = [
  ['hand', 'landing.howLearners', 'landing.howLearnersText'],
  ['presentation', 'landing.howTeachers', 'landing.howTeachersText'],
  ['shield-check', 'landing.howPrivacy', 'landing.howPrivacyText'],
];

function Ways() {
  return (
    <>
      <a class="landing__schools" href="/service">
        {t('landing.forSchools')}
      </a>
      <LinkButton href="/signin">{t('landing.signIn')}</LinkButton>
    </>
  );
}

/* the operator's public pages */
const below: readonly [string, PageKey][] = [
  ['/service', 'landing.forSchools'],
  ['/service/hints', 'landing.hints'],
  ['/service/status', 'landing.status'],
  ['/service/imprint', 'landing.imprint'],
  ['/service/privacy', 'landing.privacy'],
  ['/service/accessibility', 'landing.accessibility'],
];

export function Landing() {
  return (
    <Page title="Kreide" class="landing" nav={<Ways />}>
      <div class="landing__hero">
        <div class="landing__words">
          <h1 class="landing__title" tabIndex={-1}>
            {t('landing.title')}
          </h1>
          <p class="landing__lead">{t('landing.lead')}</p>
          <JoinForm />
          <ul class="landing__trust">
            {trust.map(([icon, key]) => (
              <li key={key}>
                <Icon name={icon} size={18} />
                {t(key)}
              </li>
            ))}
          </ul>
        </div>
        <ClassPicture />
      </div>
      <section class="landing__how" aria-labelledby="how">
        <h2 id="how">{t('landing.how')}</h2>
        <ul class="landing__steps">
          {how.map(([icon, title, text]) => (
            <li key={title} class="landing__step">
              <span class="landing__mark">
                <Icon name={icon} size={22} />
              </span>
              <h3>{t(title)}</h3>
              <p>{t(text)}</p>
            </li>
          ))}
        </ul>
      </section>
      <nav class="landing__foot" aria-label={t('landing.foot')}>
        <ul>
          {below.map(([href, key]) => (
            <li key={href}>
              <a href={href}>{t(key)}</a>
            </li>
          ))}
        </ul>
      </nav>
    </Page>
  );
}
