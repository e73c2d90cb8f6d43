// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, test } from 'vitest';
import { assign, sameAssignment, slotsNeeded, watchMessage, type Assignment, type Source, type Wants } from './slots';

const camera = (member: string): Source => ({ member, kind: 'camera' });
const screen = (member: string): Source => ({ member, kind: 'screen' });
const wants = (part: Partial<Wants>): Wants => ({ stage: null, screen: null, tiles: [], idle: [], ...part });
const letters = (assignment: Assignment): string =>
  assignment.map((s) => (s ? (s.kind === 'screen' ? s.member.toUpperCase() : s.member) : '.')).join('');
const from = (text: string): Assignment =>
  [...text].map((c) => (c === '.' ? null : c >= 'a' ? camera(c) : screen(c.toLowerCase())));
const cameras = (text: string): Source[] => [...text].map(camera);

describe('assign', () => {
  const table: [string, string, Partial<Wants>, string][] = [
    ['nothing wanted', '.....', {}, '.....'],
    ['stage goes to slot 0', '.....', { stage: camera('a') }, 'a....'],
    ['screen goes to slot 1', '.....', { screen: screen('a') }, '.A...'],
    ['tiles start at slot 2', '.....', { tiles: cameras('ab') }, '..ab.'],
    ['tiles keep their slots', '..ab.', { tiles: cameras('ba') }, '..ab.'],
    ['a gap is left where it is', '..abc', { tiles: cameras('ac') }, '..a.c'],
    ['a newcomer takes the gap', '..a.c', { tiles: cameras('acd') }, '..adc'],
    ['full: slot 0, then slot 1', '..abc', { tiles: cameras('abcde') }, 'deabc'],
    ['more than there is', 'deabc', { tiles: cameras('abcdef') }, 'deabc'],
    ['the screen reclaims slot 1', 'deabc', { screen: screen('a'), tiles: cameras('abcde') }, 'dAabc'],
    ['the stage reclaims slot 0', 'deabc', { stage: camera('a'), tiles: cameras('bcde') }, 'aedbc'],
    ['on stage and in a tile: once', '.....', { stage: camera('a'), tiles: cameras('ab') }, 'a.b..'],
    ['camera and screen of one person are two', '.....', { screen: screen('a'), tiles: cameras('a') }, '.Aa..'],
    ['idle ones fill what is left', '..a..', { tiles: cameras('a'), idle: cameras('bc') }, '..abc'],
    ['idle ones keep their slot', '..bca', { tiles: cameras('a'), idle: cameras('bc') }, '..bca'],
    ['a picture pushes an idle one out', '..bca', { tiles: cameras('aefgh'), idle: cameras('bc') }, 'ghefa'],
    ['an idle one that sends keeps its slot', '..bca', { tiles: cameras('ab'), idle: cameras('c') }, '..bca'],
    ['growing keeps slots', '..abc', { tiles: cameras('abc') }, '..abc'],
    ['the same source twice is placed once', '.....', { tiles: cameras('aa') }, '..a..'],
  ];
  test.each(table)('%s', (_name, before, part, after) => {
    expect(letters(assign(from(before), wants(part), 5))).toBe(after);
  });

  test('never names a source twice and never moves one that may stay', () => {
    let random = 7;
    const next = (n: number): number => (random = (random * 1103515245 + 12345) % 2147483648) % n;
    let before: Assignment = from('.........');
    for (let round = 0; round < 500; round++) {
      const people = [...'abcdefghijklm'].filter(() => next(3) > 0);
      const sending = people.filter(() => next(2) > 0);
      const stage = next(2) && sending[0] ? camera(sending[0]) : null;
      const tiles = sending.filter((p) => p !== stage?.member).slice(0, 7).map(camera);
      const after = assign(before, wants({ stage, screen: next(2) ? screen('a') : null, tiles }), 9);
      const named = letters(after).replaceAll('.', '');
      expect(new Set(named).size).toBe(named.length);
      for (const tile of tiles) expect(after.some((s) => s?.kind === 'camera' && s.member === tile.member)).toBe(true);
      for (let slot = 2; slot < 9; slot++) {
        const held = before[slot];
        if (held && tiles.some((t) => t.member === held.member)) expect(after[slot]).toEqual(held);
      }
      before = after;
    }
  });
});

describe('slotsNeeded', () => {
  test.each([[0, 9, 9], [9, 9, 9], [10, 9, 16], [16, 9, 16], [17, 16, 25], [40, 9, 25], [3, 16, 16]])(
    '%i pictures, %i slots now: %i', (tiles, now, expected) => {
      expect(slotsNeeded(wants({ tiles: Array.from({ length: tiles }, (_, i) => camera(String(i))) }), now)).toBe(expected);
    });
  test('stage and screen count', () => {
    expect(slotsNeeded(wants({ stage: camera('a'), screen: screen('b'), tiles: cameras('cdefghij') }), 9)).toBe(16);
  });
});

test('a message names only what is wanted', () => {
  expect(watchMessage(from('aB.c'), 4)).toEqual({
    gen: 4,
    slots: [
      { slot: 0, member: 'a', kind: 'camera' }, { slot: 1, member: 'b', kind: 'screen' }, { slot: 3, member: 'c', kind: 'camera' },
    ],
  });
  expect(sameAssignment(from('a.'), from('a'))).toBe(true);
  expect(sameAssignment(from('a'), from('A'))).toBe(false);
});
