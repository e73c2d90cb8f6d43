// SPDX-License-Identifier: EUPL-1.2
// What the search of the portal offers: pages, schools and accounts as one list that is walked with the arrow keys. Pure.

export interface Find {
  href: string;
  text: string;
  note?: string | undefined;
  kind: 'page' | 'school' | 'account';
}

/** Letters as people type them: without marks and case, and "ae" for "ä" finds the same. */
export function plain(text: string): string {
  const folded = text.toLowerCase().replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').replace(/ß/g, 'ss');
  return folded.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
}

/** Pages whose title has a word that begins with each of the words looked for; all pages while nothing is. */
export function pagesFor(words: string, pages: readonly Find[]): Find[] {
  const parts = plain(words).split(/\s+/).filter(Boolean);
  return pages.filter(({ text }) => parts.every((part) => plain(text).split(/[\s-]+/).some((word) => word.startsWith(part))));
}

/** Whether it may be (part of) an account's handle: those have no spaces, and letters without marks. */
export const maybeHandle = (words: string) => /^[a-z0-9-]{2,32}$/i.test(words.trim());

/** The entry after a key, round and round; -1 while there is none. */
export function moved(now: number, key: string, count: number): number {
  if (count === 0) return -1;
  switch (key) {
    case 'ArrowDown':
      return (now + 1) % count;
    case 'ArrowUp':
      return (now <= 0 ? count : now) - 1;
    default:
      return Math.min(now, count - 1);
  }
}
