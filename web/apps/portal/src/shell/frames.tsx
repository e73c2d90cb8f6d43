// SPDX-License-Identifier: EUPL-1.2
// Around every page: the way past the navigation, the navigation, who is signed in, and the way out.
import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren, ComponentType } from 'preact';
import { Button, Icon, IconButton, LanguageSwitch, Logo, Menu, chooseTheme, theme, themes, toast, type IconName, type Theme } from '@kreide/ui';
import { t } from '../i18n';
import { problemText } from '../problems';
import { place } from '../router';
import { session, signOut } from '../session';
import { brand } from './brand';
import { Finder, canFind, useFinder } from './finder';
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

function Tools() {
  return (
    <div class="side__tools">
      <LanguageSwitch />
      <ThemeSwitch />
    </div>
  );
}

function Account() {
  const now = session.value;
  const { busy, leave } = useSignOut();
  if (now.state !== 'there') return <Tools />;
  return (
    <div class="account">
      <div class="account__row">
        <p class="account__who">
          <span class="visually-hidden">{t('nav.account')} </span>
          <span class="account__handle">{now.session.handle}</span>
          {now.session.role && <span class="account__role">{t(`role.${now.session.role}`)}</span>}
        </p>
        <Tools />
      </div>
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

/** Whether the menu of a narrow screen is open; a change of page closes it. */
function useMenu() {
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [place.value.path]);
  return { open, show: () => setOpen(true), close: () => setOpen(false) };
}

function TopBar({ onFind }: { onFind: () => void }) {
  const { open, show, close } = useMenu();
  const { busy, leave } = useSignOut();
  return (
    <header class="topbar">
      <a class="frame__home" href="/portal" aria-label={t('app.home')}>
        <Logo size={30} />
      </a>
      <div class="topbar__end">
        {canFind() && <IconButton icon="search" label={t('find.title')} onClick={onFind} />}
        {session.value.state === 'there' && (
          <Button variant="quiet" icon="log-out" busy={busy} onClick={leave} class="topbar__out">
            {t('nav.signOut')}
          </Button>
        )}
        <IconButton icon="menu" iconSize={24} label={t('nav.open')} aria-expanded={open ? 'true' : 'false'} onClick={show} />
      </div>
      {open && (
        <Sheet label={t('nav.label')} onClose={close} head={<Logo size={30} />}>
          <Nav />
          <Account />
        </Sheet>
      )}
    </header>
  );
}

/** Navigation at the side; on a phone above, behind a button. */
export function PortalFrame({ children }: { children: ComponentChildren }) {
  const finder = useFinder();
  return (
    <div class="frame frame--portal">
      <Skip />
      <TopBar onFind={finder.show} />
      <header class="side">
        <div class="side__head">
          <a class="frame__home" href="/portal" aria-label={t('app.home')}>
            <Logo />
          </a>
        </div>
        {canFind() && (
          <button type="button" class="finder-open" aria-keyshortcuts="Control+K" onClick={finder.show}>
            <Icon name="search" size={20} />
            {t('find.title')}
            <kbd class="finder-open__key" aria-hidden="true">
              {t('find.key')}
            </kbd>
          </button>
        )}
        <Nav />
        <div class="side__foot">
          <Account />
        </div>
      </header>
      <Main>{children}</Main>
      <IdleWatch />
      {finder.open && <Finder onClose={finder.close} />}
    </div>
  );
}

function SignInLink() {
  return (
    <a class="public__signin" href="/portal">
      <Icon name="log-in" size={18} />
      {t('nav.signIn')}
    </a>
  );
}

/* loaded beside the page, so that the portal behind the sign-in does not carry it */
function useDress(): ComponentType | undefined {
  const [dress, setDress] = useState<{ of: ComponentType } | undefined>();
  useEffect(() => {
    import('../areas/service/dress').then(
      (loaded) => setDress({ of: loaded.default }),
      () => undefined,
    );
  }, []);
  return dress?.of;
}

/** The operator's public pages: name and logo above, its pages beside them; on a phone behind a button. */
export function PublicFrame({ children }: { children: ComponentChildren }) {
  const { name, logo, footer } = brand.value;
  const { open, show, close } = useMenu();
  const Dress = useDress();
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
          <div class="public__tools">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
          <SignInLink />
          <IconButton icon="menu" iconSize={24} class="public__menu" label={t('nav.open')} aria-expanded={open ? 'true' : 'false'} onClick={show} />
        </div>
        {open && (
          <Sheet label={t('nav.label')} onClose={close} head={<span class="public__name">{name}</span>}>
            <PublicNav sheet />
            <SignInLink />
            <Tools />
          </Sheet>
        )}
      </header>
      {Dress && <Dress />}
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

