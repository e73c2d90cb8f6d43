// SPDX-License-Identifier: EUPL-1.2
// From the server's figures to what is shown. A month is year * 12 + month - 1.
import type { api } from '@kreide/protocol';

export function monthOf(nowMs: number): number {
  const at = new Date(nowMs);
  return at.getFullYear() * 12 + at.getMonth();
}

/** The first day of a month, for formats of dates. */
export function monthStartMs(month: number): number {
  return new Date(Math.floor(month / 12), month % 12, 1).getTime();
}

/** A day counted from 1970, at noon here, so that no time zone moves it. */
export function dayMs(day: number): number {
  const at = new Date(day * 24 * 3600 * 1000);
  return new Date(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), 12).getTime();
}

/** This day, counted from 1970 by the local calendar. */
export function dayOf(nowMs: number): number {
  const at = new Date(nowMs);
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / (24 * 3600 * 1000);
}

/** So many days until today, those without a meeting too. */
export function everyDay(peaks: readonly api.CapacityPeak[], today: number, days: number): api.CapacityPeak[] {
  const people = new Map(peaks.map((peak) => [peak.day, peak.people]));
  const last = Math.max(today, ...people.keys());
  return Array.from({ length: days }, (_, n) => ({ day: last - days + 1 + n, people: people.get(last - days + 1 + n) ?? 0 }));
}

/** Minutes as hours, to a tenth as long as they are few. */
export function hoursOf(minutes: number): number {
  return minutes < 600 ? Math.round(minutes / 6) / 10 : Math.round(minutes / 60);
}

export interface MonthSum {
  month: number;
  meetings: number;
  peopleMinutes: number;
  /** schools whose figures are kept back, and so are not in the sum */
  few: number;
}

/** What all schools together had, for each of the months asked for, the ones without meetings too. */
export function sumMonths(rows: readonly api.Usage[], from: number, until: number): MonthSum[] {
  const sums = Array.from({ length: until - from + 1 }, (_, n): MonthSum => ({ month: from + n, meetings: 0, peopleMinutes: 0, few: 0 }));
  for (const row of rows) {
    const sum = sums[row.month - from];
    if (!sum) continue;
    if (row.few) sum.few++;
    sum.meetings += row.meetings;
    sum.peopleMinutes += row.people_minutes;
  }
  return sums;
}

const values: Record<string, (row: api.Usage) => number | string> = {
  handle: (row) => row.handle,
  meetings: (row) => row.meetings,
  room: (row) => row.room_minutes,
  people: (row) => row.people_minutes,
  most: (row) => row.most_people,
};

export interface Asked {
  search: string;
  sort: string;
  descending: boolean;
  page: number;
  size: number;
}

/** One page of the schools of a month; without an order, those with most use first. */
export function findUsage(all: readonly api.Usage[], month: number, list: Asked): { rows: api.Usage[]; total: number } {
  const words = list.search.trim().toLowerCase();
  const found = all.filter((row) => row.month === month && row.handle.toLowerCase().includes(words));
  const value = values[list.sort] ?? values['people']!;
  const turn = (list.sort ? list.descending : true) ? -1 : 1;
  found.sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    return (typeof x === 'string' ? x.localeCompare(String(y)) : x - Number(y)) * turn || a.handle.localeCompare(b.handle);
  });
  return { rows: found.slice(list.page * list.size, (list.page + 1) * list.size), total: found.length };
}

/** A limit as its field holds it: '' for none. undefined: no such number. */
export function readLimit(text: string, least: number, most: number): number | undefined {
  if (text.trim() === '') return 0;
  const n = Number(text);
  return Number.isInteger(n) && n >= least && n <= most ? n : undefined;
}
