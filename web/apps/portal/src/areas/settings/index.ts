// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'settings',
  routes: [
    {
      path: '/portal/settings',
      access: ['operator'],
      nav: { icon: 'settings', text: { de: 'Einstellungen', en: 'Settings' }, order: 90, group: 'end' },
      page: () => import('./facts'),
    },
    { path: '/portal/settings/branding', access: ['operator'], page: () => import('./branding') },
    { path: '/portal/settings/news', access: ['operator'], page: () => import('./news') },
    { path: '/portal/settings/accounts', access: ['operator'], page: () => import('./accounts') },
    { path: '/portal/settings/reminders', access: ['operator'], page: () => import('./reminders') },
    { path: '/portal/settings/retention', access: ['operator'], page: () => import('./retention') },
  ],
  problems: {
    bad_image: {
      de: 'Nehmen Sie ein PNG von höchstens 128 kB, das höchstens 1024 Pixel breit und hoch ist.',
      en: 'Please take a PNG of at most 128 kB that is at most 1024 pixels wide and high.',
    },
    'mail.bad_text': { de: 'Das ist keine E-Mail-Adresse, an die Kreide schreiben kann.', en: 'This is no e-mail address that Kreide can write to.' },
    'site.bad_text': { de: 'Eine Adresse beginnt mit https:// und enthält keine Leerzeichen.', en: 'An address begins with https:// and has no spaces.' },
    bad_rule: { de: 'Dieser Wert ist hier nicht möglich.', en: 'This value is not possible here.' },
    'source.bad_document': { de: 'Der Text hat einen Fehler in seinen Zeichen.', en: 'The text has a fault in its signs.' },
  },
});
