// SPDX-License-Identifier: EUPL-1.2
// The log as one CSV file: the server gives it in parts, newest first.
import type { Query } from '@kreide/api';

/** entries of one part (src/office/api/audit.c) */
export const partEntries = 1000;

/** Asks for part after part, and puts them together under one head, with the mark (BOM) by which spreadsheets know UTF-8. */
export async function wholeLog(part: (query: Query) => Promise<string>, query: Query): Promise<string> {
  const lines: string[] = [];
  let head = '';
  for (let before: number | undefined; ; ) {
    const rows = (await part({ ...query, before })).split('\r\n').filter((line) => line !== '');
    head = rows.shift() ?? head;
    lines.push(...rows);
    const last = Number(rows.at(-1)?.split(';', 1)[0]);
    if (rows.length < partEntries || !Number.isSafeInteger(last) || last <= 1 || (before !== undefined && last >= before)) break;
    before = last;
  }
  return `\ufeff${[head, ...lines].join('\r\n')}\r\n`;
}
