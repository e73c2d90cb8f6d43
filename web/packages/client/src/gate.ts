// SPDX-License-Identifier: EUPL-1.2
// Whether the picture in a slot may be seen. It may be seen only when it is certain whose it is: the server has named the
// wanted source for the slot in answer to the latest change, and a frame later than everything of the source before was
// presented. Whatever is in doubt is blank: a wrong name under a face must be impossible. Pure.
import { sameSource, type Source } from './slots';

export interface Gate {
  readonly wanted: Source | null;
  /** the watch message that made it so; answers to earlier ones mean nothing here */
  readonly since: number;
  /** the server has named `wanted` for the slot */
  readonly named: boolean;
  /** the server's word: RTP timestamp of the last frame of the former source */
  readonly after: number | null;
  /** RTP timestamp of the last frame seen before this source paused: what stood still then is not shown again */
  readonly floor: number | null;
  /** RTP timestamp of the last frame presented since `wanted` changed */
  readonly presented: number | null;
  readonly open: boolean;
}

export const SHUT: Gate = { wanted: null, since: 0, named: false, after: null, floor: null, presented: null, open: false };

/** RTP timestamps count modulo 2^32 (RFC 3550 5.1): `a` is later if it is ahead by less than half the circle. */
export function isLater(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}

function judge(gate: Gate): Gate {
  const { wanted, named, presented, after, floor } = gate;
  const open = wanted !== null && named && presented !== null &&
    (after === null || isLater(presented, after)) && (floor === null || isLater(presented, floor));
  return open === gate.open ? gate : { ...gate, open };
}

/** The client wants a source (or nothing) in the slot from watch message `gen` on. A change blanks at once. */
export function gateWant(gate: Gate, source: Source | null, gen: number): Gate {
  if (sameSource(gate.wanted, source)) return gate;
  return { ...SHUT, wanted: source, since: gen };
}

/** The server's answer to watch message `gen`: what is in the slot, null if it is empty. */
export function gateName(gate: Gate, gen: number, source: Source | null, after: number | undefined): Gate {
  if (gen < gate.since) return gate;
  if (source === null || !sameSource(gate.wanted, source)) return judge({ ...gate, named: false });
  return judge({ ...gate, named: true, after: after ?? null });
}

/** A frame was presented. */
export function gatePresent(gate: Gate, rtpTimestamp: number): Gate {
  if (gate.presented === rtpTimestamp) return gate;
  /* once open, only a change, a pause or a new answer shuts it: a long pause must not, when the circle has come round */
  if (gate.open) return { ...gate, presented: rtpTimestamp };
  return judge({ ...gate, presented: rtpTimestamp });
}

/** The source stopped sending (camera off, right taken): the last frame must not be seen, nor flash up when it sends again. */
export function gatePause(gate: Gate): Gate {
  if (gate.presented === null && !gate.open) return gate;
  return { ...gate, floor: gate.presented ?? gate.floor, presented: null, open: false };
}
