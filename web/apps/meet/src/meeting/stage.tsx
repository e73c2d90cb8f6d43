// SPDX-License-Identifier: EUPL-1.2
// The pictures. Every tile is one element that glides to its new place; none is made anew when the layout changes.
import type { Member, SlotView, Source } from '@kreide/client';
import { sameSource } from '@kreide/client';
import { Button, personColour } from '@kreide/ui';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/meeting';
import { useHere, useObserved, useOwnVoice, usePixelRatio, type Here } from './here';
import { focusLayout, gridCapacity, gridLayout, pictureHeight, stripCapacity, type Area, type Box } from './layout';
import { PersonTile } from './person-tile';
import { ScreenTile } from './screen-tile';
import { sharedScreens, stageMember, tileMembers, wantsFor, type Placement, type Sight } from './roster';

/** A voice must lead this long before the large picture changes, so that a cough does not. */
const STAGE_HOLD_MS = 1_500;

function useArea(element: RefObject<HTMLElement | null>): Area {
  const [area, setArea] = useState<Area>({ w: 0, h: 0 });
  useLayoutEffect(() => {
    const host = element.current;
    if (!host) return;
    const measure = (): void => {
      const w = host.clientWidth;
      const h = host.clientHeight;
      setArea((before) => (before.w === w && before.h === h ? before : { w, h }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(host);
    return () => observer.disconnect();
  }, [element]);
  return area;
}

/** A value that follows only after it has been the same for a while; `atOnce` without waiting. */
function useSettled(value: string | null, holdMs: number, atOnce: (held: string | null) => boolean): string | null {
  const [settled, setSettled] = useState(value);
  const now = value !== settled && atOnce(settled);
  useEffect(() => {
    if (value === settled) return;
    if (now) return setSettled(value);
    const timer = setTimeout(() => setSettled(value), holdMs);
    return () => clearTimeout(timer);
  }, [value, settled, holdMs, now]);
  return now ? value : settled;
}

interface Placed {
  main: { source: Source; member: Member; box: Box } | null;
  tiles: { member: Member; box: Box }[];
  /** shared screens that are not the main picture, before the tiles */
  screens: { member: Member; box: Box }[];
  hidden: number;
  more: Box | null;
  shown: Placement;
  /** the tiles lie over the main picture */
  over: boolean;
}

/** Whoever is alone sees beside the own picture what to do; it lies over nothing. */
const HINT_H = 116;
const HINT_W = 260;

function withoutHint(area: Area): Area {
  return area.h < 340 ? { w: area.w - HINT_W, h: area.h } : { w: area.w, h: area.h - HINT_H };
}

/** `capacity` tiles fit; if there are more people, the last place tells how many. */
function choose(here: Here, except: string | null, capacity: number, before: readonly string[]): { tiles: Member[]; hidden: number } {
  const all = here.meeting.members.filter((m) => m.id !== except).length;
  const room = all > capacity ? Math.max(1, capacity - 1) : capacity;
  const tiles = tileMembers(here.meeting, except, room, before);
  return { tiles, hidden: all - tiles.length };
}

function place(here: Here, area: Area, { main, screens }: Main, before: readonly string[]): Placed {
  const member = here.meeting.members.find((m) => m.id === main?.member);
  const except = main?.kind === 'camera' ? main.member : null;
  const wide = here.mode === 'grid';
  const room = main ? stripCapacity(area, wide) : gridCapacity(area);
  const beside = screens.slice(0, Math.max(0, room - 1));
  const { tiles, hidden } = choose(here, except, room - beside.length, before);
  const count = beside.length + tiles.length + (hidden > 0 ? 1 : 0);
  const focus = main && member ? focusLayout(area, count, wide, main.kind === 'camera') : null;
  const boxes = focus ? focus.strip : gridLayout(area, count);
  const placed = (members: readonly Member[], from: number): { member: Member; box: Box }[] =>
    members.flatMap((each, i) => (boxes[from + i] ? [{ member: each, box: boxes[from + i] as Box }] : []));
  return {
    main: focus && main && member ? { source: main, member, box: focus.main } : null,
    screens: placed(beside, 0),
    tiles: placed(tiles, beside.length),
    hidden,
    more: hidden > 0 ? (boxes[beside.length + tiles.length] ?? null) : null,
    shown: { main, tiles, screens: beside },
    over: focus?.over ?? false,
  };
}

/** How large each picture is shown. A screen is seen whole; a camera fills its tile. */
function sightOf(here: Here, placed: Placed, pixelRatio: number): Sight {
  const boxes = new Map<string, Box>();
  for (const { member, box } of placed.tiles) boxes.set(`camera ${member.id}`, box);
  for (const { member, box } of placed.screens) boxes.set(`screen ${member.id}`, box);
  if (placed.main) boxes.set(`${placed.main.source.kind} ${placed.main.member.id}`, placed.main.box);
  return ({ member, kind }) => {
    const box = boxes.get(`${kind} ${member}`);
    const pinned = (kind === 'camera' ? here.pinned : here.pinnedScreen) === member;
    return { ...(box ? { height: pictureHeight(box, kind === 'screen', pixelRatio) } : {}), ...(pinned ? { pinned } : {}) };
  };
}

interface Main {
  main: Source | null;
  screens: readonly Member[];
}

function useMain(here: Here): Main {
  const screen = useRef<string | null>(null);
  const { large, others } = sharedScreens(here.meeting, here.pinnedScreen, screen.current);
  screen.current = large?.id ?? null;
  const stage = useRef<string | null>(null);
  const candidate = stageMember(here.meeting, here.pinned, stage.current);
  stage.current = useSettled(candidate?.id ?? null, STAGE_HOLD_MS, (held) =>
    here.pinned !== null || held === here.self.id || !here.meeting.members.some((m) => m.id === held));
  if (large) return { main: { member: large.id, kind: 'screen' }, screens: others };
  if (here.mode === 'grid' && here.pinned === null) return { main: null, screens: [] };
  /* two people are the same size; so is one alone */
  if (here.meeting.members.length <= 1 || stage.current === null) return { main: null, screens: [] };
  return { main: { member: stage.current, kind: 'camera' }, screens: [] };
}

function Spot({ id, box, over, children }: { id: string; box: Box; over?: boolean; children: ComponentChildren }) {
  return (
    <div
      class="spot"
      data-spot={id}
      data-over={over ? 'true' : undefined}
      style={{ transform: `translate(${box.x}px, ${box.y}px)`, width: `${box.w}px`, height: `${box.h}px` }}
    >
      {children}
    </div>
  );
}

function MoreTile({ count, members }: { count: number; members: readonly Member[] }) {
  const here = useHere();
  return (
    <button type="button" class="more-tile" data-testid="more-tile" onClick={() => here.openPanel('people')}>
      <span class="more-tile__dots" aria-hidden="true">
        {members.slice(0, 3).map((m) => (
          <span key={m.id} class="more-tile__dot" data-person={personColour(m.id)} />
        ))}
      </span>
      <span class="more-tile__count" aria-hidden="true">+{count}</span>
      <span class="visually-hidden">{t('moreTiles', { count })}</span>
    </button>
  );
}

function AloneHint() {
  const here = useHere();
  return (
    <div class="alone">
      <div>
        <p class="alone__title">{t('alone')}</p>
        <p>{t(here.moderator ? 'aloneText' : 'aloneTextGuest')}</p>
      </div>
      {here.moderator && (
        <Button icon="user-plus" onClick={() => here.openDialog({ name: 'invite' })} data-testid="alone-invite">
          {t('invite')}
        </Button>
      )}
    </div>
  );
}

export function Stage() {
  const here = useHere();
  const host = useRef<HTMLDivElement>(null);
  const area = useArea(host);
  const slots = useObserved(here.client.slots);
  const before = useRef<readonly string[]>([]);
  const shows = useMain(here);
  const { main } = shows;
  const pixelRatio = usePixelRatio();
  const alone = here.meeting.members.length === 1;
  const placed = place(here, alone ? withoutHint(area) : area, shows, before.current);
  before.current = placed.tiles.map((p) => p.member.id).filter((id) => id !== here.self.id);

  const wants = wantsFor(here.meeting, placed.shown, sightOf(here, placed, pixelRatio));
  const wantsKey = JSON.stringify(wants);
  useEffect(() => {
    if (area.w > 0) here.client.watch(wants);
  }, [here.client, wantsKey, area.w > 0]);

  const ownVoice = useOwnVoice(here.client, here.local.microphone.on);
  const speaking = (member: Member): boolean =>
    member.id === here.self.id ? ownVoice : here.meeting.speakers.includes(member.id);
  const viewOf = (source: Source): SlotView | undefined => slots.find((s) => sameSource(s.source, source));
  const shown = new Set(placed.tiles.map((p) => p.member.id));

  const spots: { key: string; box: Box; over?: boolean; content: ComponentChildren }[] = placed.tiles.map(({ member, box }) => ({
    key: `camera ${member.id}`,
    box,
    over: placed.over,
    content: <PersonTile member={member} view={viewOf({ member: member.id, kind: 'camera' })} speaking={speaking(member)} large={!main && placed.tiles.length <= 4} />,
  }));
  for (const { member, box } of placed.screens) {
    spots.push({ key: `screen ${member.id}`, box, content: <ScreenTile member={member} view={viewOf({ member: member.id, kind: 'screen' })} small /> });
  }
  if (placed.main) {
    const { source, member, box } = placed.main;
    spots.push({
      key: `${source.kind} ${member.id}`,
      box,
      content: source.kind === 'screen'
        ? <ScreenTile member={member} view={viewOf(source)} />
        : <PersonTile member={member} view={viewOf(source)} speaking={speaking(member)} large />,
    });
  }
  /* the same order of elements whatever the layout: moving one in the document would stop its video */
  spots.sort((a, b) => (a.key < b.key ? -1 : 1));

  return (
    <section class="stage" ref={host} aria-label={t('stageLabel')} data-testid="stage" data-main={main?.kind ?? 'none'} data-low={area.h < 340 ? 'true' : undefined}>
      {area.w > 0 && spots.map(({ key, box, over, content }) => (
        <Spot key={key} id={key} box={box} over={over ?? false}>
          {content}
        </Spot>
      ))}
      {placed.more && (
        <Spot key="more" id="more" box={placed.more}>
          <MoreTile count={placed.hidden} members={here.meeting.members.filter((m) => !shown.has(m.id) && m.id !== main?.member)} />
        </Spot>
      )}
      {alone && <AloneHint />}
    </section>
  );
}
