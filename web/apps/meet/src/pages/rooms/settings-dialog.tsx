// SPDX-License-Identifier: EUPL-1.2
import { useId, useRef, useState } from 'preact/hooks';
import { Button, Dialog, Notice, Select } from '@kreide/ui';
import { numberBound, roomKinds, samePolicy, type Policy, type RoomKind } from '@kreide/api';
import { kreideApi } from '../../api';
import { t } from '../../i18n/pages';
import { tRooms } from '../../i18n/rooms';
import { PolicyFields, peopleMax, readPeople } from './policy-fields';
import type { RoomDialogProps } from './room-dialog';
import { useAction } from './use-rooms';
import './dialogs.css';

const peopleText = (policy: Policy) => (policy.people === 0 ? '' : String(policy.people));

export function SettingsDialog({ room, store, onClose }: RoomDialogProps) {
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [kind, setKind] = useState<RoomKind>(room.kind);
  const [own, setOwn] = useState<Policy>(room.own);
  const [people, setPeople] = useState(peopleText(room.own));
  const [wrong, setWrong] = useState(false);
  const action = useAction();
  if (store.list.state !== 'there') return null;
  const { rules } = store.list;
  const most = numberBound(rules, 'people')?.most ?? peopleMax;

  const choose = (value: RoomKind) => {
    const ready = rules.kinds.find((each) => each.kind === value)?.policy;
    setKind(value);
    if (!ready) return;
    setOwn(ready);
    setPeople(peopleText(ready));
    setWrong(false);
  };
  const save = async () => {
    /* a number that the bound lowers stays as it was, so that it is there again when the bound goes */
    const wanted = { ...own, people: people === peopleText(own) ? own.people : (readPeople(people, most) ?? 0) };
    if (kind !== room.kind) store.put(await kreideApi.changeRoom(room.id, { kind, own: wanted }));
    else if (!samePolicy(wanted, room.own)) store.put(await kreideApi.changeRoom(room.id, { own: wanted }));
    onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const bad = people !== peopleText(own) && readPeople(people, most) === undefined;
    setWrong(bad);
    if (bad) form.current?.querySelector<HTMLInputElement>('input[inputmode]')?.focus();
    else action.run(save);
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
      <form ref={form} id={formId} class="room-form" onSubmit={submit} noValidate>
        {action.problem && (
          <Notice tone="bad" live="assertive">
            {action.problem}
          </Notice>
        )}
        <Select
          label={tRooms('kind')}
          hint={tRooms('kind.select')}
          value={kind}
          options={roomKinds.map((value) => ({ value, label: tRooms(`kind.${value}`) }))}
          onChange={(value) => choose(value as RoomKind)}
        />
        <PolicyFields
          own={own}
          people={people}
          bounds={rules}
          peopleError={wrong}
          onChange={setOwn}
          onPeople={(text) => {
            setPeople(text);
            setWrong(false);
          }}
        />
      </form>
    </Dialog>
  );
}
