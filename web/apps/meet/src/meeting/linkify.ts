// SPDX-License-Identifier: EUPL-1.2
// Finds web addresses in a chat text. Only http and https become links; everything else stays text. Pure.

export type Piece = string | { href: string; text: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
/** What belongs to the sentence around an address rather than to the address. */
const TRAILING = /[.,;:!?…»“”’*_~]+$/;

function trim(address: string): string {
  let text = address.replace(TRAILING, '');
  /* a closing bracket belongs to the address only if it was opened there */
  while (text.endsWith(')') && text.split(')').length > text.split('(').length) text = text.slice(0, -1).replace(TRAILING, '');
  return text;
}

function asLink(text: string): Piece {
  try {
    const url = new URL(text);
    const web = url.protocol === 'http:' || url.protocol === 'https:';
    /* user:password@ in front hides where a link really leads */
    return web && url.username === '' && url.password === '' ? { href: url.href, text } : text;
  } catch {
    return text;
  }
}

export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const found = trim(match[0]);
    const piece = asLink(found);
    if (typeof piece === 'string') continue;
    if (match.index > from) pieces.push(text.slice(from, match.index));
    pieces.push(piece);
    from = match.index + found.length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}
