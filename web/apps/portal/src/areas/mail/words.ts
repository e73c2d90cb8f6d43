// SPDX-License-Identifier: EUPL-1.2
// Kinds of letters and reasons of failures in words; what is new to this page is shown as the server names it.
import { de } from './i18n/de';
import { t } from './i18n';

type Key = keyof typeof de;

function known(key: string): key is Key {
  return Object.hasOwn(de, key);
}

export function kindWords(kind: string): string {
  const key = `kind.${kind}`;
  return known(key) ? t(key) : kind;
}

export function errorWords(error: string | undefined): string {
  const key = `error.${error ?? ''}`;
  return known(key) ? t(key) : (error ?? '');
}
