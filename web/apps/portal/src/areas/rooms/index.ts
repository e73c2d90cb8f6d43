// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'rooms',
  routes: [
    {
      path: '/portal/rooms',
      access: ['head', 'contact'],
      nav: { icon: 'door-open', text: { de: 'Räume', en: 'Rooms' }, order: 60 },
      page: () => import('./rooms'),
    },
    { path: '/portal/rooms/rules', access: ['head', 'contact'], page: () => import('./school-rules') },
    {
      path: '/portal/rules',
      access: ['operator'],
      nav: { icon: 'shield-check', text: { de: 'Regeln für Räume', en: 'Rules for rooms' }, order: 65 },
      page: () => import('./operator-rules'),
    },
  ],
  problems: {
    unknown_account: {
      de: 'Einer der Zugänge gehört nicht mehr zu Ihrer Schule. Laden Sie die Seite neu.',
      en: 'One of the sign-ins no longer belongs to your school. Load the page again.',
    },
  },
});
