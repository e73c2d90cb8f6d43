// SPDX-License-Identifier: EUPL-1.2
// A way in steps, such as the enrolment of a school: as a small bar in a list, and as a whole with names.
import type { ComponentChildren } from 'preact';
import { Icon } from '../components/icon';
import { tOffice } from './texts';
import './steps.css';

/** now: others are at it. waits: it is up to whoever reads this. skipped: comes later, without stopping the rest. */
export type StepState = 'done' | 'now' | 'waits' | 'open' | 'skipped';

export interface Step {
  name: string;
  state: StepState;
  /** when and by whom, or what is to be done */
  note?: ComponentChildren;
}

function spoken(steps: readonly Step[]): string {
  const done = steps.filter((step) => step.state === 'done').length;
  const now = steps.find((step) => step.state === 'waits' || step.state === 'now');
  const params = { done, all: steps.length };
  return now ? tOffice('stepsNow', { ...params, now: now.name }) : tOffice('steps', params);
}

/** One short stroke a step; the words are for screen readers, and for the pointer that rests on it. */
export function StepBar({ steps }: { steps: readonly Step[] }) {
  const text = spoken(steps);
  return (
    <span class="step-bar" role="img" aria-label={text} title={text}>
      {steps.map((step, index) => (
        <span key={index} class="step-bar__step" data-state={step.state} />
      ))}
    </span>
  );
}

const stateWords = { done: 'stepDone', now: 'stepNow', waits: 'stepWaits', open: 'stepOpen', skipped: 'stepSkipped' } as const;

export interface StepperProps {
  label: string;
  steps: readonly Step[];
  /** one below the other at any width: for a narrow place, or long notes */
  column?: boolean | undefined;
}

/** All steps with name, state in words, and a note. */
export function Stepper({ label, steps, column }: StepperProps) {
  return (
    <ol class={column ? 'stepper stepper--column' : 'stepper'} aria-label={label}>
      {steps.map((step, index) => (
        <li key={index} class="stepper__step" data-state={step.state} aria-current={step.state === 'now' || step.state === 'waits' ? 'step' : undefined}>
          <span class="stepper__mark" aria-hidden="true">
            {step.state === 'done' ? <Icon name="check" size={16} /> : index + 1}
          </span>
          <div class="stepper__words">
            <span class="stepper__name">{step.name}</span>
            <span class="stepper__state">{tOffice(stateWords[step.state])}</span>
            {step.note && <div class="stepper__note">{step.note}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
