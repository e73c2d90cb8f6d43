// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'mail',
  routes: [
    {
      path: '/portal/mail',
      access: ['operator'],
      nav: { icon: 'mail', text: { de: 'E-Mail', en: 'E-mail' }, order: 85 },
      page: () => import('./mail'),
    },
  ],
  problems: {
    bad_address: { de: 'Das ist keine E-Mail-Adresse, an die Kreide senden kann.', en: 'This is no address that Kreide can send to.' },
    no_server: { de: 'Es ist kein Mailserver eingerichtet.', en: 'No mail server is configured.' },
    no_password: { de: 'Die Datei mit dem Passwort des Mailservers lässt sich nicht lesen.', en: 'The file with the mail server’s password cannot be read.' },
    gone: { de: 'Dieser Brief ist inzwischen unterwegs oder versendet.', en: 'This letter is on its way by now, or went.' },
  },
});
