// SPDX-License-Identifier: EUPL-1.2
// The meeting as plain data: made from a snapshot, moved on by each message of the server. Pure.
import type { signal, SignalFromServer } from '@kreide/protocol';

export type Member = signal.Member;
export type Room = signal.Room;
export type ChatLine = signal.ChatLine;
export type WaitingGuest = signal.WaitingGuest;

export interface Meeting {
  readonly self: string;
  readonly room: Room;
  /** in the order in which they came in */
  readonly members: readonly Member[];
  readonly chat: readonly ChatLine[];
  readonly waiting: readonly WaitingGuest[];
  /** who is heard, loudest first */
  readonly speakers: readonly string[];
}

export type MeetingEvent =
  | { type: 'came'; member: Member }
  | { type: 'went'; member: Member }
  | { type: 'hand_up'; member: Member }
  | { type: 'screen_on'; member: Member }
  | { type: 'said'; line: ChatLine }
  | { type: 'knocked'; guests: readonly WaitingGuest[] }
  | { type: 'room'; before: Room; room: Room }
  | { type: 'rights'; before: Member; member: Member };

/** The chat texts the server remembers; older ones go here too, so that all see the same. */
const CHAT_KEPT = 200;

export function fromSnapshot(s: signal.Snapshot): Meeting {
  return { self: s.self, room: s.room, members: s.members, chat: s.chat, waiting: s.waiting, speakers: [] };
}

export function selfOf(meeting: Meeting): Member | undefined {
  return meeting.members.find((m) => m.id === meeting.self);
}

/** Whether a source sends a picture now. */
export function meetingSends(meeting: Meeting, source: { member: string; kind: 'camera' | 'screen' }): boolean {
  return meeting.members.find((m) => m.id === source.member)?.[source.kind] ?? false;
}

type Step = { meeting: Meeting; events: MeetingEvent[] };

function sameRights(a: signal.Rights, b: signal.Rights): boolean {
  return a.microphone === b.microphone && a.camera === b.camera && a.screen === b.screen && a.chat === b.chat;
}

function memberChanged(meeting: Meeting, member: Member): Step {
  const before = meeting.members.find((m) => m.id === member.id);
  if (!before) return { meeting: { ...meeting, members: [...meeting.members, member] }, events: [{ type: 'came', member }] };
  const events: MeetingEvent[] = [];
  if (member.hand > 0 && before.hand === 0) events.push({ type: 'hand_up', member });
  if (member.screen && !before.screen) events.push({ type: 'screen_on', member });
  if (!sameRights(before.rights, member.rights)) events.push({ type: 'rights', before, member });
  return { meeting: { ...meeting, members: meeting.members.map((m) => (m.id === member.id ? member : m)) }, events };
}

function left(meeting: Meeting, id: string): Step {
  const member = meeting.members.find((m) => m.id === id);
  if (!member) return { meeting, events: [] };
  const members = meeting.members.filter((m) => m.id !== id);
  const speakers = meeting.speakers.filter((s) => s !== id);
  return { meeting: { ...meeting, members, speakers }, events: [{ type: 'went', member }] };
}

function waitingRoom(meeting: Meeting, waiting: readonly WaitingGuest[]): Step {
  const known = new Set(meeting.waiting.map((g) => g.id));
  const guests = waiting.filter((g) => !known.has(g.id));
  return { meeting: { ...meeting, waiting }, events: guests.length > 0 ? [{ type: 'knocked', guests }] : [] };
}

function said(meeting: Meeting, line: ChatLine): Step {
  /* after a resume the snapshot may already hold a line that is still under way */
  if (meeting.chat.some((l) => l.number === line.number)) return { meeting, events: [] };
  const chat = [...meeting.chat, line].sort((a, b) => a.number - b.number).slice(-CHAT_KEPT);
  return { meeting: { ...meeting, chat }, events: [{ type: 'said', line }] };
}

/** Moves the meeting on by one message; messages that do not concern it leave it as it is. */
export function applyMessage(meeting: Meeting, message: SignalFromServer): Step {
  switch (message.type) {
    case 'member_changed':
      return memberChanged(meeting, message.member);
    case 'left':
      return left(meeting, message.member);
    case 'speakers':
      return { meeting: { ...meeting, speakers: message.members }, events: [] };
    case 'room_changed':
      return { meeting: { ...meeting, room: message.room }, events: [{ type: 'room', before: meeting.room, room: message.room }] };
    case 'waiting_room':
      return waitingRoom(meeting, message.waiting);
    case 'said':
      return said(meeting, message.line);
    case 'unsaid':
      return { meeting: { ...meeting, chat: meeting.chat.filter((l) => l.number !== message.number) }, events: [] };
    default:
      return { meeting, events: [] };
  }
}
