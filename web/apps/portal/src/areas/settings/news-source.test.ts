// SPDX-License-Identifier: EUPL-1.2
import { expect, it } from 'vitest';
import { headingOf, sourceOf, textOf } from './news-source';

it.each([
  ['Neue Server', 'Ab heute **schneller**.\n\n- eins\n- zwei'],
  ['2 * 3 \\ 4', 'Text'],
  ['  viele   Leerzeichen ', ' Text '],
])('%j comes back as it was written', (heading, text) => {
  const source = sourceOf(heading, text, 'de');
  expect(headingOf(source)).toBe(heading.trim().replace(/\s+/g, ' '));
  expect(textOf(source)).toBe(text.trim());
  expect(source.split('\n')[1]).toBe('lang: de');
});

it('makes sense of a source without a text', () => {
  expect([headingOf('title: A'), textOf('title: A'), headingOf('')]).toEqual(['A', '', '']);
});
