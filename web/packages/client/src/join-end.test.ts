// SPDX-License-Identifier: EUPL-1.2
import { expect, test } from 'vitest';
import { SignalError } from './signal-socket';
import { endOfJoin } from './join-end';

test.each([
  ['no place on any server', new SignalError('full', 'there is no place left'), 'overloaded'],
  ['a media process that does not answer', new SignalError('unavailable', ''), 'unavailable'],
  ['what the browser says', new Error('setRemoteDescription'), 'unavailable'],
  ['nothing was tried', null, 'unavailable'],
])('%s', (_, error, end) => {
  expect(endOfJoin(error)).toBe(end);
});
