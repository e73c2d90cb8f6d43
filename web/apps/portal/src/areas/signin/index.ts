// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'signin',
  routes: [{ path: '/portal/signin', access: 'public', frame: 'bare', page: () => import('./signin') }],
  problems: {
    account_expired: { de: 'Dieser Zugang ist abgelaufen.', en: 'This sign-in has expired.' },
    school_not_active: {
      de: 'Ihre Schule nimmt noch nicht oder nicht mehr teil. Die Schulleitung kennt den Stand.',
      en: 'Your school does not take part yet, or no more. The head of school knows how things stand.',
    },
  },
});
