// SPDX-License-Identifier: EUPL-1.2
// What a table remembers: order, page and selection. Pure; the server sorts and pages.

export interface TableList {
  sort: string;
  descending: boolean;
  /** from 0 */
  page: number;
  size: number;
}

/** A press on a column's head: sorts by it upwards, then downwards; a new order begins on the first page. */
export function sortedBy<L extends TableList>(list: L, sort: string): L {
  return { ...list, sort, descending: list.sort === sort ? !list.descending : false, page: 0 };
}

export function pageCount(total: number, size: number): number {
  return Math.max(1, Math.ceil(total / Math.max(1, size)));
}

/** The page asked for, or the nearest there is: rows may have gone since. */
export function clampPage(page: number, total: number, size: number): number {
  return Math.max(0, Math.min(page, pageCount(total, size) - 1));
}

/** First and last row of a page, counted from 1; 0 to 0 of nothing. */
export function rowRange(list: TableList, total: number): [from: number, to: number] {
  if (total === 0) return [0, 0];
  const page = clampPage(list.page, total, list.size);
  return [page * list.size + 1, Math.min(total, (page + 1) * list.size)];
}

export type Selected = ReadonlySet<string>;

export function toggled(selected: Selected, key: string, on: boolean): Selected {
  const next = new Set(selected);
  if (on) next.add(key);
  else next.delete(key);
  return next;
}

/** Everything from the row pressed last to this one becomes what this one becomes (a press with Shift). */
export function toggledRange(selected: Selected, keys: readonly string[], last: string | undefined, key: string, on: boolean): Selected {
  const from = last === undefined ? -1 : keys.indexOf(last);
  const to = keys.indexOf(key);
  if (from < 0 || to < 0) return toggled(selected, key, on);
  const next = new Set(selected);
  for (const each of keys.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (on) next.add(each);
    else next.delete(each);
  }
  return next;
}

export type HeadMark = 'none' | 'some' | 'all';

export function headMark(selected: Selected, keys: readonly string[]): HeadMark {
  const count = keys.filter((key) => selected.has(key)).length;
  return count === 0 ? 'none' : count === keys.length ? 'all' : 'some';
}

export function toggledAll(selected: Selected, keys: readonly string[], on: boolean): Selected {
  const next = new Set(selected);
  for (const key of keys) {
    if (on) next.add(key);
    else next.delete(key);
  }
  return next;
}
