// SPDX-License-Identifier: EUPL-1.2
// What the pages about documents ask the server, and how they put it into words.
import { formatDate, language } from '@kreide/ui';
import { call, callFile, saveBlob, segment, type Call } from '@kreide/api';
import type { api } from '@kreide/protocol';
import { t } from './i18n';

export const groups = ['contract', 'privacy', 'letter', 'page', 'block'] as const;

/* titles of both languages, in the order of the interface's own language first */
export function byLanguage(documents: readonly api.Document[]): api.Document[] {
  return [...documents].sort((a, b) => Number(b.lang === language.value) - Number(a.lang === language.value));
}

export async function loadVersions(kind: string, lang: string, signal: AbortSignal): Promise<api.DocumentVersions> {
  return call<api.DocumentVersions>({ method: 'GET', path: `/documents/${segment(kind)}`, query: { lang }, answer: 'document_versions', signal });
}

/** `version`: its id, or 'delivered' */
export async function loadSource(kind: string, version: string, lang: string, signal?: AbortSignal): Promise<api.DocumentText> {
  return call<api.DocumentText>({ method: 'GET', path: `/documents/${segment(kind)}/versions/${segment(version)}`, query: { lang }, answer: 'document_text', signal });
}

/** A PDF of the API: the server may need a moment, then it says when to ask again. */
export async function getPdf(request: Call, name: string): Promise<void> {
  const file = await callFile(request, name);
  saveBlob(file.blob, file.name);
}

export function sinceText(version: api.DocumentVersion): string {
  return `${t('version.of', { number: version.number })}, ${t('version.since', { date: formatDate(version.effective_ms) })}`;
}

export function faultText(fault: api.DocumentFault): string {
  const known = `fault.${fault.reason}` as Parameters<typeof t>[0];
  const text = t(known, { name: fault.name });
  /* a reason that a newer server knows and we do not */
  return text === known ? t('fault.other', { reason: fault.reason }) : text;
}

/** The language of the text that an address asks for. */
export function textLanguage(query: string): 'de' | 'en' {
  return new URLSearchParams(query).get('lang') === 'en' ? 'en' : 'de';
}

/** A day of a date field, in local time: when it begins (or, with `end`, when it ends). NaN if it is none. */
export function dayMs(day: string, end = false): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return Number.NaN;
  const [year, month, date] = parts.slice(1).map(Number) as [number, number, number];
  const at = end ? new Date(year, month - 1, date, 23, 59, 59) : new Date(year, month - 1, date);
  return at.getMonth() === month - 1 ? at.getTime() : Number.NaN;
}

/** As a date field takes it. */
export function dayText(ms: number): string {
  const at = new Date(ms);
  return `${String(at.getFullYear()).padStart(4, '0')}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}
