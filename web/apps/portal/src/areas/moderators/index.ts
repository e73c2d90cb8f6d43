// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'moderators',
  routes: [
    {
      path: '/portal/moderators',
      access: ['contact', 'head'],
      nav: { icon: 'users', text: { de: 'Lehrkräfte', en: 'Teachers' }, order: 50 },
      page: () => import('./moderators'),
    },
    { path: '/portal/moderators/holders', access: ['contact', 'head'], page: () => import('./holders') },
    { path: '/portal/moderators/:account', access: ['contact', 'head'], page: () => import('../accounts/detail') },
  ],
  problems: {
    too_many_rows: {
      de: 'Ein Blatt fasst 250 Einträge. Wählen Sie bitte einen kürzeren Zeitraum, oder nehmen Sie die Tabelle.',
      en: 'A paper holds 250 entries. Please choose a shorter period, or take the table.',
    },
  },
});
