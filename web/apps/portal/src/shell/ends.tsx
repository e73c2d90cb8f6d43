// SPDX-License-Identifier: EUPL-1.2
// Friendly pages for where there is nothing to see.
import { LinkButton } from '@kreide/ui';
import { t } from '../i18n';
import { place } from '../router';
import { session } from '../session';
import { Page } from './page';

export function NotFound() {
  const home = place.value.path.startsWith('/service') ? '/service' : '/portal';
  return (
    <Page title={t('notFound.title')}>
      <div class="page-words">
        <p>{t('notFound.text')}</p>
        <LinkButton href={home} variant="primary">
          {t('notFound.home')}
        </LinkButton>
      </div>
    </Page>
  );
}

export function NotYours() {
  const now = session.value;
  const role = now.state === 'there' ? now.session.role : undefined;
  return (
    <Page title={t('notYours.title')}>
      <div class="page-words">
        <p>{role ? t('notYours.text', { role: t(`role.${role}`) }) : t('notYours.textPlain')}</p>
        <LinkButton href="/portal" variant="primary">
          {t('notYours.home')}
        </LinkButton>
      </div>
    </Page>
  );
}

/** Leads to the sign-in of the meeting client, and from there back to this page. */
export function SignInNeeded() {
  const now = session.value;
  const kind = now.state === 'nobody' && now.ended ? 'ended' : 'first';
  return (
    <Page title={t(kind === 'ended' ? 'signin.endedTitle' : 'signin.title')}>
      <div class="page-words">
        <p>{t(kind === 'ended' ? 'signin.endedText' : 'signin.text')}</p>
        <LinkButton href={`/signin?next=${encodeURIComponent(place.value.path)}`} variant="primary" icon="log-in">
          {t('signin.do')}
        </LinkButton>
      </div>
    </Page>
  );
}
