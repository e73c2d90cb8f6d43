// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { normaliseCode, readEntry, showCode } from './code';

describe('normaliseCode', () => {
  const same = ['abcde-12345', 'ABCDE12345', ' abcde 12345 ', 'ABCDE–12345', 'abcde.12345', 'a b c d e 1 2 3 4 5', 'abcdeI2345', 'abcdel2345'];
  it.each(same)('reads %j as one code', (typed) => {
    expect(normaliseCode(typed)).toBe('abcde12345');
  });
  it('reads o as zero', () => {
    expect(normaliseCode('ooooo-ooooo')).toBe('0000000000');
  });
  it.each(['', 'abcde', 'abcde-123456', 'abcde-1234u', 'abcde-1234!', 'äbcde-12345'])('refuses %j', (typed) => {
    expect(normaliseCode(typed)).toBeUndefined();
  });
});

describe('showCode', () => {
  it('groups by five', () => {
    expect(showCode('ABCDE12345')).toBe('abcde-12345');
    expect(showCode('abcde-12345')).toBe('abcde-12345');
  });
});

describe('readEntry', () => {
  const origin = 'https://kreide.example';
  it.each([
    ['abcde-12345', { kind: 'code', code: 'abcde12345' }],
    ['https://kreide.example/r/AbC_d-9', { kind: 'link', link: 'AbC_d-9' }],
    ['/r/AbC_d-9/', { kind: 'link', link: 'AbC_d-9' }],
    ['https://kreide.example/c/abcde-12345', { kind: 'code', code: 'abcde12345' }],
    ['https://elsewhere.example/r/AbC', { kind: 'unreadable' }],
    ['https://kreide.example.evil/r/AbC', { kind: 'unreadable' }],
    ['  ', { kind: 'nothing' }],
    ['Klasse6a', { kind: 'unreadable' }],
  ])('reads %j', (typed, entry) => {
    expect(readEntry(typed, origin)).toEqual(entry);
  });
});
