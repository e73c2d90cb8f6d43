// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { judge, type Session, type SessionState } from './session';

const someone = (more: Partial<Session>): SessionState => ({ state: 'there', session: { handle: 'mk-abcd', role: 'school', second_factor: 'none', factors: [], must_change: false, vault: 'none', idle_s: 1800, expires_ms: 1, ...more } });

describe('judge', () => {
  it.each([
    ['public', { state: 'nobody' }, 'show'],
    ['public', { state: 'asking' }, 'show'],
    ['signed-in', { state: 'asking' }, 'wait'],
    ['signed-in', { state: 'nobody' }, 'sign-in'],
    ['signed-in', someone({}), 'show'],
    ['signed-in', someone({ role: 'operator', second_factor: 'needed' }), 'second-factor'],
    ['signed-in', someone({ role: 'operator', second_factor: 'setup' }), 'second-factor'],
    [['operator'], someone({ role: 'operator', second_factor: 'none' }), 'show'],
    [['operator'], someone({ role: 'operator', second_factor: 'needed' }), 'second-factor'],
    [['operator'], someone({ role: 'operator', must_change: true }), 'second-factor'],
    [['operator'], someone({ role: 'head' }), 'not-yours'],
    [['head', 'contact'], someone({ role: 'contact' }), 'show'],
    [['operator'], someone({}), 'not-yours'],
    [['operator'], { state: 'nobody' }, 'sign-in'],
  ] as const)('%j, %j: %s', (access, now, verdict) => {
    expect(judge(access, now)).toBe(verdict);
  });
});
