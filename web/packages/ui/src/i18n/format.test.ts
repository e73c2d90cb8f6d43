// SPDX-License-Identifier: EUPL-1.2
import { beforeEach, describe, expect, it } from 'vitest';
import { formatClock, formatList, formatMoment, formatSpan } from './format';
import { chooseLanguage } from './language';

beforeEach(() => chooseLanguage('de'));

describe('formatSpan', () => {
  it.each([
    [0, '1 Sekunde'],
    [28, '28 Sekunden'],
    [59.2, '60 Sekunden'],
    [60, '1 Minute'],
    [61, '1 Minute'],
    [90, '2 Minuten'],
    [2700.4, '45 Minuten'],
    [86399, '24 Stunden'],
  ])('%d s', (seconds, words) => {
    expect(formatSpan(seconds)).toBe(words);
  });
  it('speaks English too', () => {
    chooseLanguage('en');
    expect([formatSpan(1), formatSpan(300)]).toEqual(['1 second', '5 minutes']);
  });
});

it('formatClock counts like a clock', () => {
  expect([0, 5, 65, 3605, -3].map(formatClock)).toEqual(['0:00', '0:05', '1:05', '1:00:05', '0:00']);
});

it('formatMoment names the day only if it is another', () => {
  const noon = new Date(2030, 0, 15, 12, 0).getTime(); /* a Tuesday */
  expect(formatMoment(noon + 3_600_000, noon)).toBe('13:00');
  expect(formatMoment(noon + 24 * 3_600_000, noon)).toContain('Mittwoch');
});

it('formatList joins as one speaks', () => {
  expect(formatList(['Ahorn', 'Birke', 'Eiche'])).toBe('Ahorn, Birke und Eiche');
});
