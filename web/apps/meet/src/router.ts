// SPDX-License-Identifier: EUPL-1.2
// The addresses of the application. Small enough to be read at a glance; the history is the browser's.
import { signal } from '@preact/signals';

export type Route =
  | { page: 'landing' }
  | { page: 'signin'; next: string }
  | { page: 'rooms' }
  | { page: 'link'; link: string }
  | { page: 'code'; code: string }
  | { page: 'own'; room: string }
  | { page: 'gallery' }
  | { page: 'not-found' };

/* identifiers of rooms and link tokens: unreserved characters only (RFC 3986 2.3) */
const word = '[\\w.~-]{1,128}';
const patterns: readonly [RegExp, (found: string) => Route][] = [
  [/^$/, () => ({ page: 'landing' })],
  [/^signin$/, () => ({ page: 'signin', next: '/rooms' })],
  [/^rooms$/, () => ({ page: 'rooms' })],
  [new RegExp(`^r/(${word})$`), (link) => ({ page: 'link', link })],
  [new RegExp(`^c/(${word})$`), (code) => ({ page: 'code', code })],
  [new RegExp(`^rooms/(${word})/enter$`), (room) => ({ page: 'own', room })],
  [/^gallery$/, () => ({ page: 'gallery' })],
];

/** Where sign-in leads to afterwards: a page of ours, never an address from outside. */
export function safeNext(next: string | null): string {
  return next && /^\/[\w.~-]+(\/[\w.~-]+)*$/.test(next) ? next : '/rooms';
}

export function matchRoute(path: string, query = ''): Route {
  const clean = path.replace(/^\/+|\/+$/g, '');
  for (const [pattern, make] of patterns) {
    const found = pattern.exec(clean);
    if (!found) continue;
    const route = make(found[1] ?? '');
    if (route.page === 'signin') return { page: 'signin', next: safeNext(new URLSearchParams(query).get('next')) };
    return route;
  }
  return { page: 'not-found' };
}

export const route = signal<Route>({ page: 'landing' });

function follow(): void {
  route.value = matchRoute(location.pathname, location.search);
}

/** True for pages of the portal: an application of its own, which the browser loads. */
export function isPortal(path: string): boolean {
  return /^\/(portal|service)(\/|$)/.test(path);
}

export function navigate(to: string, how: 'push' | 'replace' = 'push'): void {
  if (isPortal(to)) {
    location[how === 'push' ? 'assign' : 'replace'](to);
    return;
  }
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', to);
  follow();
  window.scrollTo(0, 0);
}

/* a plain press on a link of our own changes the page without loading it; every other press stays the browser's */
function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if ((link.pathname === location.pathname && link.hash) || isPortal(link.pathname)) return;
  event.preventDefault();
  navigate(link.pathname + link.search + link.hash);
}

export function startRouter(): void {
  follow();
  window.addEventListener('popstate', follow);
  document.addEventListener('click', onClick);
}
