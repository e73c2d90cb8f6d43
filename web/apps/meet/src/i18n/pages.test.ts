// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { catalogue, chooseLanguage, placeholders, pickLanguage, type Messages } from '@kreide/ui';
import { uiDe, uiEn } from '../../../../packages/ui/src/texts';
import { galleryDe, galleryEn } from '../pages/gallery/words';
import { pagesDe } from './pages-de';
import { pagesEn } from './pages-en';
import { roomsDe } from './rooms-de';
import { roomsEn } from './rooms-en';

const catalogues: [string, Messages, Messages][] = [
  ['pages', pagesDe, pagesEn],
  ['rooms', roomsDe, roomsEn],
  ['components', uiDe, uiEn],
  ['gallery', galleryDe, galleryEn],
];

describe.each(catalogues)('%s', (_name, de, en) => {
  it('has the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(de).sort());
  });

  it.each(Object.keys(de))('%s has the same placeholders and says something', (key) => {
    const [german, english] = [de[key], en[key]];
    if (german === undefined || english === undefined) throw new Error('missing');
    expect(placeholders(english)).toEqual(placeholders(german));
    expect(typeof english).toBe(typeof german);
    const texts = [german, english].flatMap((message) => (typeof message === 'string' ? [message] : [message.one, message.other]));
    for (const text of texts) {
      expect(text.trim()).toBe(text);
      expect(text).not.toBe('');
      expect(text).not.toContain('!');
    }
  });
});

describe('catalogue', () => {
  const t = catalogue({ hello: 'Guten Tag, {name}', people: { one: '{count} Person', other: '{count} Personen' } } as const, {
    hello: 'Hello, {name}',
    people: { one: '{count} person', other: '{count} people' },
  });

  it('speaks the language of the moment', () => {
    chooseLanguage('de');
    expect([t('hello', { name: 'Ahorn' }), t('people', { count: 1 }), t('people', { count: 1200 })]).toEqual([
      'Guten Tag, Ahorn',
      '1 Person',
      '1.200 Personen',
    ]);
    chooseLanguage('en');
    expect([t('hello', { name: 'Ahorn' }), t('people', { count: 0 }), t('people', { count: 1 })]).toEqual([
      'Hello, Ahorn',
      '0 people',
      '1 person',
    ]);
  });

  it('fills in names as they are', () => {
    chooseLanguage('de');
    expect(t('hello', { name: '{count} $& <b>' })).toBe('Guten Tag, {count} $& <b>');
  });
});

describe('pickLanguage', () => {
  it.each([
    [['en-US', 'de'], 'en'],
    [['fr', 'de-AT'], 'de'],
    [['fr'], 'de'],
    [[], 'de'],
  ] as const)('%j', (wanted, expected) => {
    expect(pickLanguage(wanted)).toBe(expected);
  });
});
