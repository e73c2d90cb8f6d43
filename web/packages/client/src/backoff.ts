// SPDX-License-Identifier: EUPL-1.2
// When to try again. Pure.

const FIRST_MS = 250;
const LONGEST_MS = 8000;

/**
 * Waits before attempt 0, 1, 2, ...: doubling, and spread over the upper half of the span, so that a class that lost its
 * server together does not come back in one blow. `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const span = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(span / 2 + (span / 2) * random);
}
