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
});
