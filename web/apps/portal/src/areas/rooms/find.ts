// SPDX-License-Identifier: EUPL-1.2
// A school has some hundred rooms at most: they are searched and put in order here.
import type { ListQuery, Policy, PolicySwitch } from '@kreide/api';
import type { api } from '@kreide/protocol';

const values: Record<string, (room: api.RoomOverview) => number | string> = {
  title: (room) => room.title,
  kind: (room) => room.kind,
  handle: (room) => room.handle,
  now: (room) => room.members,
};

/** One page of the rooms; without an order, live ones first, then by title. */
export function findRooms(all: readonly api.RoomOverview[], list: ListQuery, liveOnly: boolean): { rows: api.RoomOverview[]; total: number } {
  const words = list.search.trim().toLowerCase();
  const found = all.filter((room) => (!liveOnly || room.live) && (room.title.toLowerCase().includes(words) || room.handle.toLowerCase().includes(words)));
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  const byTitle = (a: api.RoomOverview, b: api.RoomOverview) => compare(a.title, b.title) || a.created_ms - b.created_ms;
  const value = values[list.sort];
  found.sort((a, b) => {
    if (!value) return Number(b.live) - Number(a.live) || byTitle(a, b);
    const [x, y] = [value(a), value(b)];
    const order = typeof x === 'string' ? compare(x, String(y)) : x - Number(y);
    return (list.descending ? -order : order) || byTitle(a, b);
  });
  return { rows: found.slice(list.page * list.size, (list.page + 1) * list.size), total: found.length };
}

export type RuleWord = PolicySwitch | 'end' | 'people';

/** What a bound takes away, in the order in which it is told. */
export function rulesOf(bound: Policy): RuleWord[] {
  const switches = (['microphone', 'camera', 'screen', 'chat', 'codes'] as const).filter((name) => !bound[name]);
  return [
    ...(bound.lobby ? (['lobby'] as const) : []),
    ...switches,
    ...(bound.end_after_s > 0 ? (['end'] as const) : []),
    ...(bound.people > 0 ? (['people'] as const) : []),
  ];
}
