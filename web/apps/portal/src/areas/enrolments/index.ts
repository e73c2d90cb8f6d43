// SPDX-License-Identifier: EUPL-1.2
// What waits in the schools' enrolments, and what the operator decided about them.
import { defineArea } from '../../area';

export default defineArea({
  id: 'enrolments',
  routes: [
    {
      path: '/portal/enrolments',
      access: ['operator'],
      nav: { icon: 'clipboard-check', text: { de: 'Anmeldungen', en: 'Enrolments' }, order: 30 },
      page: () => import('./waiting'),
    },
    { path: '/portal/enrolments/school', access: ['operator'], page: () => import('./school') },
    { path: '/portal/enrolments/due', access: ['operator'], page: () => import('./due') },
    { path: '/portal/enrolments/settings', access: ['operator'], page: () => import('./settings') },
  ],
});
