// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'audit',
  routes: [
    {
      path: '/portal/audit',
      access: ['operator'],
      nav: { icon: 'scroll-text', text: { de: 'Protokoll', en: 'Log' }, order: 80 },
      page: () => import('./audit'),
    },
  ],
});
