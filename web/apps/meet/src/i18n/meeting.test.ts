// SPDX-License-Identifier: EUPL-1.2
import { placeholders, type Message } from '@kreide/ui';
import { expect, test } from 'vitest';
import { meetingDe } from './meeting-de';
import { meetingEn } from './meeting-en';

const german: Record<string, Message> = meetingDe;
const english: Record<string, Message> = meetingEn;

test('both languages have the same texts with the same gaps', () => {
  expect(Object.keys(english).sort()).toEqual(Object.keys(german).sort());
  for (const [key, message] of Object.entries(german)) expect(placeholders(english[key] as Message), key).toEqual(placeholders(message));
});

test('nobody is shouted at', () => {
  for (const message of [...Object.values(german), ...Object.values(english)]) expect(JSON.stringify(message)).not.toContain('!');
});
