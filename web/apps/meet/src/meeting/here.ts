// SPDX-License-Identifier: EUPL-1.2
// What every part of the view looks at: the client, the meeting, and what this view has open.
import type { ClientState, LocalState, Meeting, MeetingClient, Member, Observable } from '@kreide/client';
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

export type PanelTab = 'people' | 'chat';
export type DialogName =
  | { name: 'help' } | { name: 'leave' } | { name: 'end' } | { name: 'devices' } | { name: 'room' } | { name: 'invite' }
  | { name: 'more' } | { name: 'share' } | { name: 'remove'; member: Member };
export type ViewMode = 'speaker' | 'grid';

export interface Here {
  readonly client: MeetingClient;
  readonly state: ClientState;
  readonly local: LocalState;
  readonly meeting: Meeting;
  readonly self: Member;
  readonly moderator: boolean;
  /** where there is no room for both, the panel covers the pictures and the bar folds */
  readonly narrow: boolean;
  readonly panel: PanelTab | null;
  readonly mode: ViewMode;
  readonly pinned: string | null;
  /** whose shared screen is to be large, if there are several */
  readonly pinnedScreen: string | null;
  readonly mirror: boolean;
  /** chat texts that came since the chat was last seen */
  readonly unread: number;
  readonly keysOn: boolean;
  /** the statistics are open */
  readonly statistics: boolean;
  openPanel(tab: PanelTab | null): void;
  openDialog(dialog: DialogName | null): void;
  setMode(mode: ViewMode): void;
  pin(member: string | null): void;
  pinScreen(member: string): void;
  setMirror(on: boolean): void;
  setKeysOn(on: boolean): void;
  showStatistics(on: boolean): void;
}

/** From this level on it is a voice and not the room; a pause between two words is shorter than this many samples. */
const OWN_VOICE = 0.45;
const QUIET_SAMPLES = 6;

export const HereContext = createContext<Here | null>(null);

export function useHere(): Here {
  const here = useContext(HereContext);
  if (!here) throw new Error('used outside of the meeting');
  return here;
}

/** Draws anew whenever an observable changes. */
export function useObserved<T>(observable: Observable<T>): T {
  const [value, setValue] = useState<T>(() => observable.value);
  useEffect(() => {
    setValue(() => observable.value);
    return observable.subscribe((next) => setValue(() => next));
  }, [observable]);
  return value;
}

export function nameOf(here: Here, id: string): string {
  return here.meeting.members.find((m) => m.id === id)?.name ?? '';
}

/** Fits a media query, and follows it. */
export function useMedia(query: string): boolean {
  const [fits, setFits] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const changed = (): void => setFits(list.matches);
    changed();
    list.addEventListener('change', changed);
    return () => list.removeEventListener('change', changed);
  }, [query]);
  return fits;
}

/** Pixels of the device to one of the page; another display or zoom changes it. */
export function usePixelRatio(): number {
  const [ratio, setRatio] = useState(() => devicePixelRatio);
  useEffect(() => {
    const list = matchMedia(`(resolution: ${ratio}dppx)`);
    const changed = (): void => setRatio(devicePixelRatio);
    list.addEventListener('change', changed);
    return () => list.removeEventListener('change', changed);
  }, [ratio]);
  return ratio;
}

/** Whether one's own voice is heard; draws anew only when that changes. */
export function useOwnVoice(client: MeetingClient, on: boolean): boolean {
  const [speaks, setSpeaks] = useState(false);
  useEffect(() => {
    if (!on) return setSpeaks(false);
    let quiet = 0;
    const timer = setInterval(() => {
      quiet = client.media.level() >= OWN_VOICE ? 0 : quiet + 1;
      setSpeaks(quiet < QUIET_SAMPLES);
    }, 100);
    return () => clearInterval(timer);
  }, [client, on]);
  return speaks;
}
