// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { diff, diffTexts, folded, type Change } from './diff';

const sign = { same: ' ', added: '+', removed: '-' } as const;
const written = (changes: readonly Change<string>[]) => changes.map(({ kind, item }) => sign[kind] + item).join(' ');
const side = (changes: readonly Change<string>[], without: 'added' | 'removed') => changes.filter(({ kind }) => kind !== without).map(({ item }) => item);

/* a small generator with a seed, so that a failure can be seen again */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/* length of the longest common subsequence, the slow and certain way */
function common(a: readonly string[], b: readonly string[]): number {
  const row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    let diagonal = 0;
    b.forEach((y, j) => {
      const above = row[j + 1] ?? 0;
      row[j + 1] = x === y ? diagonal + 1 : Math.max(above, row[j] ?? 0);
      diagonal = above;
    });
  }
  return row[b.length] ?? 0;
}

describe('diff', () => {
  it.each([
    ['', '', ''],
    ['a b c', 'a b c', ' a  b  c'],
    ['a b c', 'a c', ' a -b  c'],
    ['a c', 'a b c', ' a +b  c'],
    ['a b c', 'a x c', ' a -b +x  c'],
    ['a b', 'c d', '-a -b +c +d'],
    ['a a a', 'a a', ' a  a -a'],
  ])('%j to %j', (a, b, expected) => {
    const list = (text: string) => (text === '' ? [] : text.split(' '));
    expect(written(diff(list(a), list(b)))).toBe(expected);
  });

  it('leads from one to the other, by the shortest way', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const next = numbers(seed);
      const some = () => Array.from({ length: next(14) }, () => 'abcd'[next(4)] ?? 'a');
      const [a, b] = [some(), some()];
      const changes = diff(a, b);
      expect(side(changes, 'added'), `seed ${seed}`).toEqual(a);
      expect(side(changes, 'removed'), `seed ${seed}`).toEqual(b);
      expect(changes.filter(({ kind }) => kind === 'same').length, `seed ${seed}`).toBe(common(a, b));
    }
  });

  it('stays bounded when nothing fits', () => {
    const a = Array.from({ length: 4000 }, (_, i) => `a${i}`);
    const b = Array.from({ length: 4000 }, (_, i) => `b${i}`);
    const changes = diff(a, b);
    expect([side(changes, 'added').length, side(changes, 'removed').length]).toEqual([4000, 4000]);
  });
});

describe('diffTexts', () => {
  it('numbers the lines of both texts and marks the words that differ', () => {
    const lines = diffTexts('Eins\nDer Dienst endet nach sieben Tagen.\nDrei', 'Eins\nDer Dienst endet nach drei Tagen.\nDrei\nVier');
    expect(lines.map(({ kind, before, after }) => [sign[kind], before, after])).toEqual([
      [' ', 1, 1], ['-', 2, undefined], ['+', undefined, 2], [' ', 3, 3], ['+', undefined, 4],
    ]);
    expect(lines[1]?.spans.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(['sieben']);
    expect(lines[2]?.spans.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(['drei']);
    expect(lines[2]?.spans.map(({ text }) => text).join('')).toBe('Der Dienst endet nach drei Tagen.');
  });
  it('leaves lines whole that have nothing to do with each other', () => {
    const lines = diffTexts('Aufzeichnungen sind untersagt', 'Das Porto trägt die Schule');
    expect(lines.every(({ spans }) => spans.length === 1)).toBe(true);
  });
  it('does not mind how lines end', () => {
    expect(diffTexts('a\r\nb\r\n', 'a\nb').every(({ kind }) => kind === 'same')).toBe(true);
  });
  it('folds what is far from every change', () => {
    const text = Array.from({ length: 20 }, (_, i) => `Zeile ${i}`);
    const parts = folded(diffTexts(text.join('\n'), [...text.slice(0, 10), 'neu', ...text.slice(10)].join('\n')));
    expect(parts.map(({ kind, lines }) => [kind, lines.length])).toEqual([['fold', 8], ['lines', 5], ['fold', 8]]);
  });
});
