// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import type { api } from '@kreide/protocol';
import { de } from './i18n/de';
import { checkRule, daysInMonth, isFixed, ruleSections, shortened, shown } from './rules';

const sources = import.meta.glob<string>('../../../../../../src/office/{rule,retention}.c', { query: '?raw', import: 'default', eager: true });
const rule = (form: api.Rule['form'], least: number, most: number, value = ''): api.Rule => ({ name: 'x', form, least, most, value, otherwise: value });

describe('the server’s rules', () => {
  const text = Object.values(sources).join('\n');
  const fixed = [...text.matchAll(/\[KR_RULE_[A-Z_]+\] = \{"([a-z_.]+)"/g)].map((found) => found[1]);
  const periods = [...text.matchAll(/^ {4}\{"([a-z_]+)", \d+, \d+, "/gm)].map((found) => `retention.${found[1] ?? ''}`);
  const names = [...fixed, ...periods].sort();

  it('are all on a page, and nothing else is', () => {
    expect(names.length).toBeGreaterThan(15);
    expect(Object.values(ruleSections).flatMap((sections) => sections.flatMap((each) => [...each.names] as string[])).sort()).toEqual(names);
  });

  it('have a name and an explanation', () => {
    for (const name of names) for (const key of [`rule.${name}`, `rule.${name}.hint`]) expect(Object.keys(de)).toContain(key);
  });
});

describe('checkRule', () => {
  it.each([
    [rule('number', 0, 120), '45'],
    [rule('period', 90, 365), '90'],
    [rule('prefix', 0, 11), ''],
    [rule('prefix', 0, 11), 'lkr-'],
    [rule('day', 0, 0), '02-28'],
    [rule('days', 1, 365), '14, 28'],
    [rule('days', 1, 365), ''],
    [rule('lang', 0, 0), 'de'],
  ])('%o takes %j', (each, value) => expect(checkRule(each, value)).toBeUndefined());

  it.each([
    [rule('number', 0, 120), '121', 'rules.wrongNumber'],
    [rule('number', 0, 120), '', 'rules.wrongNumber'],
    [rule('period', 90, 365), '4 Wochen', 'rules.wrongNumber'],
    [rule('prefix', 0, 11), 'Schule-', 'rules.wrongPrefix'],
    [rule('prefix', 0, 11), '-x', 'rules.wrongPrefix'],
    [rule('prefix', 0, 4), 'abcde', 'rules.wrongPrefix'],
    [rule('day', 0, 0), '02-29', 'rules.wrongDay'],
    [rule('days', 1, 90), '91', 'rules.wrongDays'],
    [rule('days', 1, 90), '7, 7', 'rules.wrongDays'],
    [rule('days', 1, 90), '1 2 3 4 5', 'rules.wrongDays'],
    [rule('days', 1, 90), 'bald', 'rules.wrongDays'],
  ])('%o refuses %j', (each, value, key) => expect(checkRule(each, value)?.key).toBe(key));
});

it('knows the days of a month, without leap years', () => {
  expect([1, 2, 4, 12].map(daysInMonth)).toEqual([31, 28, 30, 31]);
});

it('shows lists with spaces', () => {
  expect(shown(rule('days', 1, 365, '14,28'))).toBe('14, 28');
});

it('tells what cannot be changed, and what becomes shorter', () => {
  expect([isFixed(rule('period', 400, 400, '400')), isFixed(rule('lang', 0, 0, 'de'))]).toEqual([true, false]);
  const rules = [rule('period', 1, 30, '30'), { ...rule('number', 1, 30, '30'), name: 'y' }];
  expect(shortened(rules, { x: '29', y: '1' }).map((each) => each.name)).toEqual(['x']);
  expect(shortened(rules, { x: '30' })).toEqual([]);
});
