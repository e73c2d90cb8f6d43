// SPDX-License-Identifier: EUPL-1.2
// Keeps senders and server in line with this device's microphone, camera and screen: what runs and is allowed is sent and
// told, and what a moderator switched off goes off here.
import type { signal } from '@kreide/protocol';
import type { LocalKind, LocalMedia } from './local-media';
import { selfOf, type Meeting } from './meeting';
import { SENDER_KINDS, type MediaPeer, type SenderKind } from './peer';
import { SignalError } from './signal-socket';

export interface SourceHandlers {
  /** the connection to send on; null unless in the meeting */
  peer(): MediaPeer | null;
  meeting(): Meeting | null;
  tell(state: signal.State): Promise<unknown>;
  /** A device was switched off by somebody else. */
  muted(kind: LocalKind): void;
  /** The own screen is not shown because somebody else's is; `full`: because as many are as may be. */
  taken(full: boolean): void;
}

type SourceState = Record<SenderKind, boolean>;

const ALL_OFF: SourceState = { microphone: false, camera: false, screen: false, screen_audio: false };
const DEVICES = ['microphone', 'camera', 'screen'] as const;

export class OwnSources {
  readonly #media: LocalMedia;
  readonly #handlers: SourceHandlers;
  #told: SourceState = ALL_OFF;

  constructor(media: LocalMedia, handlers: SourceHandlers) {
    this.#media = media;
    this.#handlers = handlers;
  }

  /** The server knows of nothing that is on. */
  forget(): void {
    this.#told = ALL_OFF;
  }

  /** Tells what changed since it was last told; `all`: whatever is on. */
  sync(all = false): void {
    const peer = this.#handlers.peer();
    const rights = this.#self()?.rights;
    if (!peer || !rights) return;
    const local = this.#media.state.value;
    const tracks: Record<SenderKind, MediaStreamTrack | null> = {
      microphone: local.microphone.track, camera: local.camera.track, screen: local.screen.track, screen_audio: local.screenAudio,
    };
    const changed: signal.State = {};
    for (const kind of SENDER_KINDS) {
      const on = tracks[kind] !== null && rights[kind === 'screen_audio' ? 'screen' : kind];
      peer.setTrack(kind, tracks[kind]).catch(() => undefined);
      if (on !== this.#told[kind] || (all && on)) changed[kind] = on;
    }
    this.#told = { ...this.#told, ...changed };
    if (Object.keys(changed).length > 0) void this.#tell(changed);
  }

  /**
   * After a change of the own rights or of the freeze. A right that was taken switches its device off. While the room is
   * frozen nothing is taken for good: devices stay, and are told to the server again afterwards. The server says that it
   * is frozen before the rights go, and that it is no longer after they are back.
   */
  rightsChanged(): void {
    this.sync();
    const self = this.#self();
    if (!self || this.#frozen()) return;
    for (const kind of DEVICES) if (!self.rights[kind]) this.switchedOff(kind);
  }

  switchedOff(kind: LocalKind): void {
    const source = this.#media.state.value[kind];
    if (!source.on && !source.starting) return;
    this.#told = { ...this.#told, [kind]: false, ...(kind === 'screen' ? { screen_audio: false } : {}) };
    if (kind === 'microphone') void this.#media.setMicrophone(false);
    else if (kind === 'camera') void this.#media.setCamera(false);
    else this.#media.stopScreen();
    this.#handlers.muted(kind);
  }

  /** All of the message was refused for the screen alone: the rest is told again. */
  #taken(changed: signal.State, full: boolean): void {
    this.#media.stopScreen();
    this.#handlers.taken(full);
    if (changed.microphone || changed.camera) this.sync();
  }

  #self(): signal.Member | undefined {
    const meeting = this.#handlers.meeting();
    return meeting ? selfOf(meeting) : undefined;
  }

  #frozen(): boolean {
    return this.#handlers.meeting()?.room.frozen ?? false;
  }

  async #tell(changed: signal.State): Promise<void> {
    try {
      await this.#handlers.tell(changed);
    } catch (error) {
      const refused = error instanceof SignalError && !['closed', 'timeout'].includes(error.id);
      if (!refused) return;
      this.#told = { ...this.#told, ...Object.fromEntries(Object.keys(changed).map((kind) => [kind, false])) };
      if (this.#frozen()) return;
      const taken = (changed.screen || changed.screen_audio) && ['exists', 'full'].includes(error.id);
      if (taken) return this.#taken(changed, error.id === 'full');
      for (const kind of DEVICES) if (changed[kind]) this.switchedOff(kind);
    }
  }
}
