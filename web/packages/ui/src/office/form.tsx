// SPDX-License-Identifier: EUPL-1.2
// A form that says what is wrong: above all fields, as links to them, and at each field.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { classes } from '../classes';
import { Notice } from '../components/notice';
import type { FormState, FormValues } from './form-state';
import { tOffice } from './texts';
import './form.css';

interface Listed {
  id: string;
  label: string;
  text: string;
}

function labelOf(id: string): string {
  const element = document.getElementById(id);
  if (!(element instanceof HTMLElement)) return '';
  const group = element instanceof HTMLInputElement && element.type === 'radio' ? element.closest('fieldset')?.querySelector('legend') : null;
  const label = group ?? (element as HTMLInputElement).labels?.[0];
  return (label?.textContent ?? '').trim();
}

export interface FormProps<T extends FormValues> {
  form: FormState<T>;
  /** called when all checks are passed */
  onSubmit: () => void;
  busy?: boolean | undefined;
  /** what went wrong with the form as a whole */
  problem?: ComponentChildren;
  /** the buttons; the main one is type="submit" */
  actions: ComponentChildren;
  label?: string | undefined;
  class?: string | undefined;
  children: ComponentChildren;
}

export function Form<T extends FormValues>({ form, onSubmit, busy, problem, actions, label, class: className, children }: FormProps<T>) {
  const [listed, setListed] = useState<readonly Listed[]>([]);
  const [round, setRound] = useState(0);
  const summary = useRef<HTMLDivElement>(null);
  const { errors } = form;
  /* the summary lists what was wrong at the last try; it does not change while the fields are being put right */
  useEffect(() => {
    const found = Object.entries(errors).flatMap(([name, text]) => (text ? [{ id: form.idOf(name), label: labelOf(form.idOf(name)), text }] : []));
    if (found.length > 0 && round > 0) setListed(found);
    if (found.length === 0) setListed([]);
  }, [round, errors]);
  const count = listed.length;
  useEffect(() => {
    if (count > 0) summary.current?.focus();
  }, [round, count > 0]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setRound((n) => n + 1);
    if (form.check()) onSubmit();
  };
  const go = (event: Event, id: string) => {
    event.preventDefault();
    const field = document.getElementById(id);
    field?.focus();
    field?.scrollIntoView({ block: 'center' });
  };
  return (
    <form class={classes('form', className)} aria-label={label} onSubmit={submit} noValidate>
      {count > 0 && (
        <div class="form__summary" role="group" aria-labelledby={`${form.idOf('')}summary`} tabIndex={-1} ref={summary}>
          <h2 class="form__summary-title" id={`${form.idOf('')}summary`}>
            {tOffice('formErrors', { count })}
          </h2>
          <ul class="form__list">
            {listed.map((each) => (
              <li key={each.id}>
                <a href={`#${each.id}`} onClick={(event) => go(event, each.id)}>
                  {each.label ? `${each.label}: ` : ''}
                  {each.text}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      {problem && (
        <Notice tone="bad" title={tOffice('formProblem')} live="assertive">
          {problem}
        </Notice>
      )}
      {children}
      <div class="form__actions">{actions}</div>
    </form>
  );
}

/** Fields that belong together, under a heading. */
export function FormSection({ title, text, children }: { title: string; text?: ComponentChildren; children: ComponentChildren }) {
  return (
    <fieldset class="form-section">
      <legend class="form-section__title">{title}</legend>
      {text && <p class="form-section__text">{text}</p>}
      <div class="form-section__fields">{children}</div>
    </fieldset>
  );
}

/** Two or three short fields beside each other where there is room. */
export function FormRow({ children }: { children: ComponentChildren }) {
  return <div class="form-row">{children}</div>;
}
