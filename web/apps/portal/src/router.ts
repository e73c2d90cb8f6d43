// SPDX-License-Identifier: EUPL-1.2
// Addresses of the portal: patterns with named segments. The history is the browser's.
import { signal } from '@preact/signals';
import { queryText, type Query } from '@kreide/api';

export interface Compiled {
  pattern: RegExp;
  names: readonly string[];
}

/* identifiers: unreserved characters only (RFC 3986 section 2.3) */
const word = '([A-Za-z0-9\\-._~]{1,128})';

/** Makes a matcher of "/portal/schools/:school". */
export function compile(path: string): Compiled {
  const names: string[] = [];
  const source = path
    .split('/')
    .map((part) => {
      if (!part.startsWith(':')) return part.replace(/[^\w-]/g, '\\$&');
      names.push(part.slice(1));
      return word;
    })
    .join('/');
  return { pattern: new RegExp(`^${source}$`), names };
}

export interface Match<R> {
  route: R;
  params: Readonly<Record<string, string>>;
}

/** The first route that fits a path (a slash at its end does not count). */
export function match<R extends Compiled>(routes: readonly R[], path: string): Match<R> | undefined {
  const clean = path.replace(/\/+$/, '');
  for (const route of routes) {
    const found = route.pattern.exec(clean);
    if (found) return { route, params: Object.fromEntries(route.names.map((name, index) => [name, found[index + 1] ?? ''])) };
  }
  return undefined;
}

/** Fills a pattern: link('/portal/schools/:school', { school: id }). */
export function link(path: string, params: Readonly<Record<string, string>> = {}, query?: Query): string {
  const filled = path.replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(params[name] ?? ''));
  return filled + queryText(query);
}

/** True for an address of this application; everything else is loaded by the browser. */
export function isOurs(path: string): boolean {
  return /^\/(portal|service)(\/|$)/.test(path);
}

/** Where sign-in leads to afterwards: a page of ours, never an address from outside. */
export function safeNext(next: string | null): string {
  return next && isOurs(next) && /^\/[\w.~-]+(\/[\w.~-]+)*(\?[\w.~=&%+-]*)?$/.test(next) ? next : '/portal';
}

export interface Place {
  path: string;
  query: string;
}

export const place = signal<Place>({ path: '/portal', query: '' });

/** Asked before the page is left; false keeps it. */
export type LeaveGuard = (go: () => void) => boolean;
let guard: LeaveGuard | undefined;
let position = 0;

/** A page with something unsaved puts a guard here and takes it away when it goes; see useUnsaved. */
export function guardLeaving(next: LeaveGuard | undefined): void {
  guard = next;
}

function follow(): void {
  if (place.value.path !== location.pathname || place.value.query !== location.search) {
    place.value = { path: location.pathname, query: location.search };
  }
}

export function navigate(to: string, how: 'push' | 'replace' = 'push'): void {
  const go = () => {
    if (!isOurs(to)) {
      location[how === 'push' ? 'assign' : 'replace'](to);
      return;
    }
    if (how === 'push') position++;
    history[how === 'push' ? 'pushState' : 'replaceState'](position, '', to);
    follow();
    window.scrollTo(0, 0);
  };
  if (!guard || guard(go)) go();
}

/** Changes the query of the page that is shown, without a new entry in the history: for search, order, page and filters. */
export function setQuery(query: Query): void {
  history.replaceState(position, '', location.pathname + queryText(query));
  follow();
}

/* a plain press on a link of our own changes the page without loading it; every other press stays the browser's */
function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const anchor = event.target instanceof Element ? event.target.closest('a') : null;
  if (!anchor || anchor.target || anchor.hasAttribute('download') || anchor.origin !== location.origin) return;
  if ((anchor.pathname === location.pathname && anchor.hash) || !isOurs(anchor.pathname)) return;
  event.preventDefault();
  navigate(anchor.pathname + anchor.search + anchor.hash);
}

function onPop(event: PopStateEvent): void {
  const to = typeof event.state === 'number' ? event.state : 0;
  const steps = to - position;
  /* back and forth cannot be refused, only undone */
  if (guard && steps !== 0) {
    const go = () => history.go(steps);
    if (!guard(go)) {
      history.go(-steps);
      return;
    }
  }
  position = to;
  follow();
}

export function startRouter(): void {
  position = typeof history.state === 'number' ? history.state : 0;
  history.replaceState(position, '');
  follow();
  window.addEventListener('popstate', onPop);
  document.addEventListener('click', onClick);
}
