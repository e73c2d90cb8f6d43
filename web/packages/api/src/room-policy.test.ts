// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { numberBound, samePolicy, switchFixedBy, tighten, unbound } from './room-policy';

const free = { operator: unbound, school: unbound };

describe('bounds', () => {
  it('leave everything free unless somebody has set one', () => {
    for (const name of ['lobby', 'microphone', 'camera', 'screen', 'chat', 'codes'] as const) expect(switchFixedBy(free, name)).toBeUndefined();
    expect(numberBound(free, 'people')).toBeUndefined();
  });

  it('are named after the operator before the school', () => {
    const school = { ...unbound, lobby: true, chat: false };
    expect(switchFixedBy({ ...free, school }, 'lobby')).toBe('school');
    expect(switchFixedBy({ ...free, school }, 'chat')).toBe('school');
    expect(switchFixedBy({ operator: { ...unbound, chat: false }, school }, 'chat')).toBe('operator');
    expect(switchFixedBy({ ...free, school }, 'camera')).toBeUndefined();
  });

  it('of numbers: the lower one counts, and 0 is none', () => {
    const people = (operator: number, school: number) => numberBound({ operator: { ...unbound, people: operator }, school: { ...unbound, people: school } }, 'people');
    expect(people(0, 40)).toEqual({ most: 40, by: 'school' });
    expect(people(60, 40)).toEqual({ most: 40, by: 'school' });
    expect(people(30, 40)).toEqual({ most: 30, by: 'operator' });
    expect(people(30, 30)).toEqual({ most: 30, by: 'operator' });
    expect(people(30, 0)).toEqual({ most: 30, by: 'operator' });
  });

  it('only tighten', () => {
    const own = { ...unbound, screen: false, end_after_s: 600, people: 0 };
    expect(tighten(own, unbound)).toEqual(own);
    const bound = { ...unbound, lobby: true, microphone: false, end_after_s: 300, people: 25 };
    expect(tighten(own, bound)).toEqual({ ...own, lobby: true, microphone: false, end_after_s: 300, people: 25 });
    expect(tighten({ ...own, end_after_s: 0 }, bound).end_after_s).toBe(300);
    expect(tighten({ ...own, end_after_s: 60 }, bound).end_after_s).toBe(60);
  });

  it('are compared in every part', () => {
    expect(samePolicy(unbound, { ...unbound })).toBe(true);
    expect(samePolicy(unbound, { ...unbound, codes: false })).toBe(false);
    expect(samePolicy(unbound, { ...unbound, people: 1 })).toBe(false);
  });
});
