// SPDX-License-Identifier: EUPL-1.2
import { defineArea } from '../../area';

export default defineArea({
  id: 'documents',
  routes: [
    {
      path: '/portal/documents',
      access: ['operator', 'head', 'contact'],
      nav: { icon: 'files', text: { de: 'Dokumente', en: 'Documents' }, order: 40 },
      page: () => import('./list'),
    },
    { path: '/portal/documents/:kind', access: ['operator'], page: () => import('./show') },
    { path: '/portal/documents/:kind/edit', access: ['operator'], page: () => import('./edit') },
  ],
  problems: {
    planned: {
      de: 'Eine Fassung wartet schon auf ihren Tag. Ziehen Sie sie zuerst zurück, oder warten Sie ihn ab.',
      en: 'A version waits for its day already. Withdraw it first, or wait for that day.',
    },
    changed: { de: 'Jemand anders hat das inzwischen geändert. Laden Sie die Seite neu.', en: 'Somebody else has changed this meanwhile. Load the page again.' },
    accepted: {
      de: 'Eine Schule hat diese Fassung schon angenommen; darum bleibt sie. Veröffentlichen Sie eine weitere Fassung, die am selben Tag oder später in Kraft tritt.',
      en: 'A school has accepted this version already, so it stays. Publish another one that comes into force on the same day or later.',
    },
    in_force: { de: 'Die Fassung ist schon in Kraft.', en: 'The version is in force already.' },
    bad_document: { de: 'Der Text hat noch Fehler.', en: 'The text still has faults.' },
  },
});
