// SPDX-License-Identifier: EUPL-1.2
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './call';
import { base64, upload, uploadPieceBytes } from './upload';

interface Seen {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

/** A server that takes uploads; `answers` may refuse the piece of that number first. */
function server(refuse: Record<number, number[]> = {}) {
  const seen: Seen[] = [];
  let piece = 0;
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    if (init.method === 'DELETE') {
      seen.push({ method: 'DELETE', path: address, body: {} });
      return Promise.resolve(new Response(null, { status: 204 }));
    }
    const body = JSON.parse(String(init.body)) as Record<string, unknown>;
    seen.push({ method: init.method ?? '', path: address, body });
    if (init.method === 'POST') return Promise.resolve(new Response('{"id":"u-1"}', { status: 201 }));
    const status = refuse[piece]?.shift();
    if (status === 0) return Promise.reject(new TypeError('network'));
    if (status) return Promise.resolve(new Response(JSON.stringify({ error: 'no', text: 'no' }), { status }));
    piece++;
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  return seen;
}

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31) & 255);
const decoded = (pieces: Seen[]) => pieces.flatMap(({ body }) => [...atob(String(body['data']))].map((letter) => letter.charCodeAt(0)));
const now = () => Promise.resolve();

afterEach(() => vi.unstubAllGlobals());

describe('upload', () => {
  it('sends every byte once, in pieces that fit, and tells how far it is', async () => {
    const seen = server();
    const content = bytes(2 * uploadPieceBytes + 5);
    const parts: number[] = [];
    const id = await upload(new File([content], 'AVV.pdf'), { onProgress: (part) => parts.push(part) });
    expect(id).toBe('u-1');
    expect(seen[0]).toEqual({ method: 'POST', path: '/api/v1/uploads', body: { size: content.length, name: 'AVV.pdf' } });
    const pieces = seen.slice(1);
    expect(pieces.map(({ method, path, body }) => [method, path, body['offset']])).toEqual([
      ['PUT', '/api/v1/uploads/u-1', 0],
      ['PUT', '/api/v1/uploads/u-1', uploadPieceBytes],
      ['PUT', '/api/v1/uploads/u-1', 2 * uploadPieceBytes],
    ]);
    expect(decoded(pieces)).toEqual([...content]);
    expect(parts[0]).toBe(0);
    expect(parts.at(-1)).toBe(1);
    expect([...parts].sort((a, b) => a - b)).toEqual(parts);
    for (const { body } of pieces) expect(String(body['data']).length).toBeLessThanOrEqual(245_760);
  });

  it('tries a piece again after a gap in the line, and the same one', async () => {
    const seen = server({ 1: [0, 503] });
    await upload(new File([bytes(uploadPieceBytes + 1)], 'a.pdf'), { pause: now });
    expect(seen.slice(1).map(({ body }) => body['offset'])).toEqual([0, uploadPieceBytes, uploadPieceBytes, uploadPieceBytes]);
  });

  it.each([
    [413, 1, 'invalid'],
    [404, 1, 'not_found'],
    [503, 3, 'unavailable'],
  ])('gives up on %i after %i tries', async (status, tries, failure) => {
    const seen = server({ 0: [status, status, status, status] });
    const thrown = await upload(new File([bytes(10)], 'a.pdf'), { pause: now }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ApiError);
    expect((thrown as ApiError).failure).toBe(failure);
    expect(seen.map(({ method }) => method)).toEqual(['POST', ...Array<string>(tries).fill('PUT'), 'DELETE']);
  });

  it('stops when it is no longer wanted', async () => {
    const control = new AbortController();
    const seen = server();
    const thrown = await upload(new File([bytes(3 * uploadPieceBytes)], 'a.pdf'), {
      signal: control.signal,
      onProgress: (part) => part > 0 && control.abort(),
    }).catch((error: unknown) => error);
    expect((thrown as ApiError).failure).toBe('aborted');
    expect(seen.map(({ method }) => method)).toEqual(['POST', 'PUT', 'DELETE']);
  });
});

/* RFC 4648 section 10 */
it.each([['', ''], ['f', 'Zg=='], ['fo', 'Zm8='], ['foo', 'Zm9v'], ['foobar', 'Zm9vYmFy']])('base64 of %j', (text, expected) => {
  expect(base64(new TextEncoder().encode(text))).toBe(expected);
});
