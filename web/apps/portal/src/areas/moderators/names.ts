// SPDX-License-Identifier: EUPL-1.2
// Names that somebody typed or pasted from a spreadsheet: one a line, the first cell of each row. Files are read by the server.

const maxChars = 80;

function clean(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/s, '$1').replaceAll('""', '"').replace(/\s+/g, ' ').trim().slice(0, maxChars);
}

function firstCell(line: string): string {
  const quoted = /^\s*"((?:[^"]|"")*)"/.exec(line);
  return quoted ? clean(`"${quoted[1] ?? ''}"`) : clean(line.split(/[;\t]/, 1)[0] ?? '');
}

export function namesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/).map(firstCell).filter(Boolean);
}
