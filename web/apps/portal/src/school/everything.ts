// SPDX-License-Identifier: EUPL-1.2
// Everything that is stored about a school: the server hands it out in parts, a person keeps one file.
import { callFile, saveBlob } from '@kreide/api';
import { path } from './data';

interface Table {
  table: string;
  rows: unknown[];
}

export interface Everything {
  school: string;
  made_ms: number;
  from: number;
  /** number of the first row that did not fit in; missing in the last part */
  next?: number;
  tables: Table[];
}

/** Puts parts together; a table that went on in the next part is one again. */
export function joinParts(parts: readonly Everything[]): Omit<Everything, 'from' | 'next'> {
  const tables: Table[] = [];
  for (const { table, rows } of parts.flatMap((part) => part.tables)) {
    const last = tables.at(-1);
    if (last?.table === table) last.rows.push(...rows);
    else tables.push({ table, rows: [...rows] });
  }
  const [first] = parts;
  return { school: first?.school ?? '', made_ms: first?.made_ms ?? 0, tables };
}

export async function saveEverything(school: string): Promise<void> {
  const parts: Everything[] = [];
  let name = '';
  for (let from: number | undefined = 0; from !== undefined; from = parts.at(-1)?.next) {
    const file = await callFile({ method: 'GET', path: path(school, '/everything'), query: { from }, timeoutMs: 60_000 }, 'kreide-school.json');
    name = file.name;
    parts.push(JSON.parse(await file.blob.text()) as Everything);
  }
  saveBlob(new Blob([JSON.stringify(joinParts(parts), null, 1)], { type: 'application/json' }), name);
}
