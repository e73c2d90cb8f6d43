// SPDX-License-Identifier: EUPL-1.2
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, failureOf, kreideApi } from './api';

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const seen = vi.fn((_address: string, _init: RequestInit) => Promise.resolve(new Response(text, { status, headers })));
  vi.stubGlobal('fetch', seen);
  return seen;
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const thrown = await promise.then(() => undefined, (error: unknown) => error);
  expect(thrown).toBeInstanceOf(ApiError);
  return thrown as ApiError;
}

afterEach(() => vi.unstubAllGlobals());

describe('calls', () => {
  it('marks unsafe methods and sends JSON', async () => {
    const seen = answer(200, { ticket: 'x', moderator: false });
    await expect(kreideApi.ticket({ code: 'abcde12345' })).resolves.toEqual({ ticket: 'x', moderator: false });
    const init = seen.mock.calls[0]?.[1];
    expect(init?.method).toBe('POST');
    expect(init?.headers).toMatchObject({ 'X-Kreide': '1', 'Content-Type': 'application/json' });
    expect(init?.body).toBe('{"code":"abcde12345"}');
  });

  it('leaves safe methods plain', async () => {
    const seen = answer(200, { rooms: [] });
    await expect(kreideApi.rooms()).resolves.toEqual([]);
    expect(seen.mock.calls[0]?.[1].headers).not.toHaveProperty('X-Kreide');
  });

  it('escapes identifiers', async () => {
    const seen = answer(204, undefined);
    await kreideApi.deleteRoom('a/b');
    expect(seen.mock.calls[0]?.[0]).toBe('/api/v1/rooms/a%2Fb');
  });

  it('says how long to wait', async () => {
    answer(429, { error: 'too_often', text: 'slow down', retry_after_s: 12 });
    const error = await failure(kreideApi.signIn('mk-1', 'x'));
    expect([error.failure, error.waitS]).toEqual(['too_often', 12]);
  });

  it('takes a wrong pair for what it is', async () => {
    answer(401, { error: 'unauthorized', text: 'no' });
    expect((await failure(kreideApi.signIn('mk-1', 'x'))).failure).toBe('refused');
  });

  it('does not trust an answer of the wrong shape', async () => {
    answer(200, '<html>a portal of some network</html>');
    expect((await failure(kreideApi.rooms())).failure).toBe('unavailable');
  });

  it('knows when nobody answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
    expect((await failure(kreideApi.rooms())).failure).toBe('offline');
  });

  it('does not send what the schema forbids', async () => {
    const seen = answer(200, {});
    expect((await failure(kreideApi.createRoom({ title: '' }))).failure).toBe('invalid');
    expect(seen).not.toHaveBeenCalled();
  });
});

describe('failureOf', () => {
  it.each([
    [401, undefined, 'signed_out'],
    [403, 'account_locked', 'locked'],
    [404, 'not_found', 'not_found'],
    [429, undefined, 'too_often'],
    [403, 'forbidden', 'forbidden'],
    [422, 'out_of_range', 'invalid'],
    [502, undefined, 'unavailable'],
  ] as const)('%i %s', (status, error, expected) => {
    expect(failureOf(status, error)).toBe(expected);
  });
});
