// SPDX-License-Identifier: EUPL-1.2
import { ConfirmDialog, Dialog, Notice, TextField, toast } from '@kreide/ui';
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
    <ConfirmDialog
      open
      onClose={onClose}
      title={t('rooms.newLinkTitle', { title: room.title })}
      confirm={t('rooms.newLinkDo')}
      icon="refresh-cw"
      busy={action.busy}
      problem={action.problem}
      onConfirm={() => action.run(renew)}
    >
      <p>{t('rooms.newLinkText')}</p>
    </ConfirmDialog>
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
    <ConfirmDialog
      open
      onClose={onClose}
      title={t('rooms.deleteTitle', { title: room.title })}
      confirm={t('rooms.deleteDo')}
      icon="trash-2"
      danger
      busy={action.busy}
      problem={action.problem}
      onConfirm={() => action.run(remove)}
    >
      {room.members > 0 && (
        <Notice tone="want" icon="users">
          {t('rooms.deleteTextLive', { count: room.members })}
        </Notice>
      )}
      <p>{t('rooms.deleteText')}</p>
    </ConfirmDialog>
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
