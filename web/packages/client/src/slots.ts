// SPDX-License-Identifier: EUPL-1.2
// Which source sits in which video slot, decided by this client alone. Pure.
import type { signal } from '@kreide/protocol';

export interface Source {
  member: string;
  kind: 'camera' | 'screen';
}

/** A source as the view shows it. */
export interface Shown extends Source {
  /** pixels of the picture's shorter side; as large as it comes if it is not said */
  height?: number | undefined;
  /** the person wants to see this one above others */
  pinned?: boolean | undefined;
}

/** What the view shows, most important first. A source is named once. */
export interface Wants {
  /** large, in lip sync with audio slot 0 */
  stage: Shown | null;
  /** the shared screen, in lip sync with audio slot 3 */
  screen: Shown | null;
  /** pictures that are sent now */
  tiles: readonly Shown[];
  /** visible people who send no picture yet: they take slots that nobody else needs, and so appear at once */
  idle: readonly Shown[];
}

export type Assignment = readonly (Shown | null)[];

export const STAGE_SLOT = 0;
export const SCREEN_SLOT = 1;
const TILE_SLOT = 2;

/** Slots a PeerConnection starts with, and the steps in which it grows. */
export const SLOT_STEPS = [9, 16, 25] as const;
export const SLOTS_MAX = 25;

export const NO_WANTS: Wants = { stage: null, screen: null, tiles: [], idle: [] };

export function sameSource(a: Source | null, b: Source | null): boolean {
  return a === b || (a !== null && b !== null && a.member === b.member && a.kind === b.kind);
}

function sourceKey(source: Source): string {
  return `${source.kind} ${source.member}`;
}

/** The tile slots in the order in which they are given away: the two special ones last, and only if their owner is absent. */
function tileSlots(wants: Wants, count: number): number[] {
  const slots: number[] = [];
  for (let slot = TILE_SLOT; slot < count; slot++) slots.push(slot);
  if (!wants.stage && count > STAGE_SLOT) slots.push(STAGE_SLOT);
  if (!wants.screen && count > SCREEN_SLOT) slots.push(SCREEN_SLOT);
  return slots;
}

/** Puts the wanted sources into `count` slots; whoever is already in a slot where it may stay, stays. */
export function assign(before: Assignment, wants: Wants, count: number): Assignment {
  const out: (Shown | null)[] = new Array<Shown | null>(count).fill(null);
  const taken = new Set<string>();
  const place = (slot: number, source: Shown): void => {
    out[slot] = source;
    taken.add(sourceKey(source));
  };
  if (wants.stage && count > STAGE_SLOT) place(STAGE_SLOT, wants.stage);
  if (wants.screen && count > SCREEN_SLOT) place(SCREEN_SLOT, wants.screen);

  const slots = tileSlots(wants, count);
  for (const group of [wants.tiles, wants.idle]) {
    const open = new Map<string, Shown>();
    for (const source of group) if (!taken.has(sourceKey(source))) open.set(sourceKey(source), source);
    for (const slot of slots) {
      const held = before[slot];
      const stays = held && !out[slot] ? open.get(sourceKey(held)) : undefined;
      if (stays && !taken.has(sourceKey(stays))) place(slot, stays);
    }
    for (const [key, source] of open) {
      if (taken.has(key)) continue;
      const free = slots.find((slot) => !out[slot]);
      if (free === undefined) break;
      place(free, source);
    }
  }
  return out;
}

/** How many slots the wants need: the least step that holds every picture that is sent now. */
export function slotsNeeded(wants: Wants, now: number): number {
  const special = (wants.stage ? 1 : 0) + (wants.screen ? 1 : 0);
  const needed = special + wants.tiles.length;
  const step = SLOT_STEPS.find((size) => size >= needed) ?? SLOTS_MAX;
  return Math.max(now, step);
}

export function sameAssignment(a: Assignment, b: Assignment): boolean {
  const length = Math.max(a.length, b.length);
  for (let slot = 0; slot < length; slot++) if (!sameSource(a[slot] ?? null, b[slot] ?? null)) return false;
  return true;
}

/** The same sources at the same sizes. */
export function sameView(a: Assignment, b: Assignment): boolean {
  return sameAssignment(a, b) && a.every((shown, slot) => shown?.height === b[slot]?.height && !shown?.pinned === !b[slot]?.pinned);
}

export function watchMessage(assignment: Assignment, gen: number): signal.Watch {
  const slots: signal.WatchedSlot[] = [];
  assignment.forEach((shown, slot) => {
    if (!shown) return;
    const { member, kind, height, pinned } = shown;
    slots.push({ slot, member, kind, ...(height === undefined ? {} : { height }), ...(pinned ? { pinned } : {}) });
  });
  return { gen, slots };
}
