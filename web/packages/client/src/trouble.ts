// SPDX-License-Identifier: EUPL-1.2
// What is worth telling a person about the quality of pictures: what was done, and why. Made of what the server says of the
// way here, of what the browser says of the way out, and of what the device can do. Said late and taken back late, so that
// nothing flickers.
import type { signal } from '@kreide/protocol';
import type { Quality } from './stats';

export interface Facts {
  /** what the server leaves out of the pictures for this client's line */
  down: signal.Quality['reduced'];
  /** own pictures are made smaller for want of a way out */
  up: boolean;
  /** own pictures are made smaller because the device is overworked */
  busy: boolean;
}

export type Trouble =
  | 'none'
  /** others move less fluently */
  | 'frame_rate'
  /** the own picture is sent smaller: the device is overworked */
  | 'device'
  /** the own picture is sent smaller: the line is weak */
  | 'sending'
  /** others are less sharp */
  | 'size'
  /** both ways */
  | 'both'
  /** some pictures stand still */
  | 'pictures';

const ORDER: readonly Trouble[] = ['none', 'frame_rate', 'device', 'sending', 'size', 'both', 'pictures'];

export function troubleOf({ down, up, busy }: Facts): Trouble {
  if (down === 'pictures') return 'pictures';
  if (down === 'size') return up ? 'both' : 'size';
  if (up) return 'sending';
  if (busy) return 'device';
  return down;
}

/** What the server says concerns the person only where the own line is the reason. */
export function reducedHere({ reduced, reason }: Pick<signal.Quality, 'reduced' | 'reason'>): Facts['down'] {
  return reason === 'line' ? reduced : 'none';
}

const MARKS: readonly Quality[] = ['unknown', 'good', 'fair', 'poor'];
const AT_BEST: Partial<Record<Trouble, Quality>> = { frame_rate: 'fair', sending: 'fair', size: 'fair', both: 'fair', pictures: 'poor' };

/** One word for the connection: never better than what is told beside it. */
export function markOf(measured: Quality, trouble: Trouble): Quality {
  const most = AT_BEST[trouble] ?? 'unknown';
  return MARKS.indexOf(most) > MARKS.indexOf(measured) ? most : measured;
}

/** A dip of a moment is not worth a word; a recovery has to last. */
export const WORSE_MS = 3_000;
export const BETTER_MS = 10_000;

export class SteadyTrouble {
  readonly #tell: (trouble: Trouble) => void;
  #facts: Facts = { down: 'none', up: false, busy: false };
  #told: Trouble = 'none';
  #next: Trouble = 'none';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (trouble: Trouble) => void) {
    this.#tell = tell;
  }

  get told(): Trouble {
    return this.#told;
  }

  note(facts: Partial<Facts>): void {
    this.#facts = { ...this.#facts, ...facts };
    const trouble = troubleOf(this.#facts);
    const worse = (a: Trouble, b: Trouble): boolean => ORDER.indexOf(a) > ORDER.indexOf(b);
    const before = this.#next;
    this.#next = trouble;
    if (trouble === this.#told) return clearTimeout(this.#timer);
    /* on the way in the same direction the wait goes on: what gets ever worse, or ever better, is not put off */
    const waiting = before !== this.#told && worse(before, this.#told) === worse(trouble, this.#told);
    if (waiting) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#told = this.#next;
      this.#tell(this.#told);
    }, worse(trouble, this.#told) ? WORSE_MS : BETTER_MS);
  }

  /** Nothing is known any more. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#facts = { down: 'none', up: false, busy: false };
    this.#next = 'none';
    if (this.#told === 'none') return;
    this.#told = 'none';
    this.#tell('none');
  }
}
