// SPDX-License-Identifier: EUPL-1.2
// What a list asks the server for: search, order and page. It stands in the address too, so that "back" finds the same place.
import type { Query } from './call';

export interface ListQuery {
  /** words to look for, '' for all */
  search: string;
  /** field to sort by, '' for the server's own order */
  sort: string;
  descending: boolean;
  /** from 0 */
  page: number;
  size: number;
}

export const listStart: ListQuery = { search: '', sort: '', descending: false, page: 0, size: 50 };

/** As the API takes it: search, sort ("-name" for descending), offset and limit. */
export function listParams(list: ListQuery): Query {
  return {
    search: list.search.trim(),
    sort: list.sort && (list.descending ? '-' : '') + list.sort,
    offset: list.page * list.size || undefined,
    limit: list.size,
  };
}

/** As it stands in the address of a page; what is as at the start is left out. */
export function listToAddress(list: ListQuery): Query {
  return {
    q: list.search.trim(),
    sort: list.sort && (list.descending ? '-' : '') + list.sort,
    page: list.page > 0 ? list.page + 1 : undefined,
  };
}

/** Reads that back; whatever makes no sense counts as not there. */
export function listFromAddress(address: URLSearchParams, start: ListQuery = listStart): ListQuery {
  const sort = address.get('sort') ?? '';
  const page = Number(address.get('page') ?? '1');
  const known = /^-?[a-z][a-z0-9_]{0,31}$/.test(sort);
  return {
    ...start,
    search: (address.get('q') ?? start.search).slice(0, 200),
    sort: known ? sort.replace(/^-/, '') : start.sort,
    descending: known ? sort.startsWith('-') : start.descending,
    page: Number.isInteger(page) && page >= 1 && page <= 100_000 ? page - 1 : 0,
  };
}

/** How many pages there are; at least one. */
export function pageCount(total: number, size: number): number {
  return Math.max(1, Math.ceil(total / size));
}
