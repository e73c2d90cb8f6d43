// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { dayMs, dayOf, everyDay, findUsage, hoursOf, monthOf, monthStartMs, readLimit, sumMonths } from './figures';

const usage = (month: number, handle: string, people: number, few = false) => ({
  month, handle, few, meetings: few ? 0 : 3, room_minutes: few ? 0 : people * 2, people_minutes: few ? 0 : people * 10, most_people: few ? 0 : people,
});
const nov = 2026 * 12 + 10;
const list = { search: '', sort: '', descending: false, page: 0, size: 2 };

describe('figures of the months', () => {
  it('count months from the year 0', () => {
    expect(monthOf(new Date(2026, 10, 30, 23, 59).getTime())).toBe(nov);
    expect(new Date(monthStartMs(nov)).getMonth()).toBe(10);
    expect(new Date(monthStartMs(nov + 2)).getFullYear()).toBe(2027);
  });

  it('have days of their own, whatever the time zone', () => {
    const day = new Date(dayMs(20780));
    expect([day.getFullYear(), day.getMonth(), day.getDate()]).toEqual([2026, 10, 23]);
  });

  it('are added up; what is kept back is counted but not in the sum; months without meetings are there', () => {
    const rows = [usage(nov, 'mk-a', 20), usage(nov, 'mk-b', 30), usage(nov, 'mk-c', 3, true), usage(nov - 5, 'mk-a', 99)];
    expect(sumMonths(rows, nov - 1, nov)).toEqual([
      { month: nov - 1, meetings: 0, peopleMinutes: 0, few: 0 },
      { month: nov, meetings: 6, peopleMinutes: 500, few: 1 },
    ]);
  });

  it('are found by handle, put in order and cut into pages', () => {
    const rows = [usage(nov, 'mk-b', 30), usage(nov, 'mk-a', 20), usage(nov, 'mk-c', 40), usage(nov - 1, 'mk-d', 50)];
    const handles = (more: object) => findUsage(rows, nov, { ...list, ...more }).rows.map((row) => row.handle);
    expect(handles({})).toEqual(['mk-c', 'mk-b']);
    expect(handles({ page: 1 })).toEqual(['mk-a']);
    expect(findUsage(rows, nov, list).total).toBe(3);
    expect(handles({ sort: 'handle' })).toEqual(['mk-a', 'mk-b']);
    expect(handles({ sort: 'most', descending: true })).toEqual(['mk-c', 'mk-b']);
    expect(handles({ search: ' K-A' })).toEqual(['mk-a']);
  });
});

it('a limit is a whole number, or none', () => {
  expect(readLimit('', 1, 10)).toBe(0);
  expect(readLimit(' 7 ', 1, 10)).toBe(7);
  for (const text of ['0', '11', '2.5', '-1', 'x']) expect(readLimit(text, 1, 10)).toBeUndefined();
});

it('every day has its place, those without a meeting too', () => {
  expect(everyDay([{ day: 100, people: 7 }], 102, 4)).toEqual([
    { day: 99, people: 0 },
    { day: 100, people: 7 },
    { day: 101, people: 0 },
    { day: 102, people: 0 },
  ]);
  expect(everyDay([{ day: 103, people: 7 }], 102, 2).map(({ day }) => day)).toEqual([102, 103]); /* the server is a day ahead */
  expect(dayOf(new Date(2026, 10, 23, 0, 30).getTime())).toBe(20780);
});

it('few hours are told to a tenth', () => expect([hoursOf(0), hoursOf(15), hoursOf(594), hoursOf(6010)]).toEqual([0, 0.3, 9.9, 100]));
