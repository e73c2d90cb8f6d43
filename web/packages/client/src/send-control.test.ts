// SPDX-License-Identifier: EUPL-1.2
import { expect, test } from 'vitest';
import type { Setting } from './encodings';
import type { LocalMedia } from './local-media';
import { SendControl } from './send-control';
import type { Shape } from './video-sender';

const STRONG = { cores: 8, memoryGiB: 8 };

class Studio {
  readonly settings: Record<string, readonly Setting[]> = {};
  shaped = 0;
  state = { camera: { track: this.#track(1280, 720) }, screen: { track: null }, screenContent: 'text' as 'text' | 'video' };
  readonly control: SendControl;

  constructor() {
    const studio = this;
    const media = { state: { get value() { return studio.state; } } } as unknown as LocalMedia;
    this.control = new SendControl(media, STRONG);
    this.connect();
  }

  connect(): void {
    this.control.attach({ shape: (kind: 'camera' | 'screen', shape: Shape) => {
      this.shaped++;
      this.settings[kind] = shape(kind === 'camera' ? 3 : 1, false);
    } });
  }

  camera(width: number, height: number): void {
    this.state = { ...this.state, camera: { track: this.#track(width, height) } };
    this.control.sync();
  }

  sent(kind: 'camera' | 'screen'): number {
    return this.settings[kind]?.filter((each) => each.active).length ?? -1;
  }

  #track(width: number, height: number): MediaStreamTrack {
    return { getSettings: () => ({ width, height }) } as unknown as MediaStreamTrack;
  }
}

test('what nobody watches is not sent, and is sent again at once', () => {
  const studio = new Studio();
  expect([studio.sent('camera'), studio.sent('screen')]).toEqual([3, 1]);
  studio.control.wanted({ camera: 0, screen: 0 });
  expect([studio.sent('camera'), studio.sent('screen')]).toEqual([0, 0]);
  studio.control.wanted({ camera: 170, screen: 65535 });
  expect([studio.sent('camera'), studio.sent('screen')]).toEqual([1, 1]);
  studio.control.wanted({ camera: 65535, screen: 65535 });
  expect(studio.sent('camera')).toBe(3);
});

test('a new connection begins with all, whatever the one before was told', () => {
  const studio = new Studio();
  studio.control.wanted({ camera: 0, screen: 0 });
  studio.connect();
  expect([studio.sent('camera'), studio.sent('screen')]).toEqual([3, 1]);
});

test('another camera has other layers; an upright one as many', () => {
  const studio = new Studio();
  studio.camera(320, 180);
  expect(studio.sent('camera')).toBe(1);
  studio.camera(720, 1280);
  expect(studio.sent('camera')).toBe(3);
});

test('an overworked device sends less', () => {
  const studio = new Studio();
  for (let i = 0; i < 30; i++) studio.control.sampled(true);
  expect(studio.sent('camera')).toBeLessThan(3);
  expect(studio.control.lowered).toBe(true);
});

test('a video on the screen has more frames than text', () => {
  const studio = new Studio();
  expect(studio.settings['screen']?.[0]?.maxFramerate).toBe(10);
  studio.state = { ...studio.state, screenContent: 'video' };
  studio.control.sync();
  expect(studio.settings['screen']?.[0]?.maxFramerate).toBe(30);
});

test('what does not matter is not set again', () => {
  const studio = new Studio();
  const before = studio.shaped;
  studio.control.sync();
  studio.camera(1280, 720);
  expect(studio.shaped).toBe(before);
});
