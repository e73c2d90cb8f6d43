// SPDX-License-Identifier: EUPL-1.2
import { expect, test } from 'vitest';
import { joinParts } from './everything';

const part = (from: number, tables: { table: string; rows: unknown[] }[], next?: number) => ({ school: 's1', made_ms: 7, from, tables, ...(next === undefined ? {} : { next }) });

test('a table that was cut at the end of a part is one again, and nothing is lost or doubled', () => {
  const joined = joinParts([
    part(0, [{ table: 'school', rows: [1] }, { table: 'account', rows: [2, 3] }], 3),
    part(3, [{ table: 'account', rows: [4] }, { table: 'room', rows: [5] }]),
  ]);
  expect(joined).toEqual({
    school: 's1',
    made_ms: 7,
    tables: [
      { table: 'school', rows: [1] },
      { table: 'account', rows: [2, 3, 4] },
      { table: 'room', rows: [5] },
    ],
  });
});
