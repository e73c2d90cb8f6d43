// SPDX-License-Identifier: EUPL-1.2
// The five steps of taking part (information, terms, agreement, registration, credentials) as a bar shows them. Pure.
import type { StepState } from '@kreide/ui/office';

export const fiveSteps = ['information', 'terms', 'agreement', 'registration', 'issued'] as const;
export type FiveStep = (typeof fiveSteps)[number];

export interface Progress {
  done: readonly string[];
  due: readonly string[];
  next?: string | undefined;
  who?: string | undefined;
}

/** The step of the five that a server's step belongs to: the contact person signs the registration, countersigning leads to the credentials. */
export function stepOf(name: string | undefined): FiveStep | undefined {
  if (name === 'contact') return 'registration';
  if (name === 'countersigned') return 'issued';
  return fiveSteps.find((step) => step === name);
}

/** What each of the five looks like for somebody of this party. */
export function stepStates(progress: Progress, party: string): Record<FiveStep, StepState> {
  const now = stepOf(progress.next);
  const state = (step: FiveStep): StepState => {
    if (step === now) return progress.who === party ? 'waits' : 'now';
    if (progress.due.some((due) => stepOf(due) === step && due !== 'contact')) return 'now';
    if (step === 'registration' && progress.done.includes('registration') && !progress.done.includes('contact')) return 'skipped';
    return progress.done.includes(step) ? 'done' : 'open';
  };
  return Object.fromEntries(fiveSteps.map((step) => [step, state(step)])) as Record<FiveStep, StepState>;
}
