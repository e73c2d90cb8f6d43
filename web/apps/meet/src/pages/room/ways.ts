// SPDX-License-Identifier: EUPL-1.2
// How somebody comes to a room, and what each end on the way means.
import type { EndReason } from '@kreide/client';
import type { api } from '@kreide/protocol';
import type { ApiError } from '../../api';
import { normaliseCode } from '../../code';
import type { End } from '../end/end-page';

export type Way = { kind: 'link'; link: string } | { kind: 'code'; code: string } | { kind: 'own'; room: string };

/** What to ask a ticket for; undefined if it cannot be right anyway. */
export function ticketBody(way: Way): api.TicketCreate | undefined {
  if (way.kind === 'link') return { link: way.link };
  if (way.kind === 'own') return { room: way.room };
  const code = normaliseCode(way.code);
  return code ? { code } : undefined;
}

const unknown: Record<Way['kind'], End> = { link: 'unknown_link', code: 'unknown_code', own: 'unknown_room' };

export function endOfWay(way: Way): End {
  return unknown[way.kind];
}

/** The end that a refused ticket means. */
export function endOfError(error: ApiError, way: Way): End {
  if (error.problem?.error === 'capacity') return 'capacity';
  switch (error.failure) {
    case 'not_found':
    case 'invalid':
    case 'conflict':
      return unknown[way.kind];
    case 'locked':
      return 'account_locked';
    case 'too_often':
      return 'too_often';
    case 'offline':
      return 'offline';
    default:
      return 'unavailable';
  }
}

/** The end that the client's reason means; tickets that ran out are the flow's own business. */
export function endOfReason(reason: EndReason | null): End {
  switch (reason) {
    case 'by_moderator':
    case 'ended':
      return 'ended';
    case 'ticket':
    case 'disconnected':
    case 'unavailable':
    case null:
      return 'unavailable';
    default:
      return reason;
  }
}

const final: ReadonlySet<End> = new Set<End>([
  'removed', 'room_deleted', 'account_locked', 'signed_out', 'replaced', 'unknown_link', 'unknown_code', 'unknown_room', 'unsupported', 'insecure', 'notfound',
]);

/** Whether trying again from here can make sense. */
export function mayRetry(end: End): boolean {
  return !final.has(end);
}
