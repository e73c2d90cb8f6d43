// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, test } from 'vitest';
import { EFFORTS, EffortGuard, startEffort, type Effort } from './effort';
import { ANY_HEIGHT, cameraSettings, NOBODY, screenPreference, screenSettings, type Setting } from './encodings';

const effort = (step: number): Effort => EFFORTS[step] as Effort;

/** Lines of the layers that are sent, smallest first; '-' for one that is not. */
function layers(lines: number, wanted: number, step = 0, encodings = 3): string {
  return cameraSettings({ lines, most: 720, wanted, effort: effort(step), encodings, scales: false })
    .map((s) => (s.active ? Math.round(lines / s.scaleResolutionDownBy) : '-')).join(' ');
}

describe('layers of the camera', () => {
  const table: [string, number, number, number, string][] = [
    ['all of them', 720, ANY_HEIGHT, 0, '180 360 720'],
    ['a camera of 540 lines', 540, ANY_HEIGHT, 0, '135 270 540'],
    ['a camera of 480 lines gives two', 480, ANY_HEIGHT, 0, '240 480 -'],
    ['a camera of 360 lines gives two', 360, ANY_HEIGHT, 0, '180 360 -'],
    ['a camera of 240 lines gives one', 240, ANY_HEIGHT, 0, '240 - -'],
    ['a camera of 180 lines gives one, in full size', 180, ANY_HEIGHT, 0, '180 - -'],
    ['never more than 720 lines', 1080, ANY_HEIGHT, 0, '180 360 720'],
    ['nobody watches', 720, NOBODY, 0, '- - -'],
    ['nobody watches a small camera', 180, NOBODY, 0, '- - -'],
    ['small tiles only', 720, 150, 0, '180 - -'],
    ['tiles hardly larger than the layer', 720, 198, 0, '180 - -'],
    ['tiles in between', 720, 260, 0, '180 360 -'],
    ['somebody watches large', 720, 600, 0, '180 360 720'],
    ['a weak device', 720, ANY_HEIGHT, 2, '180 360 -'],
    ['an overworked device', 720, ANY_HEIGHT, 4, '180 - -'],
    ['an overworked device sends its smallest whatever its size', 240, ANY_HEIGHT, 4, '240 - -'],
  ];
  test.each(table)('%s', (_name, lines, wanted, step, expected) => {
    expect(layers(lines, wanted, step)).toBe(expected);
  });

  test.each([[720, 0, '720'], [1080, 0, '720'], [720, 2, '360'], [180, 4, '180'], [180, 0, '180']])(
    'without simulcast: %i lines at step %i are sent as %s', (lines, step, expected) => {
      expect(layers(lines, ANY_HEIGHT, step, 1)).toBe(expected);
    });

  test.each([[1080, 1080, '270 540 1080', 'L3T3_KEY 1080'], [720, 360, '180 360 -', 'L2T3_KEY 360'], [360, 720, '180 360 -', 'L2T3_KEY 360'], [720, 200, '200 - -', 'L1T3 200']])(
    'of %i lines, where the operator allows %i', (lines, most, several, one) => {
      const of = (scales: boolean): Setting[] => cameraSettings({ lines, most, wanted: ANY_HEIGHT, effort: effort(0), encodings: 3, scales });
      expect(of(false).map((s) => (s.active ? Math.round(lines / s.scaleResolutionDownBy) : '-')).join(' ')).toBe(several);
      const [first] = of(true);
      expect(`${first?.scalabilityMode} ${Math.round(lines / (first?.scaleResolutionDownBy ?? 1))}`).toBe(one);
    });

  test('each layer has its rate, and all have the frames', () => {
    const settings = cameraSettings({ lines: 720, most: 720, wanted: ANY_HEIGHT, effort: effort(1), encodings: 3, scales: false });
    expect(settings.map((s) => s.maxBitrate)).toEqual([180_000, 550_000, 1_700_000]);
    expect(settings.map((s) => s.maxFramerate)).toEqual([15, 15, 15]);
  });
});

describe('sizes of the camera in one stream', () => {
  const table: [string, number, number, number, string][] = [
    ['all of them', 720, ANY_HEIGHT, 0, 'L3T3_KEY 720'],
    ['never more than 720 lines', 1080, ANY_HEIGHT, 0, 'L3T3_KEY 720'],
    ['a camera of 480 lines gives two', 480, ANY_HEIGHT, 0, 'L2T3_KEY 480'],
    ['a camera of 240 lines gives one', 240, ANY_HEIGHT, 0, 'L1T3 240'],
    ['nobody watches', 720, NOBODY, 0, '-'],
    ['small tiles only', 720, 150, 0, 'L1T3 180'],
    ['tiles hardly larger than the layer', 720, 198, 0, 'L1T3 180'],
    ['tiles in between', 720, 260, 0, 'L2T3_KEY 360'],
    ['somebody watches large', 720, 600, 0, 'L3T3_KEY 720'],
    ['a weak device', 720, ANY_HEIGHT, 2, 'L2T3_KEY 360'],
    ['an overworked device', 720, ANY_HEIGHT, 4, 'L1T3 180'],
    ['an overworked device sends its smallest whatever its size', 240, ANY_HEIGHT, 4, 'L1T3 240'],
  ];
  test.each(table)('%s', (_name, lines, wanted, step, expected) => {
    for (const encodings of [1, 3]) {
      const [first, ...others] = cameraSettings({ lines, most: 720, wanted, effort: effort(step), encodings, scales: true });
      const said = first?.active ? `${first.scalabilityMode} ${Math.round(lines / first.scaleResolutionDownBy)}` : '-';
      expect(said).toBe(expected);
      expect(others.map((s) => s.active)).toEqual(Array(encodings - 1).fill(false));
    }
  });

  test('the rate is that of all sizes together, and less than three streams take', () => {
    const rate = (lines: number): number => cameraSettings({ lines, most: 720, wanted: ANY_HEIGHT, effort: effort(0), encodings: 3, scales: true })[0]?.maxBitrate ?? 0;
    expect([rate(720), rate(480), rate(240)]).toEqual([1_701_000, 910_000, 210_000]);
  });
});

describe('a shared screen', () => {
  test.each([
    ['text', ANY_HEIGHT, 0, true, 10, 1], ['video', ANY_HEIGHT, 0, true, 30, 1], ['text', NOBODY, 0, false, 10, 1],
    ['text', 700, 0, true, 10, 1], ['text', 500, 0, true, 10, 1], ['text', 480, 0, true, 10, 2], ['text', 180, 0, true, 10, 3],
    ['text', ANY_HEIGHT, 4, true, 5, 1], ['video', ANY_HEIGHT, 4, true, 10, 1],
  ] as const)('%s of 1080 lines watched at %i, step %i: sent %s with %i frames, 1/%i of its size', (content, wanted, step, active, fps, scale) => {
    const [setting] = screenSettings(content, 1080, wanted, effort(step));
    expect(setting).toMatchObject({ active, maxFramerate: fps, scaleResolutionDownBy: scale });
  });
  test('text stays sharp', () => {
    expect(screenPreference('text')).toBe('maintain-resolution');
  });
});

test.each([
  [8, 8, 0], [4, 4, 0], [2, 8, 2], [1, undefined, 2], [8, 2, 2], [4, 1, 2], [undefined, undefined, 0],
])('%s threads and %s GiB begin at step %i', (cores, memoryGiB, step) => {
  expect(startEffort({ cores, memoryGiB })).toBe(step);
});

describe('an overworked device', () => {
  const strong = { cores: 8, memoryGiB: 8 };
  const feed = (guard: EffortGuard, limited: boolean, times: number): number => {
    let changes = 0;
    for (let i = 0; i < times; i++) changes += Number(guard.next(limited));
    return changes;
  };

  test('a moment of work changes nothing', () => {
    const guard = new EffortGuard(strong);
    for (let i = 0; i < 50; i++) expect(feed(guard, true, 3) + feed(guard, false, 1)).toBe(0);
    expect(guard.effort).toBe(EFFORTS[0]);
  });

  test('goes down step by step, not below the last', () => {
    const guard = new EffortGuard(strong);
    expect(feed(guard, true, 4)).toBe(1);
    expect(guard.effort).toBe(EFFORTS[1]);
    expect(guard.lowered).toBe(true);
    expect(feed(guard, true, 200)).toBe(3);
    expect(guard.effort).toBe(EFFORTS[4]);
  });

  test('comes back, but no further than it began', () => {
    const guard = new EffortGuard({ cores: 2, memoryGiB: 4 });
    expect(guard.lowered).toBe(false);
    feed(guard, true, 4);
    expect(feed(guard, false, 500)).toBe(1);
    expect(guard.effort).toBe(EFFORTS[2]);
  });

  test('waits longer each time it was too early', () => {
    const guard = new EffortGuard(strong);
    const waits: number[] = [];
    feed(guard, true, 4);
    for (let round = 0; round < 7; round++) {
      let samples = 0;
      while (feed(guard, false, 1) === 0) samples++;
      waits.push(samples + 1);
      while (!guard.next(true));
    }
    expect(waits).toEqual([34, 64, 124, 244, 484, 484, 484]);
  });
});
