// SPDX-License-Identifier: EUPL-1.2
// What it means that joining failed as often as it was tried, by the last failure.
import type { EndReason } from './client-state';
import { SignalError } from './signal-socket';

export function endOfJoin(error: unknown): EndReason {
  return error instanceof SignalError && error.id === 'full' ? 'overloaded' : 'unavailable';
}
