// SPDX-License-Identifier: EUPL-1.2
// Numbers, times and lists as the language of the moment writes them.
import { language } from './language';

function locale(): string {
  return language.value === 'de' ? 'de-DE' : 'en-GB';
}

export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(locale(), options).format(value);
}

/** Clock time, such as 10:05. */
export function formatTime(unixMs: number): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(unixMs);
}

/** A moment to come: the clock time, with the day of the week if it is not today. */
export function formatMoment(unixMs: number, nowMs: number): string {
  if (new Date(unixMs).toDateString() === new Date(nowMs).toDateString()) return formatTime(unixMs);
  return new Intl.DateTimeFormat(locale(), { weekday: 'long', hour: '2-digit', minute: '2-digit' }).format(unixMs);
}

export function formatDate(unixMs: number): string {
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', year: 'numeric' }).format(unixMs);
}

/** "a, b und c", or with 'disjunction' "a, b oder c". */
export function formatList(items: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
  return new Intl.ListFormat(locale(), { type }).format(items);
}

/** A day in figures, such as 01.08.2026, for tables. */
export function formatDay(unixMs: number): string {
  return new Intl.DateTimeFormat(locale(), { day: '2-digit', month: '2-digit', year: 'numeric' }).format(unixMs);
}

/** Day and clock time in figures, for lists of events. */
export function formatDateTime(unixMs: number): string {
  return new Intl.DateTimeFormat(locale(), { day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(unixMs);
}

/** The size of a file: 812 Byte, 34 kB, 4,8 MB. The steps are 1024 apart, as limits are set. */
export function formatBytes(bytes: number): string {
  const [unit, size] = bytes < 1024 ? (['byte', 1] as const) : bytes < 1024 * 1024 ? (['kilobyte', 1024] as const) : (['megabyte', 1024 * 1024] as const);
  return formatNumber(bytes / size, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: unit === 'megabyte' ? 1 : 0 });
}

/** Time passed, as a clock shows it: 4:05, or 1:04:05 from an hour on. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A span of time in words, rounded to what one would say: "40 Sekunden", "3 Minuten", "2 Stunden". */
export function formatSpan(seconds: number): string {
  const unit = seconds < 60 ? 'second' : seconds < 3600 ? 'minute' : 'hour';
  const size = { second: 1, minute: 60, hour: 3600 }[unit];
  /* a hair over a whole number is still that number */
  return formatNumber(Math.max(1, Math.ceil(seconds / size - 0.05)), { style: 'unit', unit, unitDisplay: 'long' });
}
