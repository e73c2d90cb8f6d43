// SPDX-License-Identifier: EUPL-1.2
// Each act that the server writes to the log has words here, and no words are left of an act that nobody writes any more.
import { describe, expect, it } from 'vitest';
import { acts } from './actions';

const sources = import.meta.glob<string>('../../../../../../src/office/**/*.c', { query: '?raw', import: 'default', eager: true });

/* functions that write the act they are given */
const passOn: Readonly<Record<string, string>> = { 'school/steps.c': 'log_step', 'mail/queue.c': 'note', 'document/edit.c': 'audit', 'api/capacity_limits.c': 'change' };

const actions = (code: string) => [...code.matchAll(/"([a-z]+\.[a-z_]+)"/g)].map((found) => found[1] ?? '');

/** Calls of a function, each to its semicolon. */
function calls(code: string, name: string): string[] {
  return [...code.matchAll(new RegExp(`(?<![a-z_])${name}\\(([^;{]*);`, 'g'))].map((found) => found[1] ?? '');
}

const written = new Map<string, string>();
const unknown: string[] = [];
for (const [path, code] of Object.entries(sources)) {
  const file = path.replace(/^.*src\/office\//, '');
  if (file === 'audit/audit.c') continue;
  for (const call of calls(code, 'kr_audit')) {
    const found = actions(call);
    for (const act of found) written.set(act, file);
    if (found.length === 0 && !passOn[file]) unknown.push(`${file}: ${call}`);
  }
  for (const call of passOn[file] ? calls(code, passOn[file]) : []) for (const act of actions(call)) written.set(act, file);
}

describe('acts of administration', () => {
  it('are found in the server’s code', () => {
    expect(unknown).toEqual([]);
    expect(written.size).toBeGreaterThan(40);
  });

  it('have words, all of them, and no others have', () => {
    expect(Object.keys(acts).sort()).toEqual([...written.keys()].sort());
  });

  it('have words in both languages', () => {
    for (const words of Object.values(acts)) expect(Math.min(words.de.length, words.en.length)).toBeGreaterThan(5);
  });
});
