// SPDX-License-Identifier: EUPL-1.2
import { chooseLanguage } from '@kreide/ui';
import { beforeEach, expect, test } from 'vitest';
import { spoken } from './announcer';

beforeEach(() => chooseLanguage('de'));

const nothing = { came: [], went: [], knocked: [], others: [] };

test.each([
  ['one by name', { ...nothing, came: ['Ahorn'] }, 'Ahorn ist da'],
  ['many as a number', { ...nothing, came: ['Ahorn', 'Birke', 'Eiche'] }, '3 Personen sind gekommen'],
  ['a knock comes first', { ...nothing, went: ['Ahorn'], knocked: ['Weide'] }, 'Weide möchte teilnehmen. Ahorn ist gegangen'],
  ['only the latest of the rest', { ...nothing, others: ['1', '2', '3', '4'] }, '2. 3. 4'],
])('%s', (_name, gathered, expected) => {
  expect(spoken(gathered)).toBe(expected);
});
