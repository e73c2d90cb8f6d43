// SPDX-License-Identifier: EUPL-1.2
// What a room is for, as cards with a sentence each: most people never need to look further into its settings.
import { useId } from 'preact/hooks';
import { Icon, type IconName } from '@kreide/ui';
import { roomKinds, type RoomKind } from '@kreide/api';
import { tRooms } from '../../i18n/rooms';
import './kind-choice.css';

export const kindIcons: Record<RoomKind, IconName> = {
  lesson: 'presentation',
  primary: 'smile',
  test: 'pencil',
  parents: 'users',
  staff: 'message-square',
};

export function KindChoice({ value, onChange }: { value: RoomKind; onChange: (kind: RoomKind) => void }) {
  const name = useId();
  return (
    <fieldset class="kinds">
      <legend class="field__label">{tRooms('kind')}</legend>
      {roomKinds.map((kind) => (
        <label key={kind} class="kind">
          <input
            class="kind__input"
            type="radio"
            name={name}
            value={kind}
            checked={kind === value}
            aria-describedby={`${name}-${kind}`}
            onChange={() => onChange(kind)}
          />
          <span class="kind__mark">
            <Icon name={kindIcons[kind]} size={20} />
          </span>
          <span class="kind__words">
            <span class="kind__name">{tRooms(`kind.${kind}`)}</span>
            <span class="kind__text" id={`${name}-${kind}`} aria-hidden="true">
              {tRooms(`kind.${kind}.text`)}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
