// SPDX-License-Identifier: EUPL-1.2
// The pictures. Every tile is one element that glides to its new place; none is made anew when the layout changes.
import type { Member, SlotView, Source } from '@kreide/client';
import { sameSource } from '@kreide/client';
import { Button, personColour } from '@kreide/ui';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/meeting';
import { useHere, useObserved, useOwnVoice, type Here } from './here';
import { focusLayout, gridCapacity, gridLayout, stripCapacity, type Area, type Box } from './layout';
import { PersonTile, ScreenTile } from './person-tile';
import { screenOwner, stageMember, tileMembers, wantsFor, type Shown } from './roster';

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
  hidden: number;
  more: Box | null;
  shown: Shown;
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

function place(here: Here, area: Area, main: Source | null, before: readonly string[]): Placed {
  const member = here.meeting.members.find((m) => m.id === main?.member);
  const except = main?.kind === 'camera' ? main.member : null;
  const wide = here.mode === 'grid';
  const capacity = main ? stripCapacity(area, wide) : gridCapacity(area);
  const { tiles, hidden } = choose(here, except, capacity, before);
  const count = tiles.length + (hidden > 0 ? 1 : 0);
  const focus = main && member ? focusLayout(area, count, wide, main.kind === 'camera') : null;
  const boxes = focus ? focus.strip : gridLayout(area, count);
  return {
    main: focus && main && member ? { source: main, member, box: focus.main } : null,
    tiles: tiles.flatMap((each, i) => (boxes[i] ? [{ member: each, box: boxes[i] }] : [])),
    hidden,
    more: hidden > 0 ? (boxes[tiles.length] ?? null) : null,
    shown: { main, tiles },
    over: focus?.over ?? false,
  };
}

function useMain(here: Here): Source | null {
  const screen = useRef<string | null>(null);
  const sharer = screenOwner(here.meeting, screen.current);
  screen.current = sharer?.id ?? null;
  const stage = useRef<string | null>(null);
  const candidate = stageMember(here.meeting, here.pinned, stage.current);
  stage.current = useSettled(candidate?.id ?? null, STAGE_HOLD_MS, (held) =>
    here.pinned !== null || held === here.self.id || !here.meeting.members.some((m) => m.id === held));
  if (sharer) return { member: sharer.id, kind: 'screen' };
  if (here.mode === 'grid' && here.pinned === null) return null;
  /* two people are the same size; so is one alone */
  if (here.meeting.members.length <= 1 || stage.current === null) return null;
  return { member: stage.current, kind: 'camera' };
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
  const main = useMain(here);
  const alone = here.meeting.members.length === 1;
  const placed = place(here, alone ? withoutHint(area) : area, main, before.current);
  before.current = placed.tiles.map((p) => p.member.id).filter((id) => id !== here.self.id);

  const wants = wantsFor(here.meeting, placed.shown);
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
