// SPDX-License-Identifier: EUPL-1.2
import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Icon } from './icon';
import './switch.css';

export interface ToggleProps {
  label: ComponentChildren;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: ComponentChildren;
  disabled?: boolean | undefined;
}

function Toggle({ kind, label, checked, onChange, hint, disabled }: ToggleProps & { kind: 'switch' | 'checkbox' }) {
  const id = useId();
  return (
    <div class="toggle" data-kind={kind}>
      <label class="toggle__label" for={id}>
        <input
          id={id}
          class="toggle__input visually-hidden"
          type="checkbox"
          role={kind === 'switch' ? 'switch' : undefined}
          checked={checked}
          disabled={disabled}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span class="toggle__mark" aria-hidden="true">
          <Icon name="check" size={14} class="toggle__check" />
        </span>
        <span>{label}</span>
      </label>
      {hint && (
        <p class="toggle__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** On or off, at once. */
export function Switch(props: ToggleProps) {
  return <Toggle kind="switch" {...props} />;
}

/** Yes or no, taken along with a form. */
export function Checkbox(props: ToggleProps) {
  return <Toggle kind="checkbox" {...props} />;
}
