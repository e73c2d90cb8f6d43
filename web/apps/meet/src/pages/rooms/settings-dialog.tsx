// SPDX-License-Identifier: EUPL-1.2
import { useId, useState } from 'preact/hooks';
import { Button, Dialog, Notice, Select, Switch } from '@kreide/ui';
import { kreideApi } from '../../api';
import { t } from '../../i18n/pages';
import type { RoomDialogProps } from './room-dialog';
import { useAction } from './use-rooms';

const minute = 60;
const choicesS = [0, 1 * minute, 5 * minute, 10 * minute, 30 * minute, 60 * minute];

function endAfterOptions(now: number) {
  return [...new Set([...choicesS, now])]
    .sort((a, b) => a - b)
    .map((seconds) => ({
      value: String(seconds),
      label: seconds === 0 ? t('rooms.endAfterNever') : t('rooms.endAfterMinutes', { count: Math.ceil(seconds / minute) }),
    }));
}

export function SettingsDialog({ room, store, onClose }: RoomDialogProps) {
  const formId = useId();
  const [lobby, setLobby] = useState(room.lobby);
  const [endAfterS, setEndAfterS] = useState(room.end_after_s);
  const action = useAction();
  const save = async () => {
    const changed = {
      ...(lobby === room.lobby ? {} : { lobby }),
      ...(endAfterS === room.end_after_s ? {} : { end_after_s: endAfterS }),
    };
    if (Object.keys(changed).length > 0) store.put(await kreideApi.changeRoom(room.id, changed));
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('rooms.settingsTitle', { title: room.title })}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={action.busy}>
            {t('app.save')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        class="room-form"
        onSubmit={(event) => {
          event.preventDefault();
          action.run(save);
        }}
      >
        {action.problem && (
          <Notice tone="bad" live="assertive">
            {action.problem}
          </Notice>
        )}
        <Switch label={t('rooms.lobby')} hint={t('rooms.lobbyHint')} checked={lobby} onChange={setLobby} />
        <Select
          label={t('rooms.endAfter')}
          value={String(endAfterS)}
          options={endAfterOptions(room.end_after_s)}
          onChange={(value) => setEndAfterS(Number(value))}
        />
      </form>
    </Dialog>
  );
}
