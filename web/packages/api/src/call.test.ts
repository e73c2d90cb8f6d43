// SPDX-License-Identifier: EUPL-1.2
import { afterEach, describe, expect, it, vi } from 'vitest';
import { call, callFile, fileNameOf, queryText, watchCalls, type ApiError } from './call';
import { listFromAddress, listParams, listStart, listToAddress } from './list';

afterEach(() => {
  vi.unstubAllGlobals();
  watchCalls({});
});

const answer = (status: number, body: string, headers: Record<string, string> = {}) => {
  const seen = vi.fn((_address: string, _init: RequestInit) => Promise.resolve(new Response(body, { status, headers })));
  vi.stubGlobal('fetch', seen);
  return seen;
};

describe('queryText', () => {
  it.each([
    [undefined, ''],
    [{}, ''],
    [{ a: '', b: null, c: undefined, d: false }, ''],
    [{ search: 'Linde & Ahorn', limit: 50, offset: 0, open: true }, '?search=Linde+%26+Ahorn&limit=50&offset=0&open=1'],
  ])('%j', (query, expected) => expect(queryText(query)).toBe(expected));
});

describe('fileNameOf', () => {
  it.each([
    ['attachment; filename="AVV.pdf"', 'AVV.pdf'],
    ['attachment; filename=AVV.pdf', 'AVV.pdf'],
    [`attachment; filename="x.pdf"; filename*=UTF-8''Pr%C3%BCfung.pdf`, 'Prüfung.pdf'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    [`attachment; filename*=utf-8''%`, 'fallback.pdf'],
    ['attachment', 'fallback.pdf'],
    [null, 'fallback.pdf'],
  ])('%j', (header, expected) => expect(fileNameOf(header, 'fallback.pdf')).toBe(expected));
});

describe('calls', () => {
  it('tell the application that the session was used, or is over', async () => {
    const told: string[] = [];
    watchCalls({ used: () => told.push('used'), signedOut: () => told.push('out') });
    answer(200, '{"handle":"mk-1","role":"school","second_factor":"none","factors":[],"must_change":false,"vault":"none","idle_s":1800,"expires_ms":5}');
    await call({ method: 'GET', path: '/session', answer: 'session' });
    answer(401, '{"error":"unauthorized","text":"no"}');
    await call({ method: 'GET', path: '/session', answer: 'session' }).catch(() => undefined);
    answer(503, '');
    await call({ method: 'GET', path: '/session', answer: 'session' }).catch(() => undefined);
    expect(told).toEqual(['used', 'out']);
  });

  it('give files with the name of the server', async () => {
    answer(200, '%PDF-1.7', { 'Content-Disposition': 'attachment; filename="AVV.pdf"' });
    const file = await callFile({ method: 'GET', path: '/papers/1/file' }, 'x.pdf');
    expect([file.name, await file.blob.text()]).toEqual(['AVV.pdf', '%PDF-1.7']);
  });

  it('say so when the caller gave up', async () => {
    const control = new AbortController();
    vi.stubGlobal('fetch', (_address: string, init: RequestInit) => {
      return new Promise((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))));
    });
    const calling = call({ method: 'GET', path: '/session', signal: control.signal }).catch((error: ApiError) => error.failure);
    control.abort();
    await expect(calling).resolves.toBe('aborted');
  });
});

describe('lists', () => {
  it('ask the server for a page', () => {
    expect(listParams({ search: ' Linde ', sort: 'name', descending: true, page: 2, size: 50 })).toEqual({ search: 'Linde', sort: '-name', offset: 100, limit: 50 });
    expect(listParams(listStart)).toEqual({ search: '', sort: '', offset: undefined, limit: 50 });
  });
  it('stand in the address and are found there again', () => {
    const list = { ...listStart, search: 'Linde & Ahorn', sort: 'since', descending: true, page: 4 };
    expect(listFromAddress(new URLSearchParams(queryText(listToAddress(list))))).toEqual(list);
  });
  it.each(['page=0', 'page=x', 'page=-3', 'page=1.5', 'page=9999999', 'sort=../x', 'sort=DROP', ''])('make sense of %j', (text) => {
    expect(listFromAddress(new URLSearchParams(text))).toEqual(listStart);
  });
});
