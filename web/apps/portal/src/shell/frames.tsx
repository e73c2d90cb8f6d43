// SPDX-License-Identifier: EUPL-1.2
// Around every page: the way past the navigation, the navigation, who is signed in, and the way out.
import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Button, Icon, IconButton, LanguageSwitch, Logo, Menu, chooseTheme, theme, themes, toast, type IconName, type Theme } from '@kreide/ui';
import { t } from '../i18n';
import { problemText } from '../problems';
import { place } from '../router';
import { session, signOut } from '../session';
import { brand } from './brand';
import { IdleWatch } from './idle';
import { Nav, PublicNav } from './nav';
import { Sheet } from './sheet';
import './frames.css';

const themeIcons: Record<Theme, IconName> = { system: 'sun-moon', light: 'sun', dark: 'moon' };

function ThemeSwitch() {
  const now = theme.value;
  return (
    <Menu
      label={t('theme.label')}
      anchor={(props) => <IconButton icon={themeIcons[now]} label={`${t('theme.label')}: ${t(`theme.${now}`)}`} {...props} />}
      items={themes.map((each) => ({ id: each, label: t(`theme.${each}`), checked: each === now, onSelect: () => chooseTheme(each) }))}
    />
  );
}

function useSignOut() {
  const [busy, setBusy] = useState(false);
  const leave = () => {
    setBusy(true);
    signOut().catch((thrown: unknown) => {
      setBusy(false);
      const text = t('nav.signOutFailed', { problem: problemText(thrown) });
      toast(text, 'bad');
    });
  };
  return { busy, leave };
}

function Account() {
  const now = session.value;
  const { busy, leave } = useSignOut();
  if (now.state !== 'there') return null;
  return (
    <div class="account">
      <p class="account__who">
        <span class="visually-hidden">{t('nav.account')} </span>
        <span class="account__handle">{now.session.handle}</span>
        {now.session.role && <span class="account__role">{t(`role.${now.session.role}`)}</span>}
      </p>
      <Button variant="quiet" icon="log-out" class="account__out" busy={busy} onClick={leave}>
        {t('nav.signOut')}
      </Button>
    </div>
  );
}

function Skip() {
  return (
    <a class="skip" href="#main">
      {t('app.skip')}
    </a>
  );
}

function Main({ children }: { children: ComponentChildren }) {
  return (
    <main class="frame__main" id="main" tabIndex={-1}>
      {children}
    </main>
  );
}

function TopBar() {
  const [open, setOpen] = useState(false);
  const { busy, leave } = useSignOut();
  useEffect(() => setOpen(false), [place.value.path]);
  return (
    <header class="topbar">
      <a class="frame__home" href="/portal" aria-label={t('app.home')}>
        <Logo size={30} />
      </a>
      <div class="topbar__end">
        {session.value.state === 'there' && (
          <Button variant="quiet" icon="log-out" busy={busy} onClick={leave} class="topbar__out">
            {t('nav.signOut')}
          </Button>
        )}
        <IconButton icon="menu" iconSize={24} label={t('nav.open')} aria-expanded={open ? 'true' : 'false'} onClick={() => setOpen(true)} />
      </div>
      {open && (
        <Sheet label={t('nav.label')} onClose={() => setOpen(false)} head={<Logo size={30} />}>
          <Nav />
          <div class="side__tools">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
          <Account />
        </Sheet>
      )}
    </header>
  );
}

/** Navigation at the side; on a phone above, behind a button. */
export function PortalFrame({ children }: { children: ComponentChildren }) {
  return (
    <div class="frame frame--portal">
      <Skip />
      <TopBar />
      <header class="side">
        <div class="side__head">
          <a class="frame__home" href="/portal" aria-label={t('app.home')}>
            <Logo />
          </a>
        </div>
        <Nav />
        <div class="side__foot">
          <Account />
          <div class="side__tools">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
        </div>
      </header>
      <Main>{children}</Main>
      <IdleWatch />
    </div>
  );
}

/** The operator's public pages: name and logo above, its pages beside them. */
export function PublicFrame({ children }: { children: ComponentChildren }) {
  const { name, logo, footer } = brand.value;
  return (
    <div class="frame frame--public">
      <Skip />
      <header class="public">
        <a class="frame__home" href="/service" aria-label={`${name}, ${t('app.publicHome')}`}>
          {logo ? <img class="public__logo" src={logo} alt="" /> : <Logo compact />}
          <span class="public__name">{name}</span>
        </a>
        <PublicNav />
        <div class="public__end">
          <LanguageSwitch />
          <ThemeSwitch />
          <a class="public__signin" href="/portal">
            <Icon name="log-in" size={18} />
            {t('nav.signIn')}
          </a>
        </div>
      </header>
      <Main>{children}</Main>
      {footer && <footer class="public__foot">{footer()}</footer>}
    </div>
  );
}

/** Only what is needed to come in: sign-in, and words about why not. */
export function BareFrame({ children }: { children: ComponentChildren }) {
  return (
    <div class="frame frame--bare">
      <Skip />
      <header class="public">
        <a class="frame__home" href="/" aria-label={t('app.publicHome')}>
          <Logo />
        </a>
        <div class="public__end">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <Main>{children}</Main>
    </div>
  );
}

