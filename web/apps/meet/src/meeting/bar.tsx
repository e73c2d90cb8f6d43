// SPDX-License-Identifier: EUPL-1.2
// The bar below: icon and word. On a narrow screen it folds to five, and the rest moves to a sheet.
import { classes, Icon, type IconName } from '@kreide/ui';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/meeting';
import { controls, mayUse } from './controls';
import { useHere, type Here } from './here';

interface BarButtonProps {
  id: string;
  icon: IconName;
  word: string;
  label: string;
  /** on: the source runs. off: it was switched off. live: the screen is shown. plain: none of these. want: yellow. danger: leaves. */
  look?: 'on' | 'off' | 'live' | 'plain' | 'want' | 'danger' | 'freeze' | 'frozen';
  pressed?: boolean | undefined;
  expanded?: boolean | undefined;
  blocked?: string | undefined;
  busy?: boolean | undefined;
  count?: number | undefined;
  countTone?: 'want' | 'info' | undefined;
  shortcut?: string | undefined;
  onClick: () => void;
  children?: JSX.Element | null | undefined;
}

export function BarButton(props: BarButtonProps) {
  const { id, icon, word, label, look = 'plain', pressed, expanded, blocked, busy, count, countTone = 'info', shortcut, onClick, children } = props;
  const name = blocked ? `${label}. ${blocked}` : label;
  return (
    <button
      type="button"
      class={classes('bar-button', `bar-button--${look}`)}
      data-testid={`bar-${id}`}
      title={shortcut ? `${name} (${shortcut})` : name}
      aria-label={name}
      aria-pressed={pressed === undefined ? undefined : pressed ? 'true' : 'false'}
      aria-expanded={expanded === undefined ? undefined : expanded ? 'true' : 'false'}
      aria-disabled={blocked ? 'true' : undefined}
      aria-keyshortcuts={shortcut}
      aria-busy={busy ? 'true' : undefined}
      onClick={onClick}
    >
      <span class="bar-button__icon">
        <Icon name={busy ? 'loader-circle' : icon} size={22} class={busy ? 'button__busy' : undefined} />
        {children}
        {count !== undefined && count > 0 && (
          <span class="bar-button__count" data-tone={countTone} aria-hidden="true">{count > 99 ? '99+' : count}</span>
        )}
      </span>
      <span class="bar-button__word">{word}</span>
    </button>
  );
}

function blockedBy(here: Here, kind: 'microphone' | 'camera' | 'screen'): string | undefined {
  if (mayUse(here, kind)) return undefined;
  return t(here.meeting.room.frozen ? 'pausedHint' : 'notAllowed');
}

export function FreezeButton() {
  const here = useHere();
  const { frozen } = here.meeting.room;
  return (
    <BarButton
      id="freeze"
      icon="snowflake"
      word={t(frozen ? 'unfreeze' : 'freeze')}
      label={`${t(frozen ? 'unfreeze' : 'freeze')}. ${t(frozen ? 'unfreezeHint' : 'freezeHint')}`}
      look={frozen ? 'frozen' : 'freeze'}
      onClick={controls(here).toggleFreeze}
    />
  );
}

const LEVEL_EVERY_MS = 100;
/** The eye tells no more heights apart in eleven pixels. */
const LEVEL_STEPS = 11;

/** How loud the own microphone is. Moved directly: nothing is drawn anew ten times a second. */
function MicLevel() {
  const { media } = useHere().client;
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let shown = -1;
    const timer = setInterval(() => {
      const step = Math.round(media.level() * LEVEL_STEPS);
      if (step === shown) return;
      shown = step;
      if (bar.current) bar.current.style.transform = `translateY(${100 - (100 * step) / LEVEL_STEPS}%)`;
    }, LEVEL_EVERY_MS);
    return () => clearInterval(timer);
  }, [media]);
  return (
    <span class="mic-level" aria-hidden="true">
      <span ref={bar} />
    </span>
  );
}

function Microphone() {
  const here = useHere();
  const { on, starting } = here.local.microphone;
  const live = on && here.self.rights.microphone;
  const blocked = blockedBy(here, 'microphone');
  return (
    <BarButton
      id="microphone"
      icon={live ? 'mic' : 'mic-off'}
      word={t('microphone')}
      label={t(on ? 'microphoneOff' : 'microphoneOn')}
      look={live ? 'on' : 'off'}
      blocked={blocked}
      busy={starting}
      shortcut={here.keysOn ? 'm' : undefined}
      onClick={controls(here).toggleMicrophone}
    >
      {live ? <MicLevel /> : null}
    </BarButton>
  );
}

function Camera() {
  const here = useHere();
  const { on, starting } = here.local.camera;
  return (
    <BarButton
      id="camera"
      icon={on ? 'video' : 'video-off'}
      word={t('camera')}
      label={t(on ? 'cameraOff' : 'cameraOn')}
      look={on ? 'on' : 'off'}
      blocked={blockedBy(here, 'camera')}
      busy={starting}
      shortcut={here.keysOn ? 'v' : undefined}
      onClick={controls(here).toggleCamera}
    />
  );
}

function Screen() {
  const here = useHere();
  if (!here.client.media.canShareScreen) return null;
  const { on, starting } = here.local.screen;
  return (
    <BarButton
      id="screen"
      icon={on ? 'monitor-x' : 'monitor-up'}
      word={t('show')}
      label={t(on ? 'showStop' : 'showStart')}
      look={on ? 'live' : 'on'}
      pressed={on}
      blocked={blockedBy(here, 'screen')}
      busy={starting}
      shortcut={here.keysOn ? 's' : undefined}
      onClick={controls(here).toggleScreen}
    />
  );
}

function Hand() {
  const here = useHere();
  const up = here.self.hand > 0;
  return (
    <BarButton
      id="hand"
      icon="hand"
      word={t('hand')}
      label={t(up ? 'handDown' : 'handUp')}
      look={up ? 'want' : 'plain'}
      pressed={up}
      shortcut={here.keysOn ? 'h' : undefined}
      onClick={controls(here).toggleHand}
    />
  );
}

function Chat() {
  const here = useHere();
  return (
    <BarButton
      id="chat"
      icon="message-square"
      word={t('chat')}
      label={here.unread > 0 ? t('chatUnread', { count: here.unread }) : t('chatOpen')}
      expanded={here.panel === 'chat'}
      count={here.unread}
      shortcut={here.keysOn ? 'c' : undefined}
      onClick={() => here.openPanel(here.panel === 'chat' ? null : 'chat')}
    />
  );
}

function People() {
  const here = useHere();
  const waiting = here.meeting.waiting.length;
  return (
    <BarButton
      id="people"
      icon="users"
      word={t('people')}
      label={waiting > 0 ? t('peopleWaiting', { count: waiting }) : t('peopleOpen')}
      expanded={here.panel === 'people'}
      count={waiting}
      countTone="want"
      shortcut={here.keysOn ? 'p' : undefined}
      onClick={() => here.openPanel(here.panel === 'people' ? null : 'people')}
    />
  );
}

function More() {
  const here = useHere();
  const hidden = here.narrow ? here.unread : 0;
  return <BarButton id="more" icon="ellipsis" word={t('more')} label={t('more')} count={hidden} onClick={() => here.openDialog({ name: 'more' })} />;
}

function Leave() {
  const here = useHere();
  return <BarButton id="leave" icon="log-out" word={t('leave')} label={t('leave')} look="danger" onClick={controls(here).leave} />;
}

/** How many of the bars are full; the others are there, too, but faint. */
export function SignalIcon({ icon, size = 18 }: { icon: 'signal' | 'signal-medium' | 'signal-low'; size?: number }) {
  return (
    <span class="signal-icon">
      <Icon name="signal" size={size} class="signal-icon__all" />
      <Icon name={icon} size={size} />
    </span>
  );
}

const QUALITY = {
  good: { icon: 'signal', word: 'qualityGood' },
  fair: { icon: 'signal-medium', word: 'qualityFair' },
  poor: { icon: 'signal-low', word: 'qualityPoor' },
} as const;

export function QualityMark() {
  const here = useHere();
  const { quality } = here.state;
  if (quality === 'unknown') return <span class="quality" />;
  const { icon, word } = QUALITY[quality];
  const label = t('qualityLabel', { quality: t(word) });
  return (
    <button
      type="button"
      class="quality"
      data-quality={quality}
      data-testid="quality"
      title={`${label}. ${t('statistics')}`}
      aria-label={`${label}. ${t('statistics')}`}
      aria-expanded={here.statistics ? 'true' : 'false'}
      aria-keyshortcuts={here.keysOn ? 'q' : undefined}
      onClick={() => here.showStatistics(!here.statistics)}
    >
      <SignalIcon icon={icon} />
      <span aria-hidden="true">{t(word)}</span>
    </button>
  );
}

export function Bar() {
  const here = useHere();
  if (here.narrow) {
    return (
      <nav class="bar bar--narrow" aria-label={t('barLabel')}>
        <Microphone />
        <Camera />
        {here.moderator ? <People /> : <Hand />}
        <More />
        <Leave />
      </nav>
    );
  }
  return (
    <nav class="bar" aria-label={t('barLabel')}>
      <div class="bar__start">{here.moderator && <FreezeButton />}</div>
      <div class="bar__middle">
        <Microphone />
        <Camera />
        <Screen />
        <span class="bar__line" aria-hidden="true" />
        <Hand />
        <Chat />
        <People />
        <More />
        <span class="bar__gap" aria-hidden="true" />
        <Leave />
      </div>
      <div class="bar__end">
        <QualityMark />
      </div>
    </nav>
  );
}
