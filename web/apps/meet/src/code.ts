// SPDX-License-Identifier: EUPL-1.2
// Room codes: ten Crockford base32 digits, shown as xxxxx-xxxxx. What people type is read kindly.

const codeDigits = 10;
const alphabet = /^[0-9a-hjkmnp-tv-z]+$/;

/** The code without dashes, in small letters, with o, i and l read as the digits they look like; undefined if it cannot be one. */
export function normaliseCode(typed: string): string | undefined {
  const digits = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-_.\u2010-\u2015]/g, '')
    .replace(/o/g, '0')
    .replace(/[il]/g, '1');
  return digits.length === codeDigits && alphabet.test(digits) ? digits : undefined;
}

export function showCode(code: string): string {
  const digits = normaliseCode(code) ?? code;
  return digits.length === codeDigits ? `${digits.slice(0, 5)}-${digits.slice(5)}` : digits;
}

export type Entry = { kind: 'code'; code: string } | { kind: 'link'; link: string } | { kind: 'nothing' } | { kind: 'unreadable' };

/** What somebody put into the one field of the first page: a code, or a whole invitation link that they pasted. */
export function readEntry(typed: string, origin: string): Entry {
  const text = typed.trim();
  if (text === '') return { kind: 'nothing' };
  const path = /^(?:https?:\/\/[^/]+)?\/(r|c)\/([\w-]{1,128})\/?$/i.exec(text);
  if (path) {
    const foreign = /^https?:/i.test(text) && !text.toLowerCase().startsWith(`${origin.toLowerCase()}/`);
    if (foreign) return { kind: 'unreadable' };
    if (path[1] === 'r') return { kind: 'link', link: path[2] ?? '' };
    const inPath = normaliseCode(path[2] ?? '');
    return inPath ? { kind: 'code', code: inPath } : { kind: 'unreadable' };
  }
  const code = normaliseCode(text);
  return code ? { kind: 'code', code } : { kind: 'unreadable' };
}
