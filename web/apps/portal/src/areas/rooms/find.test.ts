// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { listStart, unbound } from '@kreide/api';
import { findRooms, rulesOf } from './find';

const room = (title: string, more: object = {}) => ({
  id: title, title, kind: 'lesson' as const, account: 'a', handle: 'mk-7k3m', open_to: 'owner' as const, openers: [], live: false, members: 0, created_ms: 0, ...more,
});
const rooms = [room('Mathe 10a'), room('Mathe 9b'), room('Elternabend', { live: true, members: 40 }), room('Physik', { handle: 'mk-2x4q', members: 2 })];
const titles = (more: object = {}, live = false) => findRooms(rooms, { ...listStart, ...more }, live).rows.map(({ title }) => title);

describe('rooms of a school', () => {
  it('come live ones first, then as people count', () => {
    expect(titles()).toEqual(['Elternabend', 'Mathe 9b', 'Mathe 10a', 'Physik']);
  });

  it('are found by name and by account', () => {
    expect(titles({ search: 'mathe' })).toEqual(['Mathe 9b', 'Mathe 10a']);
    expect(titles({ search: '2X4' })).toEqual(['Physik']);
    expect(titles({}, true)).toEqual(['Elternabend']);
  });

  it('are put in order and cut into pages', () => {
    expect(titles({ sort: 'now', descending: true }).slice(0, 2)).toEqual(['Elternabend', 'Physik']);
    expect(titles({ sort: 'title' })[3]).toBe('Physik');
    expect(titles({ size: 3, page: 1 })).toEqual(['Physik']);
    expect(findRooms(rooms, { ...listStart, size: 3, page: 1 }, false).total).toBe(4);
  });
});

it('a bound is told by what it takes away', () => {
  expect(rulesOf(unbound)).toEqual([]);
  expect(rulesOf({ ...unbound, lobby: true, chat: false, people: 40 })).toEqual(['lobby', 'chat', 'people']);
  expect(rulesOf({ ...unbound, microphone: false, codes: false, end_after_s: 60 })).toEqual(['microphone', 'codes', 'end']);
});
