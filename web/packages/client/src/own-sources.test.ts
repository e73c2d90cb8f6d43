// SPDX-License-Identifier: EUPL-1.2
import type { signal } from '@kreide/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LocalKind, LocalMedia } from './local-media';
import type { Meeting } from './meeting';
import { OwnSources } from './own-sources';
import type { MediaPeer } from './peer';
import { SignalError } from './signal-socket';

const track = {} as MediaStreamTrack;
const OFF = { on: false, starting: false, error: null, track: null };
const ON = { ...OFF, on: true, track };

class Desk {
  readonly told: signal.State[] = [];
  readonly muted: LocalKind[] = [];
  readonly taken: boolean[] = [];
  readonly rights = { microphone: true, camera: true, screen: true, chat: true };
  frozen = false;
  refuse: string | null = null;
  readonly local: Record<LocalKind, typeof OFF | typeof ON> & { screenAudio: null } = { microphone: OFF, camera: OFF, screen: OFF, screenAudio: null };
  readonly sources: OwnSources;

  constructor() {
    const off = (kind: LocalKind) => async (): Promise<void> => void (this.local[kind] = OFF);
    const media = {
      state: { value: this.local }, setMicrophone: off('microphone'), setCamera: off('camera'), stopScreen: off('screen'),
    } as unknown as LocalMedia;
    const peer = { setTrack: () => Promise.resolve() } as unknown as MediaPeer;
    this.sources = new OwnSources(media, {
      peer: () => peer,
      meeting: () => ({ self: 'me', members: [{ id: 'me', rights: this.rights }], room: { frozen: this.frozen } }) as unknown as Meeting,
      tell: (state) => {
        this.told.push(state);
        return this.refuse ? Promise.reject(new SignalError(this.refuse)) : Promise.resolve();
      },
      muted: (kind) => this.muted.push(kind),
      taken: (full) => this.taken.push(full),
    });
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('only what changed is told', () => {
  const desk = new Desk();
  desk.local.microphone = ON;
  desk.sources.sync();
  desk.sources.sync();
  desk.local.camera = ON;
  desk.sources.sync();
  desk.local.microphone = OFF;
  desk.sources.sync();
  expect(desk.told).toEqual([{ microphone: true }, { camera: true }, { microphone: false }]);
});

test('a server that knows nothing is told of everything that is on', () => {
  const desk = new Desk();
  desk.local.camera = ON;
  desk.sources.sync();
  desk.sources.forget();
  desk.sources.sync(true);
  expect(desk.told).toEqual([{ camera: true }, { camera: true }]);
});

test('a right that is taken switches its device off', async () => {
  const desk = new Desk();
  desk.local.camera = ON;
  desk.sources.sync();
  desk.rights.camera = false;
  desk.sources.rightsChanged();
  expect(desk.told.at(-1)).toEqual({ camera: false });
  expect(desk.muted).toEqual(['camera']);
  expect(desk.local.camera.on).toBe(false);
});

test('a frozen room takes nothing for good', async () => {
  const desk = new Desk();
  desk.local.camera = ON;
  desk.sources.sync();
  desk.rights.camera = false;
  desk.frozen = true;
  desk.sources.rightsChanged();
  expect(desk.local.camera.on).toBe(true);
  desk.rights.camera = true;
  desk.frozen = false;
  desk.sources.rightsChanged();
  expect(desk.told.at(-1)).toEqual({ camera: true });
  expect(desk.muted).toEqual([]);
});

test('what the server refuses goes off; what it did not hear does not', async () => {
  const desk = new Desk();
  desk.refuse = 'timeout';
  desk.local.microphone = ON;
  desk.sources.sync();
  await vi.advanceTimersByTimeAsync(10);
  expect(desk.local.microphone.on).toBe(true);
  desk.refuse = 'forbidden';
  desk.local.camera = ON;
  desk.sources.sync();
  await vi.advanceTimersByTimeAsync(10);
  expect(desk.local.camera.on).toBe(false);
  expect(desk.muted).toEqual(['camera']);
});

test.each([['exists', false], ['full', true]] as const)('a screen that is refused because others show (%s) goes off, and the microphone told along is told again', async (id, full) => {
  const desk = new Desk();
  desk.refuse = id;
  desk.local.microphone = ON;
  desk.local.screen = ON;
  desk.sources.sync();
  desk.refuse = null;
  await vi.advanceTimersByTimeAsync(10);
  expect(desk.local.screen.on).toBe(false);
  expect([desk.muted, desk.taken]).toEqual([[], [full]]);
  expect(desk.told).toEqual([{ microphone: true, screen: true }, { microphone: true }]);
});
