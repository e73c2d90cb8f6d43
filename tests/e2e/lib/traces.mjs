// SPDX-License-Identifier: EUPL-1.2
// Looks for words where they must not be: in files, in a dump of the database, in the memory of running processes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The ways in which a word may lie somewhere: plain and in what programs make of text on its way. */
function forms(word) {
  const utf8 = Buffer.from(word);
  // shorter ones are in enough random bytes by chance
  const least = 8;
  const found = new Map([['plain', utf8], ['UTF-16', Buffer.from(word, 'utf16le')], ['hex', Buffer.from(utf8.toString('hex'))], ['HEX', Buffer.from(utf8.toString('hex').toUpperCase())]]);
  const escaped = [...word].map((sign) => (sign > '~' ? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}` : sign)).join('');
  found.set('JSON', Buffer.from(escaped));
  found.set('JSON, capitals', Buffer.from(escaped.replace(/\\u[0-9a-f]{4}/g, (sign) => `\\u${sign.slice(2).toUpperCase()}`)));
  found.set('address', Buffer.from(encodeURIComponent(word)));
  found.set('Windows-1252', Buffer.from(word, 'latin1'));
  found.set('small', Buffer.from(word.toLowerCase()));
  found.set('folded', Buffer.from(word.toLowerCase().replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').replace(/ß/g, 'ss')));
  // base64 at its three alignments, less the signs that neighbours have a part in
  for (const shift of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64').replace(/=+$/, '');
    found.set(`base64+${shift}`, Buffer.from(text.slice(shift ? shift + 1 : 0, text.length - (text.length % 4 ? 1 : 0))));
  }
  const seen = new Set();
  return [...found].filter(([, bytes]) => bytes.length >= least && !seen.has(bytes.toString('latin1')) && seen.add(bytes.toString('latin1')));
}

/** What is looked for: { what it is: word }. */
export class Traces {
  constructor(words) {
    this.needles = Object.entries(words).flatMap(([what, word]) => forms(word).map(([form, bytes]) => ({ what, form, bytes })));
  }

  /** What of it is in these bytes: ["what (form) in place"]. */
  in(bytes, place) {
    return this.needles.filter((needle) => bytes.includes(needle.bytes)).map(({ what, form }) => `${what} (${form}) in ${place}`);
  }

  inFiles(dir) {
    return filesOf(dir).flatMap((file) => this.in(fs.readFileSync(file), path.basename(file)));
  }

  inMemory(pid, who) {
    const found = new Set();
    for (const { bytes, name } of memoryOf(pid)) for (const each of this.in(bytes, `the memory of ${who}, ${name}`)) found.add(each);
    return [...found];
  }
}

export function filesOf(dir) {
  return fs.readdirSync(dir, { recursive: true }).map((name) => path.join(dir, name)).filter((file) => fs.statSync(file).isFile());
}

const MOST_AT_ONCE = 8 * 1024 * 1024;

/** All that a process has in writable memory: heap, stacks, data, what is mapped for itself or shared. Only root may look. */
export function* memoryOf(pid) {
  const memory = fs.openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of fs.readFileSync(`/proc/${pid}/maps`, 'utf8').trim().split('\n')) {
      const [, from, to, rights, name] = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)$/.exec(line);
      if (!/^rw/.test(rights)) continue;
      // read with an overlap, so that nothing is missed that lies across
      const [start, end] = [parseInt(from, 16), parseInt(to, 16)];
      for (let at = start; at < end; at += MOST_AT_ONCE) {
        const bytes = Buffer.alloc(Math.min(end - at, MOST_AT_ONCE + 4096));
        let got = 0;
        try {
          got = fs.readSync(memory, bytes, 0, bytes.length, at);
        } catch {
          // A mapping of a device, or one that went away while it was read.
        }
        if (got > 0) yield { bytes: bytes.subarray(0, got), name: name || 'anonymous' };
      }
    }
  } finally {
    fs.closeSync(memory);
  }
}

const python = (script, file) => execFileSync('python3', ['-c', script, file], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
const open = 'import sqlite3, sys, json\ndb = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)\n';

/** The database as SQL, as who steals it would read it. */
export const sqlOf = (data) => python(`${open}for line in db.iterdump(): print(line)`, path.join(data, 'kreide.db'));

/** All rows of all tables: { table: [{ column: value }] }; bytes as hex. */
export function rowsOf(data) {
  const script = `${open}db.row_factory = sqlite3.Row
tables = [t for (t,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
plain = lambda v: v.hex() if isinstance(v, bytes) else v
print(json.dumps({t: [{k: plain(r[k]) for k in r.keys()} for r in db.execute('SELECT * FROM "' + t + '"')] for t in tables}))`;
  return JSON.parse(python(script, path.join(data, 'kreide.db')));
}

/** Ids of a school and of all that hangs on it, from the rows of a database. */
export function idsOf(rows, school) {
  const of = (table, column, ids) => rows[table].filter((row) => ids.includes(row[column])).map((row) => row.id);
  const accounts = of('account', 'school', [school]);
  return [school, ...accounts, ...of('room', 'account', accounts), ...of('paper', 'school', [school]), ...of('enrolment_step', 'school', [school])];
}

/** Which tables mention one of these ids anywhere. */
export const mentioned = (rows, ids) => Object.keys(rows).filter((table) => ids.some((id) => JSON.stringify(rows[table]).includes(id)));

/** Restores a backup into a new data directory, with the list of deletions or without; says what is there then. */
export async function restored(server, to, backup, passphrase, deletions) {
  fs.mkdirSync(to, { mode: 0o700 });
  if (deletions) fs.copyFileSync(deletions, path.join(to, 'deletions'));
  const { code, text } = await server.admin.call({ data: to }, 'restore', '--passphrase-file', passphrase, backup);
  assert.equal(code, 0, text);
  return { to, text, rows: rowsOf(to) };
}

/** The beginnings of all bytes that only rows with these ids have: what is sealed, wrapped and hashed about a school. The log stays. */
export function sealedOf(rows, ids) {
  const wanted = new Set(ids);
  const [own, others] = [new Set(), new Set()];
  for (const row of Object.entries(rows).flatMap(([table, list]) => (table === 'audit' ? [] : list))) {
    const values = Object.values(row);
    const bytes = values.filter((value) => typeof value === 'string' && /^(?:[0-9a-f]{2}){32,}$/.test(value)).map((hex) => hex.slice(0, 64));
    const its = values.some((value) => wanted.has(value)) ? own : others;
    for (const each of bytes) its.add(each);
  }
  return [...own].filter((each) => !others.has(each)).map((hex) => Buffer.from(hex, 'hex'));
}

/* what ./run prints for the first sign-ins is on the terminal alone; the rest is the server's log */
const logOf = (server) => server.output.replace(/Handle:[\s\S]*?Ctrl-C/, '');

function supervisorOf(server) {
  const [pid] = fs.readFileSync(`/proc/${server.children().get('front 0')}/status`, 'utf8').match(/(?<=PPid:\s+)\d+/);
  return Number(pid);
}

/**
 * Asserts that these words lie in nothing that is written, and not in what everybody but the office has in memory, freed
 * or not. The office is left out: while an administrator or a head is signed in, it holds their keys and what they open,
 * in memory alone, and that is allowed.
 */
export function nothingInTheClear(server, canaries, t) {
  const traces = new Traces(canaries);
  const found = [...traces.inFiles(server.data), ...traces.in(Buffer.from(sqlOf(server.data)), 'the dump'), ...traces.in(Buffer.from(logOf(server)), 'the log')];
  assert.deepEqual(found, []);
  const others = [['supervisor', supervisorOf(server)], ...[...server.children()].filter(([who]) => !/^office/.test(who))];
  assert.ok(others.length >= 3, 'supervisor, front and media are there');
  for (const [who, pid] of others) {
    const known = [...memoryOf(pid)].some(({ bytes }) => bytes.includes(server.data));
    assert.ok(known, `the search finds what every process of Kreide knows, in ${who}`);
    found.push(...traces.inMemory(pid, who));
  }
  t.diagnostic(`searched ${traces.needles.length} forms of ${Object.keys(canaries).length} words`);
  assert.deepEqual(found, []);
}
