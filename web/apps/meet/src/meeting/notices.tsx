// SPDX-License-Identifier: EUPL-1.2
// The one calm line under the top line: what has happened, and what Kreide is doing about it. The most important only.
import type { ClientEvent, LocalEvent, MediaErrorId, Trouble } from '@kreide/client';
import { Button, formatTime, Icon, IconButton, type IconName } from '@kreide/ui';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t, type MeetingKey } from '../i18n/meeting';
import { SignalIcon } from './bar';
import { useHere, useObserved, type Here } from './here';

interface Line {
  key: string;
  icon: IconName;
  tone: 'info' | 'want' | 'bad';
  text: string;
  action?: ComponentChildren;
  onDismiss?: () => void;
}

/** Connecting for longer than this is worth a word; than this, worth a reason. */
const SLOW_MS = 2_500;
const BLOCKED_MS = 12_000;
const PASSING_MS = 9_000;

const MEDIA_ERRORS: Record<'microphone' | 'camera', Record<MediaErrorId, MeetingKey>> = {
  microphone: {
    denied: 'microphoneDenied', cancelled: 'microphoneDenied', none: 'microphoneNone', busy: 'microphoneBusy', lost: 'microphoneLost',
    unsupported: 'microphoneFailed', failed: 'microphoneFailed',
  },
  camera: {
    denied: 'cameraDenied', cancelled: 'cameraDenied', none: 'cameraNone', busy: 'cameraBusy', lost: 'cameraLost',
    unsupported: 'cameraFailed', failed: 'cameraFailed',
  },
};
const SCREEN_ERRORS: Partial<Record<MediaErrorId, MeetingKey>> = {
  denied: 'screenDenied', unsupported: 'screenUnsupported', busy: 'screenFailed', none: 'screenFailed', failed: 'screenFailed',
};
const MUTED = { microphone: 'mutedMicrophone', camera: 'mutedCamera', screen: 'mutedScreen' } as const;

/** True once `on` has lasted for `ms`. */
function useLasting(on: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    setLasting(false);
    if (!on) return;
    const timer = setTimeout(() => setLasting(true), ms);
    return () => clearTimeout(timer);
  }, [on, ms]);
  return lasting;
}

function clientEventText(event: ClientEvent): MeetingKey | null {
  if (event.type === 'muted') return MUTED[event.kind];
  if (event.type === 'screen_taken') return event.full ? 'screensFull' : 'screenTaken';
  if (event.type !== 'failed' || event.request === 'say') return null;
  return event.error === 'forbidden' || event.error === 'not_allowed' ? 'requestForbidden' : 'requestFailed';
}

function localEventText(event: LocalEvent): MeetingKey | null {
  if (event.type === 'screen_ended') return 'screenEnded';
  return event.replaced ? 'microphoneReplaced' : null;
}

/** Something that happened and is over; it goes by itself. */
function usePassing(here: Here): [MeetingKey | null, () => void] {
  const [text, setText] = useState<MeetingKey | null>(null);
  const { client } = here;
  useEffect(() => {
    const off = [
      client.events.on((event) => setText((before) => clientEventText(event) ?? before)),
      client.media.events.on((event) => setText((before) => localEventText(event) ?? before)),
    ];
    return () => off.forEach((each) => each());
  }, [client]);
  useEffect(() => {
    if (text === null) return;
    const timer = setTimeout(() => setText(null), PASSING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, () => setText(null)];
}

function deviceError(here: Here): Line | null {
  for (const kind of ['microphone', 'camera'] as const) {
    const { error } = here.local[kind];
    if (!error) continue;
    const dismiss = (): void => void (kind === 'camera' ? here.client.media.setCamera(false) : here.client.media.setMicrophone(false));
    return { key: `${kind}-${error}`, icon: kind === 'camera' ? 'video-off' : 'mic-off', tone: 'bad', text: t(MEDIA_ERRORS[kind][error]), onDismiss: dismiss };
  }
  const screen = here.local.screen.error ? SCREEN_ERRORS[here.local.screen.error] : undefined;
  return screen ? { key: screen, icon: 'monitor-x', tone: 'bad', text: t(screen), onDismiss: () => here.client.media.stopScreen() } : null;
}

function connectionLine(here: Here, slow: boolean, blocked: boolean): Line | null {
  const { phase, media } = here.state;
  if (phase === 'reconnecting') return { key: 'reconnecting', icon: 'wifi-off', tone: 'info', text: t('reconnecting') };
  if (blocked) return { key: 'blocked', icon: 'unplug', tone: 'bad', text: t('mediaBlocked') };
  if (media === 'interrupted') return { key: 'interrupted', icon: 'unplug', tone: 'info', text: t('mediaInterrupted') };
  if (slow) return { key: 'connecting', icon: 'loader-circle', tone: 'info', text: t('mediaConnecting') };
  return null;
}

function roomLine(here: Here): Line | null {
  const { room } = here.meeting;
  if (room.frozen) {
    return { key: 'frozen', icon: 'snowflake', tone: 'want', text: t(here.moderator ? 'frozenModerator' : 'frozen') };
  }
  if (room.ends_ms > 0) return { key: 'ends', icon: 'hourglass', tone: 'want', text: t('endsAt', { time: formatTime(room.ends_ms) }) };
  if (room.removed_since_link && here.moderator) {
    return {
      key: 'removed', icon: 'shield', tone: 'want', text: t('removedSince'),
      action: <Button onClick={() => here.openDialog({ name: 'invite' })} data-testid="notice-new-link">{t('newLink')}</Button>,
    };
  }
  return null;
}

/** What is shown may turn out to be something else: a film in the slides, a page after the film. */
function SharingActions({ here }: { here: Here }) {
  const { media } = here.client;
  const text = here.local.screenContent === 'text';
  return (
    <>
      <Button icon={text ? 'clapperboard' : 'presentation'} data-testid="notice-content" onClick={() => media.showAs(text ? 'video' : 'text')}>
        {t(text ? 'shareAsVideo' : 'shareAsText')}
      </Button>
      <Button onClick={() => media.stopScreen()} data-testid="notice-stop-sharing">{t('showStop')}</Button>
    </>
  );
}

const TROUBLES: Record<Trouble, MeetingKey | null> = {
  none: null, frame_rate: 'lineFrameRate', size: 'lineSize', pictures: 'linePictures', sending: 'lineSending', both: 'lineBoth', device: 'deviceBusy',
};

function ownLine(here: Here): Line | null {
  const trouble = TROUBLES[here.state.trouble];
  if (here.local.screen.on) {
    return {
      key: trouble ? `sharing-${trouble}` : 'sharing', icon: 'monitor-up', tone: 'info', text: trouble ? `${t('youShow')} ${t(trouble)}` : t('youShow'),
      action: <SharingActions here={here} />,
    };
  }
  return trouble ? { key: trouble, icon: trouble === 'deviceBusy' ? 'activity' : 'signal-low', tone: 'info', text: t(trouble) } : null;
}

export function NoticeLine() {
  const here = useHere();
  const blockedSound = useObserved(here.client.outputs.blocked);
  const connecting = here.state.media === 'connecting' || here.state.media === 'lost';
  const slow = useLasting(connecting, SLOW_MS);
  const blocked = useLasting(connecting, BLOCKED_MS);
  const [passing, dismiss] = usePassing(here);
  const [dismissed, setDismissed] = useState<string | null>(null);

  const sound: Line | null = blockedSound
    ? {
      key: 'sound', icon: 'volume-x', tone: 'want', text: t('soundBlocked'),
      action: <Button variant="yellow" data-testid="notice-sound" onClick={() => here.client.outputs.play()}>{t('soundPlay')}</Button>,
    } : null;
  const passed: Line | null = passing ? { key: passing, icon: 'info', tone: 'info', text: t(passing), onDismiss: dismiss } : null;
  const all = [connectionLine(here, slow, blocked), sound, passed, deviceError(here), roomLine(here), ownLine(here)];
  const line = all.find((each): each is Line => each !== null && each.key !== dismissed);
  /* read once it may go; another kind of trouble, or the same after a better time, is told again */
  const own = line && (line.key === 'removed' || line.key === TROUBLES[here.state.trouble]);
  const onDismiss = line?.onDismiss ?? (own ? () => setDismissed(line.key) : undefined);
  const untroubled = here.state.trouble === 'none';
  useEffect(() => {
    if (untroubled) setDismissed((before) => (before === 'removed' ? before : null));
  }, [untroubled]);
  return (
    <div class="notice-line" role="status" data-testid="notice" data-notice={line?.key}>
      {line && (
        <div class="notice-line__box" data-tone={line.tone} key={line.key}>
          {line.icon === 'signal-low' ? <SignalIcon icon="signal-low" /> : (
            <Icon name={line.icon} size={18} class={line.icon === 'loader-circle' ? 'button__busy' : undefined} />
          )}
          <span class="notice-line__text">{line.text}</span>
          {line.action}
          {onDismiss && <IconButton icon="x" iconSize={18} label={t('dismiss')} onClick={onDismiss} />}
        </div>
      )}
    </div>
  );
}
