// SPDX-License-Identifier: EUPL-1.2
import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { IconName } from '../icons';
import { Icon } from './icon';
import { FieldFrame, describedBy } from './field';

export interface Option {
  value: string;
  label: string;
}

export interface SelectProps {
  id?: string | undefined;
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  icon?: IconName | undefined;
  hint?: ComponentChildren;
  error?: string | undefined;
  hideLabel?: boolean | undefined;
  disabled?: boolean | undefined;
  /** a level meter or a button, inside the box */
  end?: ComponentChildren;
}

/** A choice from a few, such as the microphone: the browser's own list, which every phone and screen reader knows. */
export function Select({ id: given, label, value, options, onChange, icon, hint, error, hideLabel, disabled, end }: SelectProps) {
  const own = useId();
  const id = given ?? own;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} hideLabel={hideLabel}>
      <div class="field__box">
        {icon && <Icon name={icon} class="field__icon" />}
        <select
          id={id}
          class="field__select"
          value={value}
          disabled={disabled}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={describedBy(id, hint, error)}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" size={18} class="field__arrow" />
        {end}
      </div>
    </FieldFrame>
  );
}
