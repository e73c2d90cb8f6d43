// SPDX-License-Identifier: EUPL-1.2
import type { signal } from '@kreide/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MediaPeer } from './peer';
import type { Source, Wants } from './slots';
import { Watcher } from './watcher';

const camera = (member: string): Source => ({ member, kind: 'camera' });
const tiles = (...members: string[]): Wants => ({ stage: null, screen: null, tiles: members.map(camera), idle: [] });

class Line {
  slots: { receiver: RTCRtpReceiver; stream: MediaStream }[] = [];
  readonly told: signal.Watch[] = [];
  readonly doubted: MediaPeer[] = [];
  joined = true;
  fails = 0;
  growFails = false;
  readonly peer: MediaPeer;
  readonly watcher: Watcher;

  constructor(slots: number) {
    this.#add(slots);
    const line = this;
    this.peer = {
      get video() {
        return line.slots;
      },
      grow: async (count: number) => {
        line.#add(count - line.slots.length);
        if (line.growFails) throw new Error('no');
      },
    } as unknown as MediaPeer;
    this.watcher = new Watcher({
      peer: () => this.peer,
      joined: () => this.joined,
      isOpen: () => true,
      tell: (watch) => {
        if (this.fails-- > 0) return Promise.reject(new Error('lost'));
        this.told.push(watch);
        return Promise.resolve();
      },
      doubt: (peer) => this.doubted.push(peer),
    });
    this.watcher.attach(this.peer);
    this.watcher.begin();
  }

  #add(count: number): void {
    for (let i = 0; i < count; i++) this.slots.push({ receiver: {} as RTCRtpReceiver, stream: {} as MediaStream });
  }

  async last(): Promise<string[]> {
    await vi.advanceTimersByTimeAsync(100);
    return this.told.at(-1)?.slots.map((s) => s.member).sort() ?? [];
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('changes of one moment are one message', async () => {
  const line = new Line(9);
  await line.last();
  const before = line.told.length;
  line.watcher.want(tiles('a'));
  line.watcher.want(tiles('a', 'b'));
  expect(await line.last()).toEqual(['a', 'b']);
  expect(line.told.length).toBe(before + 1);
});

test('sizes are told when they have come to rest; a change of sources takes them along at once', async () => {
  const line = new Line(9);
  const at = (height: number, ...members: string[]): Wants => ({ ...tiles(), tiles: members.map((m) => ({ ...camera(m), height })) });
  line.watcher.want(at(180, 'a'));
  await line.last();
  const before = line.told.length;
  for (let height = 190; height < 400; height += 10) {
    line.watcher.want(at(height, 'a'));
    await line.last();
  }
  expect(line.told.length).toBe(before);
  await vi.advanceTimersByTimeAsync(500);
  expect(line.told.length).toBe(before + 1);
  expect(line.told.at(-1)?.slots).toEqual([{ slot: 2, member: 'a', kind: 'camera', height: 390 }]);
  line.watcher.want(at(700, 'a'));
  line.watcher.want(at(700, 'a', 'b'));
  expect(await line.last()).toEqual(['a', 'b']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(line.told.length).toBe(before + 2);
});

test('a message that got lost is sent again', async () => {
  const line = new Line(9);
  await line.last();
  line.fails = 1;
  line.watcher.want(tiles('a'));
  expect(await line.last()).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await line.last()).toEqual(['a']);
});

test('nothing is told before the meeting has begun', async () => {
  const line = new Line(9);
  line.joined = false;
  line.watcher.want(tiles('a'));
  await line.last();
  expect(line.told).toEqual([]);
  line.joined = true;
  line.watcher.begin();
  expect(await line.last()).toEqual(['a']);
});

test('nothing is watched while nobody looks, and the same as before afterwards', async () => {
  const line = new Line(9);
  line.watcher.want(tiles('a', 'b'));
  expect(await line.last()).toEqual(['a', 'b']);
  line.watcher.unseen(true);
  expect(await line.last()).toEqual([]);
  line.watcher.want(tiles('a', 'c'));
  expect(await line.last()).toEqual([]);
  line.watcher.unseen(false);
  expect(await line.last()).toEqual(['a', 'c']);
});

test('more pictures than slots: slots are added, then all are watched', async () => {
  const line = new Line(9);
  const names = 'abcdefghijkl'.split('');
  line.watcher.want(tiles(...names));
  expect(await line.last()).toEqual(names);
  expect(line.slots.length).toBe(16);
  expect(line.doubted).toEqual([]);
});

test('a connection whose growth failed is in doubt', async () => {
  const line = new Line(9);
  line.growFails = true;
  line.watcher.want(tiles(...'abcdefghijkl'.split('')));
  await line.last();
  expect(line.doubted).toEqual([line.peer]);
});
