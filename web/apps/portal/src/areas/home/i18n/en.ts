// SPDX-License-Identifier: EUPL-1.2
import type { SameKeys } from '@kreide/ui';
import type { de } from './de';

export const en: SameKeys<typeof de> = {
  title: 'Welcome',
  empty: 'There are no portal pages for this account. Your rooms are with the meetings.',
  rooms: 'To my rooms',
};
