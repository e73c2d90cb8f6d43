// SPDX-License-Identifier: EUPL-1.2
import { useId } from 'preact/hooks';
import { Badge, Button, Card, Icon, IconButton, LinkButton, Menu, toast, type MenuItem } from '@kreide/ui';
import type { api } from '@kreide/protocol';
import { t } from '../../i18n/pages';
import { tRooms } from '../../i18n/rooms';
import { kindIcons } from './kind-choice';
import type { Asked } from './room-dialog';
import { copyText } from './use-rooms';

function presence(room: api.Room): string {
  if (room.members === 0) return t('rooms.idle');
  return t(room.live ? 'rooms.members' : 'rooms.waitingForModerator', { count: room.members });
}

function Facts({ room }: { room: api.Room }) {
  return (
    <div class="room-card__facts">
      <span>
        <Icon name="users" size={17} />
        {presence(room)}
      </span>
      <span>
        <Icon name={kindIcons[room.kind]} size={17} />
        {tRooms(`kind.${room.kind}`)}
      </span>
      {room.lobby && (
        <span>
          <Icon name="door-closed" size={17} />
          {t('rooms.lobby')}
        </span>
      )}
      {room.mine && room.open_to !== 'owner' && (
        <span>
          <Icon name="user-plus" size={17} />
          {tRooms(room.open_to === 'school' ? 'share.fact' : 'share.factSome')}
        </span>
      )}
    </div>
  );
}

/* who may only open it plans dates and prints cards; everything else is the owner's */
function itemsFor(room: api.Room, inSchool: boolean, ask: (asked: Asked) => void): (MenuItem | 'line')[] {
  const dates: MenuItem = { id: 'dates', label: tRooms('dates'), icon: 'calendar-clock', onSelect: () => ask({ kind: 'dates', room }) };
  const card: MenuItem = { id: 'card', label: tRooms('card'), icon: 'printer', onSelect: () => ask({ kind: 'card', room }) };
  if (!room.mine) return [dates, card];
  const share: MenuItem = { id: 'share', label: tRooms('share'), icon: 'user-plus', onSelect: () => ask({ kind: 'share', room }) };
  return [
    dates,
    card,
    { id: 'settings', label: t('rooms.settings'), icon: 'settings', onSelect: () => ask({ kind: 'settings', room }) },
    ...(inSchool ? [share] : []),
    { id: 'rename', label: t('rooms.rename'), icon: 'pencil', onSelect: () => ask({ kind: 'rename', room }) },
    { id: 'link', label: t('rooms.newLink'), icon: 'refresh-cw', onSelect: () => ask({ kind: 'new-link', room }) },
    'line',
    { id: 'delete', label: t('rooms.delete'), icon: 'trash-2', danger: true, onSelect: () => ask({ kind: 'delete', room }) },
  ];
}

/** What is shown to get people in: the short code, or the link alone where there is none. */
function CodeButton({ room, ask }: CardProps) {
  const { title } = room;
  const byCode = room.mine && room.policy.codes;
  return (
    <Button
      icon="qr-code"
      aria-label={byCode ? t('rooms.codeNamed', { title }) : tRooms('code.linkNamed', { title })}
      onClick={() => ask({ kind: byCode ? 'code' : 'qr', room })}
    >
      {byCode ? t('rooms.code') : tRooms('code.link')}
    </Button>
  );
}

interface CardProps {
  room: api.Room;
  ask: (asked: Asked) => void;
}

export function RoomCard({ room, inSchool, ask }: CardProps & { inSchool: boolean }) {
  const titleId = useId();
  const { title } = room;
  const copy = async () => {
    if (await copyText(room.link)) toast(t('rooms.linkCopied'));
    else ask({ kind: 'link', room });
  };
  return (
    <Card as="li" class="room-card">
      <div>
        <div class="room-card__head">
          <h2 class="room-card__title" id={titleId}>
            {title}
          </h2>
          {room.live && (
            <Badge tone="good" dot>
              {t('rooms.live')}
            </Badge>
          )}
          {!room.mine && (
            <Badge tone="info" icon="user-plus">
              {tRooms('shared')}
            </Badge>
          )}
        </div>
        <Facts room={room} />
      </div>
      <div class="room-card__actions">
        <Button icon="link" aria-label={t('rooms.copyLinkNamed', { title })} onClick={() => void copy()}>
          {t('rooms.copyLink')}
        </Button>
        <CodeButton room={room} ask={ask} />
        <LinkButton
          class="room-card__enter"
          variant="primary"
          icon={room.live ? 'log-in' : 'presentation'}
          href={`/rooms/${encodeURIComponent(room.id)}/enter`}
          label={t(room.live ? 'rooms.enterNamed' : 'rooms.startNamed', { title })}
        >
          {t(room.live ? 'rooms.enter' : 'rooms.start')}
        </LinkButton>
        <Menu
          label={t('rooms.more', { title })}
          anchor={(props) => <IconButton icon="ellipsis" variant="secondary" label={t('rooms.more', { title })} {...props} />}
          items={itemsFor(room, inSchool, ask)}
        />
      </div>
    </Card>
  );
}
