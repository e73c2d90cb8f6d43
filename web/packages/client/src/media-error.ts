// SPDX-License-Identifier: EUPL-1.2
// Browsers name the same misfortune differently; the views know only these.

export type MediaErrorId =
  | 'denied'       // by the person or by a rule of the browser
  | 'cancelled'    // the person closed the choice of a screen
  | 'none'         // there is no such device
  | 'busy'         // another program holds it, or the system gives no data
  | 'lost'         // it was there and is gone
  | 'unsupported'  // this browser cannot, or the page is not secure
  | 'failed';      // anything else

const KNOWN: Record<string, MediaErrorId> = {
  NotAllowedError: 'denied',
  PermissionDeniedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  DevicesNotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  TrackStartError: 'busy',
  AbortError: 'busy',
  NotSupportedError: 'unsupported',
  TypeError: 'unsupported',
};

/** `screen`: the choice of a screen, where "not allowed" mostly means that it was closed. */
export function mediaErrorId(error: unknown, screen = false): MediaErrorId {
  const name = error instanceof Error ? error.name : '';
  if (screen && name === 'NotAllowedError') return /system/i.test((error as Error).message) ? 'denied' : 'cancelled';
  return KNOWN[name] ?? 'failed';
}
