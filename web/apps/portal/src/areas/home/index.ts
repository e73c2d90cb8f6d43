// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'home',
  routes: [{ path: '/portal', access: 'signed-in', page: () => import('./home') }],
});
