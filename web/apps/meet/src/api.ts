// SPDX-License-Identifier: EUPL-1.2
// The HTTP API below /api/v1, with the types of proto/api.json. Every call ends in a value or in an ApiError; nothing else is thrown.
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
  | 'locked' /* the account is locked */
  | 'not_found'
  | 'too_often'
  | 'invalid' /* a field is wrong: `field` names it */
  | 'conflict';

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
  if (status === 404 || status === 410) return 'not_found';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 429) return 'too_often';
  if (status >= 400 && status < 500) return 'invalid';
  return 'unavailable';
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

async function send(method: Method, path: string, body: string | undefined): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Kreide'] = '1';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(base + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    throw new ApiError('offline', 0);
  }
}

async function failed(response: Response): Promise<ApiError> {
  const parsed = parseApi<api.Problem>('problem', await response.text().catch(() => ''));
  const problem = parsed.ok ? parsed.message : undefined;
  const header = Number(response.headers.get('Retry-After'));
  const withWait = problem && problem.retry_after_s === undefined && header > 0 ? { ...problem, retry_after_s: header } : problem;
  return new ApiError(failureOf(response.status, problem?.error), response.status, withWait);
}

interface Call {
  method: Method;
  path: string;
  /** record name and value of the body */
  body?: [type: string, value: object];
  /** record name of the answer; absent if there is none */
  answer?: string;
}

async function call<T>({ method, path, body, answer }: Call): Promise<T> {
  let text: string | undefined;
  if (body) {
    const encoded = encodeApi(body[0], body[1]);
    if (!encoded.ok) {
      throw new ApiError('invalid', 0, { error: encoded.fault.error, text: 'not sent', field: encoded.fault.field });
    }
    text = encoded.message;
  }
  const response = await send(method, path, text);
  if (!response.ok) throw await failed(response);
  if (!answer) return undefined as T;
  const parsed = parseApi<T>(answer, await response.text().catch(() => ''));
  if (!parsed.ok) throw new ApiError('unavailable', response.status);
  return parsed.message;
}

const room = (id: string) => `/rooms/${encodeURIComponent(id)}`;

export const kreideApi = {
  session: () => call<api.Session>({ method: 'GET', path: '/session', answer: 'session' }),
  signIn: (handle: string, password: string) =>
    call<api.Session>({ method: 'POST', path: '/session', body: ['session_create', { handle, password }], answer: 'session' }).catch(
      (thrown: unknown): never => {
        const error = asApiError(thrown);
        /* a 401 to this one call means the pair is wrong, whatever the identifier */
        throw error.failure === 'signed_out' ? new ApiError('refused', error.status, error.problem) : error;
      },
    ),
  signOut: () => call<void>({ method: 'DELETE', path: '/session' }),
  rooms: async () => (await call<api.Rooms>({ method: 'GET', path: '/rooms', answer: 'rooms' })).rooms,
  createRoom: (body: api.RoomCreate) => one({ method: 'POST', path: '/rooms', body: ['room_create', body] }),
  changeRoom: (id: string, body: api.RoomChange) => one({ method: 'PATCH', path: room(id), body: ['room_change', body] }),
  deleteRoom: (id: string) => call<void>({ method: 'DELETE', path: room(id) }),
  newLink: (id: string) => one({ method: 'POST', path: `${room(id)}/link` }),
  newCode: (id: string) => one({ method: 'POST', path: `${room(id)}/code` }),
  dropCode: (id: string) => call<void>({ method: 'DELETE', path: `${room(id)}/code` }),
  ticket: (body: api.TicketCreate) => call<api.Ticket>({ method: 'POST', path: '/tickets', body: ['ticket_create', body], answer: 'ticket' }),
};

async function one(request: Call): Promise<api.Room> {
  return (await call<api.RoomOne>({ ...request, answer: 'room_one' })).room;
}
