// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { emptyDate, readDate, type DateFields } from './date-fields';

const nowMs = new Date(2026, 10, 23, 10, 0).getTime();
const fields = (more: Partial<DateFields> = {}): DateFields => ({ ...emptyDate(nowMs), ...more });
const errorsOf = (more: Partial<DateFields>) => {
  const read = readDate(fields(more), nowMs);
  return 'errors' in read ? read.errors : {};
};

describe('a planned meeting', () => {
  it('begins as tomorrow’s first lesson', () => {
    expect(emptyDate(new Date(2026, 11, 31, 23, 0).getTime()).day).toBe('2027-01-01');
    expect(readDate(fields(), nowMs)).toEqual({
      body: { starts_ms: new Date(2026, 10, 24, 8, 0).getTime(), ends_ms: new Date(2026, 10, 24, 9, 30).getTime() },
    });
  });

  it('repeats until the end of its last day, and keeps places', () => {
    expect(readDate(fields({ repeat: true, repeatUntil: '2027-01-29', keep: true, people: '120' }), nowMs)).toEqual({
      body: {
        starts_ms: new Date(2026, 10, 24, 8, 0).getTime(),
        ends_ms: new Date(2026, 10, 24, 9, 30).getTime(),
        weekly_until_ms: new Date(2027, 0, 30).getTime() - 1,
        people: 120,
      },
    });
  });

  it('what is switched off does not count', () => {
    expect(errorsOf({ repeat: false, repeatUntil: 'x', keep: false, people: 'many' })).toEqual({});
  });

  it('says which field is wrong, and how', () => {
    expect(errorsOf({ day: '', from: '', until: '' })).toEqual({ day: 'day', from: 'from', until: 'until' });
    expect(errorsOf({ until: '08:00' })).toEqual({ until: 'order' });
    expect(errorsOf({ from: '06:00', until: '18:01' })).toEqual({ until: 'long' });
    expect(errorsOf({ from: '06:00', until: '18:00' })).toEqual({});
    expect(errorsOf({ day: '2026-11-22' })).toEqual({ day: 'over' });
    expect(errorsOf({ repeat: true, repeatUntil: '' })).toEqual({ repeatUntil: 'repeat' });
    expect(errorsOf({ repeat: true, repeatUntil: '2026-11-24' })).toEqual({ repeatUntil: 'repeat' });
    expect(errorsOf({ repeat: true, repeatUntil: '2027-12-24' })).toEqual({ repeatUntil: 'year' });
    for (const people of ['', '1', '257', '2.5', 'x']) expect(errorsOf({ keep: true, people })).toEqual({ people: 'people' });
  });

  it('that began before may go on being repeated', () => {
    expect(errorsOf({ day: '2026-11-16', repeat: true, repeatUntil: '2026-12-18' })).toEqual({});
  });
});
