// SPDX-License-Identifier: EUPL-1.2
// Reads and writes the messages of proto/ by the tables that tools/protogen.py makes of them, with the limits and the
// fault identifiers of the server's codec. Unknown fields are ignored and dropped; unknown messages are refused.

export interface Field {
  /** string, id, bool, int, enum, list, or the name of a record in `types` */
  type: string;
  optional?: boolean;
  /** bytes of a string, or the least number */
  min?: number;
  /** bytes of a string, the greatest number, or items of a list */
  max?: number;
  values?: string[];
  /** what a list holds: id, string, or a record */
  of?: string;
  /** bytes of one string of a list */
  item_max?: number;
}

export type Fields = Record<string, Field>;

export interface Protocol {
  name: string;
  types: Record<string, Fields>;
  messages: Record<string, Fields>;
  stringMax: number;
}

export type FaultId =
  | 'not_json' | 'too_deep' | 'unknown_message' | 'missing_field' | 'wrong_type' | 'out_of_range' | 'bad_text';

export interface Fault {
  error: FaultId;
  /** the field that was wrong, or '' */
  field: string;
}

export type Parsed<M> = { ok: true; message: M } | { ok: false; fault: Fault };

const DEPTH_MAX = 16;
const ID_BYTES_MAX = 64;
// RFC 3986 2.3, unreserved characters
const ID = /^[A-Za-z0-9\-._~]+$/;
const NUL = String.fromCharCode(0);

class Refused extends Error {
  constructor(readonly fault: FaultId, readonly field: string) {
    super(`${fault} ${field}`);
  }
}

/** Bytes of a text in UTF-8, without making them. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) bytes += 1;
    // A surrogate pair is two units and four bytes: one more each, as counted; everything else from 0x800 needs three.
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) bytes += 1;
  }
  return bytes;
}

/** The same count of open brackets as on the server, so that both refuse the same texts. */
function tooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (inString) {
      if (c === '\\') i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{' || c === '[') {
      if (++depth > DEPTH_MAX) return true;
    } else if (c === '}' || c === ']') depth--;
  }
  return false;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function readText(value: unknown, name: string, min: number, max: number, id: boolean): string {
  if (typeof value !== 'string') throw new Refused('wrong_type', name);
  const bytes = utf8Bytes(value);
  if (bytes < min || bytes > max) throw new Refused('out_of_range', name);
  if ((id && !ID.test(value)) || value.includes(NUL) || !value.isWellFormed()) throw new Refused('bad_text', name);
  return value;
}

function readList(p: Protocol, field: Field, name: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Refused('wrong_type', name);
  if (value.length > (field.max ?? 0)) throw new Refused('out_of_range', name);
  if (field.of === 'id') return value.map((item) => readText(item, name, 0, ID_BYTES_MAX, true));
  if (field.of === 'string') return value.map((item) => readText(item, name, 0, field.item_max ?? p.stringMax, false));
  return value.map((item) => readRecord(p, field.of ?? '', p.types[field.of ?? ''], item));
}

function readValue(p: Protocol, field: Field, name: string, value: unknown): unknown {
  switch (field.type) {
    case 'string':
      return readText(value, name, field.min ?? 0, field.max ?? p.stringMax, false);
    case 'id':
      return readText(value, name, 1, ID_BYTES_MAX, true);
    case 'bool':
      if (typeof value !== 'boolean') throw new Refused('wrong_type', name);
      return value;
    case 'int':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Refused('wrong_type', name);
      if (value < (field.min ?? 0) || value > (field.max ?? Number.MAX_SAFE_INTEGER)) throw new Refused('out_of_range', name);
      return value;
    case 'enum':
      if (typeof value !== 'string') throw new Refused('wrong_type', name);
      if (!field.values?.includes(value)) throw new Refused('out_of_range', name);
      return value;
    case 'list':
      return readList(p, field, name, value);
    default:
      return readRecord(p, field.type, p.types[field.type], value);
  }
}

function readRecord(p: Protocol, name: string, fields: Fields | undefined, value: unknown): Record<string, unknown> {
  if (!fields) throw new Error(`${p.name}: the schema names no record ${name}`);
  if (!isRecord(value)) throw new Refused('wrong_type', name);
  const out: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    const part = own(value, key);
    if (part !== undefined && part !== null) out[key] = readValue(p, field, key, part);
    else if (!field.optional) throw new Refused('missing_field', key);
  }
  return out;
}

/** The number of a request or reply; anything but a positive integer counts as none. */
function requestNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function attempt<M>(work: () => unknown): Parsed<M> {
  try {
    return { ok: true, message: work() as M };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, fault: { error: error.fault, field: error.field } };
    throw error;
  }
}

function readJson(text: string): Record<string, unknown> {
  if (tooDeep(text)) throw new Refused('too_deep', '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused('not_json', '');
  }
  if (!isRecord(value)) throw new Refused('not_json', '');
  return value;
}

function checkMessage(p: Protocol, value: Record<string, unknown>): Record<string, unknown> {
  const type = own(value, 'type');
  if (typeof type !== 'string' || !Object.hasOwn(p.messages, type)) throw new Refused('unknown_message', 'type');
  const out = { type, ...readRecord(p, type, p.messages[type], value) } as Record<string, unknown>;
  for (const key of ['id', 're']) {
    const number = requestNumber(own(value, key));
    if (number !== undefined) out[key] = number;
  }
  return out;
}

/** Reads one message of a protocol. */
export function parse<M>(p: Protocol, text: string): Parsed<M> {
  return attempt<M>(() => checkMessage(p, readJson(text)));
}

/** Reads a body whose kind is known from elsewhere: it has no `type`. */
export function parseBody<M>(p: Protocol, type: string, text: string): Parsed<M> {
  return attempt<M>(() => readRecord(p, type, p.messages[type], readJson(text)));
}

/** Writes one message; one that breaks its own schema is refused here and not by the server. */
export function encode(p: Protocol, message: { type: string }): Parsed<string> {
  return attempt<string>(() => JSON.stringify(checkMessage(p, message as unknown as Record<string, unknown>)));
}

/** Writes a body without envelope. */
export function encodeBody(p: Protocol, type: string, body: object): Parsed<string> {
  return attempt<string>(() => JSON.stringify(readRecord(p, type, p.messages[type], body)));
}

/** A text that the server's limit lets pass: well formed, without NUL, cut between characters at `bytes`. */
export function fitText(text: string, bytes: number): string {
  const clean = text.toWellFormed().replaceAll(NUL, '');
  if (utf8Bytes(clean) <= bytes) return clean;
  let kept = '';
  let used = 0;
  for (const character of clean) {
    used += utf8Bytes(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}
