// SPDX-License-Identifier: EUPL-1.2
// Small pieces that say how things are: a number, a state, a list of facts, a course of events.
import type { ComponentChildren } from 'preact';
import { Badge } from '../components/badge';
import { Button } from '../components/button';
import { Icon } from '../components/icon';
import type { IconName } from '../icons';
import type { Tone } from '../components/notice';
import { tOffice } from './texts';
import './facts.css';

export interface StatCardProps {
  value: string;
  label: string;
  /** want: waits for the reader */
  tone?: 'want' | 'bad' | undefined;
  /** leads to what the number counts */
  href?: string | undefined;
  note?: ComponentChildren;
}

/** A number that matters, with what it counts. */
export function StatCard({ value, label, tone, href, note }: StatCardProps) {
  const inside = (
    <>
      <span class="stat__value">{value}</span>
      <span class="stat__label">{label}</span>
      {note && <span class="stat__note">{note}</span>}
    </>
  );
  return href === undefined ? (
    <div class="stat" data-tone={tone}>
      {inside}
    </div>
  ) : (
    <a class="stat" data-tone={tone} href={href}>
      {inside}
    </a>
  );
}

export function StatRow({ children }: { children: ComponentChildren }) {
  return <div class="stat-row">{children}</div>;
}

/** wants: it is up to the reader. running: as it should be. idle: nothing to do. off: locked, expired, ended. */
export type StateKind = 'wants' | 'running' | 'idle' | 'off' | 'news';
const stateLooks = {
  wants: ['want', 'bell'],
  running: ['good', undefined],
  idle: ['neutral', undefined],
  off: ['bad', 'ban'],
  news: ['info', 'info'],
} as const;

/** A state as a coloured word; the word alone says it too. */
export function StateBadge({ kind, icon, children }: { kind: StateKind; icon?: IconName | undefined; children: ComponentChildren }) {
  const [tone, usual] = stateLooks[kind];
  return (
    <Badge tone={tone} icon={icon ?? usual}>
      {children}
    </Badge>
  );
}

export interface Fact {
  term: string;
  /** "–" where there is nothing */
  value: ComponentChildren;
}

export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="fact-list">
      {facts.map((fact) => (
        <div key={fact.term} class="fact-list__row">
          <dt class="fact-list__term">{fact.term}</dt>
          <dd class="fact-list__value">{fact.value === undefined || fact.value === null || fact.value === '' ? '–' : fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export interface TimelineEntry {
  key: string;
  /** as written; `dateTime` for machines */
  when: string;
  dateTime?: string | undefined;
  title: ComponentChildren;
  text?: ComponentChildren;
  icon?: IconName | undefined;
  tone?: Tone | undefined;
}

export function Timeline({ label, entries }: { label: string; entries: readonly TimelineEntry[] }) {
  return (
    <ol class="timeline" aria-label={label}>
      {entries.map((entry) => (
        <li key={entry.key} class="timeline__entry" data-tone={entry.tone}>
          <span class="timeline__mark" aria-hidden="true">
            <Icon name={entry.icon ?? 'check'} size={15} />
          </span>
          <div class="timeline__words">
            <p class="timeline__title">{entry.title}</p>
            <time class="timeline__when" dateTime={entry.dateTime}>
              {entry.when}
            </time>
            {entry.text && <div class="timeline__text">{entry.text}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** One line of remark inside a card or below a field; a Notice is for what stands by itself. */
export function InlineNotice({ tone = 'info', icon, children }: { tone?: Tone | undefined; icon?: IconName | undefined; children: ComponentChildren }) {
  const usual = { info: 'info', good: 'circle-check', want: 'bell', bad: 'circle-alert' } as const;
  return (
    <p class="inline-notice" data-tone={tone}>
      <Icon name={icon ?? usual[tone]} size={16} />
      <span>{children}</span>
    </p>
  );
}

export function PrintButton({ children }: { children?: ComponentChildren }) {
  return (
    <Button icon="printer" onClick={() => window.print()}>
      {children ?? tOffice('print')}
    </Button>
  );
}
