// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { clampPage, headMark, pageCount, rowRange, sortedBy, toggled, toggledAll, toggledRange } from './table-state';

const list = { sort: 'name', descending: false, page: 3, size: 50 };
const keys = ['a', 'b', 'c', 'd', 'e'];

describe('order', () => {
  it('turns round on the second press and begins anew with another column, always on the first page', () => {
    expect(sortedBy(list, 'name')).toEqual({ ...list, descending: true, page: 0 });
    expect(sortedBy({ ...list, descending: true }, 'name')).toEqual({ ...list, page: 0 });
    expect(sortedBy({ ...list, descending: true }, 'since')).toEqual({ ...list, sort: 'since', page: 0 });
  });
});

describe('pages', () => {
  it.each([[0, 50, 1], [50, 50, 1], [51, 50, 2], [1200, 50, 24]])('%i rows by %i are %i', (total, size, pages) => {
    expect(pageCount(total, size)).toBe(pages);
  });
  it('stays where there is something after rows have gone', () => {
    expect([clampPage(9, 120, 50), clampPage(-1, 120, 50), clampPage(1, 120, 50), clampPage(4, 0, 50)]).toEqual([2, 0, 1, 0]);
  });
  it.each([[0, [0, 0]], [20, [1, 20]], [160, [151, 160]], [500, [151, 200]]])('of %i rows shows %j', (total, range) => {
    expect(rowRange(list, total)).toEqual(range);
  });
});

describe('selection', () => {
  it('adds and takes away without changing what it was given', () => {
    const before = new Set(['a']);
    expect([...toggled(before, 'b', true)]).toEqual(['a', 'b']);
    expect([...toggled(before, 'a', false)]).toEqual([]);
    expect([...before]).toEqual(['a']);
  });
  it('takes a whole range, both ways, and on or off', () => {
    expect([...toggledRange(new Set(['b']), keys, 'b', 'd', true)]).toEqual(['b', 'c', 'd']);
    expect([...toggledRange(new Set(['d']), keys, 'd', 'b', true)].sort()).toEqual(['b', 'c', 'd']);
    expect([...toggledRange(new Set(keys), keys, 'b', 'd', false)]).toEqual(['a', 'e']);
  });
  it('falls back to one row when the other is on no page', () => {
    expect([...toggledRange(new Set(), keys, 'x', 'c', true)]).toEqual(['c']);
    expect([...toggledRange(new Set(), keys, undefined, 'c', true)]).toEqual(['c']);
  });
  it('knows what the head shows, and keeps what other pages have', () => {
    expect([headMark(new Set(), keys), headMark(new Set(['b', 'x']), keys), headMark(new Set(keys), keys)]).toEqual(['none', 'some', 'all']);
    expect([...toggledAll(new Set(['x']), ['a', 'b'], true)]).toEqual(['x', 'a', 'b']);
    expect([...toggledAll(new Set(['x', 'a', 'b']), ['a', 'b'], false)]).toEqual(['x']);
  });
});
