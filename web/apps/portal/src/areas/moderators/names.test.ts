// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { namesOf } from './names';

describe('names of teachers', () => {
  it('takes one a line, cleaned', () => {
    expect(namesOf(' Frau Ahorn \n\n  Herr   Birke\r\nLinde')).toEqual(['Frau Ahorn', 'Herr Birke', 'Linde']);
    expect(namesOf('Name\nFrau Ahorn')).toEqual(['Name', 'Frau Ahorn']);
  });
  it('takes the first cell of what was copied from a table', () => {
    expect(namesOf('"Ahorn; Eva"\tDeutsch\n"Birke ""B"""\nLinde;Li\n')).toEqual(['Ahorn; Eva', 'Birke "B"', 'Linde']);
  });
});
