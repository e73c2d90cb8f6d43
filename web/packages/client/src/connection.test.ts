// SPDX-License-Identifier: EUPL-1.2
import type { SignalFromServer } from '@kreide/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connection } from './connection';

/** The server's end of a WebSocket, as far as a test needs it. */
class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  tell(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  drop(): void {
    this.readyState = 3;
    this.onclose?.();
  }
}

interface Seen {
  connection: Connection;
  messages: SignalFromServer[];
  lost: number;
  gaveUp: number;
}

const HELLO = { ticket: 't', name: 'Ahorn' };

function start(warm = false): Seen {
  const seen: Seen = { messages: [], lost: 0, gaveUp: 0 } as unknown as Seen;
  seen.connection = new Connection('ws://test/api/v1/signal', {
    message: (m) => seen.messages.push(m), lost: () => (seen.lost += 1), gaveUp: () => (seen.gaveUp += 1),
  });
  if (warm) seen.connection.warm();
  else seen.connection.open(HELLO);
  return seen;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.all = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function admitted(): Promise<Seen> {
  const seen = start();
  FakeSocket.last.accept();
  FakeSocket.last.tell({ type: 'admitted', resume: 'again', moderator: false, re: 1 });
  await vi.advanceTimersByTimeAsync(0);
  return seen;
}

test('knocks first', async () => {
  const seen = await admitted();
  expect(FakeSocket.last.sent).toEqual([{ type: 'knock', ticket: 't', name: 'Ahorn', id: 1 }]);
  expect(seen.messages.map((m) => m.type)).toEqual(['admitted']);
});

test('comes back as the same person', async () => {
  const seen = await admitted();
  FakeSocket.last.drop();
  expect(seen.lost).toBe(1);
  await vi.advanceTimersByTimeAsync(300);
  expect(FakeSocket.all).toHaveLength(2);
  FakeSocket.last.accept();
  expect(FakeSocket.last.sent).toEqual([{ type: 'resume', token: 'again', id: 1 }]);
});

test('keeps the place when a new socket is lost before it answers', async () => {
  await admitted();
  FakeSocket.last.drop();
  await vi.advanceTimersByTimeAsync(300);
  FakeSocket.last.accept();
  FakeSocket.last.drop();
  await vi.advanceTimersByTimeAsync(1_000);
  FakeSocket.last.accept();
  expect(FakeSocket.last.sent[0]).toMatchObject({ type: 'resume' });
});

test('knocks again when the place was given up', async () => {
  const seen = await admitted();
  FakeSocket.last.drop();
  await vi.advanceTimersByTimeAsync(300);
  FakeSocket.last.accept();
  FakeSocket.last.tell({ type: 'refused', reason: 'not_resumable', re: 1 });
  await vi.advanceTimersByTimeAsync(2_000);
  FakeSocket.last.accept();
  expect(FakeSocket.last.sent[0]).toMatchObject({ type: 'knock' });
  expect(seen.messages.map((m) => m.type)).toEqual(['admitted']);
});

test('knocks again after a minute without a connection', async () => {
  await admitted();
  FakeSocket.last.drop();
  for (let waited = 0; waited < 70_000; waited += 5_000) {
    await vi.advanceTimersByTimeAsync(5_000);
    if (FakeSocket.last.readyState === 0) FakeSocket.last.drop();
  }
  await vi.advanceTimersByTimeAsync(9_000);
  FakeSocket.last.accept();
  expect(FakeSocket.last.sent[0]).toMatchObject({ type: 'knock' });
});

test('says so when the server cannot be reached at all', async () => {
  const seen = start();
  for (let i = 0; i < 30; i++) {
    FakeSocket.last.drop();
    await vi.advanceTimersByTimeAsync(8_000);
  }
  expect(seen.gaveUp).toBe(1);
});

test('does not repeat a knock that the server cannot read', async () => {
  const seen = start();
  FakeSocket.last.accept();
  FakeSocket.last.tell({ type: 'error', error: 'bad_text', text: 'name', re: 1 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen.gaveUp).toBe(1);
  expect(FakeSocket.all).toHaveLength(1);
});

test('notices that nobody answers any more', async () => {
  const seen = await admitted();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(FakeSocket.last.sent.at(-1)).toMatchObject({ type: 'ping' });
  await vi.advanceTimersByTimeAsync(9_000);
  expect(seen.lost).toBe(1);
});

test('pings only when nothing else was sent', async () => {
  const seen = await admitted();
  const socket = FakeSocket.last;
  for (let i = 0; i < 5; i++) {
    await vi.advanceTimersByTimeAsync(8_000);
    const asked = seen.connection.request({ type: 'lobby', on: true });
    socket.tell({ type: 'ok', re: socket.sent.at(-1)?.['id'] });
    await asked;
  }
  expect(socket.sent.filter((m) => m['type'] === 'ping')).toHaveLength(0);
});

test('replies find their requests; an error is one', async () => {
  const seen = await admitted();
  const first = seen.connection.request({ type: 'lobby', on: true });
  const second = seen.connection.request({ type: 'lock', on: true });
  FakeSocket.last.tell({ type: 'error', error: 'forbidden', text: '', re: 3 });
  FakeSocket.last.tell({ type: 'ok', re: 2 });
  await expect(first).resolves.toMatchObject({ type: 'ok' });
  await expect(second).rejects.toMatchObject({ id: 'forbidden' });
});

test('open requests fail with the socket', async () => {
  const seen = await admitted();
  const asked = seen.connection.request({ type: 'lobby', on: true });
  FakeSocket.last.drop();
  await expect(asked).rejects.toMatchObject({ id: 'closed' });
});

test('a message that breaks the schema is neither sent nor taken', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const seen = await admitted();
  await expect(seen.connection.request({ type: 'say', text: '' })).rejects.toMatchObject({ id: 'bad_message' });
  FakeSocket.last.tell({ type: 'left' });
  expect(seen.messages).toHaveLength(1);
  expect(warn).toHaveBeenCalledTimes(1);
});

test('a socket that was opened ahead says nothing until somebody knocks, and then at once', () => {
  const seen = start(true);
  FakeSocket.last.accept();
  expect(FakeSocket.last.sent).toEqual([]);
  seen.connection.warm();
  seen.connection.open(HELLO);
  expect(FakeSocket.all.length).toBe(1);
  expect(FakeSocket.last.sent).toMatchObject([{ type: 'knock', ...HELLO }]);
});

test('one that is still on its way when somebody knocks says so when it is there', () => {
  const seen = start(true);
  seen.connection.open(HELLO);
  FakeSocket.last.accept();
  expect(FakeSocket.all.length).toBe(1);
  expect(FakeSocket.last.sent).toMatchObject([{ type: 'knock', ...HELLO }]);
});

test('one that the server closed before anybody knocked is not missed', async () => {
  const seen = start(true);
  FakeSocket.last.accept();
  FakeSocket.last.drop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([seen.lost, seen.gaveUp, FakeSocket.all.length]).toEqual([0, 0, 1]);
  seen.connection.open(HELLO);
  FakeSocket.last.accept();
  expect(FakeSocket.last.sent).toMatchObject([{ type: 'knock', ...HELLO }]);
  expect(FakeSocket.all.length).toBe(2);
});
