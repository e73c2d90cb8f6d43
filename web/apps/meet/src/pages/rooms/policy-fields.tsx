// SPDX-License-Identifier: EUPL-1.2
// What holds in a room: its own settings, and beside them what operator or school have fixed, with who did.
import { Icon, Select, Switch, TextField, formatSpan } from '@kreide/ui';
import { numberBound, policyRights, switchFixedBy, type Bounds, type BoundBy, type Policy, type PolicySwitch } from '@kreide/api';
import { t } from '../../i18n/pages';
import { tRooms, type RoomsKey } from '../../i18n/rooms';
import './policy-fields.css';

const minute = 60;
const choicesS = [0, 1 * minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute, 60 * minute];
export const peopleMax = 256; /* proto/api */

/** The ends to choose from: none later than the bound; with a bound, never is none of them. */
export function endChoices(nowS: number, mostS: number | undefined): number[] {
  const all = [...new Set([...choicesS, nowS, ...(mostS === undefined ? [] : [mostS])])];
  return all.filter((s) => mostS === undefined || (s > 0 && s <= mostS)).sort((a, b) => a - b);
}

/** What stands in the field of the most people; undefined if it is no such number. */
export function readPeople(text: string, most: number): number | undefined {
  if (text.trim() === '') return 0;
  const n = Number(text);
  return Number.isInteger(n) && n >= 2 && n <= most ? n : undefined;
}

const by = (who: BoundBy) => tRooms(`policy.fixed.${who}`);

/** A setting that does not move: as text, so that it is read and not tried. */
function Fixed({ label, on, who }: { label: string; on: boolean; who: BoundBy }) {
  return (
    <div class="fixed">
      <Icon name="lock" size={18} />
      <p>
        <span class="fixed__what">
          {label}: {tRooms(on ? 'policy.on' : 'policy.off')}
        </span>
        <span class="fixed__why">{by(who)}</span>
      </p>
    </div>
  );
}

interface OneProps {
  name: PolicySwitch;
  own: Policy;
  bounds: Bounds;
  hint?: RoomsKey;
  onChange: (own: Policy) => void;
}

function One({ name, own, bounds, hint, onChange }: OneProps) {
  const who = switchFixedBy(bounds, name);
  const label = tRooms(`policy.${name}`);
  if (who) return <Fixed label={label} on={name === 'lobby'} who={who} />;
  return <Switch label={label} hint={hint && tRooms(hint)} checked={own[name]} onChange={(on) => onChange({ ...own, [name]: on })} />;
}

export interface PolicyFieldsProps {
  own: Policy;
  people: string;
  bounds: Bounds;
  peopleError: boolean;
  onChange: (own: Policy) => void;
  onPeople: (text: string) => void;
}

export function PolicyFields({ own, people, bounds, peopleError, onChange, onPeople }: PolicyFieldsProps) {
  const end = numberBound(bounds, 'end_after_s');
  const most = numberBound(bounds, 'people');
  const shared = { own, bounds, onChange };
  return (
    <>
      <One name="lobby" hint="policy.lobby.hint" {...shared} />
      <fieldset class="policy-rights">
        <legend class="field__label">{tRooms('policy.rights')}</legend>
        <p class="field__hint">{tRooms('policy.rightsHint')}</p>
        {policyRights.map((name) => (
          <One key={name} name={name} {...shared} />
        ))}
      </fieldset>
      <One name="codes" hint="policy.codes.hint" {...shared} />
      <Select
        label={t('rooms.endAfter')}
        value={String(end && (own.end_after_s === 0 || own.end_after_s > end.most) ? end.most : own.end_after_s)}
        options={endChoices(own.end_after_s, end?.most).map((seconds) => ({
          value: String(seconds),
          label: seconds === 0 ? t('rooms.endAfterNever') : t('rooms.endAfterMinutes', { count: Math.ceil(seconds / minute) }),
        }))}
        hint={end && tRooms('policy.end.hintMost', { span: formatSpan(end.most), by: by(end.by) })}
        onChange={(value) => onChange({ ...own, end_after_s: Number(value) })}
      />
      <TextField
        label={tRooms('policy.people')}
        hint={most ? tRooms('policy.people.hintMost', { most: most.most, by: by(most.by) }) : tRooms('policy.people.hint')}
        error={peopleError ? tRooms('policy.people.error', { most: most?.most ?? peopleMax }) : undefined}
        value={people}
        onInput={onPeople}
        inputmode="numeric"
        autocomplete="off"
        maxlength={3}
      />
    </>
  );
}
