// SPDX-License-Identifier: EUPL-1.2
// A school registers itself: public.
import { defineArea } from '../../area';

export default defineArea({
  id: 'register',
  routes: [{ path: '/service/register', access: 'public', page: () => import('./register'), nav: { icon: 'school', text: { de: 'Schule anmelden', en: 'Register a school' }, order: 25 } }],
  problems: {
    registration_closed: {
      de: 'Zurzeit werden keine Anmeldungen angenommen. Wenden Sie sich bitte an das Medienzentrum.',
      en: 'Registrations are not taken at present. Please turn to the media centre.',
    },
    'password.out_of_range': { de: 'Das Kennwort ist zu kurz.', en: 'The password is too short.' },
  },
});
