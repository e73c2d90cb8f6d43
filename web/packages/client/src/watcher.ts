// SPDX-License-Identifier: EUPL-1.2
// Brings what the view wants to see into the video slots: tells the server, again where that failed, and asks for more
// slots when those there are do not suffice.
import type { signal } from '@kreide/protocol';
import { meetingSends, type Meeting } from './meeting';
import type { MediaPeer } from './peer';
import { SlotBoard } from './slot-board';
import { NO_WANTS, slotsNeeded, type Wants } from './slots';

export interface WatchHandlers {
  peer(): MediaPeer | null;
  /** in the meeting, with a connection that works */
  joined(): boolean;
  tell(watch: signal.Watch): Promise<unknown>;
  isOpen(): boolean;
  /** A connection whose growth failed is in doubt: it has to be made anew. */
  doubt(peer: MediaPeer): void;
}

/** Changes of one moment are told together. */
const WATCH_DELAY_MS = 40;
/** Sizes while a window is dragged, or tiles glide, are told when they have come to rest. */
const SIZES_DELAY_MS = 400;
const AGAIN_MS = 1_000;

export class Watcher {
  readonly board = new SlotBoard();
  readonly #handlers: WatchHandlers;
  #wants: Wants = NO_WANTS;
  #unseen = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sizes: ReturnType<typeof setTimeout> | undefined;
  /** The slots are new: whoever waits for the first pictures waits for nothing else. */
  #first = true;

  constructor(handlers: WatchHandlers) {
    this.#handlers = handlers;
  }

  want(wants: Wants): void {
    this.#wants = wants;
    this.#apply();
  }

  /** Nobody looks: no pictures are sent here until somebody does. What was wanted is kept. */
  unseen(on: boolean): void {
    this.#unseen = on;
    this.#apply();
  }

  /** The slots of a new connection. */
  attach(peer: MediaPeer): void {
    this.#first = true;
    this.board.attach(peer.video, true);
  }

  detach(): void {
    this.board.attach([], true);
  }

  meetingChanged(meeting: Meeting): void {
    this.board.sending((source) => meetingSends(meeting, source));
  }

  /** In the meeting, on a new connection: what is wanted may need more slots. */
  begin(): void {
    this.#apply();
    this.#soon();
  }

  /** In the meeting again, on the connection there was: the server is told anew. */
  again(): void {
    this.board.again();
    this.#soon();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#sizes);
    this.board.close();
  }

  #apply(): void {
    const wants = this.#unseen ? NO_WANTS : this.#wants;
    const peer = this.#handlers.peer();
    if (peer && this.#handlers.joined()) {
      const needed = slotsNeeded(wants, peer.video.length);
      if (needed > peer.video.length) void this.#grow(peer, needed);
    }
    const due = this.board.want(wants);
    if (due === 'sources') return this.#soon();
    clearTimeout(this.#sizes);
    if (due === 'sizes') this.#sizes = setTimeout(() => this.#soon(), SIZES_DELAY_MS);
  }

  /** New slots are used once the server knows them. */
  async #grow(peer: MediaPeer, count: number): Promise<void> {
    try {
      await peer.grow(count);
    } catch {
      return this.#handlers.doubt(peer);
    }
    if (peer !== this.#handlers.peer()) return;
    this.board.attach(peer.video, false);
    this.#soon();
  }

  #soon(): void {
    if (this.#first) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (!this.#handlers.joined()) return;
      const watch = this.board.takeWatch();
      if (!watch) return;
      this.#first = false;
      this.#handlers.tell(watch).catch(() => {
        this.board.again();
        if (this.#handlers.isOpen()) setTimeout(() => this.#soon(), AGAIN_MS);
      });
    }, this.#first ? 0 : WATCH_DELAY_MS);
  }
}
