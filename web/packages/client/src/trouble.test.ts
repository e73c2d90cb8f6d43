// SPDX-License-Identifier: EUPL-1.2
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Quality } from './stats';
import { BETTER_MS, markOf, reducedHere, SteadyTrouble, troubleOf, WORSE_MS, type Facts, type Trouble } from './trouble';

const facts = (down: Facts['down'], up = false, busy = false): Facts => ({ down, up, busy });

test.each([
  [facts('none'), 'none'], [facts('frame_rate'), 'frame_rate'], [facts('size'), 'size'], [facts('pictures'), 'pictures'],
  [facts('none', true), 'sending'], [facts('none', false, true), 'device'], [facts('none', true, true), 'sending'],
  [facts('frame_rate', true), 'sending'], [facts('frame_rate', false, true), 'device'], [facts('size', true), 'both'],
  [facts('pictures', true, true), 'pictures'],
] as const)('%o is told as %s', (given, expected) => {
  expect(troubleOf(given)).toBe(expected);
});

test.each([
  ['size', 'line', 'size'], ['size', 'sender', 'none'], ['none', 'none', 'none'], ['pictures', 'line', 'pictures'],
] as const)('%s because of %s: %s here', (reduced, reason, expected) => {
  expect(reducedHere({ reduced, reason })).toBe(expected);
});

test.each([
  ['good', 'none', 'good'], ['good', 'frame_rate', 'fair'], ['good', 'pictures', 'poor'], ['poor', 'size', 'poor'],
  ['good', 'device', 'good'], ['unknown', 'none', 'unknown'], ['unknown', 'size', 'fair'],
] as const satisfies [Quality, Trouble, Quality][])('measured %s, told %s: marked %s', (measured, trouble, expected) => {
  expect(markOf(measured, trouble)).toBe(expected);
});

describe('what is told does not flicker', () => {
  let told: Trouble[];
  let steady: SteadyTrouble;
  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    steady = new SteadyTrouble((trouble) => told.push(trouble));
  });
  afterEach(() => void vi.useRealTimers());

  test('a dip is not told', () => {
    for (let i = 0; i < 20; i++) {
      steady.note({ down: 'size' });
      vi.advanceTimersByTime(WORSE_MS - 1);
      steady.note({ down: 'none' });
      vi.advanceTimersByTime(1_000);
    }
    expect(told).toEqual([]);
  });

  test('what lasts is told once, and taken back when it is over for good', () => {
    steady.note({ down: 'size' });
    vi.advanceTimersByTime(WORSE_MS);
    for (let i = 0; i < 10; i++) {
      steady.note({ down: 'none' });
      vi.advanceTimersByTime(BETTER_MS - 1);
      steady.note({ down: 'size' });
      vi.advanceTimersByTime(BETTER_MS);
    }
    expect(told).toEqual(['size']);
    steady.note({ down: 'none' });
    vi.advanceTimersByTime(BETTER_MS);
    expect(told).toEqual(['size', 'none']);
  });

  test('what gets worse and worse is told at its worst, in time', () => {
    for (const down of ['frame_rate', 'size', 'pictures'] as const) {
      steady.note({ down });
      vi.advanceTimersByTime(WORSE_MS / 3);
    }
    expect(told).toEqual(['pictures']);
  });

  test('both directions between two states wait anew', () => {
    steady.note({ down: 'size' });
    vi.advanceTimersByTime(WORSE_MS);
    steady.note({ down: 'none' });
    vi.advanceTimersByTime(BETTER_MS - 10);
    steady.note({ down: 'pictures' });
    vi.advanceTimersByTime(10);
    expect(told).toEqual(['size']);
    vi.advanceTimersByTime(WORSE_MS);
    expect(told).toEqual(['size', 'pictures']);
  });

  test('a new connection knows nothing', () => {
    steady.note({ down: 'pictures', up: true });
    vi.advanceTimersByTime(WORSE_MS);
    steady.forget();
    expect(told).toEqual(['pictures', 'none']);
    steady.note({ busy: true });
    vi.advanceTimersByTime(WORSE_MS);
    expect(told.at(-1)).toBe('device');
  });
});
