// SPDX-License-Identifier: EUPL-1.2
// What a list shows stands in the address of its page: "back" from a row finds search, order and page again, and a link can be sent on.
import { useCallback, useMemo } from 'preact/hooks';
import { listFromAddress, listStart, listToAddress, type ListQuery, type Query } from '@kreide/api';
import { place, setQuery } from './router';

export interface ListPlace {
  list: ListQuery;
  setList: (list: ListQuery) => void;
  /** a filter of this page, by its name in the address */
  filter: (name: string) => string;
  /** '' takes it away; the list begins on its first page */
  setFilter: (name: string, value: string) => void;
}

const own = new Set(['q', 'sort', 'page']);

export function useList(start: Partial<ListQuery> = {}): ListPlace {
  const { query } = place.value;
  const address = useMemo(() => new URLSearchParams(query), [query]);
  const first = { ...listStart, ...start };
  const list = useMemo(() => listFromAddress(address, first), [address]);
  const others = (): Query => Object.fromEntries([...address].filter(([name]) => !own.has(name)));
  const setList = useCallback((next: ListQuery) => setQuery({ ...others(), ...listToAddress(next) }), [address]);
  const setFilter = useCallback(
    (name: string, value: string) => setQuery({ ...others(), [name]: value, ...listToAddress({ ...list, page: 0 }) }),
    [address, list],
  );
  return { list, setList, filter: (name) => address.get(name) ?? '', setFilter };
}
