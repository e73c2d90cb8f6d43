// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { decodeTable, namesOf } from './names';

describe('names of teachers', () => {
  it('takes one a line, cleaned', () => {
    expect(namesOf(' Frau Ahorn \n\n  Herr   Birke\r\nLinde')).toEqual(['Frau Ahorn', 'Herr Birke', 'Linde']);
    expect(namesOf('Name\nFrau Ahorn')).toEqual(['Name', 'Frau Ahorn']);
  });
  it('takes the first cell of a table, without its head', () => {
    expect(namesOf('sep=;\nName;Fach\n"Ahorn; Eva";Deutsch\n"Birke ""B""";\n', true)).toEqual(['Ahorn; Eva', 'Birke "B"']);
    expect(namesOf('Lehrkraft\tKürzel\nLinde\tLi', true)).toEqual(['Linde']);
  });
  it('reads a formula as the text that was meant', () => {
    expect(namesOf("'=Ahorn")).toEqual(['=Ahorn']);
  });
  it('reads what German Excel writes', () => {
    expect(decodeTable(new Uint8Array([0xef, 0xbb, 0xbf, 0x4d, 0xc3, 0xbc]))).toBe('Mü');
    expect(decodeTable(new Uint8Array([0x4d, 0xfc, 0x68, 0x6c, 0x65]))).toBe('Mühle');
  });
});
