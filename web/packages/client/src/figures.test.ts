// SPDX-License-Identifier: EUPL-1.2
import { expect, test } from 'vitest';
import { figuresOf, type Line } from './figures';

type Row = Record<string, unknown>;
const report = (seconds: number, ...rows: Row[]): Map<string, unknown> =>
  new Map(rows.map((row) => [row['id'] as string, { timestamp: seconds * 1000, ...row }]));

const lines = new Map<string, Line>([
  ['0', { way: 'out', source: 'microphone' }], ['1', { way: 'out', source: 'camera' }], ['8', { way: 'in', kind: 'video', slot: 0 }],
]);
const tracks = new Map<string, Line>([['track-a', { way: 'in', kind: 'audio', slot: 1 }]]);

const codecs = [{ id: 'vp8', type: 'codec', mimeType: 'video/VP8' }, { id: 'opus', type: 'codec', mimeType: 'audio/opus' }];
const camera = (rid: string, bytesSent: number, more: Row = {}): Row => ({
  id: `out-${rid}`, type: 'outbound-rtp', mid: '1', rid, codecId: 'vp8', frameWidth: 640, frameHeight: 360, framesPerSecond: 24, bytesSent,
  qualityLimitationReason: 'cpu', encoderImplementation: 'libvpx', ...more,
});
const tile = (bytesReceived: number, packetsReceived: number, packetsLost: number): Row => ({
  id: 'in-8', type: 'inbound-rtp', mid: '8', codecId: 'vp8', frameWidth: 320, frameHeight: 180, framesPerSecond: 15, bytesReceived,
  packetsReceived, packetsLost, jitter: 0.004, jitterBufferDelay: packetsReceived * 0.05, jitterBufferEmittedCount: packetsReceived,
  freezeCount: 2, framesDropped: 7, decoderImplementation: 'libvpx',
});

test('rates, losses and delays come from two reports, the rest from the latest', () => {
  const before = report(10, camera('h', 1_000), tile(10_000, 100, 0), ...codecs);
  const now = report(12, camera('h', 26_000), tile(60_000, 190, 10),
    { id: 'far', type: 'remote-inbound-rtp', localId: 'out-h', fractionLost: 0.25, roundTripTime: 0.03, jitter: 0.002 }, ...codecs);
  const { streams } = figuresOf(now, before, lines, tracks);
  expect(streams).toEqual([
    {
      line: { way: 'out', source: 'camera' }, rid: 'h', codec: 'VP8', width: 640, height: 360, fps: 24, bps: 100_000, lost: 0.25,
      roundTripMs: 30, jitterMs: 2, bufferMs: null, freezes: null, dropped: null, limited: 'cpu', by: 'libvpx',
    },
    {
      line: { way: 'in', kind: 'video', slot: 0 }, rid: '', codec: 'VP8', width: 320, height: 180, fps: 15, bps: 200_000, lost: 0.1,
      roundTripMs: null, jitterMs: 4, bufferMs: expect.closeTo(50) as number, freezes: 2, dropped: 7, limited: null, by: 'libvpx',
    },
  ]);
});

test('layers from the smallest, sources in their order; what carries nothing is left out', () => {
  const sound = (bytesSent: number): Row => ({ id: 'mic', type: 'outbound-rtp', mid: '0', codecId: 'opus', bytesSent });
  const heard = (bytesReceived: number): Row => ({ id: 'in-a', type: 'inbound-rtp', trackIdentifier: 'track-a', bytesReceived, packetsReceived: 1, packetsLost: -3 });
  const before = report(1, camera('f', 0), camera('q', 0), camera('h', 50), sound(0), heard(0), tile(5, 1, 0));
  const now = report(2, camera('f', 10), camera('q', 10), camera('h', 50), sound(9), heard(9), tile(5, 1, 0));
  expect(figuresOf(now, before, lines, tracks).streams.map((s) => `${s.line.way === 'out' ? s.line.source : s.line.kind} ${s.rid}`)).toEqual(
    ['microphone ', 'camera q', 'camera f', 'audio ']);
});

test('a stream without a former report has no rate yet; what no section carries is not ours', () => {
  const now = report(2, camera('q', 10), camera('h', 10, { mid: '77' }));
  expect(figuresOf(now, new Map(), lines, tracks).streams).toEqual([]);
});

test('loss counted backwards after reordering is none', () => {
  const { streams } = figuresOf(report(2, tile(20, 20, -5)), report(1, tile(10, 10, 0)), lines, tracks);
  expect(streams[0]?.lost).toBe(0);
});

test('the path is that of the pair in use', () => {
  const pair = (bytesSent: number, bytesReceived: number): Row => ({
    id: 'pair', type: 'candidate-pair', nominated: true, state: 'succeeded', localCandidateId: 'here', currentRoundTripTime: 0.02,
    availableOutgoingBitrate: 9e5, bytesSent, bytesReceived,
  });
  const other = { id: 'old', type: 'candidate-pair', nominated: false, state: 'succeeded', currentRoundTripTime: 9 };
  const here = { id: 'here', type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' };
  expect(figuresOf(report(2, other, pair(1_000, 2_000), here), report(1, pair(0, 0)), lines, tracks).path).toEqual({
    roundTripMs: 20, outgoingBps: 9e5, sentBps: 8_000, receivedBps: 16_000, protocol: 'tls', relayed: true,
  });
  expect(figuresOf(new Map(), new Map(), lines, tracks).path).toMatchObject({ roundTripMs: null, sentBps: null, protocol: '', relayed: false });
});
