// SPDX-License-Identifier: EUPL-1.2
export const de = {
  title: 'Willkommen',
  empty: 'Für diesen Zugang gibt es im Portal keine eigenen Seiten. Ihre Räume finden Sie bei den Besprechungen.',
  rooms: 'Zu meinen Räumen',
} as const;
