// SPDX-License-Identifier: EUPL-1.2
// Typed catalogues of messages. German is written first and gives the keys; every other language must have exactly the same ones.
// A message is a text with {placeholders}, or an object of plural forms chosen by the number {count}.
import { language, type Language } from './language';
import { formatNumber } from './format';

export interface PluralMessage {
  readonly one: string;
  readonly other: string;
}
export type Message = string | PluralMessage;
export type Messages = Readonly<Record<string, Message>>;
export type SameKeys<M extends Messages> = { readonly [K in keyof M]: M[K] extends string ? string : PluralMessage };
export type Params = Readonly<Record<string, string | number>>;
export type Translate<M extends Messages> = (key: keyof M & string, params?: Params) => string;

const plurals = new Map<Language, Intl.PluralRules>();

function pluralForm(lang: Language, count: number): keyof PluralMessage {
  let rules = plurals.get(lang);
  if (!rules) {
    rules = new Intl.PluralRules(lang);
    plurals.set(lang, rules);
  }
  return rules.select(count) === 'one' ? 'one' : 'other';
}

/** Fills the placeholders; numbers are written the way the language does. */
export function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? formatNumber(value) : value;
  });
}

export function placeholders(message: Message): string[] {
  const text = typeof message === 'string' ? message : `${message.one} ${message.other}`;
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
}

/** Makes the function that looks texts up in the language of the moment; components that call it follow a change of language. */
export function catalogue<const M extends Messages>(de: M, en: SameKeys<M>): Translate<M> {
  const all: Record<Language, Messages> = { de, en };
  return (key, params = {}) => {
    const lang = language.value;
    const message = all[lang][key] ?? de[key];
    if (message === undefined) return key;
    if (typeof message === 'string') return fill(message, params);
    return fill(message[pluralForm(lang, Number(params['count'] ?? 0))], params);
  };
}
