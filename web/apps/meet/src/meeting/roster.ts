// SPDX-License-Identifier: EUPL-1.2
// Who is where: the order of the list, whose picture is large, and who gets a tile when there is not room for all. Pure.
import type { Meeting, Member, Shown, Source, Wants } from '@kreide/client';

/** Hands first, in the order in which they went up; then moderators; then by name. */
export function listOrder(members: readonly Member[], compare: (a: string, b: string) => number): { hands: Member[]; others: Member[] } {
  const hands = members.filter((m) => m.hand > 0).sort((a, b) => a.hand - b.hand);
  const others = members.filter((m) => m.hand === 0).sort((a, b) =>
    Number(b.role === 'moderator') - Number(a.role === 'moderator') || compare(a.name, b.name));
  return { hands, others };
}

/** The place in the line of raised hands, from 1; 0 if the hand is down. */
export function handPlace(members: readonly Member[], member: Member): number {
  return member.hand === 0 ? 0 : members.filter((m) => m.hand > 0 && m.hand <= member.hand).length;
}

/**
 * The screens of others, who may be several: the large one is the chosen one, else the one that was large before, else the
 * latest. The own one is not shown to oneself.
 */
export function sharedScreens(meeting: Meeting, chosen: string | null, before: string | null): { large: Member | null; others: Member[] } {
  const sharing = meeting.members.filter((m) => m.screen && m.id !== meeting.self);
  const large = sharing.find((m) => m.id === chosen) ?? sharing.find((m) => m.id === before) ?? sharing.at(-1) ?? null;
  return { large, others: sharing.filter((m) => m !== large) };
}

/** Whose picture is large: who is pinned, else who speaks, else who spoke before, else a moderator, else anybody, else oneself. */
export function stageMember(meeting: Meeting, pinned: string | null, before: string | null): Member | null {
  const others = meeting.members.filter((m) => m.id !== meeting.self);
  const find = (id: string | null | undefined): Member | undefined => others.find((m) => m.id === id);
  const speaking = meeting.speakers.find((id) => find(id));
  return find(pinned) ?? find(speaking) ?? find(before) ??
    others.find((m) => m.role === 'moderator') ?? others[0] ?? meeting.members.find((m) => m.id === meeting.self) ?? null;
}

/** What earns a tile when there are too few: being heard or wanting to be. */
function urgent(meeting: Meeting, member: Member): boolean {
  return meeting.speakers.includes(member.id) || member.hand > 0;
}

/**
 * Who gets one of `capacity` tiles. Whoever has one keeps it and its place; somebody urgent without one takes the place of
 * the last who is not. Order of coming in, oneself last.
 */
export function tileMembers(meeting: Meeting, except: string | null, capacity: number, before: readonly string[]): Member[] {
  const all = meeting.members.filter((m) => m.id !== except && m.id !== meeting.self);
  const self = meeting.members.find((m) => m.id === meeting.self && m.id !== except);
  const room = Math.max(0, capacity - (self ? 1 : 0));
  if (all.length <= room) return self ? [...all, self] : all;

  const byId = new Map(all.map((m) => [m.id, m]));
  const shown = before.map((id) => byId.get(id)).filter((m): m is Member => m !== undefined).slice(0, room);
  for (const member of all) if (shown.length < room && !shown.includes(member)) shown.push(member);
  for (const member of all) {
    if (!urgent(meeting, member) || shown.includes(member)) continue;
    const place = shown.findLastIndex((m) => !urgent(meeting, m));
    if (place < 0) break;
    shown[place] = member;
  }
  return self && capacity > 0 ? [...shown, self] : shown;
}

export interface Placement {
  /** the large picture, if there is one */
  main: Source | null;
  tiles: readonly Member[];
  /** shared screens that are not the large picture */
  screens: readonly Member[];
}

/** How large a picture is shown, and whether the person asked for it. */
export type Sight = (source: Source) => Pick<Shown, 'height' | 'pinned'>;

/** What the video slots are wanted for. One's own picture never leaves the device. */
export function wantsFor(meeting: Meeting, placement: Placement, sight: Sight = () => ({})): Wants {
  const others = placement.tiles.filter((m) => m.id !== meeting.self);
  const shown = (source: Source): Shown => ({ ...source, ...sight(source) });
  const camera = (m: Member): Shown => shown({ member: m.id, kind: 'camera' });
  const main = placement.main && placement.main.member !== meeting.self ? shown(placement.main) : null;
  const screen = main?.kind === 'screen' ? main : null;
  /* beside a shared screen the one who shares is on stage: that voice belongs to that face */
  const presenter = screen ? others.find((m) => m.id === screen.member && m.camera) : undefined;
  const stage = main?.kind === 'camera' ? main : presenter ? camera(presenter) : null;
  const tiles = others.filter((m) => m !== presenter);
  return {
    stage, screen,
    tiles: [...placement.screens.map((m) => shown({ member: m.id, kind: 'screen' })), ...tiles.filter((m) => m.camera).map(camera)],
    idle: tiles.filter((m) => !m.camera).map(camera),
  };
}
