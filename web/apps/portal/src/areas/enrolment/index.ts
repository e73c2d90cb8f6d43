// SPDX-License-Identifier: EUPL-1.2
// A school's own view of its enrolment: the steps, what it is, its papers.
import { defineArea } from '../../area';

export default defineArea({
  id: 'enrolment',
  routes: [
    {
      path: '/portal/enrolment',
      access: ['head', 'contact'],
      nav: { icon: 'clipboard-list', text: { de: 'Anmeldung', en: 'Enrolment' }, order: 15 },
      page: () => import('./steps'),
    },
    { path: '/portal/enrolment/school', access: ['head', 'contact'], page: () => import('./profile') },
    { path: '/portal/enrolment/papers', access: ['head', 'contact'], page: () => import('./papers') },
  ],
});
