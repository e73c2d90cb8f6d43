// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, test } from 'vitest';
import { backoffMs } from './backoff';
import { levelOf } from './level-meter';
import { mediaErrorId } from './media-error';
import { withOpus } from './sdp';
import { judgeQuality, readSample, SteadyLimit, SteadyQuality, type Quality, type Sample } from './stats';

const sample = (part: Partial<Sample> = {}): Sample => ({
  received: 0, lost: 0, sentLoss: 0, roundTripMs: 20, outgoingBps: 2_000_000, limited: false, overworked: false, sendsVideo: true, ...part,
});

describe('quality', () => {
  const before = sample({ received: 1000, lost: 10 });
  const table: [string, Partial<Sample>, Quality][] = [
    ['nothing lost', { received: 1500, lost: 10 }, 'good'],
    ['some lost', { received: 1480, lost: 30 }, 'fair'],
    ['much lost', { received: 1400, lost: 110 }, 'poor'],
    ['too few to tell', { received: 1005, lost: 15 }, 'good'],
    ['lost counted backwards', { received: 1500, lost: 5 }, 'good'],
    ['our packets get lost', { received: 1500, lost: 10, sentLoss: 0.05 }, 'fair'],
    ['far away', { received: 1500, lost: 10, roundTripMs: 400 }, 'fair'],
    ['very far away', { received: 1500, lost: 10, roundTripMs: 900 }, 'poor'],
    ['round trip unknown', { received: 1500, lost: 10, roundTripMs: null }, 'good'],
    ['narrow way out', { received: 1500, lost: 10, outgoingBps: 300_000 }, 'fair'],
    ['hardly a way out', { received: 1500, lost: 10, outgoingBps: 60_000 }, 'poor'],
    ['narrow, but nothing to send', { received: 1500, lost: 10, outgoingBps: 60_000, sendsVideo: false }, 'good'],
  ];
  test.each(table)('%s', (_name, part, expected) => {
    expect(judgeQuality(before, sample(part))).toBe(expected);
  });

  test('worse at once, better after three', () => {
    const steady = new SteadyQuality();
    const shown = (['good', 'poor', 'good', 'good', 'poor', 'good', 'good', 'good', 'fair'] as const).map((q) => steady.next(q));
    expect(shown).toEqual(['good', 'poor', 'poor', 'poor', 'poor', 'poor', 'poor', 'good', 'fair']);
  });

  test('a weak line is told after a while, feeling the way up is not', () => {
    const weak = new SteadyLimit();
    const limited = sample({ limited: true, outgoingBps: 300_000 });
    expect([1, 2, 3, 4, 5].map(() => weak.next(limited))).toEqual([false, false, false, false, true]);
    expect(weak.next(sample({ limited: true, outgoingBps: 900_000 }))).toBe(false);
  });

  test('reads the counters of a report', () => {
    const report = new Map<string, unknown>([
      ['a', { type: 'inbound-rtp', packetsReceived: 10, packetsLost: 2 }], ['b', { type: 'inbound-rtp', packetsReceived: 5, packetsLost: -1 }],
      ['c', { type: 'remote-inbound-rtp', fractionLost: 0.1 }],
      ['d', { type: 'outbound-rtp', kind: 'video', framesPerSecond: 15, qualityLimitationReason: 'bandwidth' }],
      ['g', { type: 'outbound-rtp', kind: 'video', framesPerSecond: 0, qualityLimitationReason: 'cpu' }],
      ['e', { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.05, availableOutgoingBitrate: 5e5 }],
      ['f', { type: 'candidate-pair', nominated: false, state: 'failed', currentRoundTripTime: 9 }],
    ]);
    expect(readSample(report)).toEqual({
      received: 15, lost: 2, sentLoss: 0.1, roundTripMs: 50, outgoingBps: 500_000, limited: true, overworked: true, sendsVideo: true,
    });
  });
});

describe('opus', () => {
  const audio = (mid: string, fmtp: string): string => `m=audio 9 X 111\r\na=mid:${mid}\r\na=rtpmap:111 opus/48000/2\r\n${fmtp}`;
  const session = 'v=0\r\n';
  test.each([
    ['adds to the line', audio('0', 'a=fmtp:111 minptime=10\r\n'), audio('0', 'a=fmtp:111 minptime=10;usedtx=1\r\n')],
    ['makes the line', audio('0', ''), audio('0', 'a=fmtp:111 usedtx=1\r\n')],
    ['keeps what is there', audio('0', 'a=fmtp:111 usedtx=0\r\n'), audio('0', 'a=fmtp:111 usedtx=0\r\n')],
    ['leaves other sections', audio('10', 'a=fmtp:111 minptime=10\r\n'), audio('10', 'a=fmtp:111 minptime=10\r\n')],
  ])('%s', (_name, before, after) => {
    expect(withOpus(session + before, '0', { usedtx: '1' })).toBe(session + after);
  });
});

test.each([[0, 0, 125], [0, 1, 250], [3, 0, 1000], [3, 1, 2000], [50, 1, 8000]])('attempt %i, chance %f: %i ms', (attempt, chance, ms) => {
  expect(backoffMs(attempt, chance)).toBe(ms);
});

test.each([
  ['NotAllowedError', '', false, 'denied'], ['NotAllowedError', 'Permission denied by system', true, 'denied'],
  ['NotAllowedError', 'Permission denied', true, 'cancelled'], ['NotFoundError', '', false, 'none'], ['NotReadableError', '', false, 'busy'],
  ['TypeError', '', false, 'unsupported'], ['Strange', '', false, 'failed'],
] as const)('%s "%s" (screen: %s) is %s', (name, message, screen, id) => {
  expect(mediaErrorId(Object.assign(new Error(message), { name }), screen)).toBe(id);
});

test('levels run from silence to full', () => {
  expect(levelOf(new Float32Array(8))).toBe(0);
  expect(levelOf(new Float32Array(8).fill(1))).toBe(1);
  expect(levelOf(new Float32Array(8).fill(0.01))).toBeGreaterThan(0.2);
  expect(levelOf(new Float32Array(8).fill(0.01))).toBeLessThan(0.6);
});
