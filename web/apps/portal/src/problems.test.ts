// SPDX-License-Identifier: EUPL-1.2
import { beforeEach, describe, expect, it } from 'vitest';
import { chooseLanguage } from '@kreide/ui';
import { ApiError } from '@kreide/api';
import { fieldErrors, problemText, wordsFor } from './problems';

const refused = (error: string, field?: string) => new ApiError('invalid', 422, field === undefined ? { error, text: 'x' } : { error, text: 'x', field });

beforeEach(() => chooseLanguage('de'));

describe('fieldErrors', () => {
  it('puts the words at the field that the server names', () => {
    expect(fieldErrors(refused('missing_field', 'name'), ['name', 'street'])).toEqual({ name: 'Bitte ausfüllen.' });
    chooseLanguage('en');
    expect(fieldErrors(refused('missing_field', 'name'), ['name'])).toEqual({ name: 'Please fill this in.' });
  });
  it('finds the field of a part of it', () => {
    expect(Object.keys(fieldErrors(refused('bad_text', 'people[2].mail'), ['people']))).toEqual(['people']);
  });
  it('has words for what it does not know, and none for fields that are not there', () => {
    expect(fieldErrors(refused('strange', 'name'), ['name'])).toEqual({ name: 'Das kann Kreide so nicht annehmen. Prüfen Sie Ihre Angaben.' });
    expect(fieldErrors(refused('missing_field', 'other'), ['name'])).toEqual({});
    expect(fieldErrors(refused('missing_field'), ['name'])).toEqual({});
    expect(fieldErrors(new Error('bug'), ['name'])).toEqual({});
  });
});

it('the most special words win', () => {
  const area = { 'name.taken': { de: 'a', en: 'a' }, taken: { de: 'b', en: 'b' } };
  const common = { taken: { de: 'c', en: 'c' }, expired: { de: 'd', en: 'd' } };
  expect(['name', 'mail', undefined].map((field) => wordsFor([area, common], field, 'taken')?.de)).toEqual(['a', 'b', 'b']);
  expect([wordsFor([area, common], 'name', 'expired')?.de, wordsFor([area], 'x', 'y')]).toEqual(['d', undefined]);
});

describe('problemText', () => {
  it('says what a refusal means', () => {
    expect(problemText(refused('too_large'))).toBe('Das ist zu groß.');
    expect(problemText(new ApiError('offline', 0))).toContain('nicht zu erreichen');
    expect(problemText(new ApiError('too_often', 429, { error: 'too_often', text: '', retry_after_s: 120 }))).toContain('2 Minuten');
    expect(problemText('anything')).toContain('Es liegt an Kreide');
  });
});
