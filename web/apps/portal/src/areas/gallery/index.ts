// SPDX-License-Identifier: EUPL-1.2
// Every component of the portal in every state, to look at and to test. Linked from no page.
import { defineArea } from '../../area';

export default defineArea({
  id: 'gallery',
  routes: [
    { path: '/portal/gallery', access: 'public', page: () => import('./gallery') },
    { path: '/portal/gallery/:row', access: 'public', page: () => import('./row') },
  ],
});
