// SPDX-License-Identifier: EUPL-1.2
// What a form holds and what is wrong with it.
import { useId, useMemo, useRef, useState } from 'preact/hooks';

export type FormValues = Readonly<Record<string, string | boolean>>;
export type FormErrors<T> = { readonly [K in keyof T]?: string | undefined };
export type FormChecks<T> = { readonly [K in keyof T]?: ((value: T[K], all: T) => string | undefined) | undefined };

/** What the checks say about the values, in the order of the values; only fields that are wrong. */
export function checkForm<T extends FormValues>(values: T, checks: FormChecks<T>): FormErrors<T> {
  const errors: Record<string, string> = {};
  for (const name of Object.keys(values)) {
    const check = checks[name as keyof T] as ((value: unknown, all: T) => string | undefined) | undefined;
    const error = check?.(values[name], values);
    if (error) errors[name] = error;
  }
  return errors as FormErrors<T>;
}

type TextKeys<T> = { [K in keyof T]: T[K] extends string ? K : never }[keyof T] & string;
type TickKeys<T> = { [K in keyof T]: T[K] extends boolean ? K : never }[keyof T] & string;

export interface FormState<T extends FormValues> {
  values: T;
  errors: FormErrors<T>;
  /** something differs from how it began */
  dirty: boolean;
  set: (changes: Partial<T>) => void;
  /** what the server said about single fields */
  setErrors: (errors: FormErrors<T>) => void;
  /** begins anew with these values, such as after saving */
  reset: (values?: T) => void;
  /** checks everything; true if nothing is wrong */
  check: () => boolean;
  /** id of a field's element */
  idOf: (name: keyof T & string) => string;
  /** for TextField, TextArea, DateField, PasswordField, OneTimeCodeField */
  text: <K extends TextKeys<T>>(name: K) => { id: string; value: string; onInput: (value: string) => void; error: string | undefined };
  /** for Select and RadioGroup */
  choice: <K extends TextKeys<T>>(name: K) => { id: string; value: string; onChange: (value: string) => void; error: string | undefined };
  /** for Checkbox and Switch */
  tick: <K extends TickKeys<T>>(name: K) => { id: string; checked: boolean; onChange: (checked: boolean) => void; error: string | undefined };
}

/** Holds the values of a form. A field's error goes away as soon as the field is changed. */
export function useForm<T extends FormValues>(initial: T, checks: FormChecks<T> = {}): FormState<T> {
  const [start, setStart] = useState(initial);
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<FormErrors<T>>({});
  const base = useId();
  const now = useRef(values);
  now.current = values;
  const dirty = useMemo(() => Object.keys(start).some((name) => start[name] !== values[name]), [start, values]);
  const set = (changes: Partial<T>) => {
    now.current = { ...now.current, ...changes };
    setValues(now.current);
    setErrors((old) => Object.fromEntries(Object.entries(old).filter(([name]) => !(name in changes))) as FormErrors<T>);
  };
  const idOf = (name: string) => `${base}-${name}`;
  const one = (name: string, value: string | boolean) => set({ [name]: value } as Partial<T>);
  return {
    values,
    errors,
    dirty,
    set,
    setErrors,
    idOf,
    reset: (next = now.current) => {
      now.current = next;
      setStart(next);
      setValues(next);
      setErrors({});
    },
    check: () => {
      const found = checkForm(now.current, checks);
      setErrors(found);
      return Object.keys(found).length === 0;
    },
    text: (name) => ({ id: idOf(name), value: String(values[name]), onInput: (value) => one(name, value), error: errors[name] }),
    choice: (name) => ({ id: idOf(name), value: String(values[name]), onChange: (value) => one(name, value), error: errors[name] }),
    tick: (name) => ({ id: idOf(name), checked: values[name] === true, onChange: (value) => one(name, value), error: errors[name] }),
  };
}
