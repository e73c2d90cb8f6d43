// SPDX-License-Identifier: EUPL-1.2
// How good the connection is, from what the browser counts. Pure.

export type Quality = 'unknown' | 'good' | 'fair' | 'poor';

/** The counters that matter, since the connection began. */
export interface Sample {
  /** packets received and lost on the way here */
  received: number;
  lost: number;
  /** share of our own packets that got lost lately, 0 to 1 */
  sentLoss: number;
  roundTripMs: number | null;
  /** what the way out can carry */
  outgoingBps: number | null;
  /** own pictures are made smaller for want of bandwidth */
  limited: boolean;
  /** own pictures are made smaller because the processor has too much to do */
  overworked: boolean;
  sendsVideo: boolean;
}

type Row = Record<string, unknown>;

function number(row: Row, key: string): number | null {
  const value = row[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function readSample(report: Iterable<[string, unknown]>): Sample {
  const sample: Sample = {
    received: 0, lost: 0, sentLoss: 0, roundTripMs: null, outgoingBps: null, limited: false, overworked: false, sendsVideo: false,
  };
  for (const [, value] of report) {
    const row = value as Row;
    if (row['type'] === 'inbound-rtp') {
      sample.received += number(row, 'packetsReceived') ?? 0;
      sample.lost += Math.max(0, number(row, 'packetsLost') ?? 0);
    } else if (row['type'] === 'remote-inbound-rtp') {
      sample.sentLoss = Math.max(sample.sentLoss, number(row, 'fractionLost') ?? 0);
    } else if (row['type'] === 'outbound-rtp' && row['kind'] === 'video') {
      sample.sendsVideo ||= (number(row, 'framesPerSecond') ?? 0) > 0;
      sample.limited ||= row['qualityLimitationReason'] === 'bandwidth';
      sample.overworked ||= row['qualityLimitationReason'] === 'cpu';
    } else if (row['type'] === 'candidate-pair' && row['nominated'] === true && row['state'] === 'succeeded') {
      const trip = number(row, 'currentRoundTripTime');
      if (trip !== null) sample.roundTripMs = trip * 1000;
      sample.outgoingBps = number(row, 'availableOutgoingBitrate') ?? sample.outgoingBps;
    }
  }
  return sample;
}

/* Speech stays clear below the first of each pair; above the second it breaks up. */
const LOSS = [0.03, 0.1] as const;
const ROUND_TRIP_MS = [300, 700] as const;
const OUTGOING_BPS = [350_000, 120_000] as const;

function grade(value: number, [fair, poor]: readonly [number, number]): number {
  return value >= poor ? 2 : value >= fair ? 1 : 0;
}

/** The worst of loss either way, delay and room to send, over the time between two samples. */
export function judgeQuality(before: Sample, now: Sample): Quality {
  const lost = Math.max(0, now.lost - before.lost);
  const all = lost + Math.max(0, now.received - before.received);
  /* a handful of packets proves nothing */
  const loss = all >= 20 ? lost / all : 0;
  const grades = [grade(Math.max(loss, now.sentLoss), LOSS), grade(now.roundTripMs ?? 0, ROUND_TRIP_MS)];
  if (now.sendsVideo && now.outgoingBps !== null) {
    grades.push(now.outgoingBps <= OUTGOING_BPS[1] ? 2 : now.outgoingBps <= OUTGOING_BPS[0] ? 1 : 0);
  }
  return (['good', 'fair', 'poor'] as const)[Math.max(...grades)] ?? 'good';
}

/** Below this a picture that is made smaller is worth a word; above it the browser is still feeling its way up. */
const WORTH_TELLING_BPS = 500_000;
const LIMITED_SAMPLES = 5;

/** Own pictures have been made smaller for a while, and the line is why. */
export class SteadyLimit {
  #times = 0;

  next(now: Sample): boolean {
    const weak = now.limited && now.outgoingBps !== null && now.outgoingBps < WORTH_TELLING_BPS;
    this.#times = weak ? this.#times + 1 : 0;
    return this.#times >= LIMITED_SAMPLES;
  }
}

const ORDER: readonly Quality[] = ['unknown', 'good', 'fair', 'poor'];

/** Says worse at once and better only when three samples in a row agree, so that the display does not flicker. */
export class SteadyQuality {
  #shown: Quality = 'unknown';
  #better = 0;

  next(quality: Quality): Quality {
    if (this.#shown === 'unknown' || ORDER.indexOf(quality) >= ORDER.indexOf(this.#shown)) {
      this.#shown = quality;
      this.#better = 0;
    } else if (++this.#better >= 3) {
      this.#shown = quality;
      this.#better = 0;
    }
    return this.#shown;
  }
}
