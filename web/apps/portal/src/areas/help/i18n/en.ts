// SPDX-License-Identifier: EUPL-1.2
import type { SameKeys } from '@kreide/ui';
import type { de } from './de';

export const en: SameKeys<typeof de> = {
  title: 'Help',
  lead: 'What is good to know when you work with the portal.',
  'keys.title': 'By keyboard',
  'keys.skip': 'Skips the menu and leads to the content (first thing on every page).',
  'keys.tab': 'Forwards and backwards through everything that can be used.',
  'keys.table': 'In tables every row leads on by its link; column heads sort.',
  'keys.menu': 'Opens a menu and moves inside it.',
  'keys.escape': 'Closes menus and dialogs without changing anything.',
  'key.skip': 'Tab, then Enter',
  'key.tab': 'Tab and Shift+Tab',
  'key.enter': 'Enter',
  'key.arrows': 'Enter, then arrow keys',
  'keys.find': 'Finds schools, accounts and pages from anywhere (media centre).',
  'key.find': 'Ctrl+K',
  'key.escape': 'Esc',
  'shared.title': 'On a shared device',
  'shared.text': 'Sign out when you are done. Kreide keeps nothing in the browser for good; without input the session ends by itself after 30 minutes. Two minutes before, the portal asks.',
  'colours.title': 'What the colours mean',
  'colours.want': 'waits for you',
  'colours.wantText': 'Something is to be done here, and by you.',
  'colours.good': 'running',
  'colours.goodText': 'Everything is as it should be.',
  'colours.bad': 'off',
  'colours.badText': 'Locked, expired or ended.',
};
