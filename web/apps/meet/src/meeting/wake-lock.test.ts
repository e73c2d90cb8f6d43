// SPDX-License-Identifier: EUPL-1.2
import { expect, test } from 'vitest';
import { keepAwake } from './wake-lock';

class Page extends EventTarget {
  visibilityState = 'visible';

  turn(to: 'visible' | 'hidden'): void {
    this.visibilityState = to;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

function room() {
  const page = new Page();
  const count = { asked: 0, released: 0 };
  const wakeLock = {
    request: async () => {
      count.asked++;
      return { release: async () => void count.released++ };
    },
  };
  return { page, count, wakeLock, off: keepAwake(wakeLock, page as unknown as Document) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test('the screen stays on until the end', async () => {
  const { count, off } = room();
  await settled();
  expect(count).toEqual({ asked: 1, released: 0 });
  off();
  expect(count).toEqual({ asked: 1, released: 1 });
});

test('it is asked for again when the page is seen again, and not while it is not', async () => {
  const { page, count } = room();
  await settled();
  page.turn('hidden');
  expect(count.asked).toBe(1);
  page.turn('visible');
  expect(count.asked).toBe(2);
});

test('an answer after the end is let go', async () => {
  const { count, off } = room();
  off();
  await settled();
  expect(count).toEqual({ asked: 1, released: 1 });
});

test('a browser without it, or one that refuses, is no trouble', async () => {
  const page = new Page() as unknown as Document;
  keepAwake(undefined, page)();
  keepAwake({ request: () => Promise.reject(new Error('battery')) }, page);
  await settled();
});
