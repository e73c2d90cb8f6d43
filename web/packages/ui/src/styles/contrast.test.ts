// SPDX-License-Identifier: EUPL-1.2
// The tokens keep WCAG 2.2's contrasts on every surface: 4.5 for text (1.4.3), 3 for the edges of controls and the focus ring (1.4.11).
import { describe, expect, it } from 'vitest';
import css from './tokens.css?raw';

type Tokens = Record<string, string>;

function block(selector: string): Tokens {
  const start = css.indexOf(`${selector} {`);
  if (start < 0) throw new Error(`no ${selector}`);
  const body = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value.trim()]));
}

const light = block(':root');
const dark = { ...light, ...block(":root[data-theme='dark']") };
const surfaces: [string, Tokens][] = [
  ['paper', light],
  ['dark paper', dark],
  ['board', { ...light, ...block(":root [data-surface='board']") }],
];

function colour(tokens: Tokens, name: string): string {
  const value = tokens[name] ?? '';
  const reference = /^var\((--[\w-]+)\)$/.exec(value);
  return reference ? colour(tokens, reference[1] ?? '') : value;
}

/* WCAG 2.2, "relative luminance" */
function luminance(hex: string): number {
  if (!/^#[0-9a-f]{6}$/.test(hex)) throw new Error(`not a plain colour: ${hex}`);
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const text: [string, string][] = [
  ...['--surface', '--surface-sunken', '--surface-raised', '--surface-hover'].flatMap((under): [string, string][] => [
    ['--text', under],
    ['--text-2', under],
  ]),
  ...['--surface', '--surface-raised'].flatMap((under): [string, string][] => [
    ['--text-3', under],
    ['--accent-ink', under],
    ['--danger-ink', under],
  ]),
  ['--on-accent', '--accent'],
  ['--on-accent', '--accent-hover'],
  ['--on-danger', '--danger'],
  ['--on-danger', '--danger-hover'],
  ['--accent-soft-ink', '--accent-soft'],
  ['--danger-soft-ink', '--danger-soft'],
  ['--want-soft-ink', '--want-soft'],
  ['--info-soft-ink', '--info-soft'],
];

const edges: [string, string][] = [
  ['--line-control', '--surface'],
  ['--line-control', '--surface-raised'],
  ['--focus', '--surface'],
  ['--focus', '--surface-raised'],
  ['--level', '--surface-raised'],
];

describe.each(surfaces)('%s', (_name, tokens) => {
  it.each(text)('%s can be read on %s', (over, under) => {
    expect(contrast(colour(tokens, over), colour(tokens, under))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(edges)('%s can be seen on %s', (over, under) => {
    expect(contrast(colour(tokens, over), colour(tokens, under))).toBeGreaterThanOrEqual(3);
  });
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('the letter can be read on person %i', (person) => {
    expect(contrast('#14221d', colour(tokens, `--person-${person}`))).toBeGreaterThanOrEqual(4.5);
  });
});

it('the two ways to dark paper agree', () => {
  expect(block(":root:not([data-theme='light'])")).toEqual(block(":root[data-theme='dark']"));
});
