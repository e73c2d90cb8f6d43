// SPDX-License-Identifier: EUPL-1.2
// Who may open the room. Choosing single colleagues needs the list of the school's accounts: that is for its contact person, in the portal.
import { useId, useState } from 'preact/hooks';
import { Button, Dialog, Notice, toast } from '@kreide/ui';
import { kreideApi } from '../../api';
import { t } from '../../i18n/pages';
import { tRooms } from '../../i18n/rooms';
import type { RoomDialogProps } from './room-dialog';
import { useAction } from './use-rooms';
import './dialogs.css';
import './kind-choice.css';

type OpenTo = 'owner' | 'school' | 'some';

export function ShareDialog({ room, store, onClose }: RoomDialogProps) {
  const formId = useId();
  const [openTo, setOpenTo] = useState<OpenTo>(room.open_to);
  const action = useAction();
  const choices: OpenTo[] = room.open_to === 'some' ? ['owner', 'school', 'some'] : ['owner', 'school'];
  const save = async () => {
    if (openTo !== room.open_to && openTo !== 'some') {
      const { open_to } = await kreideApi.shareRoom(room.id, openTo);
      store.put({ ...room, open_to });
      toast(tRooms('share.done', { who: tRooms(`share.${openTo}`) }));
    }
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={tRooms('share.title', { title: room.title })}
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
        <p>{tRooms('share.text')}</p>
        <fieldset class="kinds">
          <legend class="visually-hidden">{tRooms('share')}</legend>
          {choices.map((value) => (
            <label key={value} class="kind kind--plain">
              <input class="kind__input" type="radio" name={`${formId}-to`} value={value} checked={value === openTo} onChange={() => setOpenTo(value)} />
              <span class="kind__dot" aria-hidden="true" />
              <span class="kind__words">
                <span class="kind__name">{tRooms(`share.${value}`)}</span>
                {value !== 'owner' && <span class="kind__text">{tRooms(`share.${value}.text`)}</span>}
              </span>
            </label>
          ))}
        </fieldset>
        {room.open_to === 'some' && openTo !== 'some' && (
          <Notice tone="want" icon="users" live="polite">
            {tRooms('share.someLost')}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}
