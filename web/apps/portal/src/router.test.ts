// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { compile, isOurs, link, match, safeNext } from './router';

const routes = ['/portal', '/portal/schools/new', '/portal/schools/:school', '/portal/schools/:school/papers/:paper'].map((path) => ({ path, ...compile(path) }));

describe('match', () => {
  it.each([
    ['/portal', '/portal', {}],
    ['/portal/', '/portal', {}],
    ['/portal/schools/new', '/portal/schools/new', {}],
    ['/portal/schools/s-1_2.3~4', '/portal/schools/:school', { school: 's-1_2.3~4' }],
    ['/portal/schools/a/papers/b/', '/portal/schools/:school/papers/:paper', { school: 'a', paper: 'b' }],
  ])('%s', (path, expected, params) => {
    const found = match(routes, path);
    expect([found?.route.path, found?.params]).toEqual([expected, params]);
  });

  it.each(['/portals', '/portal/schools', '/portal/schools/%3Cb%3E', '/portal/schools/a b', '/portal/schools/a/b', '/', ''])('%j is no page', (path) => {
    expect(match(routes, path)).toBeUndefined();
  });
});

it('fills patterns, escaping what goes in', () => {
  expect(link('/portal/schools/:school', { school: 'a/b' }, { q: 'Linde & Ahorn', page: 2, none: '' })).toBe(
    '/portal/schools/a%2Fb?q=Linde+%26+Ahorn&page=2',
  );
});

describe('isOurs', () => {
  it.each(['/portal', '/portal/x', '/service', '/service/imprint'])('%s is', (path) => expect(isOurs(path)).toBe(true));
  it.each(['/', '/rooms', '/portals', '/services/x', '//portal'])('%s is not', (path) => expect(isOurs(path)).toBe(false));
});

describe('safeNext', () => {
  it.each(['//evil.example', 'https://evil.example', '/\\evil', 'javascript:alert(1)', '', null, '/rooms', '/portal//x', '/portal/../x?y=<'])(
    '%j leads home',
    (next) => expect(safeNext(next)).toBe('/portal'),
  );
  it.each(['/portal/schools/7', '/service/news', '/portal/schools?q=Linde&page=2'])('%s stays', (next) => expect(safeNext(next)).toBe(next));
});
