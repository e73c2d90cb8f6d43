// SPDX-License-Identifier: EUPL-1.2
// Whether a shared screen is to be read or watched, from what its encoder made of it. Counters say that also where the page is
// hidden behind what it shows, and a look at the pixels would not. Pure.
import type { ScreenContent } from './encodings';

/** The screen's counters since it is sent, and its size now. */
export interface ScreenCount {
  readonly atMs: number;
  readonly frames: number;
  readonly bytes: number;
  readonly pixels: number;
}

/** From a sender's report; null while nothing of it is encoded. */
export function readScreenCount(report: Iterable<[string, unknown]>): ScreenCount | null {
  for (const [, value] of report) {
    const row = value as Record<string, unknown>;
    const [atMs, frames, bytes, width, height] = ['timestamp', 'framesEncoded', 'bytesSent', 'frameWidth', 'frameHeight'].map((key) => Number(row[key] ?? NaN));
    if (row['type'] !== 'outbound-rtp' || !atMs || !frames || !bytes || !width || !height) continue;
    return { atMs, frames, bytes, pixels: width * height };
  }
  return null;
}

/** A film moves all the time; a page that is read moves now and then. */
const MOVES_FPS = 4;
/**
 * What changes, in bits a second for each pixel of the picture. A mouse pointer on full HD takes some 0.01, a film in a quarter
 * of it 0.15 and more.
 */
const MOVES_BITS = 0.1;
const RESTS_FPS = 3;
const RESTS_BITS = 0.03;

/* in samples, which come every other second: whoever scrolls stops sooner */
const MOVES_FOR = 3;
/** a film that is paused goes on soon, or is talked about and then to be sharp */
const RESTS_FOR = 4;

/** Text until it has moved for six seconds; then video until it has rested for eight. */
export class ScreenMotion {
  #content: ScreenContent = 'text';
  #before: ScreenCount | null = null;
  #times = 0;

  get content(): ScreenContent {
    return this.#content;
  }

  /** Another screen. */
  forget(): void {
    this.#content = 'text';
    this.#before = null;
    this.#times = 0;
  }

  /** A sample; null: nothing was encoded, of which nothing follows. Gives what the screen shows. */
  next(count: ScreenCount | null): ScreenContent {
    const before = this.#before;
    this.#before = count;
    if (!count || !before || count.atMs <= before.atMs || count.frames < before.frames) return this.#content;
    const seconds = (count.atMs - before.atMs) / 1000;
    const fps = (count.frames - before.frames) / seconds;
    const bits = ((count.bytes - before.bytes) * 8) / seconds / count.pixels;
    const video = this.#content === 'video';
    const other = video ? fps < RESTS_FPS || bits < RESTS_BITS : fps >= MOVES_FPS && bits >= MOVES_BITS;
    this.#times = other ? this.#times + 1 : 0;
    if (this.#times >= (video ? RESTS_FOR : MOVES_FOR)) {
      this.#content = video ? 'text' : 'video';
      this.#times = 0;
    }
    return this.#content;
  }
}
