// SPDX-License-Identifier: EUPL-1.2
import { expect, it } from 'vitest';
import { fiveSteps, stepStates } from './steps';

const look = (done: string, next: string | undefined, who: string | undefined, due = '', party = 'operator') => {
  const states = stepStates({ done: done.split(' '), due: due.split(' '), next, who }, party);
  return fiveSteps.map((step) => states[step]).join(' ');
};

it.each([
  ['', 'information', 'head', '', 'now open open open open'],
  ['information terms', 'agreement', 'head', '', 'done done now open open'],
  ['information terms agreement registration contact', 'countersigned', 'operator', '', 'done done done done waits'],
  ['information terms agreement registration', 'countersigned', 'operator', '', 'done done done skipped waits'],
  ['information terms agreement registration countersigned issued', 'contact', 'contact', 'contact', 'done done done now done'],
  ['information terms agreement registration contact countersigned issued', undefined, undefined, '', 'done done done done done'],
  ['information terms agreement registration contact countersigned issued', 'terms', 'head', 'terms agreement', 'done now now done done'],
])('%s, then %s by %s (%s)', (done, next, who, due, expected) => expect(look(done, next, who, due)).toBe(expected));

it('waits for whoever reads it', () => {
  expect(look('information', 'terms', 'head', '', 'head')).toBe('done waits open open open');
  expect(look('information', 'terms', 'head', '', 'contact')).toBe('done now open open open');
});
