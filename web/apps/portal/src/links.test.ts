// SPDX-License-Identifier: EUPL-1.2
// Whatever letters, documents and the server's own words lead to is a page of the portal.
import { describe, expect, it } from 'vitest';
import { allRoutes } from './areas';
import { match } from './router';

const texts = import.meta.glob<string>(['../../../../src/office/texts/*.{txt,md}', '../../../../src/office/**/*.c'], { query: '?raw', import: 'default', eager: true });
const links = Object.entries(texts).flatMap(([path, text]) =>
  [...text.matchAll(/(?:\{\{service\.address\}\}|"|%s|\()(\/(?:portal|service)(?:\/[a-z0-9/-]*)?)(?=[\s"?#)\\]|$)/gm)].map((found) => [path.replace(/^.*src\//, ''), found[1] ?? ''] as const),
);

describe('links', () => {
  it('are found', () => {
    expect(links.filter(([path]) => path.includes('mail-')).length).toBeGreaterThan(15);
    expect(links.filter(([path]) => path.endsWith('.txt') && !path.includes('mail-'))).toEqual([]);
  });

  it('are the only ones that letters have', () => {
    for (const [path, text] of Object.entries(texts)) if (path.endsWith('.txt')) expect([path, text.split('{{service.address}}').length - 1]).toEqual([path, links.filter(([of]) => path.endsWith(of)).length]);
  });

  it.each(links)('%s: %s', (_, link) => {
    expect(match(allRoutes, link)?.route.route.path).toBe(link.replace(/\/+$/, ''));
  });
});
