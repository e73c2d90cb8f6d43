// SPDX-License-Identifier: EUPL-1.2
// A planned meeting as its form holds it, and as the API takes it. Days and times are those of this device.
import type { api } from '@kreide/protocol';

export interface DateFields {
  /** as the browser's fields give it: 2026-11-23, 08:00 */
  day: string;
  from: string;
  until: string;
  repeat: boolean;
  repeatUntil: string;
  keep: boolean;
  people: string;
}

export type DateFault = 'day' | 'from' | 'until' | 'order' | 'long' | 'over' | 'repeat' | 'year' | 'people';
export type DateErrors = Partial<Record<keyof DateFields, DateFault>>;

const longestMs = 12 * 3600 * 1000; /* as src/office/room/date.h */
const yearMs = 366 * 24 * 3600 * 1000;
const peopleMax = 256;

const two = (n: number) => String(n).padStart(2, '0');

/** A day as its field takes it. */
export function dayText(ms: number): string {
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The form as it begins: tomorrow's first lesson. */
export function emptyDate(nowMs: number): DateFields {
  const at = new Date(nowMs);
  const tomorrow = new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1).getTime();
  return { day: dayText(tomorrow), from: '08:00', until: '09:30', repeat: false, repeatUntil: '', keep: false, people: '' };
}

function momentMs(day: string, time: string): number | undefined {
  const [year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.slice(1).map(Number) ?? [];
  const [hour, minute] = /^(\d{2}):(\d{2})/.exec(time)?.slice(1).map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined || hour === undefined || minute === undefined) return undefined;
  return new Date(year, month - 1, date, hour, minute).getTime();
}

/** The last moment of a day. */
function endOfDayMs(day: string): number | undefined {
  const starts = momentMs(day, '00:00');
  if (starts === undefined) return undefined;
  const at = new Date(starts);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1).getTime() - 1;
}

function readRepeat(fields: DateFields, startsMs: number, errors: DateErrors): number {
  const last = endOfDayMs(fields.repeatUntil);
  if (last === undefined || last <= endOfDayMs(fields.day)!) errors.repeatUntil = 'repeat';
  else if (last - startsMs > yearMs) errors.repeatUntil = 'year';
  return last ?? 0;
}

/** What to send, or what is wrong with which field. */
export function readDate(fields: DateFields, nowMs: number): { body: api.RoomDateCreate } | { errors: DateErrors } {
  const errors: DateErrors = {};
  if (momentMs(fields.day, '00:00') === undefined) errors.day = 'day';
  if (momentMs('2026-01-01', fields.from) === undefined) errors.from = 'from';
  if (momentMs('2026-01-01', fields.until) === undefined) errors.until = 'until';
  const starts_ms = momentMs(fields.day, fields.from) ?? 0;
  const ends_ms = momentMs(fields.day, fields.until) ?? 0;
  const weekly = fields.repeat && !errors.day ? readRepeat(fields, starts_ms, errors) : 0;
  const people = fields.keep ? Number(fields.people) : 0;
  if (fields.keep && !(Number.isInteger(people) && people >= 2 && people <= peopleMax)) errors.people = 'people';
  if (!errors.day && !errors.from && !errors.until) {
    if (ends_ms <= starts_ms) errors.until = 'order';
    else if (ends_ms - starts_ms > longestMs) errors.until = 'long';
    else if (Math.max(ends_ms, weekly) <= nowMs) errors.day = 'over';
  }
  if (Object.keys(errors).length > 0) return { errors };
  return { body: { starts_ms, ends_ms, ...(weekly ? { weekly_until_ms: weekly } : {}), ...(people ? { people } : {}) } };
}
