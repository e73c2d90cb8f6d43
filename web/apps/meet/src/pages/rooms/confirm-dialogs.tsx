// SPDX-License-Identifier: EUPL-1.2
import { Button, Dialog, Notice, TextField, toast } from '@kreide/ui';
import { kreideApi } from '../../api';
import { t } from '../../i18n/pages';
import type { RoomDialogProps } from './room-dialog';
import { copyText, useAction } from './use-rooms';
import './dialogs.css';

export function NewLinkDialog({ room, store, onClose }: RoomDialogProps) {
  const action = useAction();
  const renew = async () => {
    const changed = await kreideApi.newLink(room.id);
    store.put(changed);
    toast(t((await copyText(changed.link)) ? 'rooms.newLinkDone' : 'rooms.newLinkDoneNotCopied'));
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('rooms.newLinkTitle', { title: room.title })}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button variant="primary" icon="refresh-cw" busy={action.busy} onClick={() => action.run(renew)}>
            {t('rooms.newLinkDo')}
          </Button>
        </>
      }
    >
      {action.problem && (
        <Notice tone="bad" live="assertive">
          {action.problem}
        </Notice>
      )}
      <p>{t('rooms.newLinkText')}</p>
    </Dialog>
  );
}

export function DeleteDialog({ room, store, onClose }: RoomDialogProps) {
  const action = useAction();
  const remove = async () => {
    await kreideApi.deleteRoom(room.id);
    store.drop(room.id);
    toast(t('rooms.deleted', { title: room.title }));
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('rooms.deleteTitle', { title: room.title })}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button variant="danger" icon="trash-2" busy={action.busy} onClick={() => action.run(remove)}>
            {t('rooms.deleteDo')}
          </Button>
        </>
      }
    >
      {action.problem && (
        <Notice tone="bad" live="assertive">
          {action.problem}
        </Notice>
      )}
      {room.members > 0 && (
        <Notice tone="want" icon="users">
          {t('rooms.deleteTextLive', { count: room.members })}
        </Notice>
      )}
      <p>{t('rooms.deleteText')}</p>
    </Dialog>
  );
}

/** For browsers that do not let the page copy: the link itself, to select. */
export function LinkDialog({ room, onClose }: RoomDialogProps) {
  return (
    <Dialog open onClose={onClose} title={t('rooms.copyLink')}>
      <TextField
        label={t('rooms.copyFailed')}
        value={room.link}
        onInput={() => undefined}
        readonly
        autofocus
        onFocus={(event) => event.currentTarget.select()}
      />
    </Dialog>
  );
}
