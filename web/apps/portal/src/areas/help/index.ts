// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'help',
  routes: [
    {
      path: '/portal/help',
      access: 'signed-in',
      nav: { icon: 'circle-question-mark', text: { de: 'Hilfe', en: 'Help' }, order: 95, group: 'end' },
      page: () => import('./help'),
    },
  ],
});
