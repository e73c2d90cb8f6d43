// SPDX-License-Identifier: EUPL-1.2
// One call of the HTTP API below /api/v1, with the records of proto/. It ends in a value or in an ApiError; nothing else is thrown.
import { encodeApi, parseApi } from '@kreide/protocol';
import type { api } from '@kreide/protocol';

const base = '/api/v1';
const timeoutMs = 15_000;

/** What went wrong, as far as a page can do something about it. */
export type ApiFailure =
  | 'offline' /* no answer: the line or the server is gone */
  | 'unavailable' /* the server answers, but cannot do it now */
  | 'signed_out'
  | 'refused' /* handle and password do not fit */
  | 'forbidden' /* signed in, but not for this */
  | 'locked' /* the account is locked */
  | 'not_found'
  | 'too_often'
  | 'invalid' /* a field is wrong: `field` names it */
  | 'conflict'
  | 'aborted'; /* the caller itself no longer wanted it */

export class ApiError extends Error {
  constructor(
    readonly failure: ApiFailure,
    readonly status: number,
    readonly problem?: api.Problem,
  ) {
    super(problem?.text ?? failure);
    this.name = 'ApiError';
  }

  /** seconds to wait before the next try; at least 1 */
  get waitS(): number {
    return Math.max(1, this.problem?.retry_after_s ?? 30);
  }
}

export function asApiError(thrown: unknown): ApiError {
  return thrown instanceof ApiError ? thrown : new ApiError('unavailable', 0);
}

/** What a status means; the stable identifier of the problem counts where one status has two meanings. */
export function failureOf(status: number, error: string | undefined): ApiFailure {
  if (error === 'account_locked' || status === 423) return 'locked';
  if (status === 401) return error === 'bad_credentials' ? 'refused' : 'signed_out';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'not_found';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 429) return 'too_often';
  if (status >= 400 && status < 500) return 'invalid';
  return 'unavailable';
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type QueryValue = string | number | boolean | null | undefined;
export type Query = Readonly<Record<string, QueryValue>>;

export interface Call {
  method: Method;
  /** below /api/v1, begins with a slash; put identifiers in with `segment` */
  path: string;
  /** what is empty or absent is left out */
  query?: Query | undefined;
  /** record name and value of the body */
  body?: readonly [type: string, value: object] | undefined;
  /** record name of the answer; absent if there is none */
  answer?: string | undefined;
  /** ends the call early, with the failure 'aborted' */
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
}

/** An identifier as one segment of a path. */
export function segment(id: string): string {
  return encodeURIComponent(id);
}

/** "?a=1&b=2" in the order given, or '' */
export function queryText(query: Query | undefined): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '' && value !== false) words.set(name, value === true ? '1' : String(value));
  }
  const text = words.toString();
  return text && `?${text}`;
}

export interface CallEvents {
  /** the server answered a call of a signed-in page: the session counts as used */
  used?: () => void;
  /** a call was refused because nobody is signed in (any more) */
  signedOut?: () => void;
}

let events: CallEvents = {};

/** Tells the application about every call; one listener, the application itself. */
export function watchCalls(listener: CallEvents): void {
  events = listener;
}

async function send(call: Call, accept: string): Promise<Response> {
  let body: string | undefined;
  if (call.body) {
    const encoded = encodeApi(call.body[0], call.body[1]);
    if (!encoded.ok) throw new ApiError('invalid', 0, { error: encoded.fault.error, text: 'not sent', field: encoded.fault.field });
    body = encoded.message;
  }
  const headers: Record<string, string> = { Accept: accept };
  if (call.method !== 'GET') headers['X-Kreide'] = '1';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const timeout = AbortSignal.timeout(call.timeoutMs ?? timeoutMs);
  try {
    return await fetch(base + call.path + queryText(call.query), {
      method: call.method,
      headers,
      ...(body === undefined ? {} : { body }),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: call.signal ? eitherSignal(call.signal, timeout) : timeout,
    });
  } catch {
    throw new ApiError(call.signal?.aborted ? 'aborted' : 'offline', 0);
  }
}

/* AbortSignal.any is younger than the browsers we build for */
function eitherSignal(a: AbortSignal, b: AbortSignal): AbortSignal {
  const both = new AbortController();
  for (const each of [a, b]) {
    if (each.aborted) both.abort();
    else each.addEventListener('abort', () => both.abort(), { once: true, signal: both.signal });
  }
  return both.signal;
}

async function failed(response: Response): Promise<ApiError> {
  const parsed = parseApi<api.Problem>('problem', await response.text().catch(() => ''));
  const problem = parsed.ok ? parsed.message : undefined;
  const header = Number(response.headers.get('Retry-After'));
  const withWait = problem && problem.retry_after_s === undefined && header > 0 ? { ...problem, retry_after_s: header } : problem;
  return new ApiError(failureOf(response.status, problem?.error), response.status, withWait);
}

async function answered(call: Call, accept: string): Promise<Response> {
  const response = await send(call, accept);
  if (response.ok) {
    events.used?.();
    return response;
  }
  const error = await failed(response);
  if (error.failure === 'signed_out') events.signedOut?.();
  throw error;
}

export async function call<T>(request: Call): Promise<T> {
  const response = await answered(request, 'application/json');
  if (!request.answer) return undefined as T;
  const parsed = parseApi<T>(request.answer, await response.text().catch(() => ''));
  if (!parsed.ok) throw new ApiError(request.signal?.aborted ? 'aborted' : 'unavailable', response.status);
  return parsed.message;
}

export interface FileAnswer {
  blob: Blob;
  name: string;
}

/** The name a Content-Disposition gives (RFC 6266), without any folder; the extended form (RFC 8187) comes first. */
export function fileNameOf(disposition: string | null, fallback: string): string {
  const extended = /filename\*=utf-8''([^;\s]+)/i.exec(disposition ?? '')?.[1];
  const plain = /filename="([^"]*)"/i.exec(disposition ?? '')?.[1] ?? /filename=([^;\s"]+)/i.exec(disposition ?? '')?.[1];
  let name = plain;
  try {
    if (extended) name = decodeURIComponent(extended);
  } catch {
    /* broken escapes: the plain name stands */
  }
  const clean = (name ?? '').split(/[\\/]/).at(-1)?.replace(/[\p{Cc}<>:"|?*]/gu, '').trim();
  return clean || fallback;
}

/** A call whose answer is a file (PDF, CSV, calendar ...). */
export async function callFile(request: Call, fallbackName: string): Promise<FileAnswer> {
  const response = await answered({ timeoutMs: 60_000, ...request }, '*/*');
  try {
    return { blob: await response.blob(), name: fileNameOf(response.headers.get('Content-Disposition'), fallbackName) };
  } catch {
    throw new ApiError(request.signal?.aborted ? 'aborted' : 'offline', response.status);
  }
}
