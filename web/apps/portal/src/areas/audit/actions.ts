// SPDX-License-Identifier: EUPL-1.2
// The acts of administration in words. What has none is shown as the server names it.
import { language } from '@kreide/ui';
import type { Words } from '../../area';

const acts: Readonly<Record<string, Words>> = {
  'mail.retried': { de: 'Brief erneut zugestellt', en: 'letter tried again' },
  'mail.discarded': { de: 'Brief verworfen', en: 'letter discarded' },
  'retention.deleted': { de: 'nach Ablauf der Frist gelöscht', en: 'deleted after its time' },
};

export function actWords(action: string): string {
  return acts[action]?.[language.value] ?? action;
}
