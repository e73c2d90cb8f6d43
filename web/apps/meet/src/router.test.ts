// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { isPortal, matchRoute, safeNext } from './router';

describe('matchRoute', () => {
  it.each([
    ['/', { page: 'landing' }],
    ['/signin', { page: 'signin', next: '/rooms' }],
    ['/rooms', { page: 'rooms' }],
    ['/rooms/', { page: 'rooms' }],
    ['/r/Ab-9_x', { page: 'link', link: 'Ab-9_x' }],
    ['/c/abcde-12345', { page: 'code', code: 'abcde-12345' }],
    ['/rooms/r1/enter', { page: 'own', room: 'r1' }],
    ['/gallery', { page: 'gallery' }],
    ['/r/', { page: 'not-found' }],
    ['/r/a/b', { page: 'not-found' }],
    ['/r/%3Cscript%3E', { page: 'not-found' }],
    ['/rooms/r1', { page: 'not-found' }],
    ['/index.php', { page: 'not-found' }],
  ])('%s', (path, expected) => {
    expect(matchRoute(path)).toEqual(expected);
  });

  it('takes where to go after sign-in from the query', () => {
    expect(matchRoute('/signin', '?next=/rooms/r1/enter')).toEqual({ page: 'signin', next: '/rooms/r1/enter' });
  });
});

describe('safeNext', () => {
  it.each(['//evil.example', 'https://evil.example', '/\\evil', 'javascript:alert(1)', '', null, '/a//b', '/r?x'])('%j leads home', (next) => {
    expect(safeNext(next)).toBe('/rooms');
  });
  it('keeps our own', () => {
    expect(safeNext('/rooms/r1/enter')).toBe('/rooms/r1/enter');
  });
});

describe('isPortal', () => {
  it.each(['/portal', '/portal/today', '/service/imprint'])('%s is', (path) => expect(isPortal(path)).toBe(true));
  it.each(['/', '/rooms', '/portals', '/r/portal'])('%s is not', (path) => expect(isPortal(path)).toBe(false));
});
