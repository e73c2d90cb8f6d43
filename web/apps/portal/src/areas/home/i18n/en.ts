// SPDX-License-Identifier: EUPL-1.2
import type { SameKeys } from '@kreide/ui';
import type { de } from './de';

export const en: SameKeys<typeof de> = {
  title: 'Welcome',
  empty: 'This account is for holding meetings. Your password and the devices you are signed in on are under “My sign-in”.',
  'rooms.title': 'Your rooms',
  'rooms.text': 'Open rooms, plan dates, hand links and codes to your class: all of it is on the page of your rooms.',
  rooms: 'To my rooms',
};
