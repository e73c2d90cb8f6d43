// SPDX-License-Identifier: EUPL-1.2
// More fields: several lines, one of a few, a date, a password, a one-time code, something to copy.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { announce } from '../announce';
import { Button, IconButton } from '../components/button';
import { FieldFrame, TextField, describedBy, type TextFieldProps } from '../components/field';
import { Icon } from '../components/icon';
import { tUi } from '../texts';
import { tOffice } from './texts';
import './fields.css';

export interface TextAreaProps {
  id?: string | undefined;
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
  rows?: number | undefined;
  /** characters; how many are left is shown near the end */
  max?: number | undefined;
  /** letters of equal width, for sources */
  mono?: boolean | undefined;
  disabled?: boolean | undefined;
}

export function TextArea({ id: given, label, value, onInput, hint, error, rows = 4, max, mono, disabled }: TextAreaProps) {
  const own = useId();
  const id = given ?? own;
  const left = max === undefined ? undefined : max - value.length;
  const near = left !== undefined && left <= Math.max(20, (max ?? 0) / 10);
  return (
    <FieldFrame id={id} label={label} hint={near ? tOffice('remaining', { count: left }) : hint} error={error}>
      <textarea
        id={id}
        class="text-area"
        rows={rows}
        maxlength={max}
        disabled={disabled}
        value={value}
        data-mono={mono ? 'true' : undefined}
        spellcheck={!mono}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(id, near || hint, error)}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </FieldFrame>
  );
}

export interface Choice {
  value: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  disabled?: boolean | undefined;
}

export interface RadioGroupProps {
  id?: string | undefined;
  label: string;
  value: string;
  options: readonly Choice[];
  onChange: (value: string) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
}

/** One of a few, all to be seen at once. */
export function RadioGroup({ id: given, label, value, options, onChange, hint, error }: RadioGroupProps) {
  const own = useId();
  const id = given ?? own;
  return (
    <fieldset class="radios" data-invalid={error ? 'true' : undefined} aria-describedby={describedBy(id, hint, error)}>
      <legend class="field__label">{label}</legend>
      {hint && (
        <p class="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {options.map((option, index) => (
        <div key={option.value} class="radio">
          <label class="radio__label">
            <input
              class="radio__input"
              type="radio"
              /* the first one is what a list of errors leads to */
              id={index === 0 ? id : undefined}
              name={`${id}-choice`}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              aria-describedby={option.hint ? `${id}-${index}-hint` : undefined}
              onChange={() => onChange(option.value)}
            />
            <span class="radio__mark" aria-hidden="true" />
            <span>{option.label}</span>
          </label>
          {option.hint && (
            <p class="radio__hint" id={`${id}-${index}-hint`}>
              {option.hint}
            </p>
          )}
        </div>
      ))}
      {error && (
        <p class="field__error" id={`${id}-error`}>
          <Icon name="circle-alert" size={16} />
          <span>{error}</span>
        </p>
      )}
    </fieldset>
  );
}

export interface DateFieldProps extends Omit<TextFieldProps, 'type' | 'min' | 'max'> {
  /** as ISO 8601, like the value: 2026-08-01 */
  min?: string | undefined;
  max?: string | undefined;
}

/** A day, as the browser asks for it; the value is ISO 8601 (2026-08-01) or ''. */
export function DateField(props: DateFieldProps) {
  return <TextField {...props} type="date" class="date-field" />;
}

/** A password: can be shown, is never proposed or kept by the browser unless `autocomplete` says so. */
export function PasswordField({ autocomplete = 'off', ...rest }: Omit<TextFieldProps, 'type' | 'end'>) {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...rest}
      type={shown ? 'text' : 'password'}
      autocomplete={autocomplete}
      autocapitalize="none"
      spellcheck={false}
      end={
        <IconButton
          icon={shown ? 'eye-off' : 'eye'}
          label={tUi(shown ? 'hidePassword' : 'showPassword')}
          aria-pressed={shown ? 'true' : 'false'}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}

export interface OneTimeCodeFieldProps {
  id?: string | undefined;
  label: string;
  value: string;
  /** digits only */
  onInput: (value: string) => void;
  /** told once when the last digit is there */
  onComplete?: ((value: string) => void) | undefined;
  digits?: number | undefined;
  hint?: ComponentChildren;
  error?: string | undefined;
  autofocus?: boolean | undefined;
}

/** A code of six digits from an authenticator: one field, so that pasting and screen readers just work, drawn as six places. */
export function OneTimeCodeField({ id: given, label, value, onInput, onComplete, digits = 6, hint, error, autofocus }: OneTimeCodeFieldProps) {
  const own = useId();
  const id = given ?? own;
  const change = (text: string) => {
    const clean = text.replace(/\D/g, '').slice(0, digits);
    onInput(clean);
    if (clean.length === digits && clean !== value) onComplete?.(clean);
  };
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        class="one-time"
        ref={(element) => {
          element?.style.setProperty('--digits', String(digits));
        }}
        value={value}
        inputmode="numeric"
        autocomplete="one-time-code"
        pattern="[0-9]*"
        autofocus={autofocus}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(id, hint, error)}
        title={tOffice('codeDigits', { count: digits })}
        onInput={(event) => {
          change(event.currentTarget.value);
          /* what was not a digit leaves the field at once */
          event.currentTarget.value = event.currentTarget.value.replace(/\D/g, '').slice(0, digits);
        }}
      />
    </FieldFrame>
  );
}

export interface CopyFieldProps {
  label: string;
  value: string;
  hint?: ComponentChildren;
  mono?: boolean | undefined;
}

/** Something to take along: an address, a handle, a recovery code. */
export function CopyField({ label, value, hint, mono }: CopyFieldProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const copy = async () => {
    window.clearTimeout(timer.current);
    try {
      await navigator.clipboard.writeText(value);
      setState('copied');
      announce(tOffice('copied'));
      timer.current = window.setTimeout(() => setState('idle'), 4000);
    } catch {
      setState('failed');
      input.current?.select();
    }
  };
  return (
    <TextField
      label={label}
      value={value}
      onInput={() => undefined}
      readonly
      ref={input}
      class={mono ? 'copy-field copy-field--mono' : 'copy-field'}
      hint={hint}
      error={state === 'failed' ? tOffice('copyFailed') : undefined}
      onFocus={(event) => event.currentTarget.select()}
      end={
        <Button variant="quiet" icon={state === 'copied' ? 'check' : 'copy'} onClick={() => void copy()} aria-label={`${tOffice('copy')}: ${label}`}>
          {tOffice(state === 'copied' ? 'copied' : 'copy')}
        </Button>
      }
    />
  );
}
