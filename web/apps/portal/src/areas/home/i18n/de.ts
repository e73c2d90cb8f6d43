// SPDX-License-Identifier: EUPL-1.2
export const de = {
  title: 'Willkommen',
  empty: 'Mit diesem Zugang halten Sie Videokonferenzen. Passwort und angemeldete Geräte finden Sie unter „Mein Zugang“.',
  'rooms.title': 'Ihre Räume',
  'rooms.text': 'Räume öffnen, Termine planen, Links und Codes für die Klasse: Das alles liegt auf der Seite Ihrer Räume.',
  rooms: 'Zu meinen Räumen',
} as const;
