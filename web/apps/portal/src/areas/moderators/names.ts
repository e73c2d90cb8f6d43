// SPDX-License-Identifier: EUPL-1.2
// Names from what somebody typed, pasted or exported from a spreadsheet: one a line, the first cell of each row.

const maxChars = 80;
const heads = new Set(['name', 'namen', 'lehrkraft', 'lehrkräfte', 'person', 'kürzel', 'nachname', 'teacher', 'label', 'wer ihn hat']);

/* a cell that begins like a formula was written with ' before it */
function clean(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/s, '$1').replaceAll('""', '"').replace(/^'(?=[=+\-@])/, '').replace(/\s+/g, ' ').trim().slice(0, maxChars);
}

function firstCell(line: string): string {
  const quoted = /^\s*"((?:[^"]|"")*)"/.exec(line);
  return quoted ? clean(`"${quoted[1] ?? ''}"`) : clean(line.split(/[;\t]/, 1)[0] ?? '');
}

/** table: the first line may be a head, which is left out, and so is Excel's "sep=;". */
export function namesOf(text: string, table = false): string[] {
  const lines = text.split(/\r\n|\r|\n/).map(firstCell).filter(Boolean);
  if (table && /^sep=/i.test(lines[0] ?? '')) lines.shift();
  if (table && heads.has((lines[0] ?? '').toLowerCase())) lines.shift();
  return lines;
}

/** UTF-8 with or without its mark; what is no UTF-8 is what German Excel writes, Windows-1252. */
export function decodeTable(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
