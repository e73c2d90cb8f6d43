// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { maybeHandle, moved, pagesFor, plain, type Find } from './finder-logic';

const page = (text: string): Find => ({ kind: 'page', href: `/portal/${text}`, text });
const pages = [page('Schulen'), page('Zugänge'), page('Regeln für Räume'), page('E-Mail')];
const texts = (found: Find[]) => found.map(({ text }) => text);

describe('the search of the portal', () => {
  it('knows letters however they are typed', () => {
    expect(plain('Zugänge')).toBe('zugaenge');
    expect(plain('Straße é')).toBe('strasse e');
  });
  it('finds pages by the beginnings of their words', () => {
    expect(texts(pagesFor('', pages))).toEqual(texts(pages));
    expect(texts(pagesFor('zugae', pages))).toEqual(['Zugänge']);
    expect(texts(pagesFor('räu reg', pages))).toEqual(['Regeln für Räume']);
    expect(texts(pagesFor('mail', pages))).toEqual(['E-Mail']);
    expect(pagesFor('aume', pages)).toEqual([]);
  });
  it('asks for accounts only where it may be a handle', () => {
    expect(maybeHandle('mk-7k3m')).toBe(true);
    expect(maybeHandle('m')).toBe(false);
    expect(maybeHandle('Linden schule')).toBe(false);
    expect(maybeHandle('Mühle')).toBe(false);
  });
  it('goes round with the arrow keys', () => {
    expect(moved(-1, 'ArrowDown', 3)).toBe(0);
    expect(moved(2, 'ArrowDown', 3)).toBe(0);
    expect(moved(0, 'ArrowUp', 3)).toBe(2);
    expect(moved(-1, 'ArrowUp', 3)).toBe(2);
    expect(moved(5, '', 3)).toBe(2);
    expect(moved(1, 'ArrowDown', 0)).toBe(-1);
  });
});
