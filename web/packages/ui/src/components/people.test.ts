// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { initial, personColour } from './avatar';

describe('personColour', () => {
  it('stays the same for the same person, in every browser', () => {
    expect(['m1', 'm2', 'm3', 'Ahorn'].map(personColour)).toEqual(['m1', 'm2', 'm3', 'Ahorn'].map(personColour));
    expect(personColour('Ahorn')).toBe(5);
  });
  it('spreads over all nine', () => {
    const used = new Set(Array.from({ length: 200 }, (_, i) => personColour(`member-${i}`)));
    expect([...used].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('initial', () => {
  it.each([
    ['Ahorn', 'A'],
    ['ölbaum', 'Ö'],
    ['  «Birke»', 'B'],
    ['7b', '7'],
    ['日本', '日'],
    ['🙂', '?'],
    ['', '?'],
  ])('%j', (name, letter) => {
    expect(initial(name)).toBe(letter);
  });
});
