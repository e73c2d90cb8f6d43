// SPDX-License-Identifier: EUPL-1.2
// What the pages about schools ask the server, and how they put it into words.
import { formatDate, formatList, formatNumber } from '@kreide/ui';
import { call, callFile, saveBlob, segment } from '@kreide/api';
import type { api } from '@kreide/protocol';
import type { StateKind, Step } from '@kreide/ui/office';
import { t } from './i18n';

export const states = ['enrolling', 'active', 'suspended', 'withdrawn', 'ended'] as const;
export type SchoolState = (typeof states)[number];

/** The five steps that everybody counts; the media centre's countersignature belongs to the last, the credentials. */
export const steps = ['information', 'terms', 'agreement', 'registration', 'issued'] as const;
export type StepName = api.EnrolmentStep['step'];

export const path = (school: string, rest = '') => `/schools/${segment(school)}${rest}`;

export const loadSchool = (school: string, signal?: AbortSignal) =>
  call<api.SchoolOne>({ method: 'GET', path: path(school), answer: 'school_one', signal }).then((answer) => answer.school);

export const loadEnrolment = (school: string, signal?: AbortSignal) =>
  call<api.Enrolment>({ method: 'GET', path: path(school, '/enrolment'), answer: 'enrolment', signal });

export type Taking = Partial<api.EnrolmentTake> & Pick<api.EnrolmentTake, 'step' | 'way'>;

export const takeStep = (school: string, body: Taking) =>
  call<api.Enrolment>({ method: 'POST', path: path(school, '/enrolment'), body: ['enrolment_take', body], answer: 'enrolment', timeoutMs: 60_000 });

export const loadDocument = (school: string, document: string, signal?: AbortSignal) =>
  call<api.SchoolVersion>({ method: 'GET', path: path(school, `/versions/${segment(document)}`), answer: 'school_version', signal });

/** A document with the school's own data, or its proof ("nachweis"), as PDF. */
export async function getPdf(school: string, kind: string, version?: string): Promise<void> {
  const file = await callFile({ method: 'GET', path: path(school, `/documents/${segment(kind)}`), query: { version }, timeoutMs: 60_000 }, `${kind}.pdf`);
  saveBlob(file.blob, file.name);
}

const types = { pdf: 'application/pdf', jpg: 'image/jpeg', png: 'image/png' } as const;

/** A scan, put together from its parts. */
export async function loadPaper(school: string, paper: api.SchoolPaper, onProgress?: (part: number) => void, signal?: AbortSignal): Promise<Blob> {
  const parts: Blob[] = [];
  for (let part = 0; part < paper.parts; part++) {
    const file = await callFile({ method: 'GET', path: path(school, `/papers/${segment(paper.id)}`), query: { part }, signal, timeoutMs: 60_000 }, 'paper');
    parts.push(file.blob);
    onProgress?.((part + 1) / paper.parts);
  }
  return new Blob(parts, { type: types[paper.kind] });
}

export const paperName = (paper: api.SchoolPaper) =>
  t('paper.name', { step: t(`step.${paper.step as StepName}`), kind: paper.kind.toUpperCase() });

export const paperFile = (paper: api.SchoolPaper) => `${paper.step}-${paper.id.slice(0, 8)}.${paper.kind}`;

/* ---- words ---- */

export const stateWord = (state: SchoolState) => t(`state.${state}`);

/** Yellow is for what waits for the reader, who is the operator unless said otherwise. */
export function stateKind(state: SchoolState, waiting: api.SchoolWaiting, reader: 'operator' | 'school' = 'operator'): StateKind {
  if (state === 'suspended' || state === 'withdrawn') return 'off';
  if (state === 'ended') return 'idle';
  if (waiting.overdue) return 'wants';
  if (waiting.next !== 'none' && (waiting.who === 'operator') === (reader === 'operator') && !(reader === 'operator' && waiting.next === 'issued')) return 'wants';
  return state === 'active' ? 'running' : 'idle';
}

export const nextText = (waiting: api.SchoolWaiting) => t(`next.${waiting.next}`);

/** "bis 12. Mai" or "überfällig seit 12. Mai"; '' without a deadline */
export function deadlineText(waiting: api.SchoolWaiting): string {
  if (waiting.until_ms === undefined) return '';
  return t(waiting.overdue ? 'due.overdue' : 'due.until', { date: formatDate(waiting.until_ms) });
}

/** Steps to be taken again, in words. */
export const dueNames = (waiting: api.SchoolWaiting) => formatList(waiting.due.map((step) => t(`step.${step as StepName}`)));

/** The steps of a row of a list, as far as the row tells them: what comes before the next one is done. */
export function barOf(state: SchoolState, waiting: api.SchoolWaiting): Step[] {
  const order: readonly string[] = steps;
  const next = waiting.next === 'countersigned' ? 'issued' : waiting.next;
  const taken = state === 'withdrawn' ? 0 : state === 'enrolling' || next === 'issued' ? Math.max(0, order.indexOf(next)) : steps.length;
  return steps.map((name, index) => {
    const again = waiting.due.includes(name) && index < taken;
    const now = index === taken && state !== 'withdrawn';
    return { name: t(`step.${now && waiting.next === 'countersigned' ? 'countersigned' : name}`), state: again ? 'waits' : index < taken ? 'done' : now ? (waiting.who === 'operator' ? 'waits' : 'now') : 'open' };
  });
}

export const percent = (part: number) => formatNumber(part, { style: 'percent', maximumFractionDigits: 0 });

/** A day of a date field at noon, in local time; 0 for none. */
export function dayMs(day: string): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return 0;
  const [year, month, date] = parts.slice(1).map(Number) as [number, number, number];
  const at = new Date(year, month - 1, date, 12);
  return at.getMonth() === month - 1 ? at.getTime() : 0;
}

export function dayText(ms: number): string {
  const at = new Date(ms);
  return `${String(at.getFullYear()).padStart(4, '0')}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}
