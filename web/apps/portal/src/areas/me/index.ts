// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'me',
  routes: [
    {
      path: '/portal/me',
      access: ['operator', 'head', 'contact', 'moderator', 'extra'],
      nav: { icon: 'user-lock', text: { de: 'Mein Zugang', en: 'My sign-in' }, order: 92, group: 'end' },
      page: () => import('./me'),
    },
  ],
  problems: {
    wrong_password: { de: 'Das ist nicht Ihr bisheriges Passwort.', en: 'This is not your present password.' },
    too_short: { de: 'Ein Passwort hat mindestens 12 Zeichen.', en: 'A password has at least 12 characters.' },
    unchanged: { de: 'Das ist Ihr bisheriges Passwort.', en: 'This is your present password.' },
    wrong_code: { de: 'Dieser Code ist falsch oder schon benutzt.', en: 'This code is wrong or has been used.' },
    last_factor: { de: 'Richten Sie zuerst einen anderen zweiten Faktor ein.', en: 'Set up another second factor first.' },
    keys_impossible: { de: 'Sicherheitsschlüssel gehen nur über https und mit einem Namen in der Adresse.', en: 'Security keys need https and a name in the address.' },
    sealed: { de: 'Dazu muss Ihr Schlüssel offen sein.', en: 'Your key must be open for this.' },
    no_password: { de: 'Zu diesem Zugang hat noch niemand ein eigenes Passwort gewählt.', en: 'Nobody has chosen a password for this sign-in yet.' },
    others_hold: { de: 'Jemand aus Ihrer Schule hat den Schlüssel und kann ihn Ihnen freigeben.', en: 'Somebody of your school has the key and can grant it to you.' },
    password_change_needed: { de: 'Ändern Sie zuerst Ihr Passwort.', en: 'Change your password first.' },
  },
});
