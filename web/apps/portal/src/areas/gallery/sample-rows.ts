// SPDX-License-Identifier: EUPL-1.2
// Twelve hundred enrolments that nobody has: the same ones every time, searched, sorted and cut as the server does it.
import type { ListQuery } from '@kreide/api';
import type { Step, StateKind, StepState } from '@kreide/ui/office';
import { t } from './i18n';

export interface Enrolment {
  id: string;
  handle: string;
  /** 1 to 5, or 6 when finished */
  step: number;
  state: StateKind;
  since: number;
}

const letters = '23456789abcdefghjkmnpqrstuvwxyz';

function handle(seed: number): string {
  let text = 'mk-';
  for (let i = 0, n = seed * 7919 + 104729; i < 4; i++, n = Math.floor(n / 31) + seed * 17 + i) text += letters[n % letters.length];
  return text;
}

export const enrolments: readonly Enrolment[] = Array.from({ length: 1200 }, (_, index) => {
  const step = [5, 3, 4, 2, 6, 1, 6, 6][index % 8] ?? 1;
  const state: StateKind = step === 6 ? (index % 40 === 20 ? 'off' : 'idle') : step === 5 || step === 3 ? 'wants' : 'running';
  return { id: `e${index}`, handle: handle(index + 1), step, state, since: Date.UTC(2026, 7, 24) - index * 7_200_000 };
});

export function stepsOf({ step, state }: Enrolment): Step[] {
  return [1, 2, 3, 4, 5].map((each) => {
    const now: StepState = each < step ? 'done' : each > step ? 'open' : state === 'wants' ? 'waits' : 'now';
    return { name: t(`step.${each as 1 | 2 | 3 | 4 | 5}`), state: now };
  });
}

export interface Found {
  rows: Enrolment[];
  total: number;
}

export function findEnrolments(list: ListQuery, state: string): Found {
  const words = list.search.trim().toLowerCase();
  const found = enrolments.filter((each) => (!words || each.handle.includes(words)) && (!state || each.state === state));
  const by = { handle: (each: Enrolment) => each.handle, step: (each: Enrolment) => each.step, since: (each: Enrolment) => each.since }[list.sort];
  if (by) found.sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0) * (list.descending ? -1 : 1));
  return { rows: found.slice(list.page * list.size, (list.page + 1) * list.size), total: found.length };
}
