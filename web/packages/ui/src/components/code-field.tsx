// SPDX-License-Identifier: EUPL-1.2
import { useId } from 'preact/hooks';
import type { ComponentChildren, Ref } from 'preact';
import { Icon } from './icon';
import { FieldFrame, describedBy } from './field';
import './code-field.css';

export interface CodeFieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  placeholder?: string | undefined;
  hint?: ComponentChildren;
  error?: string | undefined;
  /** the button that goes with it */
  action?: ComponentChildren;
  ref?: Ref<HTMLInputElement> | undefined;
}

/** One large field for a room's code, with its button inside. What is typed is kept as typed; reading it is the caller's business. */
export function CodeField({ label, value, onInput, placeholder, hint, error, action, ref }: CodeFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} hideLabel class="code-field">
      <div class="field__box" data-size="l">
        <Icon name="key-round" size={22} class="field__icon" />
        <input
          ref={ref ?? null}
          id={id}
          class="field__input code-field__input"
          value={value}
          placeholder={placeholder}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="go"
          maxlength={400}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={describedBy(id, hint, error)}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {action}
      </div>
    </FieldFrame>
  );
}
