// SPDX-License-Identifier: EUPL-1.2
// Decides how this client's pictures are sent, from what the device can do, what it captures and what anybody watches.
import type { signal } from '@kreide/protocol';
import { EffortGuard, type Device } from './effort';
import { ANY_HEIGHT, CAMERA_LINES, cameraSettings, screenPreference, screenSettings } from './encodings';
import type { LocalMedia } from './local-media';
import type { MediaPeer } from './peer';

type Shaped = Pick<MediaPeer, 'shape'> & Partial<Pick<MediaPeer, 'setCodecs'>>;

/** What a browser says of its device; Chromium alone tells the memory. */
export function thisDevice(): Device {
  if (typeof navigator === 'undefined') return { cores: undefined, memoryGiB: undefined };
  const { hardwareConcurrency, deviceMemory } = navigator as Navigator & { deviceMemory?: number };
  return { cores: hardwareConcurrency || undefined, memoryGiB: deviceMemory };
}

/** The shorter side of what a camera or screen gives; phones hold theirs upright. */
function linesOf(track: MediaStreamTrack | null, otherwise: number): number {
  const { width, height } = track?.getSettings() ?? {};
  return width && height ? Math.min(width, height) : otherwise;
}

export class SendControl {
  readonly #media: LocalMedia;
  readonly #guard: EffortGuard;
  #peer: Shaped | null = null;
  #wanted: signal.Wanted = { camera: ANY_HEIGHT, screen: ANY_HEIGHT };
  #shaped = '';
  #codecs: signal.Codec | null = null;
  #most = CAMERA_LINES;

  constructor(media: LocalMedia, device: Device = thisDevice()) {
    this.#media = media;
    this.#guard = new EffortGuard(device);
  }

  /** The device is overworked and sends less than it began with. */
  get lowered(): boolean {
    return this.#guard.lowered;
  }

  /** A new connection: until the server says otherwise, all is wanted. */
  attach(peer: Shaped): void {
    this.#peer = peer;
    this.#wanted = { camera: ANY_HEIGHT, screen: ANY_HEIGHT };
    this.#shaped = '';
    if (this.#codecs) peer.setCodecs?.(this.#codecs);
    this.sync();
  }

  detach(): void {
    this.#peer = null;
  }

  /** What the room sends from now on; a later connection is told anew. */
  codecs({ camera, screen }: signal.Codec): void {
    this.#codecs = { camera, screen };
    this.#peer?.setCodecs?.(this.#codecs);
  }

  wanted({ camera, screen }: signal.Wanted): void {
    this.#wanted = { camera, screen };
    this.sync();
  }

  /** No more lines of the camera than the server allows. */
  limit(lines: number): void {
    this.#most = lines;
    this.sync();
  }

  /** What the browser said while it sent video. */
  sampled(limitedByProcessor: boolean): void {
    if (this.#guard.next(limitedByProcessor)) this.sync();
  }

  /** After a change of the devices. */
  sync(): void {
    if (!this.#peer) return;
    const { effort } = this.#guard;
    const { camera, screen } = this.#wanted;
    const local = this.#media.state.value;
    const most = this.#most;
    const lines = linesOf(local.camera.track, this.#most);
    const screenLines = linesOf(local.screen.track, 0);
    const content = local.screenContent;
    const shaped = JSON.stringify([lines, most, screenLines, camera, screen, content, effort]);
    if (shaped === this.#shaped) return;
    this.#shaped = shaped;
    this.#peer.shape('camera', (encodings, scales) => cameraSettings({ lines, most, wanted: camera, effort, encodings, scales }));
    this.#peer.shape('screen', () => screenSettings(content, screenLines, screen, effort), screenPreference(content));
  }
}
