// SPDX-License-Identifier: EUPL-1.2
import type { Look, StreamFigures } from '@kreide/client';
import { language, placeholders, type Message } from '@kreide/ui';
import { beforeEach, describe, expect, test } from 'vitest';
import { statisticsDe } from '../i18n/statistics-de';
import { statisticsEn } from '../i18n/statistics-en';
import { bitRate, statsSheet, statsText } from './stats-table';

const stream = (part: Partial<StreamFigures>): StreamFigures => ({
  line: { way: 'out', source: 'microphone' }, rid: '', codec: 'opus', width: null, height: null, fps: null, bps: 32_000, lost: 0,
  roundTripMs: 12.4, jitterMs: 1.6, bufferMs: null, freezes: null, dropped: null, limited: null, by: '', ...part,
});

const look: Look = {
  figures: {
    path: { roundTripMs: 23.6, outgoingBps: 1_250_000, sentBps: 900_000, receivedBps: 2_340_000, protocol: 'udp', relayed: false },
    streams: [
      stream({}),
      stream({ line: { way: 'out', source: 'camera' }, rid: 'h', codec: 'VP8', width: 640, height: 360, fps: 23.9, bps: 512_400, lost: 0.015, limited: 'cpu', by: 'libvpx' }),
      stream({ line: { way: 'in', kind: 'audio', slot: 0 }, roundTripMs: null }),
      stream({ line: { way: 'in', kind: 'audio', slot: 3 }, roundTripMs: null }),
      stream({ line: { way: 'in', kind: 'video', slot: 2 }, codec: 'VP8', width: 320, height: 180, fps: 15, freezes: 2, dropped: 7, bufferMs: 48.7 }),
    ],
  },
  server: {
    path: { estimate_bps: 3_000_000, sent_bps: 2_300_000, lost_permille: 12, resent: 4 },
    slots: [{ slot: 2, layer: 0, layers: 3, height: 180, sent_bps: 150_000, lost_permille: 0 }],
    sources: [{ source: 'camera', layer: 1, height: 360, received_bps: 500_000, lost_permille: 0, receivers: 5 }],
  },
  left: { reduced: 'none', reason: 'none' },
};

test.each([
  ['none', 'none', 'nichts'], ['size', 'line', 'Bildgröße (Ihre Leitung)'], ['frame_rate', 'sender', 'Bilder/s (Leitung der anderen)'],
  ['pictures', 'line', 'ganze Bilder (Ihre Leitung)'],
] as const)('%s for the %s is told as %s', (reduced, reason, word) => {
  const { path } = statsSheet({ ...look, left: { reduced, reason } }, () => null);
  expect(Object.fromEntries(path)['serverLeaves']).toBe(word);
});

const naming = (slot: number) => (slot === 2 ? { name: 'Ahorn', kind: 'camera' as const } : null);

beforeEach(() => {
  language.value = 'de';
});

test.each([[0, '0 kbit/s'], [48_499, '48 kbit/s'], [999_400, '999 kbit/s'], [1_000_000, '1,0 Mbit/s'], [2_345_000, '2,3 Mbit/s']])('%i is %s', (bps, word) => {
  expect(bitRate(bps)).toBe(word);
});

describe('the sheet', () => {
  test('each stream is a row of as many cells as there are columns', () => {
    for (const { columns, rows } of statsSheet(look, naming).tables) for (const row of rows) expect(row.length).toBe(columns.length);
  });
  test('what is sent, with what the server got of it', () => {
    expect(statsSheet(look, naming).tables[0]?.rows[1]).toEqual(
      ['Kamera, Schicht 2', 'VP8', '640 × 360', '24', '512 kbit/s', '1,5\u00a0%', '12 ms', '2 ms', 'Prozessor', '500 kbit/s', '5', 'libvpx']);
  });
  test('what is received, with who it is and the layer of it', () => {
    const rows = statsSheet(look, naming).tables[1]?.rows ?? [];
    expect(rows.map((row) => row[0])).toEqual(['Stimme 1', 'Ton des Bildschirms', 'Ahorn']);
    expect(rows[2]?.slice(5)).toEqual(['0\u00a0%', '2 ms', '49 ms', '2', '7', '1/3', '–']);
  });
  test('without the server its figures are not known', () => {
    const { path, tables } = statsSheet({ ...look, server: null }, naming);
    expect(Object.fromEntries(path)).toMatchObject({ roundTrip: '24 ms', transport: 'UDP', serverMay: '–', serverResent: '–' });
    expect(tables[1]?.rows[2]?.[10]).toBe('–');
  });
});

test('what is copied has no names', () => {
  const text = statsText(look, ['Browser 1']);
  expect(text).not.toContain('Ahorn');
  expect(text).toContain('Bild 3\tVP8\t320 × 180');
  expect(text.split('\n').slice(0, 2)).toEqual(['Statistik der Verbindung', 'Browser 1']);
});

test('both languages have the same texts with the same gaps', () => {
  expect(Object.keys(statisticsEn).sort()).toEqual(Object.keys(statisticsDe).sort());
  for (const [key, message] of Object.entries(statisticsDe)) {
    expect(placeholders((statisticsEn as Record<string, Message>)[key] as Message), key).toEqual(placeholders(message));
  }
});
