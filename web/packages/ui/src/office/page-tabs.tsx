// SPDX-License-Identifier: EUPL-1.2
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
  return (
    <nav class="page-tabs" aria-label={label}>
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
