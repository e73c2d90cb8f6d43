// SPDX-License-Identifier: EUPL-1.2
import type { SignalFromServer } from '@kreide/protocol';
import { expect, test } from 'vitest';
import { applyMessage, fromSnapshot, selfOf, type ChatLine, type Meeting, type Member } from './meeting';

const rights = { microphone: true, camera: true, screen: true, chat: true };
const member = (id: string, part: Partial<Member> = {}): Member => ({
  id, name: id, role: 'participant', device: false, microphone: false, camera: false, screen: false, screen_audio: false, hand: 0,
  away: false, rights, ...part,
});
const room = {
  id: 'r', title: 'Raum', locked: false, lobby: true, frozen: false, several_screens: false, removed_since_link: false, rights, started_ms: 0, ends_ms: 0,
};
const line = (number: number): ChatLine => ({ number, member: 'a', name: 'a', text: 'x', at_ms: 0 });
const start = fromSnapshot({ self: 'me', room, members: [member('me'), member('a')], chat: [line(1)], waiting: [] });

function run(...messages: SignalFromServer[]): { meeting: Meeting; events: string[] } {
  let meeting = start;
  const events: string[] = [];
  for (const message of messages) {
    const step = applyMessage(meeting, message);
    meeting = step.meeting;
    events.push(...step.events.map((e) => e.type));
  }
  return { meeting, events };
}

test('somebody comes, changes and goes', () => {
  const { meeting, events } = run(
    { type: 'member_changed', member: member('b') },
    { type: 'member_changed', member: member('b', { hand: 3 }) },
    { type: 'member_changed', member: member('b', { hand: 3, screen: true }) },
    { type: 'speakers', members: ['b', 'a'] },
    { type: 'left', member: 'b' },
    { type: 'left', member: 'b' });
  expect(events).toEqual(['came', 'hand_up', 'screen_on', 'went']);
  expect(meeting.members.map((m) => m.id)).toEqual(['me', 'a']);
  expect(meeting.speakers).toEqual(['a']);
});

test('rights that change are told', () => {
  const { events } = run({ type: 'member_changed', member: member('me', { rights: { ...rights, camera: false } }) });
  expect(events).toEqual(['rights']);
});

test('only who is new at the door knocks', () => {
  const guest = (id: string) => ({ id, name: id, since_ms: 0 });
  const { meeting, events } = run(
    { type: 'waiting_room', waiting: [guest('x')] },
    { type: 'waiting_room', waiting: [guest('x'), guest('y')] },
    { type: 'waiting_room', waiting: [guest('y')] });
  expect(events).toEqual(['knocked', 'knocked']);
  expect(meeting.waiting.map((g) => g.id)).toEqual(['y']);
});

test('chat: in order, once, taken back', () => {
  const { meeting, events } = run(
    { type: 'said', line: line(3) }, { type: 'said', line: line(2) }, { type: 'said', line: line(3) }, { type: 'unsaid', number: 1 });
  expect(meeting.chat.map((l) => l.number)).toEqual([2, 3]);
  expect(events).toEqual(['said', 'said']);
});

test('keeps the last 200 texts', () => {
  const { meeting } = run(...Array.from({ length: 250 }, (_, i): SignalFromServer => ({ type: 'said', line: line(i + 2) })));
  expect(meeting.chat).toHaveLength(200);
  expect(meeting.chat[0]?.number).toBe(52);
});

test('leaves alone what does not concern it', () => {
  expect(run({ type: 'pong' }).meeting).toBe(start);
  expect(selfOf(start)?.id).toBe('me');
});
