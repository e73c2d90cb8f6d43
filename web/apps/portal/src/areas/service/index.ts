// SPDX-License-Identifier: EUPL-1.2
// The operator's public pages: for everybody, without signing in.
import { defineArea } from '../../area';

export default defineArea({
  id: 'service',
  routes: [
    { path: '/service', access: 'public', page: () => import('./start'), nav: { icon: 'house', text: { de: 'Start', en: 'Start' }, order: 10 } },
    { path: '/service/take-part', access: 'public', page: () => import('./take-part'), nav: { icon: 'handshake', text: { de: 'Teilnehmen', en: 'Take part' }, order: 20 } },
    { path: '/service/documents', access: 'public', page: () => import('./papers'), nav: { icon: 'files', text: { de: 'Dokumente', en: 'Documents' }, order: 30 } },
    { path: '/service/news', access: 'public', page: () => import('./news'), nav: { icon: 'newspaper', text: { de: 'Aktuelles', en: 'News' }, order: 40 } },
    { path: '/service/hints', access: 'public', page: () => import('./hints'), nav: { icon: 'laptop', text: { de: 'Technik', en: 'Technology' }, order: 50 } },
    { path: '/service/status', access: 'public', page: () => import('./status'), nav: { icon: 'wifi', text: { de: 'Status', en: 'Status' }, order: 60 } },
    { path: '/service/privacy', access: 'public', page: () => import('./privacy') },
    { path: '/service/imprint', access: 'public', page: () => import('./imprint') },
    { path: '/service/accessibility', access: 'public', page: () => import('./accessibility') },
  ],
});
