// SPDX-License-Identifier: EUPL-1.2
// A page inside its frame: the line of its title, what can be done with it, and the focus after a change of page.
import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Icon, classes } from '@kreide/ui';
import './page.css';

/* the first page leaves the focus where the browser puts it */
let pagesShown = 0;

export interface Crumb {
  href: string;
  text: string;
}

export interface PageProps {
  /** of the tab, and of the page unless `heading` says more */
  title: string;
  /** which of several views of the same thing this is: stands before the title in the tab and in the history */
  view?: string | undefined;
  heading?: ComponentChildren;
  /** one sentence below the title: what is the case here now */
  lead?: ComponentChildren;
  /** the way back up: the list this one is from */
  up?: Crumb | undefined;
  /** beside the title: a state */
  badge?: ComponentChildren;
  /** at the right: at most one primary button */
  actions?: ComponentChildren;
  /** narrow: for forms and for reading */
  width?: 'full' | 'narrow' | undefined;
  class?: string | undefined;
  children?: ComponentChildren;
}

export function Page({ title, view, heading, lead, up, badge, actions, width = 'full', class: className, children }: PageProps) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = [view, title, 'Kreide'].filter((each, index, all) => each && all.indexOf(each) === index).join(' · ');
  }, [title, view]);
  useEffect(() => {
    if (pagesShown++ > 0) head.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class={classes('page', className)} data-width={width}>
      <header class="page__head">
        <div class="page__words">
          {up && (
            <a class="page__up" href={up.href}>
              <Icon name="arrow-left" size={16} />
              {up.text}
            </a>
          )}
          <div class="page__title-line">
            <h1 class="page__title" tabIndex={-1} ref={head}>
              {heading ?? title}
            </h1>
            {badge}
          </div>
          {lead && <p class="page__lead">{lead}</p>}
        </div>
        {actions && <div class="page__actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
