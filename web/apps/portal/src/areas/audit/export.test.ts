// SPDX-License-Identifier: EUPL-1.2
import { expect, it } from 'vitest';
import { partEntries, wholeLog } from './export';

const head = 'n;time';
const rows = (from: number, count: number) => Array.from({ length: count }, (_, i) => `${from - i};x`);

it('puts parts together under one head', async () => {
  const asked: unknown[] = [];
  const log = rows(partEntries + 5, partEntries + 5);
  const text = await wholeLog(
    (query) => {
      asked.push(query);
      const below = log.filter((line) => query.before === undefined || Number(line.split(';')[0]) < Number(query.before));
      return Promise.resolve([head, ...below.slice(0, partEntries), ''].join('\r\n'));
    },
    { area: 'school' },
  );
  expect(text).toBe(`\ufeff${[head, ...log].join('\r\n')}\r\n`);
  expect(asked).toEqual([
    { area: 'school', before: undefined },
    { area: 'school', before: 6 },
  ]);
});

it('ends with an empty log, and with a server that repeats itself', async () => {
  expect(await wholeLog(() => Promise.resolve(`${head}\r\n`), {})).toBe(`\ufeff${head}\r\n`);
  const text = await wholeLog(() => Promise.resolve([head, ...rows(5000, partEntries)].join('\r\n')), {});
  expect(text.split('\r\n').length).toBe(2 + 2 * partEntries);
});
