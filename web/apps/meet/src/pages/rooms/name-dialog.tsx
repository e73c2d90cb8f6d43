// SPDX-License-Identifier: EUPL-1.2
import { useId, useRef, useState } from 'preact/hooks';
import { Button, Dialog, Notice, TextField, toast } from '@kreide/ui';
import type { RoomKind } from '@kreide/api';
import type { api } from '@kreide/protocol';
import { kreideApi } from '../../api';
import { t } from '../../i18n/pages';
import { KindChoice } from './kind-choice';
import { useAction, type RoomsStore } from './use-rooms';

const titleBytesMax = 320; /* proto/api */

export interface NameDialogProps {
  /** the room to rename; absent for a new one */
  room?: api.Room;
  store: RoomsStore;
  onClose: () => void;
}

export function NameDialog({ room, store, onClose }: NameDialogProps) {
  const formId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState(room?.title ?? '');
  const [kind, setKind] = useState<RoomKind>('lesson');
  const [tried, setTried] = useState(false);
  const action = useAction();
  const clean = title.trim();
  const tooLong = new TextEncoder().encode(clean).length > titleBytesMax;
  const error = tooLong ? t('rooms.nameLong') : tried && clean === '' ? t('rooms.nameEmpty') : undefined;

  const save = async () => {
    if (room) {
      store.put(await kreideApi.changeRoom(room.id, { title: clean }));
    } else {
      store.put(await kreideApi.createRoom({ title: clean, kind }));
      toast(t('rooms.created', { title: clean }));
    }
    onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (clean === '' || tooLong) field.current?.focus();
    else if (room && clean === room.title) onClose();
    else action.run(save);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(room ? 'rooms.nameTitle' : 'rooms.createTitle')}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={action.busy}>
            {t(room ? 'app.save' : 'rooms.create')}
          </Button>
        </>
      }
    >
      <form id={formId} class="room-form" onSubmit={submit} noValidate>
        {action.problem && (
          <Notice tone="bad" live="assertive">
            {action.problem}
          </Notice>
        )}
        <TextField
          ref={field}
          label={t('rooms.name')}
          hint={t('rooms.nameHint')}
          value={title}
          error={error}
          onInput={setTitle}
          autocomplete="off"
          autofocus
        />
        {!room && <KindChoice value={kind} onChange={setKind} />}
      </form>
    </Dialog>
  );
}
