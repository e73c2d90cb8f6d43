// SPDX-License-Identifier: EUPL-1.2
// An entry of the news as one text with a header, and its two parts.

/** The source of an entry (src/paper/source.h): a title and a text. */
export function sourceOf(heading: string, text: string, lang: string): string {
  /* what a heading means as a sign, it shall not mean here */
  const plain = heading.trim().replace(/\s+/g, ' ').replace(/[\\*]/g, (sign) => `\\${sign}`);
  return `title: ${plain}\nlang: ${lang}\n\n${text.trim()}\n`;
}

export function headingOf(source: string): string {
  return (/^title: (.*)$/m.exec(source)?.[1] ?? '').replace(/\\([\\*])/g, '$1');
}

export function textOf(source: string): string {
  const end = source.search(/\r?\n\r?\n/);
  return end < 0 ? '' : source.slice(end).trim();
}
