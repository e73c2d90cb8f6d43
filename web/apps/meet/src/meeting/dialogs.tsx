// SPDX-License-Identifier: EUPL-1.2
import { Button, Dialog, Icon, Switch, type IconName } from '@kreide/ui';
import { useState } from 'preact/hooks';
import { t, type MeetingKey } from '../i18n/meeting';
import { Devices } from '../pages/room/devices';
import { controls, mayUse } from './controls';
import { useHere, type DialogName, type Here } from './here';
import { InviteDialog } from './invite';
import { ShareDialog } from './share-dialog';

interface Closing {
  onClose: () => void;
}

function Help({ onClose }: Closing) {
  const here = useHere();
  const keys: [string, MeetingKey][] = [
    ['M', 'keyMicrophone'], ['V', 'keyCamera'], ['S', 'keyShow'], ['H', 'keyHand'], ['C', 'keyChat'], ['P', 'keyPeople'],
    ['G', 'keyView'], ['Q', 'keyStatistics'], [t('keySpace'), 'keyTalk'], ['?', 'keyHelp'],
  ];
  return (
    <Dialog open onClose={onClose} title={t('keysTitle')}>
      <Switch label={t('keysUse')} hint={t('keysUseHint')} checked={here.keysOn} onChange={here.setKeysOn} />
      <dl class="keys">
        {keys.map(([key, text]) => (
          <div class="keys__row" key={text}>
            <dt><kbd>{key}</kbd></dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function Leave({ onClose }: Closing) {
  const here = useHere();
  const another = here.meeting.members.some((m) => m.role === 'moderator' && m.id !== here.self.id);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('leaveTitle')}
      size="s"
      actions={
        <>
          <Button data-testid="leave-end" onClick={() => void here.client.end()}>{t('endForAll')}</Button>
          <Button variant="danger" icon="log-out" data-testid="leave-only" onClick={() => void here.client.leave()}>{t('leaveOnly')}</Button>
        </>
      }
    >
      <p>{t(another ? 'leaveTextNotLast' : 'leaveText')}</p>
    </Dialog>
  );
}

function End({ onClose }: Closing) {
  const here = useHere();
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('endTitle')}
      size="s"
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="danger" data-testid="end-confirm" onClick={() => void here.client.end()}>{t('endForAll')}</Button>
        </>
      }
    >
      <p>{t('endText')}</p>
    </Dialog>
  );
}

function Remove({ onClose, member }: Closing & { member: { id: string; name: string } }) {
  const here = useHere();
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('removeTitle', { name: member.name })}
      size="s"
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            variant="danger"
            icon="user-x"
            data-testid="remove-confirm"
            onClick={() => {
              void here.client.remove(member.id);
              onClose();
            }}
          >
            {t('removeMember')}
          </Button>
        </>
      }
    >
      <p>{t('removeText', { name: member.name })}</p>
    </Dialog>
  );
}

function DevicesDialog({ onClose }: Closing) {
  const here = useHere();
  return (
    <Dialog open onClose={onClose} title={t('devicesTitle')}>
      <Devices media={here.client.media} />
      <Switch label={t('deviceMirror')} checked={here.mirror} onChange={here.setMirror} />
    </Dialog>
  );
}

const RIGHTS: [MeetingKey, 'microphone' | 'camera' | 'screen' | 'chat'][] = [
  ['rightMicrophone', 'microphone'], ['rightCamera', 'camera'], ['rightScreen', 'screen'], ['rightChat', 'chat'],
];

function RoomDialog({ onClose }: Closing) {
  const here = useHere();
  const { client, meeting: { room } } = here;
  return (
    <Dialog open onClose={onClose} title={t('roomTitle')}>
      <section class="group">
        <h3>{t('roomDoor')}</h3>
        <Switch label={t('roomLobby')} hint={t('roomLobbyHint')} checked={room.lobby} onChange={(on) => void client.lobby(on)} />
        <Switch label={t('roomLock')} hint={t('roomLockHint')} checked={room.locked} onChange={(on) => void client.lock(on)} />
      </section>
      <section class="group">
        <h3>{t('roomRights')}</h3>
        {RIGHTS.map(([label, right]) => (
          <Switch key={right} label={t(label)} checked={room.rights[right]} onChange={(on) => void client.grant({ [right]: on })} />
        ))}
        <Switch label={t('roomScreens')} hint={t('roomScreensHint')} checked={room.several_screens} onChange={(on) => void client.screens(on)} />
      </section>
      <section class="group">
        <h3>{t('roomNow')}</h3>
        <div class="group__buttons">
          <Button icon="mic-off" onClick={() => void client.mute('microphone')}>{t('muteAll')}</Button>
          <Button icon="video-off" onClick={() => void client.mute('camera')}>{t('camerasOff')}</Button>
          <Button icon="monitor-x" onClick={() => void client.mute('screen')}>{t('screensOff')}</Button>
          <Button icon="hand" onClick={() => void client.lowerAllHands()}>{t('lowerAll')}</Button>
        </div>
      </section>
    </Dialog>
  );
}

interface MoreItem {
  id: string;
  icon: IconName;
  label: string;
  count?: number;
  shown: boolean;
  onClick: () => void;
}

function toggleFullscreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen().catch(() => undefined);
}

function moreItems(here: Here): MoreItem[] {
  const does = controls(here);
  const { narrow, moderator } = here;
  const sharing = here.local.screen.on;
  const handUp = here.self.hand > 0;
  const items: MoreItem[] = [
    { id: 'chat', icon: 'message-square', label: t('chat'), count: here.unread, shown: narrow, onClick: () => here.openPanel('chat') },
    { id: 'people', icon: 'users', label: t('people'), shown: narrow && !moderator, onClick: () => here.openPanel('people') },
    { id: 'hand', icon: 'hand', label: t(handUp ? 'handDown' : 'handUp'), shown: narrow && moderator, onClick: does.toggleHand },
    {
      id: 'screen', icon: sharing ? 'monitor-x' : 'monitor-up', label: t(sharing ? 'showStop' : 'showStart'),
      shown: narrow && here.client.media.canShareScreen && mayUse(here, 'screen'), onClick: does.toggleScreen,
    },
    { id: 'view', icon: 'layout-grid', label: t(here.mode === 'grid' ? 'viewSpeaker' : 'viewGrid'), shown: narrow, onClick: does.toggleMode },
    { id: 'invite', icon: 'user-plus', label: t('invite'), shown: moderator, onClick: () => here.openDialog({ name: 'invite' }) },
    { id: 'room', icon: 'door-open', label: t('roomSettings'), shown: moderator, onClick: () => here.openDialog({ name: 'room' }) },
    { id: 'devices', icon: 'settings', label: t('devices'), shown: true, onClick: () => here.openDialog({ name: 'devices' }) },
    {
      id: 'fullscreen', icon: document.fullscreenElement ? 'minimize-2' : 'maximize-2',
      label: t(document.fullscreenElement ? 'fullscreenEnd' : 'fullscreen'), shown: document.fullscreenEnabled, onClick: toggleFullscreen,
    },
    { id: 'statistics', icon: 'activity', label: t('statistics'), shown: true, onClick: () => here.showStatistics(true) },
    { id: 'keys', icon: 'circle-question-mark', label: t('keys'), shown: true, onClick: () => here.openDialog({ name: 'help' }) },
  ];
  return items.filter((item) => item.shown);
}

/** Everything that has no place in the bar: a sheet from below on a phone, a small dialog elsewhere. */
function More({ onClose }: Closing) {
  const here = useHere();
  return (
    <Dialog open onClose={onClose} title={t('more')} size="s" class="sheet">
      <ul class="more">
        {moreItems(here).map((item) => (
          <li key={item.id}>
            <button
              type="button"
              class="more__item"
              data-testid={`more-${item.id}`}
              onClick={() => {
                onClose();
                item.onClick();
              }}
            >
              <Icon name={item.icon} size={22} />
              <span>{item.label}</span>
              {item.count ? <span class="tab-count">{item.count}</span> : null}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

export function Dialogs({ dialog }: { dialog: DialogName | null }) {
  const here = useHere();
  const [closed] = useState(() => () => here.openDialog(null));
  switch (dialog?.name) {
    case 'help': return <Help onClose={closed} />;
    case 'leave': return <Leave onClose={closed} />;
    case 'end': return <End onClose={closed} />;
    case 'remove': return <Remove onClose={closed} member={dialog.member} />;
    case 'devices': return <DevicesDialog onClose={closed} />;
    case 'room': return <RoomDialog onClose={closed} />;
    case 'invite': return <InviteDialog onClose={closed} />;
    case 'share': return <ShareDialog onClose={closed} />;
    case 'more': return <More onClose={closed} />;
    case undefined: return null;
  }
}
