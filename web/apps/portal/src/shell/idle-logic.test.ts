// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { idleVerdict } from './idle-logic';

const minute = 60_000;
const at = (now: number, used: number, active: number, expires = 600) =>
  idleVerdict({ nowMs: now * minute, usedMs: used * minute, activeMs: active * minute, idleS: 1800, expiresMs: expires * minute });

describe('idleVerdict', () => {
  it.each([
    ['just came', at(1, 1, 1), { kind: 'fine' }],
    ['reads for long', at(27.9, 0, 0), { kind: 'fine' }],
    ['is warned two minutes before', at(28, 0, 0), { kind: 'warn', leftS: 120 }],
    ['has half a minute left', at(29.5, 0, 0), { kind: 'warn', leftS: 30 }],
    ['was away too long', at(30, 0, 0), { kind: 'over' }],
    ['types in a form that calls nothing', at(10, 0, 9.9), { kind: 'touch' }],
    ['typed a moment after the last call', at(10, 9.9, 9.95), { kind: 'fine' }],
    ['is away while the page fetches by itself', at(28.5, 28.4, 0), { kind: 'warn', leftS: 90 }],
    ['is at the end of the day, however active', at(100, 99, 100, 100), { kind: 'over' }],
    ['is near the end of the day', at(99, 98.9, 98.95, 100), { kind: 'warn', leftS: 60 }],
  ])('who %s', (_who, verdict, expected) => expect(verdict).toEqual(expected));
});
