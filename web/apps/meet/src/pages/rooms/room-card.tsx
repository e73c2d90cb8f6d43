// SPDX-License-Identifier: EUPL-1.2
import { useId } from 'preact/hooks';
import { Badge, Button, Card, Icon, IconButton, LinkButton, Menu, toast } from '@kreide/ui';
import type { api } from '@kreide/protocol';
import { t } from '../../i18n/pages';
import type { Asked } from './room-dialog';
import { copyText } from './use-rooms';

function presence(room: api.Room): string {
  if (room.members === 0) return t('rooms.idle');
  return t(room.live ? 'rooms.members' : 'rooms.waitingForModerator', { count: room.members });
}

export function RoomCard({ room, ask }: { room: api.Room; ask: (asked: Asked) => void }) {
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
        </div>
        <div class="room-card__facts">
          <span>
            <Icon name="users" size={17} />
            {presence(room)}
          </span>
          {room.lobby && (
            <span>
              <Icon name="door-closed" size={17} />
              {t('rooms.lobby')}
            </span>
          )}
        </div>
      </div>
      <div class="room-card__actions">
        <Button icon="link" aria-label={t('rooms.copyLinkNamed', { title })} onClick={() => void copy()}>
          {t('rooms.copyLink')}
        </Button>
        <Button icon="qr-code" aria-label={t('rooms.codeNamed', { title })} onClick={() => ask({ kind: 'code', room })}>
          {t('rooms.code')}
        </Button>
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
          items={[
            { id: 'rename', label: t('rooms.rename'), icon: 'pencil', onSelect: () => ask({ kind: 'rename', room }) },
            { id: 'settings', label: t('rooms.settings'), icon: 'settings', onSelect: () => ask({ kind: 'settings', room }) },
            { id: 'link', label: t('rooms.newLink'), icon: 'refresh-cw', onSelect: () => ask({ kind: 'new-link', room }) },
            'line',
            { id: 'delete', label: t('rooms.delete'), icon: 'trash-2', danger: true, onSelect: () => ask({ kind: 'delete', room }) },
          ]}
        />
      </div>
    </Card>
  );
}
