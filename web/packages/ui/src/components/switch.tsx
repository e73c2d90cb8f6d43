// SPDX-License-Identifier: EUPL-1.2
import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { describedBy } from './field';
import { Icon } from './icon';
import './switch.css';

export interface ToggleProps {
  id?: string | undefined;
  label: ComponentChildren;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
  disabled?: boolean | undefined;
}

function Toggle({ kind, id: given, label, checked, onChange, hint, error, disabled }: ToggleProps & { kind: 'switch' | 'checkbox' }) {
  const own = useId();
  const id = given ?? own;
  return (
    <div class="toggle" data-kind={kind} data-invalid={error ? 'true' : undefined}>
      <label class="toggle__label" for={id}>
        <input
          id={id}
          class="toggle__input visually-hidden"
          type="checkbox"
          role={kind === 'switch' ? 'switch' : undefined}
          checked={checked}
          disabled={disabled}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={describedBy(id, hint, error)}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span class="toggle__mark" aria-hidden="true">
          <Icon name="check" size={14} class="toggle__check" />
        </span>
        <span>{label}</span>
      </label>
      {error && (
        <p class="toggle__hint field__error" id={`${id}-error`}>
          <Icon name="circle-alert" size={16} />
          <span>{error}</span>
        </p>
      )}
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
