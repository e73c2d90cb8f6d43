// SPDX-License-Identifier: EUPL-1.2
// What a meeting's client tells the view: its state, and what happens once.
import type { signal } from '@kreide/protocol';
import type { Meeting, MeetingEvent } from './meeting';
import type { PeerState } from './peer';
import type { Request } from './signal-socket';
import type { Quality } from './stats';
import type { Trouble } from './trouble';

export type Phase =
  | 'idle' | 'connecting' | 'waiting' | 'admitted' | 'joining' | 'joined' | 'reconnecting' | 'ended' | 'refused';

/** Why it is over, or why it did not begin. */
/* overloaded: no media process has room for a meeting that would begin */
export type EndReason = signal.Refused['reason'] | signal.Ended['reason'] | 'left' | 'disconnected' | 'overloaded';

export interface ClientState {
  readonly phase: Phase;
  /** in the phases `ended` and `refused` */
  readonly reason: EndReason | null;
  readonly moderator: boolean;
  /** from the first `joined` on; kept while reconnecting */
  readonly meeting: Meeting | null;
  /** the connection is lost and on its way back */
  readonly offline: boolean;
  readonly media: 'none' | PeerState;
  readonly quality: Quality;
  /** what is done about it, and why */
  readonly trouble: Trouble;
}

export const BEFORE: ClientState = {
  phase: 'idle', reason: null, moderator: false, meeting: null, offline: false, media: 'none', quality: 'unknown', trouble: 'none',
};

export type ClientEvent =
  | MeetingEvent
  /** a moderator switched it off, or took the right */
  | { type: 'muted'; kind: 'microphone' | 'camera' | 'screen' }
  /** the own screen is not shown: somebody else's is, or as many are as may be */
  | { type: 'screen_taken'; full: boolean }
  /** back after a lost connection */
  | { type: 'reconnected' }
  /** something the person asked for had no effect */
  | { type: 'failed'; request: Request['type']; error: string };
