// SPDX-License-Identifier: EUPL-1.2
// What holds in a room, and who has fixed it. The server decides; this says it before something is sent. Bounds only tighten.
import type { api } from '@kreide/protocol';

export type Policy = api.Policy;
export type RoomKind = api.Room['kind'];
export type PolicySwitch = 'lobby' | 'microphone' | 'camera' | 'screen' | 'chat' | 'codes';
export type PolicyNumber = 'end_after_s' | 'people';
export type BoundBy = 'operator' | 'school';

/** In the order in which they are shown. */
export const policyRights = ['microphone', 'camera', 'screen', 'chat'] as const;
export const roomKinds: readonly RoomKind[] = ['lesson', 'primary', 'test', 'parents', 'staff'];

/** The two sides that can bind a room. */
export interface Bounds {
  operator: Policy;
  school: Policy;
}

/** The loosest there is: as a bound it binds nothing. */
export const unbound: Policy = { lobby: false, microphone: true, camera: true, screen: true, chat: true, codes: true, end_after_s: 0, people: 0 };

/** What a bound fixes a switch at: the waiting room on, everything else off; undefined if it leaves it free. */
function fixedAt(bound: Policy, name: PolicySwitch): boolean | undefined {
  if (name === 'lobby') return bound.lobby ? true : undefined;
  return bound[name] ? undefined : false;
}

/** Who has fixed a switch, the operator first; undefined: the room itself decides. */
export function switchFixedBy(bounds: Bounds, name: PolicySwitch): BoundBy | undefined {
  if (fixedAt(bounds.operator, name) !== undefined) return 'operator';
  return fixedAt(bounds.school, name) === undefined ? undefined : 'school';
}

/** The highest number that is allowed, and by whom; undefined: any, 0 (no end, no most) too. */
export function numberBound(bounds: Bounds, name: PolicyNumber): { most: number; by: BoundBy } | undefined {
  const operator = bounds.operator[name];
  const school = bounds.school[name];
  if (operator === 0 && school === 0) return undefined;
  return operator !== 0 && (school === 0 || operator <= school) ? { most: operator, by: 'operator' } : { most: school, by: 'school' };
}

function tighter(a: number, b: number): number {
  return a === 0 || b === 0 ? a || b : Math.min(a, b);
}

/** The tighter of both in everything. */
export function tighten(policy: Policy, bound: Policy): Policy {
  return {
    lobby: policy.lobby || bound.lobby,
    microphone: policy.microphone && bound.microphone,
    camera: policy.camera && bound.camera,
    screen: policy.screen && bound.screen,
    chat: policy.chat && bound.chat,
    codes: policy.codes && bound.codes,
    end_after_s: tighter(policy.end_after_s, bound.end_after_s),
    people: tighter(policy.people, bound.people),
  };
}

export function samePolicy(a: Policy, b: Policy): boolean {
  return (Object.keys(unbound) as (keyof Policy)[]).every((name) => a[name] === b[name]);
}
