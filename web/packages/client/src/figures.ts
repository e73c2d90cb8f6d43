// SPDX-License-Identifier: EUPL-1.2
// What a technician wants to know of a connection, from two of the browser's reports: one row for each stream. Pure.
// The names are those of https://www.w3.org/TR/webrtc-stats/; a browser that does not count something leaves it out.
import type { SenderKind } from './peer';

/** What a media section carries, by its mid. */
export type Line = { way: 'out'; source: SenderKind } | { way: 'in'; kind: 'audio' | 'video'; slot: number };
export type Lines = ReadonlyMap<string, Line>;

/** null: not known, or not counted by this browser. */
export interface StreamFigures {
  readonly line: Line;
  /** rid of a layer of simulcast, from the smallest: 'q', 'h', 'f'; empty without */
  readonly rid: string;
  readonly codec: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly fps: number | null;
  readonly bps: number | null;
  /** of the last second: on the way here, or as the server reports it */
  readonly lost: number | null;
  readonly roundTripMs: number | null;
  readonly jitterMs: number | null;
  /** how long what arrives waits to be played in order */
  readonly bufferMs: number | null;
  /** since the connection began */
  readonly freezes: number | null;
  readonly dropped: number | null;
  /** 'bandwidth', 'cpu' or another reason of the browser; 'none' */
  readonly limited: string | null;
  /** encoder or decoder at work */
  readonly by: string;
}

export interface PathFigures {
  readonly roundTripMs: number | null;
  /** what the browser thinks it may send */
  readonly outgoingBps: number | null;
  readonly sentBps: number | null;
  readonly receivedBps: number | null;
  readonly protocol: string;
  readonly relayed: boolean;
}

export interface Figures {
  readonly path: PathFigures;
  readonly streams: readonly StreamFigures[];
}

type Row = Readonly<Record<string, unknown>>;
type Report = ReadonlyMap<string, unknown>;

function number(row: Row | undefined, key: string): number | null {
  const value = row?.[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function word(row: Row | undefined, key: string): string {
  const value = row?.[key];
  return typeof value === 'string' ? value : '';
}

function rowOf(report: Report, id: string): Row | undefined {
  return report.get(id) as Row | undefined;
}

/** What was added between two reports of one stream; null unless both count it. */
function added(now: Row, before: Row | undefined, key: string): number | null {
  const [a, b] = [number(before, key), number(now, key)];
  return a === null || b === null ? null : Math.max(0, b - a);
}

function secondsBetween(now: Row, before: Row | undefined): number {
  return ((number(now, 'timestamp') ?? 0) - (number(before, 'timestamp') ?? 0)) / 1000;
}

function rate(now: Row, before: Row | undefined, key: string): number | null {
  const seconds = secondsBetween(now, before);
  const bytes = added(now, before, key);
  return bytes === null || !before || seconds <= 0 ? null : (bytes * 8) / seconds;
}

function ms(row: Row | undefined, key: string): number | null {
  const seconds = number(row, key);
  return seconds === null ? null : seconds * 1000;
}

/** A share that a browser reckons itself may lie outside of 0 to 1 after reordering. */
function share(part: number | null, whole: number): number | null {
  return part === null || whole <= 0 ? null : Math.min(1, Math.max(0, part / whole));
}

function common(report: Report, row: Row, line: Line): Pick<StreamFigures, 'line' | 'rid' | 'codec' | 'width' | 'height'> {
  const mime = word(rowOf(report, word(row, 'codecId')), 'mimeType');
  return { line, rid: word(row, 'rid'), codec: mime.slice(mime.indexOf('/') + 1), width: number(row, 'frameWidth'), height: number(row, 'frameHeight') };
}

function outgoing(report: Report, row: Row, before: Row | undefined, line: Line): StreamFigures {
  const remote = [...report.values()].find((each) => {
    const other = each as Row;
    return other['type'] === 'remote-inbound-rtp' && (other['localId'] === row['id'] || other['id'] === row['remoteId']);
  }) as Row | undefined;
  return {
    ...common(report, row, line),
    fps: number(row, 'framesPerSecond'), bps: rate(row, before, 'bytesSent'), lost: number(remote, 'fractionLost'),
    roundTripMs: ms(remote, 'roundTripTime'), jitterMs: ms(remote, 'jitter'), bufferMs: null, freezes: null, dropped: null,
    limited: word(row, 'qualityLimitationReason') || null, by: word(row, 'encoderImplementation'),
  };
}

function incoming(report: Report, row: Row, before: Row | undefined, line: Line): StreamFigures {
  const lost = added(row, before, 'packetsLost');
  const delay = added(row, before, 'jitterBufferDelay');
  const played = added(row, before, 'jitterBufferEmittedCount');
  return {
    ...common(report, row, line),
    fps: number(row, 'framesPerSecond'), bps: rate(row, before, 'bytesReceived'),
    lost: share(lost, (lost ?? 0) + (added(row, before, 'packetsReceived') ?? 0)), roundTripMs: null, jitterMs: ms(row, 'jitter'),
    bufferMs: delay !== null && played ? (delay / played) * 1000 : null,
    freezes: number(row, 'freezeCount'), dropped: number(row, 'framesDropped'), limited: null, by: word(row, 'decoderImplementation'),
  };
}

function pathOf(now: Report, before: Report): PathFigures {
  const rows = [...now.values()] as Row[];
  const pair = rows.find((row) => row['type'] === 'candidate-pair' && row['nominated'] === true && row['state'] === 'succeeded');
  const local = rowOf(now, word(pair, 'localCandidateId'));
  const old = pair && rowOf(before, word(pair, 'id'));
  return {
    roundTripMs: ms(pair, 'currentRoundTripTime'), outgoingBps: number(pair, 'availableOutgoingBitrate'),
    sentBps: pair ? rate(pair, old, 'bytesSent') : null, receivedBps: pair ? rate(pair, old, 'bytesReceived') : null,
    protocol: word(local, 'relayProtocol') || word(local, 'protocol'), relayed: word(local, 'candidateType') === 'relay',
  };
}

/** A stream that carries nothing, now and since the last report, is left out. */
function works(figures: StreamFigures): boolean {
  return (figures.bps ?? 0) > 0;
}

const SENDERS: readonly SenderKind[] = ['microphone', 'camera', 'screen', 'screen_audio'];
const RIDS = ['', 'q', 'h', 'f'];

function place({ line, rid }: StreamFigures): number {
  if (line.way === 'out') return SENDERS.indexOf(line.source) * 10 + RIDS.indexOf(rid);
  return (line.kind === 'audio' ? 100 : 200) + line.slot;
}

/** `lines` tells what is in which media section; `tracks` where a browser names the receiver's track instead. */
export function figuresOf(now: Report, before: Report, lines: Lines, tracks: Lines): Figures {
  const streams: StreamFigures[] = [];
  for (const [id, value] of now) {
    const row = value as Row;
    const way = row['type'] === 'outbound-rtp' ? 'out' : row['type'] === 'inbound-rtp' ? 'in' : null;
    const line = way && (lines.get(word(row, 'mid')) ?? tracks.get(word(row, 'trackIdentifier')));
    if (!line || line.way !== way) continue;
    streams.push((way === 'out' ? outgoing : incoming)(now, row, rowOf(before, id), line));
  }
  return { path: pathOf(now, before), streams: streams.filter(works).sort((a, b) => place(a) - place(b)) };
}
