// SPDX-License-Identifier: EUPL-1.2
// Looks at a connection's counters every other second, and tells when its quality changed.
import type { MediaPeer } from './peer';
import { judgeQuality, readSample, SteadyLimit, SteadyQuality, type Quality, type Sample } from './stats';

const STATS_MS = 2_000;
/** so much lost on the way up, twice in a row: the voice is sent with redundancy */
const VOICE_LOSS = 0.03;

export class QualityWatch {
  readonly #tell: (quality: Quality, limited: boolean, sample: Sample) => void;
  readonly #steady = new SteadyQuality();
  readonly #limit = new SteadyLimit();
  #timer: ReturnType<typeof setInterval> | undefined;
  #peer: MediaPeer | null = null;
  #sample: Sample | null = null;

  /** `tell` is called with each measurement. */
  constructor(tell: (quality: Quality, limited: boolean, sample: Sample) => void) {
    this.#tell = tell;
  }

  start(peer: MediaPeer): void {
    this.stop();
    this.#peer = peer;
    this.#timer = setInterval(() => void this.#measure(peer), STATS_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#peer = null;
    this.#sample = null;
  }

  async #measure(peer: MediaPeer): Promise<void> {
    if (peer.state !== 'connected') return;
    const now = readSample((await peer.stats().catch(() => new Map())) as Iterable<[string, unknown]>);
    if (peer !== this.#peer) return;
    const before = this.#sample;
    this.#sample = now;
    if (before && Math.min(before.sentLoss, now.sentLoss) > VOICE_LOSS) void peer.protectVoice().catch(() => undefined);
    if (before) this.#tell(this.#steady.next(judgeQuality(before, now)), this.#limit.next(now), now);
  }
}
