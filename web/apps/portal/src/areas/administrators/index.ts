// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'administrators',
  routes: [
    {
      path: '/portal/administrators',
      access: ['operator'],
      nav: { icon: 'user-cog', text: { de: 'Administratoren', en: 'Administrators' }, order: 85 },
      page: () => import('./administrators'),
    },
  ],
  problems: {
    last_administrator: {
      de: 'Danach könnte niemand mehr die Namen der Schulen öffnen. Fügen Sie zuerst einen Administrator hinzu.',
      en: 'Nobody could open the schools’ names afterwards. Add an administrator first.',
    },
    yourself: { de: 'Das geht nicht mit dem Zugang, mit dem Sie angemeldet sind.', en: 'Not with the sign-in you are using.' },
    renewing: { de: 'Die letzte Erneuerung läuft noch.', en: 'The last renewal is still running.' },
  },
});
