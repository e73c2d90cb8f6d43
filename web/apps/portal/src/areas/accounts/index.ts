// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'accounts',
  routes: [
    {
      path: '/portal/accounts',
      access: ['operator'],
      nav: { icon: 'key', text: { de: 'Zugänge', en: 'Accounts' }, order: 50 },
      page: () => import('./list'),
    },
    { path: '/portal/accounts/:account', access: ['operator'], page: () => import('./detail') },
  ],
  problems: {
    sealed: {
      de: 'Dafür muss der Schlüssel der Schule geöffnet sein. Melden Sie sich neu an oder öffnen Sie ihn mit dem Wiederherstellungsblatt.',
      en: 'This needs the school’s key to be open. Sign in again, or open it with the recovery sheet.',
    },
    'purpose.wrong_state': { de: 'Ein Zusatzzugang braucht einen Zweck.', en: 'An extra account needs a purpose.' },
    'expires_ms.wrong_state': { de: 'Bitte einen Tag wählen, der noch kommt.', en: 'Please choose a day to come.' },
    wrong_state: {
      de: 'Die Anmeldung der Schule ist noch nicht so weit. Zugangsdaten gibt es nach der Gegenzeichnung.',
      en: 'The school’s enrolment is not as far yet. Access data come after the countersignature.',
    },
    full: { de: 'Mehr sind nicht möglich. Die Zahl legt das Medienzentrum fest.', en: 'There can be no more. The media centre sets the number.' },
  },
});
