// SPDX-License-Identifier: EUPL-1.2
// Which slots stand still for want of bandwidth: the server says that it sends no picture, and none has come for a while.
// Neither alone is enough: what is under way when the server says it is still shown, and a picture that pauses by itself is
// not the line's fault.

/** Longer than what may still be in a receiver's buffer, shorter than anybody takes a still picture for a live one. */
export const STILL_MS = 1_500;

export class Stillness {
  readonly #stands: (slot: number) => void;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  readonly #still = new Set<number>();

  /** `stands` is called when a slot begins to stand still. */
  constructor(stands: (slot: number) => void) {
    this.#stands = stands;
  }

  is(slot: number): boolean {
    return this.#still.has(slot);
  }

  /** The server's word, whole. */
  hold(slots: readonly number[]): void {
    for (const slot of [...this.#timers.keys()]) if (!slots.includes(slot)) this.#release(slot);
    for (const slot of slots) if (!this.#timers.has(slot)) this.#await(slot);
  }

  /** A new picture was presented; true if the slot stood still. */
  moved(slot: number): boolean {
    if (!this.#timers.has(slot)) return false;
    this.#await(slot);
    return this.#still.delete(slot);
  }

  /** Another source is wanted in it: the server's word holds, and the wait begins anew. */
  changed(slot: number): void {
    if (this.#timers.has(slot)) this.#await(slot);
    this.#still.delete(slot);
  }

  #await(slot: number): void {
    clearTimeout(this.#timers.get(slot));
    this.#timers.set(slot, setTimeout(() => {
      this.#still.add(slot);
      this.#stands(slot);
    }, STILL_MS));
  }

  #release(slot: number): void {
    clearTimeout(this.#timers.get(slot));
    this.#timers.delete(slot);
    this.#still.delete(slot);
  }
}
