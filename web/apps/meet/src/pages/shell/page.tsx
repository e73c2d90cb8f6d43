// SPDX-License-Identifier: EUPL-1.2
// The frame of every page on paper: skip link, header, main part; the title of the tab; and where the focus is after a change of page.
import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { LanguageSwitch, Logo, classes } from '@kreide/ui';
import { t } from '../../i18n/pages';
import './page.css';

/* the first page leaves the focus where the browser puts it */
let pagesShown = 0;

export interface PageProps {
  title: string;
  /** right part of the header, after the language */
  nav?: ComponentChildren;
  /** only a step on the way: does not take the focus */
  quiet?: boolean | undefined;
  class?: string | undefined;
  children: ComponentChildren;
}

export function Page({ title, nav, quiet, class: className, children }: PageProps) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = title === 'Kreide' ? title : `${title} · Kreide`;
  }, [title]);
  useEffect(() => {
    if (quiet) return;
    if (pagesShown++ === 0) return;
    const heading = main.current?.querySelector<HTMLElement>('h1');
    heading?.focus({ preventScroll: true });
  }, []);
  return (
    <div class={classes('page', className)}>
      <a class="page__skip" href="#main">
        {t('app.skip')}
      </a>
      <header class="page__header">
        <a class="page__home" href="/" aria-label={t('app.home')}>
          <Logo />
        </a>
        <div class="page__nav">
          <LanguageSwitch />
          {nav}
        </div>
      </header>
      <main class="page__main" id="main" tabIndex={-1} ref={main}>
        {children}
      </main>
    </div>
  );
}
