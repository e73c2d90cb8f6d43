// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

const nav = { icon: 'layout-dashboard', text: { de: 'Heute', en: 'Today' }, order: 10 } as const;

export default defineArea({
  id: 'today',
  routes: [
    { path: '/portal/today', access: ['operator'], nav, page: () => import('./operator') },
    { path: '/portal/home', access: ['head', 'contact'], nav, page: () => import('./school') },
  ],
});
