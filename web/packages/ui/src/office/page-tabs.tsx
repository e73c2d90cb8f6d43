// SPDX-License-Identifier: EUPL-1.2
import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import './page-tabs.css';

export interface PageTab {
  href: string;
  text: string;
  current: boolean;
  /** a number or a badge behind the word */
  end?: ComponentChildren;
}

/** Views of one thing, each with an address of its own: links that look like tabs. */
export function PageTabs({ label, tabs }: { label: string; tabs: readonly PageTab[] }) {
  const row = useRef<HTMLElement>(null);
  const now = tabs.find((tab) => tab.current)?.href;
  useEffect(() => {
    const nav = row.current;
    if (!nav) return;
    const edges = () => {
      const rest = nav.scrollWidth - nav.clientWidth;
      nav.dataset['more'] = [nav.scrollLeft > 1 && 'start', nav.scrollLeft < rest - 1 && 'end'].filter(Boolean).join(' ');
    };
    const current = nav.querySelector<HTMLElement>('[aria-current]');
    if (current) nav.scrollLeft = current.offsetLeft - nav.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
    edges();
    const watch = new ResizeObserver(edges);
    watch.observe(nav);
    nav.addEventListener('scroll', edges, { passive: true });
    return () => {
      watch.disconnect();
      nav.removeEventListener('scroll', edges);
    };
  }, [now]);
  return (
    <nav class="page-tabs" aria-label={label} ref={row}>
      <ul class="page-tabs__list">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a class="page-tabs__tab" href={tab.href} aria-current={tab.current ? 'page' : undefined}>
              {tab.text}
              {tab.end}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
