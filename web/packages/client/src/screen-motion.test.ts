// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, test } from 'vitest';
import { readScreenCount, ScreenMotion } from './screen-motion';

const FULL_HD = 1920 * 1080;

/** What is made of samples of two seconds: [how many, frames a second, kbit/s, pixels]. */
function shown(...spells: [samples: number, fps: number, kbps: number, pixels?: number][]): string[] {
  const motion = new ScreenMotion();
  let [atMs, frames, bytes] = [1, 1, 1];
  motion.next({ atMs, frames, bytes, pixels: FULL_HD });
  return spells.map(([samples, fps, kbps, pixels = FULL_HD]) => {
    for (let i = 0; i < samples; i++) {
      atMs += 2000;
      frames += fps * 2;
      bytes += (kbps * 1000) / 4;
      motion.next({ atMs, frames, bytes, pixels });
    }
    return motion.content;
  });
}

describe('what a screen shows', () => {
  test.each<[string, Parameters<typeof shown>, string[]]>([
    ['a page that is read', [[30, 0, 2]], ['text']],
    ['a mouse pointer that circles', [[30, 10, 30]], ['text']],
    ['somebody who types', [[30, 3, 250]], ['text']],
    ['somebody who scrolls, and reads, and scrolls', [[2, 10, 2500], [2, 1, 20], [2, 10, 2500], [2, 1, 20]], ['text', 'text', 'text', 'text']],
    ['a film', [[2, 10, 1500], [1, 10, 1500], [100, 25, 2500]], ['text', 'video', 'video']],
    ['a film in a quarter of it', [[3, 10, 350]], ['video']],
    ['a film on a small screen', [[3, 10, 100, 1280 * 720]], ['video']],
    ['a film on a line that carries three frames a second', [[30, 3, 250]], ['text']],
    ['a film with slow scenes', [[3, 10, 1500], [3, 25, 40], [1, 25, 900], [3, 2, 10], [1, 25, 900]], ['video', 'video', 'video', 'video', 'video']],
    ['a film that is paused, and goes on', [[3, 10, 1500], [3, 1, 10], [1, 1, 10], [3, 10, 1500]], ['video', 'video', 'text', 'video']],
  ])('%s', (_what, spells, expected) => {
    expect(shown(...spells)).toEqual(expected);
  });

  test('nothing follows of nothing, nor of counters that begin anew', () => {
    const motion = new ScreenMotion();
    for (let i = 1; i <= 9; i++) {
      motion.next({ atMs: i * 2000, frames: 1000 / i, bytes: 1e9, pixels: 1 });
      motion.next(null);
    }
    expect(motion.content).toBe('text');
  });

  test('another screen is text again', () => {
    const motion = new ScreenMotion();
    for (let i = 1; i <= 4; i++) motion.next({ atMs: i * 2000, frames: i * 20, bytes: i * 1e6, pixels: FULL_HD });
    expect(motion.content).toBe('video');
    motion.forget();
    expect(motion.content).toBe('text');
  });
});

test('a report says it, or nothing', () => {
  const row = { type: 'outbound-rtp', timestamp: 5, framesEncoded: 3, bytesSent: 700, frameWidth: 10, frameHeight: 20 };
  expect(readScreenCount([['a', { type: 'media-source' }], ['b', row]])).toEqual({ atMs: 5, frames: 3, bytes: 700, pixels: 200 });
  expect(readScreenCount([['b', { ...row, framesEncoded: 0 }]])).toBeNull();
  expect(readScreenCount([['b', { ...row, frameWidth: undefined }]])).toBeNull();
  expect(readScreenCount([])).toBeNull();
});
