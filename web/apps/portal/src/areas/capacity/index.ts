// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'capacity',
  routes: [
    {
      path: '/portal/capacity',
      access: ['operator'],
      nav: { icon: 'gauge', text: { de: 'Auslastung', en: 'Load' }, order: 70 },
      page: () => import('./capacity'),
    },
    { path: '/portal/capacity/months', access: ['operator'], page: () => import('./months') },
    { path: '/portal/capacity/limits', access: ['operator'], page: () => import('./limits') },
    { path: '/portal/capacity/schools/:school', access: ['operator'], page: () => import('./school') },
  ],
  problems: {
    'limit.out_of_range': { de: 'Geben Sie eine Zahl von 10 bis 1.000.000 ein.', en: 'Enter a number from 10 to 1,000,000.' },
  },
});
