// SPDX-License-Identifier: EUPL-1.2
import { encode, encodeBody, parse, parseBody, type Parsed } from './codec';
import { apiProtocol } from './generated/api';
import { signalProtocol, type SignalFromClient, type SignalFromServer } from './generated/signal';

export * from './codec';
export * as api from './generated/api';
export * as signal from './generated/signal';
export type { SignalFromClient, SignalFromServer };

/** Bytes of one message to the server, and of one that carries an offer. */
export const SIGNAL_BYTES_MAX = 64 * 1024;
export const SIGNAL_OFFER_BYTES_MAX = 256 * 1024;

const SERVER_MESSAGES = new Set<string>([
  'ok', 'error', 'pong', 'waiting', 'admitted', 'refused', 'joined', 'resumed', 'answer', 'member_changed', 'left', 'slots', 'figures',
  'quality', 'wanted', 'codec',
  'speakers', 'room_changed', 'waiting_room', 'said', 'unsaid', 'muted', 'media_lost', 'removed', 'ended',
] satisfies SignalFromServer['type'][]);

/** Reads a message of the server. A message that only clients send is unknown here. */
export function parseSignal(text: string): Parsed<SignalFromServer> {
  const parsed = parse<SignalFromServer>(signalProtocol, text);
  if (parsed.ok && !SERVER_MESSAGES.has(parsed.message.type)) {
    return { ok: false, fault: { error: 'unknown_message', field: 'type' } };
  }
  return parsed;
}

export function encodeSignal(message: SignalFromClient): Parsed<string> {
  return encode(signalProtocol, message);
}

/** Bodies of the HTTP API, by the record's name in proto/api. */
export function parseApi<M>(type: string, text: string): Parsed<M> {
  return parseBody<M>(apiProtocol, type, text);
}

export function encodeApi(type: string, body: object): Parsed<string> {
  return encodeBody(apiProtocol, type, body);
}
