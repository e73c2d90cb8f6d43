// SPDX-License-Identifier: EUPL-1.2
// How much of encoding a device can do: less on a weak one from the start, less on any that turns out to be overworked, and
// carefully more again. Pure.

export interface Effort {
  /** lines of the camera's largest layer */
  readonly lines: number;
  /** of the camera */
  readonly fps: number;
  /** share of the frames a shared screen would have */
  readonly screen: number;
}

/** From everything to hardly anything. */
export const EFFORTS: readonly Effort[] = [
  { lines: Infinity, fps: 30, screen: 1 },
  { lines: Infinity, fps: 15, screen: 2 / 3 },
  { lines: 360, fps: 24, screen: 2 / 3 },
  { lines: 360, fps: 15, screen: 1 / 2 },
  { lines: 180, fps: 12, screen: 1 / 3 },
];
const FULL = 0;
const WEAK = 2;

/** What the browser says of its device; undefined where it does not. */
export interface Device {
  /** threads that run at once */
  cores: number | undefined;
  memoryGiB: number | undefined;
}

/** Two threads, or less memory than a browser with a meeting needs: two layers instead of three. */
export function startEffort({ cores, memoryGiB }: Device): number {
  return (cores !== undefined && cores <= 2) || (memoryGiB !== undefined && memoryGiB <= 2) ? WEAK : FULL;
}

/* In samples of the connection's counters, which come every other second. */
const OVERWORKED = 4;
/** A change needs a while to show in the counters. */
const SETTLE = 4;
const PATIENCE = 30;
const PATIENCE_MAX = 480;

/**
 * Follows the browser's word that the processor is what limits the picture. Down a step when it stays so for eight
 * seconds; up a step after a minute without, and after twice as long each time that proved too early.
 */
export class EffortGuard {
  readonly #least: number;
  #step: number;
  #overworked = 0;
  #easy = 0;
  #settle = 0;
  #patience = PATIENCE;
  #rose = false;

  constructor(device: Device) {
    this.#step = this.#least = startEffort(device);
  }

  get effort(): Effort {
    return EFFORTS[this.#step] ?? (EFFORTS[FULL] as Effort);
  }

  /** Below what this device began with. */
  get lowered(): boolean {
    return this.#step > this.#least;
  }

  /** One sample while video is sent; true if the effort changed. */
  next(limitedByProcessor: boolean): boolean {
    if (this.#settle > 0) {
      this.#settle--;
      return false;
    }
    this.#overworked = limitedByProcessor ? this.#overworked + 1 : 0;
    this.#easy = limitedByProcessor ? 0 : this.#easy + 1;
    if (this.#overworked >= OVERWORKED && this.#step < EFFORTS.length - 1) return this.#go(this.#step + 1);
    if (this.#easy >= this.#patience && this.#step > this.#least) return this.#go(this.#step - 1);
    /* what was given back is borne: the next time need not wait as long */
    if (this.#easy >= PATIENCE_MAX) this.#patience = PATIENCE;
    return false;
  }

  #go(step: number): boolean {
    const down = step > this.#step;
    if (down && this.#rose) this.#patience = Math.min(PATIENCE_MAX, this.#patience * 2);
    this.#rose = !down;
    this.#step = step;
    this.#overworked = this.#easy = 0;
    this.#settle = SETTLE;
    return true;
  }
}
