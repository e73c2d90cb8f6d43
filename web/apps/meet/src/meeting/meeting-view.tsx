// SPDX-License-Identifier: EUPL-1.2
import { selfOf, type ClientState, type EndReason, type MeetingClient } from '@kreide/client';
import { Spinner } from '@kreide/ui';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/meeting';
import { startAnnouncer } from './announcer';
import { Bar } from './bar';
import { Dialogs } from './dialogs';
import { HereContext, useMedia, useObserved, type DialogName, type Here, type PanelTab, type ViewMode } from './here';
import { startKeys } from './keys';
import { KnockHint } from './knocks';
import { NoticeLine } from './notices';
import { Panel } from './panel';
import { Stage } from './stage';
import { StatsPanel } from './stats-panel';
import { TopLine } from './top-line';
import { useWakeLock } from './wake-lock';
import './styles/meeting.css';
import './styles/stage.css';
import './styles/bar.css';
import './styles/panel.css';
import './styles/dialogs.css';

export interface MeetingViewProps {
  client: MeetingClient;
  onLeft: (reason: EndReason) => void;
}

/** No room for pictures and panel side by side, or none for a bar with eight buttons. */
const NARROW = '(max-width: 59.99rem), (max-height: 27rem)';

/** Chat texts of others that came since the chat was last open. */
function useUnread(state: ClientState, open: boolean): number {
  const meeting = state.meeting;
  const last = meeting?.chat.at(-1)?.number ?? 0;
  const [seen, setSeen] = useState(last);
  useEffect(() => {
    if (open) setSeen(last);
  }, [open, last]);
  if (open || !meeting) return 0;
  return meeting.chat.filter((line) => line.number > seen && line.member !== meeting.self).length;
}

function useHereState(client: MeetingClient): { here: Here | null; dialog: DialogName | null } {
  const state = useObserved(client.state);
  const local = useObserved(client.media.state);
  const narrow = useMedia(NARROW);
  const [panel, openPanel] = useState<PanelTab | null>(() => (matchMedia(NARROW).matches ? null : 'people'));
  const [dialog, openDialog] = useState<DialogName | null>(null);
  const [mode, setMode] = useState<ViewMode>('speaker');
  const [pinned, pin] = useState<string | null>(null);
  const [pinnedScreen, pinScreen] = useState<string | null>(null);
  const [mirror, setMirror] = useState(true);
  const [statistics, setStatistics] = useState(false);
  const [keysOn, setKeysOn] = useState(true);
  /* where there is room for one only, the panel gives way */
  const showStatistics = (on: boolean): void => {
    setStatistics(on);
    if (on && narrow) openPanel(null);
  };
  const unread = useUnread(state, panel === 'chat');
  const self = state.meeting ? selfOf(state.meeting) : undefined;
  const here: Here | null = state.meeting && self ? {
    client, state, local, meeting: state.meeting, self, moderator: self.role === 'moderator', narrow, panel, mode, pinned, pinnedScreen, mirror,
    unread, keysOn, statistics, showStatistics, openPanel, openDialog, setMode, pin, pinScreen, setMirror, setKeysOn,
  } : null;
  return { here, dialog };
}

function useTitle(title: string | undefined, wants: number): void {
  useEffect(() => {
    if (title === undefined) return;
    const before = document.title;
    document.title = `${wants > 0 ? `(${wants}) ` : ''}${title} · Kreide`;
    return () => {
      document.title = before;
    };
  }, [title, wants]);
}

export function MeetingView({ client, onLeft }: MeetingViewProps) {
  const { here, dialog } = useHereState(client);
  const now = useRef(here);
  now.current = here;
  const inside = here !== null;
  useEffect(() => startAnnouncer(client), [client]);
  useEffect(() => (inside ? startKeys(() => now.current as Here) : undefined), [inside]);
  const { phase, reason } = client.state.value;
  useEffect(() => {
    if ((phase === 'ended' || phase === 'refused') && reason) onLeft(reason);
  }, [phase]);
  useWakeLock(inside);
  useTitle(here?.meeting.room.title, (here?.meeting.waiting.length ?? 0) + (here?.unread ?? 0));

  if (!here) {
    return (
      <main class="meeting meeting--opening" data-surface="board">
        <Spinner size={36} label={t('joining')} />
      </main>
    );
  }
  return (
    <HereContext.Provider value={here}>
      <main
        class="meeting"
        data-surface="board"
        data-testid="meeting"
        data-phase={here.state.phase}
        data-media={here.state.media}
        data-panel={here.panel ?? 'none'}
        data-moderator={here.moderator ? 'true' : undefined}
        data-narrow={here.narrow ? 'true' : undefined}
      >
        <TopLine />
        <NoticeLine />
        <div class="middle">
          <Stage />
          <StatsPanel />
          <KnockHint />
          <Panel />
        </div>
        <Bar />
        <Dialogs dialog={dialog} />
      </main>
    </HereContext.Provider>
  );
}
