// SPDX-License-Identifier: EUPL-1.2
import type { Meeting, Member } from '@kreide/client';
import { describe, expect, test } from 'vitest';
import { handPlace, listOrder, sharedScreens, stageMember, tileMembers, wantsFor } from './roster';

const rights = { microphone: true, camera: true, screen: true, chat: true };
function member(id: string, part: Partial<Member> = {}): Member {
  return {
    id, name: id, role: 'participant', device: false, microphone: false, camera: false, screen: false, screen_audio: false, hand: 0,
    away: false, rights, ...part,
  };
}
function meeting(members: Member[], speakers: string[] = []): Meeting {
  const room = {
    id: 'r', title: 'Raum', locked: false, lobby: true, frozen: false, several_screens: false, removed_since_link: false, rights, started_ms: 0, ends_ms: 0,
  };
  return { self: 'me', room, members, chat: [], waiting: [], speakers };
}
const ids = (members: readonly Member[]): string => members.map((m) => m.id).join(' ');
const compare = (a: string, b: string): number => a.localeCompare(b);

test('the list: hands in their order, moderators, then by name', () => {
  const all = [member('d'), member('c', { hand: 7 }), member('b', { hand: 3 }), member('z', { role: 'moderator' }), member('a')];
  const { hands, others } = listOrder(all, compare);
  expect([ids(hands), ids(others)]).toEqual(['b c', 'z a d']);
  expect(all.map((m) => handPlace(all, m))).toEqual([0, 2, 1, 0, 0]);
});

describe('stage', () => {
  const me = member('me');
  const all = [me, member('a'), member('b'), member('t', { role: 'moderator' })];
  test.each([
    ['pinned wins', all, ['a'], 'b', null, 'b'],
    ['pinned but gone', all, ['a'], 'x', null, 'a'],
    ['the loudest other', all, ['me', 'b', 'a'], null, 'a', 'b'],
    ['silence keeps the last', all, [], null, 'a', 'a'],
    ['oneself alone does not count', all, ['me'], null, 'a', 'a'],
    ['a moderator to begin with', all, [], null, null, 't'],
    ['the last left', all, [], null, 'x', 't'],
    ['alone', [me], [], null, null, 'me'],
  ] as const)('%s', (_name, members, speakers, pinned, before, expected) => {
    expect(stageMember(meeting([...members], [...speakers]), pinned, before)?.id).toBe(expected);
  });
});

describe('screens', () => {
  const all = meeting([member('me', { screen: true }), member('a', { screen: true }), member('b', { screen: true }), member('c', { screen: true })]);
  test.each([
    ['the one that was large stays', null, 'a', 'a', 'b c'],
    ['at first the latest', null, null, 'c', 'a b'],
    ['the chosen one is large', 'b', 'a', 'b', 'a c'],
    ['the chosen one is gone', 'x', 'a', 'a', 'b c'],
  ])('%s', (_name, chosen, before, large, others) => {
    const screens = sharedScreens(all, chosen, before);
    expect([screens.large?.id, ids(screens.others)]).toEqual([large, others]);
  });
  test('the own one does not count', () => {
    expect(sharedScreens(meeting([member('me', { screen: true })]), 'me', 'me')).toEqual({ large: null, others: [] });
  });
});

describe('tiles', () => {
  const names = ['me', 'a', 'b', 'c', 'd', 'e'];
  test.each([
    ['room for all, oneself last', [], [], 6, [], 'a b c d e me'],
    ['too few', [], [], 4, [], 'a b c me'],
    ['those who have one keep it', [], [], 4, ['d', 'b', 'e'], 'd b e me'],
    ['a speaker gets one, the last gives way', ['d'], [], 4, ['a', 'b', 'c'], 'a b d me'],
    ['a hand gets one', [], ['e'], 4, ['a', 'b', 'c'], 'a b e me'],
    ['speakers do not push each other out', ['a', 'b', 'c', 'd'], [], 4, ['a', 'b', 'c'], 'a b c me'],
    ['who left gives way', [], [], 4, ['x', 'c'], 'c a b me'],
    ['one tile: oneself', [], [], 1, [], 'me'],
    ['none', [], [], 0, [], ''],
  ] as const)('%s', (_name, speakers, hands, capacity, before, expected) => {
    const all = names.map((n) => member(n, { hand: (hands as readonly string[]).includes(n) ? 1 : 0 }));
    expect(ids(tileMembers(meeting(all, [...speakers]), null, capacity, before))).toBe(expected);
  });
});

describe('wants', () => {
  const a = member('a', { camera: true });
  const b = member('b');
  const me = member('me', { camera: true });
  const all = meeting([me, a, b]);
  test('a grid wants cameras, and the others if there is room', () => {
    expect(wantsFor(all, { main: null, tiles: [a, b, me], screens: [] })).toEqual({
      stage: null, screen: null, tiles: [{ member: 'a', kind: 'camera' }], idle: [{ member: 'b', kind: 'camera' }],
    });
  });
  test('who shares is on stage beside the screen', () => {
    const wants = wantsFor(all, { main: { member: 'a', kind: 'screen' }, tiles: [a, b, me], screens: [] });
    expect(wants).toMatchObject({ stage: { member: 'a', kind: 'camera' }, screen: { member: 'a', kind: 'screen' }, tiles: [] });
  });
  test('the own picture is not fetched', () => {
    expect(wantsFor(all, { main: { member: 'me', kind: 'camera' }, tiles: [], screens: [] })).toEqual({ stage: null, screen: null, tiles: [], idle: [] });
  });
  test('screens beside the large one come before the cameras', () => {
    const wants = wantsFor(all, { main: { member: 'b', kind: 'screen' }, tiles: [a, me], screens: [a] });
    expect(wants.tiles).toEqual([{ member: 'a', kind: 'screen' }, { member: 'a', kind: 'camera' }]);
  });
  test('each is wanted at the size at which it is shown', () => {
    const wants = wantsFor(all, { main: { member: 'a', kind: 'screen' }, tiles: [a, b, me], screens: [] },
      ({ member: of, kind }) => ({ height: kind === 'screen' ? 900 : 160, pinned: of === 'b' }));
    expect([wants.screen?.height, wants.stage?.height, wants.idle[0]?.height, wants.idle[0]?.pinned]).toEqual([900, 160, 160, true]);
  });
});
