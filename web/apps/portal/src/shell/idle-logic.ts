// SPDX-License-Identifier: EUPL-1.2
// When a session that nobody uses ends. Pure: the time is an argument.

export interface IdleInput {
  nowMs: number;
  /** when the server last heard of us, in any tab */
  usedMs: number;
  /** when somebody last touched mouse or keyboard, in any tab */
  activeMs: number;
  /** the server ends the session this long after its last use */
  idleS: number;
  /** the session ends here whatever happens */
  expiresMs: number;
}

export const warnBeforeS = 120;
/** an active person's session is kept alive by a call this often at most */
const touchEveryS = 240;

export type IdleVerdict = { kind: 'fine' } | { kind: 'touch' } | { kind: 'warn'; leftS: number } | { kind: 'over' };

/**
 * Whoever is active is kept signed in, even in a long form that calls nothing; whoever is not is warned two minutes
 * before the end, whatever the page fetches by itself meanwhile.
 */
export function idleVerdict({ nowMs, usedMs, activeMs, idleS, expiresMs }: IdleInput): IdleVerdict {
  const endMs = Math.min(Math.min(usedMs, activeMs) + idleS * 1000, expiresMs);
  const leftS = Math.ceil((endMs - nowMs) / 1000);
  if (leftS <= 0) return { kind: 'over' };
  const warnS = Math.min(warnBeforeS, idleS / 2);
  const touchS = Math.min(touchEveryS, idleS / 4);
  if (activeMs > usedMs && nowMs - usedMs >= touchS * 1000 && nowMs < expiresMs) return { kind: 'touch' };
  return leftS <= warnS ? { kind: 'warn', leftS } : { kind: 'fine' };
}
