// SPDX-License-Identifier: EUPL-1.2
// The operator's schools.
import { defineArea } from '../../area';

export default defineArea({
  id: 'schools',
  routes: [
    {
      path: '/portal/schools',
      access: ['operator'],
      nav: { icon: 'school', text: { de: 'Schulen', en: 'Schools' }, order: 20 },
      page: () => import('./list'),
    },
    { path: '/portal/schools/new', access: ['operator'], page: () => import('./new') },
    { path: '/portal/schools/import', access: ['operator'], page: () => import('./import') },
    { path: '/portal/schools/:school', access: ['operator'], page: () => import('./profile') },
    { path: '/portal/schools/:school/enrolment', access: ['operator'], page: () => import('./enrolment') },
    { path: '/portal/schools/:school/accounts', access: ['operator'], page: () => import('./accounts') },
    { path: '/portal/schools/:school/papers', access: ['operator'], page: () => import('./papers') },
  ],
  problems: {
    'number.taken': { de: 'Eine Schule mit dieser Nummer nimmt schon teil oder meldet sich gerade an.', en: 'A school with this number takes part or enrols already.' },
    sealed: {
      de: 'Diese Sitzung hält den Schlüssel nicht, mit dem Namen geöffnet werden.',
      en: 'This session does not hold the key that opens names.',
    },
    school_takes_part: { de: 'Die Schule nimmt noch teil. Beenden Sie die Teilnahme zuerst.', en: 'The school takes part still. End that first.' },
    enrolment_closed: { de: 'In diesem Stand der Schule geht das nicht.', en: 'This is not possible in this state of the school.' },
    enrolment_not_yet: { de: 'Vorher ist noch ein anderer Schritt zu tun.', en: 'Another step comes first.' },
    enrolment_done: { de: 'Das ist schon geschehen.', en: 'This has been done already.' },
    enrolment_not_yours: { de: 'Diesen Schritt tut jemand anders.', en: 'Somebody else takes this step.' },
    enrolment_not_so: { de: 'Auf diesem Weg geht der Schritt nicht.', en: 'The step cannot be taken in this way.' },
    document_changed: {
      de: 'Inzwischen gilt eine neue Fassung. Laden Sie die Seite neu und lesen Sie sie noch einmal.',
      en: 'A new version is in force by now. Load the page again and read it once more.',
    },
    document_missing: { de: 'Das Dokument ist noch nicht in Kraft.', en: 'The document is not in force yet.' },
    'upload.missing_field': { de: 'Bitte wählen Sie die Datei mit dem unterschriebenen Dokument.', en: 'Please choose the file with the signed document.' },
    'upload.expired': { de: 'Die Datei ist nicht mehr da. Wählen Sie sie bitte noch einmal.', en: 'The file is no longer there. Please choose it again.' },
    'note.missing_field': { de: 'Bitte schreiben Sie kurz, warum.', en: 'Please write briefly why.' },
    'reason.missing_field': { de: 'Bitte schreiben Sie kurz, warum.', en: 'Please write briefly why.' },
  },
});
