// SPDX-License-Identifier: EUPL-1.2
// The figures of a connection, anew every second while somebody looks: the browser's, and what the server says of its end.
import type { signal, SignalFromServer } from '@kreide/protocol';
import { figuresOf, type Figures } from './figures';
import { Observable } from './observable';
import type { MediaPeer } from './peer';

export interface Look {
  readonly figures: Figures;
  /** null while the server has not answered, or knows nothing of it */
  readonly server: signal.Figures | null;
  /** what the server leaves out of the pictures for this client, and why */
  readonly left: LeftOut;
}

export type LeftOut = Pick<signal.Quality, 'reduced' | 'reason'>;
export const NOTHING_LEFT_OUT: LeftOut = { reduced: 'none', reason: 'none' };

export interface StatisticsHandlers {
  peer(): MediaPeer | null;
  ask(): Promise<SignalFromServer>;
  left(): LeftOut;
}

const EVERY_MS = 1_000;

export class Statistics {
  /** null until there are two reports to compare */
  readonly look = new Observable<Look | null>(null);
  readonly #handlers: StatisticsHandlers;
  readonly #timer: ReturnType<typeof setInterval>;
  #of: MediaPeer | null = null;
  #before: ReadonlyMap<string, unknown> | null = null;
  #server: signal.Figures | null = null;
  #closed = false;

  constructor(handlers: StatisticsHandlers) {
    this.#handlers = handlers;
    this.#timer = setInterval(() => void this.#measure(), EVERY_MS);
    void this.#measure();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  async #measure(): Promise<void> {
    const peer = this.#handlers.peer();
    if (!peer) return;
    this.#handlers.ask().then((reply) => {
      if (reply.type === 'figures') this.#server = { path: reply.path, slots: reply.slots, sources: reply.sources };
    }, () => undefined);
    const now = (await peer.stats().catch(() => null)) as ReadonlyMap<string, unknown> | null;
    if (!now || this.#closed || peer !== this.#handlers.peer()) return;
    if (peer !== this.#of) this.#server = null;
    const before = peer === this.#of ? this.#before : null;
    this.#of = peer;
    this.#before = now;
    const { mids, tracks } = peer.lines();
    if (before) this.look.set({ figures: figuresOf(now, before, mids, tracks), server: this.#server, left: this.#handlers.left() });
  }
}
