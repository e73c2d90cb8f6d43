// SPDX-License-Identifier: EUPL-1.2
// The acts of administration in words. What has none is shown as the server names it.
import { language } from '@kreide/ui';
import type { Words } from '../../area';

export const acts: Readonly<Record<string, Words>> = {
  'account.created': { de: 'Zugang angelegt', en: 'Account made' },
  'account.deleted': { de: 'Zugang gelöscht', en: 'Account deleted' },
  'account.factor_added': { de: 'Zweiten Faktor eingerichtet', en: 'Second factor added' },
  'account.factor_code_used': { de: 'Mit Einmalcode vom Papier angemeldet', en: 'Signed in with a one-time code from paper' },
  'account.factor_removed': { de: 'Zweiten Faktor entfernt', en: 'Second factor removed' },
  'account.holders_read': { de: 'Nachgesehen, wer einen Zugang hatte', en: 'Looked up who had an account' },
  'account.issued': { de: 'Zugangsdaten ausgestellt', en: 'Credentials issued' },
  'account.labelled': { de: 'Zugang einer Person zugeordnet', en: 'Account given to a person' },
  'account.limits_set': { de: 'Grenzen eines Zusatzzugangs geändert', en: 'Limits of an extra account changed' },
  'account.locked': { de: 'Zugang gesperrt', en: 'Account locked' },
  'account.password_changed': { de: 'Passwort geändert', en: 'Password changed' },
  'account.password_given': { de: 'Neues Passwort ausgestellt', en: 'New password issued' },
  'account.renewed': { de: 'Zugang verlängert', en: 'Account renewed' },
  'account.signed_out': { de: 'Sitzungen beendet', en: 'Sessions ended' },
  'account.unlocked': { de: 'Zugang entsperrt', en: 'Account unlocked' },
  'capacity.limit_set': { de: 'Grenze der Auslastung geändert', en: 'Limit of capacity changed' },
  'document.draft_dropped': { de: 'Entwurf verworfen', en: 'Draft dropped' },
  'document.published': { de: 'Dokument veröffentlicht', en: 'Document published' },
  'document.withdrawn': { de: 'Dokument zurückgezogen', en: 'Document withdrawn' },
  'enrolment.settings': { de: 'Einstellungen der Anmeldung geändert', en: 'Settings of enrolment changed' },
  'enrolment.step': { de: 'Schritt der Anmeldung erfasst', en: 'Step of enrolment recorded' },
  'enrolment.voided': { de: 'Schritt der Anmeldung zurückgenommen', en: 'Step of enrolment taken back' },
  'mail.retried': { de: 'Brief erneut gesendet', en: 'Letter sent again' },
  'mail.discarded': { de: 'Brief verworfen', en: 'Letter discarded' },
  'news.added': { de: 'Neuigkeit veröffentlicht', en: 'News published' },
  'news.changed': { de: 'Neuigkeit geändert', en: 'News changed' },
  'news.deleted': { de: 'Neuigkeit gelöscht', en: 'News deleted' },
  'operator.code_made': { de: 'Neuen Wiederherstellungsbogen des Betreibers erstellt', en: 'New recovery sheet of the operator made' },
  'operator.key_granted': { de: 'Zugriff auf die Schulen erteilt', en: 'Access to the schools granted' },
  'operator.key_made': { de: 'Schlüssel des Betreibers erzeugt', en: 'Operator’s key made' },
  'operator.key_recovered': { de: 'Schlüssel des Betreibers wiederhergestellt', en: 'Operator’s key recovered' },
  'operator.key_rotated': { de: 'Schlüssel des Betreibers gewechselt', en: 'Operator’s key rotated' },
  'retention.deleted': { de: 'Nach Ablauf der Frist gelöscht', en: 'Deleted after its time' },
  'room.bounds_set': { de: 'Vorgaben für Räume geändert', en: 'Bounds of rooms changed' },
  'school.changed': { de: 'Angaben der Schule geändert', en: 'Details of the school changed' },
  'school.code_made': { de: 'Neuen Wiederherstellungsbogen der Schule erstellt', en: 'New recovery sheet of the school made' },
  'school.created': { de: 'Schule angelegt', en: 'School added' },
  'school.deleted': { de: 'Schule gelöscht', en: 'School deleted' },
  'school.import': { de: 'Schulen importiert', en: 'Schools imported' },
  'school.key_granted': { de: 'Schlüssel der Schule weitergegeben', en: 'School’s key granted' },
  'school.key_made': { de: 'Schlüssel der Schule erzeugt', en: 'School’s key made' },
  'school.key_recovered': { de: 'Schlüssel der Schule wiederhergestellt', en: 'School’s key recovered' },
  'school.key_renewed': { de: 'Schlüssel der Schule erneuert', en: 'School’s key renewed' },
  'school.state': { de: 'Stand der Schule geändert', en: 'State of the school changed' },
  'school.limits_set': { de: 'Grenzen der Schule geändert', en: 'Limits of the school changed' },
  'settings.rule': { de: 'Regel geändert', en: 'Rule changed' },
  'settings.changed': { de: 'Einstellung geändert', en: 'Setting changed' },
};

export function actWords(action: string): string {
  return acts[action]?.[language.value] ?? action;
}

/* what stands in the details as name=value */
const details: Readonly<Record<string, Words>> = {
  'step=information': { de: 'Informationsblatt', en: 'information sheet' },
  'step=terms': { de: 'Nutzungsbedingungen', en: 'terms of use' },
  'step=agreement': { de: 'AVV', en: 'agreement (AVV)' },
  'step=registration': { de: 'Anmeldedokument', en: 'registration document' },
  'step=contact': { de: 'Unterschrift der Kontaktperson', en: 'contact person’s signature' },
  'step=countersigned': { de: 'gegengezeichnet', en: 'countersigned' },
  'step=issued': { de: 'Zugangsdaten ausgestellt', en: 'credentials issued' },
  'step=suspended': { de: 'gesperrt', en: 'suspended' },
  'step=resumed': { de: 'wieder freigegeben', en: 'released again' },
  'step=withdrawn': { de: 'zurückgezogen', en: 'withdrawn' },
  'step=ending': { de: 'Ende festgelegt', en: 'end set' },
  'step=continued': { de: 'Ende zurückgenommen', en: 'end taken back' },
  'step=ended': { de: 'beendet', en: 'ended' },
  'way=online': { de: 'im Portal', en: 'in the portal' },
  'way=upload': { de: 'als Scan', en: 'as a scan' },
  'way=paper': { de: 'auf Papier', en: 'on paper' },
  'reason=misuse': { de: 'Missbrauch', en: 'misuse' },
  'reason=lost': { de: 'Passwort in falschen Händen', en: 'password in wrong hands' },
  'reason=left': { de: 'ausgeschieden', en: 'has left' },
  'reason=school': { de: 'mit der ganzen Schule', en: 'with the whole school' },
};

/** The details of an entry: words where there are some, the rest as the server wrote it. */
export function detailWords(text: string): { words: string; rest: string } {
  const parts = text.split(' ').filter(Boolean);
  const known = (part: string) => details[part]?.[language.value];
  return { words: parts.flatMap((part) => known(part) ?? []).join(', '), rest: parts.filter((part) => known(part) === undefined).join(' ') };
}
