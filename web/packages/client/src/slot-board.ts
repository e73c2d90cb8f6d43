// SPDX-License-Identifier: EUPL-1.2
// The video slots as a whole: assignment, gates and what the view draws.
import type { signal } from '@kreide/protocol';
import { gateName, gatePause, gatePresent, gateWant, SHUT, type Gate } from './gate';
import { Observable } from './observable';
import { assign, NO_WANTS, sameAssignment, watchMessage, type Assignment, type Source, type Wants } from './slots';

export interface SlotView {
  readonly slot: number;
  readonly source: Source;
  /** the picture may be seen */
  readonly showing: boolean;
  readonly stream: MediaStream;
  readonly receiver: RTCRtpReceiver;
}

export interface VideoSlot {
  receiver: RTCRtpReceiver;
  stream: MediaStream;
}

export class SlotBoard {
  readonly views = new Observable<readonly SlotView[]>([]);
  #video: readonly VideoSlot[] = [];
  #wants: Wants = NO_WANTS;
  #assignment: Assignment = [];
  #gates: Gate[] = [];
  #sending: (source: Source) => boolean = () => false;
  #gen = 0;
  #dirty = false;

  /** New slots, of a new connection or more of the same; a new one begins blank. */
  attach(video: readonly VideoSlot[], fresh: boolean): void {
    this.#video = [...video];
    if (fresh) {
      this.#assignment = [];
      this.#gates = [];
      this.#dirty = true;
    }
    while (this.#gates.length < video.length) this.#gates.push(SHUT);
    this.want(this.#wants);
  }

  /** Blanks what changes at once; true if a watch message is due. */
  want(wants: Wants): boolean {
    this.#wants = wants;
    const next = assign(this.#assignment, wants, this.#video.length);
    if (!sameAssignment(next, this.#assignment)) {
      this.#dirty = true;
      this.#gates = this.#gates.map((gate, slot) => gateWant(gate, next[slot] ?? null, this.#gen + 1));
    }
    this.#assignment = next;
    this.#publish();
    return this.#dirty;
  }

  /** The message that tells the server, if there is something to tell. */
  takeWatch(): signal.Watch | null {
    if (!this.#dirty) return null;
    this.#dirty = false;
    this.#gen += 1;
    return watchMessage(this.#assignment, this.#gen);
  }

  /** The message got lost: it is due again. */
  again(): void {
    this.#dirty = true;
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
    this.#gates[slot] = this.#paused(gatePresent(gate, rtpTimestamp));
    if (this.#gates[slot]?.open !== gate.open) this.#publish();
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
      if (source && video) views.push({ slot, source, showing: this.#gates[slot]?.open ?? false, ...video });
    });
    const before = this.views.value;
    const same = views.length === before.length && views.every((view, i) => {
      const old = before[i];
      return old && old.slot === view.slot && old.source === view.source && old.showing === view.showing && old.stream === view.stream;
    });
    if (!same) this.views.set(views);
  }
}
