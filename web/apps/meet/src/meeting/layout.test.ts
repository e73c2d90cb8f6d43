// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, test } from 'vitest';
import { focusLayout, GAP, gridCapacity, gridLayout, pictureHeight, stripCapacity, type Area, type Box } from './layout';

const AREAS: [string, Area][] = [
  ['laptop', { w: 1080, h: 740 }], ['4K', { w: 3400, h: 1900 }], ['phone', { w: 374, h: 640 }], ['small phone', { w: 304, h: 440 }],
  ['phone on its side', { w: 780, h: 240 }], ['200 % zoom', { w: 700, h: 300 }],
];

function inside(box: Box, area: Area): boolean {
  return box.x >= 0 && box.y >= 0 && box.w > 0 && box.h > 0 && box.x + box.w <= area.w && box.y + box.h <= area.h;
}

function apart(a: Box, b: Box): boolean {
  return a.x + a.w + GAP <= b.x + 1 || b.x + b.w + GAP <= a.x + 1 || a.y + a.h + GAP <= b.y + 1 || b.y + b.h + GAP <= a.y + 1;
}

function check(boxes: Box[], area: Area): void {
  boxes.forEach((box, i) => {
    expect(inside(box, area), JSON.stringify(box)).toBe(true);
    boxes.slice(i + 1).forEach((other) => expect(apart(box, other), JSON.stringify([box, other])).toBe(true));
  });
}

describe.each(AREAS)('%s', (_name, area) => {
  test('a grid of what fits lies inside, apart and of one size', () => {
    for (let count = 1; count <= gridCapacity(area); count++) {
      const boxes = gridLayout(area, count);
      expect(boxes).toHaveLength(count);
      expect(new Set(boxes.map((b) => `${b.w}x${b.h}`)).size).toBe(1);
      check(boxes, area);
    }
  });

  test.each([false, true])('a large picture and a strip (wide: %s) lie inside and apart', (wide) => {
    const capacity = stripCapacity(area, wide);
    for (let count = 0; count <= capacity + 3; count++) {
      const { main, strip } = focusLayout(area, count, wide);
      expect(strip.length).toBe(Math.min(count, capacity));
      check([main, ...strip], area);
      if (strip[0]) expect(main.w * main.h).toBeGreaterThan(strip[0].w * strip[0].h);
    }
  });
});

describe.each(AREAS)('two people: %s', (_name, area) => {
  const { main, strip, over } = focusLayout(area, 1, false, true);
  const [own] = strip;

  test('the other has all the width, oneself a corner or a place below', () => {
    expect(main.w).toBe(area.w);
    expect(strip).toHaveLength(1);
    if (own) check([own], area);
    if (over && own) {
      expect(main.h).toBe(area.h);
      expect(own.x).toBeGreaterThan(area.w / 2);
      expect(own.y).toBeGreaterThan(area.h * 0.4);
    } else check([main, ...strip], area);
  });
});

test('few tiles beside a large picture are tall ones', () => {
  const area = { w: 1080, h: 740 };
  const heights = [1, 2, 3, 4].map((count) => focusLayout(area, count, false).strip[0]?.h ?? 0);
  expect(heights).toEqual([...heights].sort((a, b) => b - a));
  expect(heights[1]).toBeGreaterThan(heights[3] ?? 0);
});

test('a laptop holds a whole class of 25', () => {
  expect(gridCapacity({ w: 1400, h: 740 })).toBe(25);
});

test.each([[1, 1], [2, 2], [4, 2], [9, 3], [25, 5]])('%i tiles on a laptop stand in %i columns', (count, columns) => {
  expect(new Set(gridLayout({ w: 1400, h: 740 }, count).map((b) => b.x)).size).toBe(columns);
});

test('nothing to draw, nowhere to draw', () => {
  expect(gridLayout({ w: 100, h: 100 }, 0)).toEqual([]);
  expect(gridLayout({ w: 0, h: 0 }, 3)).toEqual([]);
});

describe('height of a picture', () => {
  const box = (w: number, h: number): Box => ({ x: 0, y: 0, w, h });
  test.each([
    ['a box of its shape', box(320, 180), false, 1, 180],
    ['cut at the sides', box(180, 180), false, 1, 180],
    ['cut above and below', box(640, 180), false, 1, 360],
    ['seen whole', box(640, 180), true, 1, 180],
    ['seen whole between bars', box(320, 400), true, 1, 180],
    ['on a fine display', box(320, 180), false, 2, 360],
    ['finer than anybody sees', box(320, 180), false, 3.5, 360],
    ['zoomed out', box(320, 180), false, 0.5, 180],
    ['a little larger', box(330, 186), false, 1, 200],
  ])('%s', (_name, where, whole, ratio, expected) => {
    expect(pictureHeight(where, whole, ratio)).toBe(expected);
  });
});
