// SPDX-License-Identifier: EUPL-1.2
// The video slots as a whole: assignment, gates and what the view draws.
import type { signal } from '@kreide/protocol';
import { gateName, gatePause, gatePresent, gateWant, SHUT, type Gate } from './gate';
import { Observable } from './observable';
import { assign, NO_WANTS, sameAssignment, sameSource, sameView, watchMessage, type Assignment, type Source, type Wants } from './slots';
import { Stillness } from './stillness';

export interface SlotView {
  readonly slot: number;
  readonly source: Source;
  /** the picture may be seen */
  readonly showing: boolean;
  /** the picture stands still because the line does not carry it */
  readonly paused: boolean;
  readonly stream: MediaStream;
  readonly receiver: RTCRtpReceiver;
}

export interface VideoSlot {
  receiver: RTCRtpReceiver;
  stream: MediaStream;
}

/** What has to be told: that another source is wanted, or only another size of the same. */
export type Due = 'sources' | 'sizes' | null;

export class SlotBoard {
  readonly views = new Observable<readonly SlotView[]>([]);
  #video: readonly VideoSlot[] = [];
  #wants: Wants = NO_WANTS;
  #assignment: Assignment = [];
  #gates: Gate[] = [];
  #sending: (source: Source) => boolean = () => false;
  readonly #still = new Stillness((slot) => this.#stands(slot));
  #gen = 0;
  #due: Due = null;

  /** New slots, of a new connection or more of the same; a new one begins blank. */
  attach(video: readonly VideoSlot[], fresh: boolean): void {
    this.#video = [...video];
    if (fresh) {
      this.#assignment = [];
      this.#gates = [];
      this.#due = 'sources';
      this.#still.hold([]);
    }
    while (this.#gates.length < video.length) this.#gates.push(SHUT);
    this.want(this.#wants);
  }

  /** Blanks what changes at once, and says what is due. A change of size blanks nothing. */
  want(wants: Wants): Due {
    this.#wants = wants;
    const before = this.#assignment;
    const next = assign(before, wants, this.#video.length);
    if (!sameAssignment(next, before)) {
      this.#due = 'sources';
      this.#gates = this.#gates.map((gate, slot) => gateWant(gate, next[slot] ?? null, this.#gen + 1));
      next.forEach((source, slot) => {
        if (!sameSource(source, before[slot] ?? null)) this.#still.changed(slot);
      });
    } else if (!sameView(next, before)) this.#due ??= 'sizes';
    this.#assignment = next;
    this.#publish();
    return this.#due;
  }

  /** The message that tells the server, if there is something to tell. */
  takeWatch(): signal.Watch | null {
    if (!this.#due) return null;
    this.#due = null;
    this.#gen += 1;
    return watchMessage(this.#assignment, this.#gen);
  }

  /** The message got lost: it is due again. */
  again(): void {
    this.#due = 'sources';
  }

  named(message: signal.Slots): void {
    this.#gates = this.#gates.map((gate, slot) => {
      const filled = message.slots.find((f) => f.slot === slot);
      return gateName(gate, message.gen, filled ? { member: filled.member, kind: filled.kind } : null, filled?.after);
    });
    this.#publish();
  }

  presented(slot: number, rtpTimestamp: number): void {
    const gate = this.#gates[slot];
    if (!gate) return;
    const moved = (gate.presented ?? gate.floor) !== rtpTimestamp && this.#still.moved(slot);
    this.#gates[slot] = this.#paused(gatePresent(gate, rtpTimestamp));
    if (moved || this.#gates[slot]?.open !== gate.open) this.#publish();
  }

  /** The server's word: these get no picture, for want of bandwidth. */
  held(slots: readonly number[]): void {
    this.#still.hold(slots);
    this.#publish();
  }

  close(): void {
    this.#still.hold([]);
  }

  /** What stood still is not shown again: the picture comes back with its next frame. */
  #stands(slot: number): void {
    const gate = this.#gates[slot];
    if (gate) this.#gates[slot] = gatePause(gate);
    this.#publish();
  }

  /** Who sends what has changed. */
  sending(sends: (source: Source) => boolean): void {
    this.#sending = sends;
    this.#gates = this.#gates.map((gate) => this.#paused(gate));
    this.#publish();
  }

  #paused(gate: Gate): Gate {
    return gate.wanted && !this.#sending(gate.wanted) ? gatePause(gate) : gate;
  }

  #publish(): void {
    const views: SlotView[] = [];
    this.#assignment.forEach((source, slot) => {
      const video = this.#video[slot];
      if (source && video) views.push({ slot, source, showing: this.#gates[slot]?.open ?? false, paused: this.#still.is(slot), ...video });
    });
    const before = this.views.value;
    const same = views.length === before.length && views.every((view, i) => {
      const old = before[i];
      return old && old.slot === view.slot && sameSource(old.source, view.source) && old.showing === view.showing &&
        old.paused === view.paused && old.stream === view.stream;
    });
    if (!same) this.views.set(views);
  }
}
