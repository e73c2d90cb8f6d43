// SPDX-License-Identifier: EUPL-1.2
import { expect, test } from 'vitest';
import { linkify } from './linkify';

const shown = (text: string): string => linkify(text).map((p) => (typeof p === 'string' ? p : `[${p.href}|${p.text}]`)).join('');

test.each([
  ['', ''],
  ['kein Link', 'kein Link'],
  ['https://schule.example/a', '[https://schule.example/a|https://schule.example/a]'],
  ['Siehe https://schule.example/a, bitte.', 'Siehe [https://schule.example/a|https://schule.example/a], bitte.'],
  ['(https://schule.example/a)', '([https://schule.example/a|https://schule.example/a])'],
  ['https://schule.example/a_(b)', '[https://schule.example/a_(b)|https://schule.example/a_(b)]'],
  ['http://a.example http://b.example', '[http://a.example/|http://a.example] [http://b.example/|http://b.example]'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
  ['data:text/html,x', 'data:text/html,x'],
  ['xhttps://a.example', 'xhttps://a.example'],
  ['https://', 'https://'],
  ['https://bank.example@evil.example/', 'https://bank.example@evil.example/'],
  ['<a href="https://a.example">', '<a href="[https://a.example/|https://a.example]">'],
  ['HTTPS://A.example', '[https://a.example/|HTTPS://A.example]'],
])('%j', (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test('loses no character', () => {
  const text = 'a https://x.example/?q=1&b=2#c). b http://[bad https://y.example…';
  expect(linkify(text).map((p) => (typeof p === 'string' ? p : p.text)).join('')).toBe(text);
});
