// SPDX-License-Identifier: EUPL-1.2
// The rules of the office: on which page each is, what fits it, and how it is shown. The server has the last word.
import type { api } from '@kreide/protocol';
import { de } from './i18n/de';

/** Every rule that the server knows is in one of these (rules.test.ts). */
export const ruleSections = {
  accounts: [
    { title: 'rules.handles', names: ['accounts.prefix'] },
    { title: 'rules.year', names: ['accounts.year_end', 'accounts.grace_days'] },
    { title: 'rules.most', names: ['accounts.max_moderators', 'accounts.max_extras', 'accounts.max_heads', 'accounts.max_contacts'] },
  ],
  reminders: [{ title: 'rules.letters', names: ['mail.lang', 'reminder.days', 'reminder.expiry_days'] }],
  retention: [
    { title: 'rules.schools', names: ['retention.schools_ended', 'retention.schools_unconfirmed', 'retention.papers_rejected', 'retention.holdings', 'retention.accounts_unused', 'retention.usage'] },
    { title: 'rules.papertrail', names: ['retention.audit', 'retention.mail_sent', 'retention.mail_failed', 'retention.mail_waiting', 'retention.reminders'] },
  ],
} as const satisfies Record<string, readonly { title: keyof typeof de; names: readonly string[] }[]>;

export type RulePage = keyof typeof ruleSections;
export type RuleName = (typeof ruleSections)[RulePage][number]['names'][number];

export interface Problem {
  key: 'rules.wrongNumber' | 'rules.wrongPrefix' | 'rules.wrongDay' | 'rules.wrongDays';
  values: { least: number; most: number };
}

const whole = (text: string, least: number, most: number) => /^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most;
const daysOf = (text: string) => text.split(/[ ,;]+/).filter(Boolean);

/** How many days a month has in every year. */
export function daysInMonth(month: number): number {
  return new Date(Date.UTC(2027, month, 0)).getUTCDate();
}

function fits({ form, least, most }: api.Rule, value: string): boolean {
  if (form === 'prefix') return new RegExp(`^(?!-)[a-z0-9-]{0,${most}}$`).test(value);
  if (form === 'day') return Number(value.slice(3)) <= daysInMonth(Number(value.slice(0, 2)));
  if (form === 'days') return daysOf(value).length <= 4 && new Set(daysOf(value)).size === daysOf(value).length && daysOf(value).every((each) => whole(each, least, most));
  return form === 'lang' || whole(value, least, most);
}

/** What is wrong with a value, if anything is. */
export function checkRule(rule: api.Rule, typed: string): Problem | undefined {
  if (fits(rule, typed.trim())) return undefined;
  const key = ({ prefix: 'rules.wrongPrefix', day: 'rules.wrongDay', days: 'rules.wrongDays' } as const)[rule.form as 'prefix'];
  return { key: key ?? 'rules.wrongNumber', values: { least: rule.least, most: rule.most } };
}

/** A value as people read it: "14,28" with a space. */
export function shown(rule: api.Rule, value = rule.value): string {
  return rule.form === 'days' ? daysOf(value).join(', ') : value;
}

export const isFixed = (rule: api.Rule) => (rule.form === 'number' || rule.form === 'period') && rule.least === rule.most;

/** Periods that would become shorter: what is older goes in the next night. */
export function shortened(rules: readonly api.Rule[], values: Readonly<Record<string, string>>): api.Rule[] {
  return rules.filter((rule) => rule.form === 'period' && Number(values[rule.name] ?? rule.value) < Number(rule.value));
}
