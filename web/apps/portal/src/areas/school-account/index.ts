// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'school-account',
  routes: [
    {
      path: '/portal/school-account',
      access: ['contact', 'head'],
      nav: { icon: 'key', text: { de: 'Schulzugang', en: 'School account' }, order: 52 },
      page: () => import('./school-account'),
    },
  ],
});
