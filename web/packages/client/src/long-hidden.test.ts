// SPDX-License-Identifier: EUPL-1.2
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LONG_MS, LongHidden } from './long-hidden';

class Page extends EventTarget {
  visibilityState = 'visible';

  turn(to: 'visible' | 'hidden'): void {
    this.visibilityState = to;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

let page: Page;
let told: boolean[];

beforeEach(() => {
  vi.useFakeTimers();
  page = new Page();
  told = [];
  vi.stubGlobal('document', page);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a short look elsewhere is not told', () => {
  new LongHidden((hidden) => told.push(hidden));
  page.turn('hidden');
  vi.advanceTimersByTime(LONG_MS - 1);
  page.turn('visible');
  vi.advanceTimersByTime(10 * LONG_MS);
  expect(told).toEqual([]);
});

test('a long absence is told once, and its end at once', () => {
  new LongHidden((hidden) => told.push(hidden));
  page.turn('hidden');
  vi.advanceTimersByTime(3 * LONG_MS);
  expect(told).toEqual([true]);
  page.turn('visible');
  expect(told).toEqual([true, false]);
});

test('a page that opens unseen counts from its beginning', () => {
  page.visibilityState = 'hidden';
  new LongHidden((hidden) => told.push(hidden));
  vi.advanceTimersByTime(LONG_MS);
  expect(told).toEqual([true]);
});

test('nothing is told after the end', () => {
  const hidden = new LongHidden((on) => told.push(on));
  page.turn('hidden');
  hidden.close();
  vi.advanceTimersByTime(2 * LONG_MS);
  page.turn('visible');
  expect(told).toEqual([]);
});
