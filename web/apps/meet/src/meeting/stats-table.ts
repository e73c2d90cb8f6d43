// SPDX-License-Identifier: EUPL-1.2
// The figures as words: the same rows for the eye, and without names for the clipboard. Pure.
import type { Look, StreamFigures } from '@kreide/client';
import { formatNumber } from '@kreide/ui';
import { tStats, type StatsKey } from '../i18n/statistics';

export interface StatsTable {
  readonly title: StatsKey;
  readonly columns: readonly StatsKey[];
  /** the first cell says what it is */
  readonly rows: readonly (readonly string[])[];
}

export interface StatsSheet {
  readonly path: readonly (readonly [StatsKey, string])[];
  readonly tables: readonly StatsTable[];
}

/** Who is in a video slot; null: not to be said. */
export type Naming = (slot: number) => { name: string; kind: 'camera' | 'screen' } | null;

/** Audio slot of screen sound; the voices come before it. */
const SCREEN_AUDIO_SLOT = 3;
const LIMITS: Record<string, StatsKey> = { none: 'limitedBy', bandwidth: 'byBandwidth', cpu: 'byProcessor' };
const LAYERS: Record<string, number> = { q: 0, h: 1, f: 2 };

const OUT: readonly StatsKey[] = ['source', 'codec', 'size', 'fps', 'rate', 'lost', 'roundTrip', 'jitter', 'limited', 'arrives', 'receivers', 'encoder'];
const IN: readonly StatsKey[] = ['source', 'codec', 'size', 'fps', 'rate', 'lost', 'jitter', 'buffer', 'freezes', 'dropped', 'layer', 'decoder'];

function or(value: number | null | undefined, word: (value: number) => string): string {
  return value === null || value === undefined ? tStats('unknown') : word(value);
}

const whole = (value: number): string => formatNumber(value, { maximumFractionDigits: 0 });
const milliseconds = (value: number): string => `${whole(value)} ms`;
const percent = (value: number): string => formatNumber(value, { style: 'percent', maximumFractionDigits: 1 });

export function bitRate(bps: number): string {
  if (bps >= 1_000_000) return `${formatNumber(bps / 1_000_000, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} Mbit/s`;
  return `${whole(bps / 1000)} kbit/s`;
}

function sourceWord({ line, rid }: StreamFigures, naming: Naming): string {
  if (line.way === 'out') return line.source === 'camera' && rid ? tStats('cameraLayer', { layer: (LAYERS[rid] ?? 0) + 1 }) : tStats(line.source);
  if (line.kind === 'audio') return line.slot === SCREEN_AUDIO_SLOT ? tStats('slotScreenAudio') : tStats('slotAudio', { slot: line.slot + 1 });
  const who = naming(line.slot);
  return who ? tStats(who.kind === 'screen' ? 'ofScreen' : 'ofCamera', { name: who.name }) : tStats('slotVideo', { slot: line.slot + 1 });
}

function sizeWord({ width, height }: StreamFigures): string {
  return width && height ? `${width} × ${height}` : tStats('unknown');
}

function head(stream: StreamFigures, naming: Naming): string[] {
  return [
    sourceWord(stream, naming), stream.codec === 'opus' ? 'Opus' : stream.codec || tStats('unknown'), sizeWord(stream), or(stream.fps, whole), or(stream.bps, bitRate),
    or(stream.lost, percent),
  ];
}

function outRow(stream: StreamFigures, { server }: Look, naming: Naming): string[] {
  const { line, rid } = stream;
  const there = line.way === 'out' ? server?.sources.find((each) => each.source === line.source && each.layer === (LAYERS[rid] ?? 0)) : undefined;
  return [
    ...head(stream, naming), or(stream.roundTripMs, milliseconds), or(stream.jitterMs, milliseconds),
    stream.limited === null ? tStats('unknown') : tStats(LIMITS[stream.limited] ?? 'byOther'),
    or(there?.received_bps, bitRate), or(there?.receivers, whole), stream.by || tStats('unknown'),
  ];
}

function inRow(stream: StreamFigures, { server }: Look, naming: Naming): string[] {
  const { line } = stream;
  const there = line.way === 'in' && line.kind === 'video' ? server?.slots.find((each) => each.slot === line.slot) : undefined;
  return [
    ...head(stream, naming), or(stream.jitterMs, milliseconds), or(stream.bufferMs, milliseconds), or(stream.freezes, whole),
    or(stream.dropped, whole), there ? `${there.layer + 1}/${Math.max(there.layer + 1, there.layers)}` : tStats('unknown'), stream.by || tStats('unknown'),
  ];
}

const LEFT_OUT: Record<Look['left']['reduced'], StatsKey> = { none: 'leftNone', frame_rate: 'leftFrames', size: 'leftSize', pictures: 'leftPictures' };

/** Frames, then size, then pictures: each goes before the next, so the last word says most. */
function leftWord({ reduced, reason }: Look['left']): string {
  const what = tStats(LEFT_OUT[reduced]);
  return reduced === 'none' || reason === 'none' ? what : tStats(reason === 'line' ? 'leftByLine' : 'leftBySender', { what });
}

export function statsSheet(look: Look, naming: Naming): StatsSheet {
  const { figures: { path, streams }, server } = look;
  const transport = path.protocol.toUpperCase();
  return {
    path: [
      ['roundTrip', or(path.roundTripMs, milliseconds)],
      ['transport', transport ? (path.relayed ? tStats('relayed', { protocol: transport }) : transport) : tStats('unknown')],
      ['youSend', or(path.sentBps, bitRate)],
      ['mayBeSent', or(path.outgoingBps, bitRate)],
      ['youReceive', or(path.receivedBps, bitRate)],
      ['serverMay', or(server?.path.estimate_bps || null, bitRate)],
      ['serverSends', or(server?.path.sent_bps, bitRate)],
      ['serverLeaves', leftWord(look.left)],
      ['serverLost', or(server?.path.lost_permille, (value) => percent(value / 1000))],
      ['serverResent', or(server?.path.resent, (count) => tStats('packets', { count }))],
    ],
    tables: [
      { title: 'out', columns: OUT, rows: streams.filter((s) => s.line.way === 'out').map((s) => outRow(s, look, naming)) },
      { title: 'in', columns: IN, rows: streams.filter((s) => s.line.way === 'in').map((s) => inRow(s, look, naming)) },
    ],
  };
}

/** For the clipboard: what to send to whoever helps. Columns by tabs, so that a table takes them apart. */
export function statsText(look: Look, about: readonly string[]): string {
  const { path, tables } = statsSheet(look, () => null);
  const blocks = [
    [tStats('title'), ...about],
    [tStats('path'), ...path.map(([key, value]) => `${tStats(key)}\t${value}`)],
    ...tables.map(({ title, columns, rows }) => [tStats(title), columns.map((each) => tStats(each)).join('\t'), ...rows.map((row) => row.join('\t'))]),
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n');
}
