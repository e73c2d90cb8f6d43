// SPDX-License-Identifier: EUPL-1.2
import { useId } from 'preact/hooks';
import type { ComponentChildren, InputHTMLAttributes, Ref } from 'preact';
import { classes } from '../classes';
import type { IconName } from '../icons';
import { Icon } from './icon';
import './field.css';

export interface FieldFrameProps {
  id: string;
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  hideLabel?: boolean | undefined;
  class?: string | undefined;
  children: ComponentChildren;
}

/** Label above, control, then hint and error: the frame that all fields share. */
export function FieldFrame({ id, label, hint, error, hideLabel, class: className, children }: FieldFrameProps) {
  return (
    <div class={classes('field', className)} data-invalid={error ? 'true' : undefined}>
      <label class={hideLabel ? 'visually-hidden' : 'field__label'} for={id}>
        {label}
      </label>
      {children}
      {error && (
        <p class="field__error" id={`${id}-error`}>
          <Icon name="circle-alert" size={16} />
          <span>{error}</span>
        </p>
      )}
      {hint && (
        <p class="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** What describes a field: the error first, then the hint. */
export function describedBy(id: string, hint: unknown, error: unknown): string | undefined {
  return classes(Boolean(error) && `${id}-error`, Boolean(hint) && `${id}-hint`) || undefined;
}

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onInput' | 'value' | 'class' | 'ref' | 'label'> {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
  hideLabel?: boolean | undefined;
  icon?: IconName | undefined;
  /** a button or text at the end, inside the box */
  end?: ComponentChildren;
  class?: string | undefined;
  ref?: Ref<HTMLInputElement> | undefined;
}

export function TextField(props: TextFieldProps) {
  const { label, value, onInput, hint, error, hideLabel, icon, end, class: className, ref, id: given, ...rest } = props;
  const own = useId();
  const id = typeof given === 'string' ? given : own;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} hideLabel={hideLabel} class={className}>
      <div class="field__box">
        {icon && <Icon name={icon} class="field__icon" />}
        <input
          type="text"
          {...(rest as object)}
          ref={ref ?? null}
          id={id}
          class="field__input"
          value={value}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={describedBy(id, hint, error)}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {end}
      </div>
    </FieldFrame>
  );
}
