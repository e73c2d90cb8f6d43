// SPDX-License-Identifier: EUPL-1.2
import type { SameKeys } from '@kreide/ui';
import type { de } from './de';

export const en: SameKeys<typeof de> = {
  title: 'Help',
  lead: 'Good to know when you work with the portal.',
  'keys.title': 'By keyboard',
  'keys.skip': 'Skips the menu and goes to the content (the first stop on every page).',
  'keys.tab': 'Forwards and backwards through everything you can use.',
  'keys.table': 'Opens a table row by its link; on a column head it sorts.',
  'keys.menu': 'Opens a menu and moves through it.',
  'keys.escape': 'Closes menus and dialogs and changes nothing.',
  'key.skip': 'Tab, then Enter',
  'key.tab': 'Tab and Shift+Tab',
  'key.enter': 'Enter',
  'key.arrows': 'Enter, then arrow keys',
  'keys.find': 'Finds schools, accounts and pages from anywhere (media centre).',
  'key.find': 'Ctrl+K',
  'key.escape': 'Esc',
  'shared.title': 'On a shared device',
  'shared.text': 'Sign out when you are done. Kreide leaves nothing in the browser. If nothing happens for 30 minutes the session ends by itself; the portal asks two minutes before.',
  'colours.title': 'What the colours mean',
  'colours.want': 'waiting for you',
  'colours.wantText': 'There is something here for you to do.',
  'colours.good': 'running',
  'colours.goodText': 'Everything is as it should be.',
  'colours.bad': 'off',
  'colours.badText': 'Locked, expired or ended.',
};
