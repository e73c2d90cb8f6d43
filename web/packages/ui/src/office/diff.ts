// SPDX-License-Identifier: EUPL-1.2
// What differs between two lists: the shortest way from one to the other, after Myers ("An O(ND) Difference Algorithm and Its
// Variations", 1986), and on top of it lines and words of texts. Pure and bounded.

export type Change<T> = { kind: 'same' | 'added' | 'removed'; item: T };

/* beyond this many differences the exact way is not looked for: everything between counts as replaced */
const wayMax = 1500;

function middle<T>(a: readonly T[], b: readonly T[]): Change<T>[] | undefined {
  const max = Math.min(a.length + b.length, wayMax);
  const reach = new Int32Array(2 * max + 3);
  const at = (k: number) => reach[k + max + 1] ?? 0;
  const trace: Int32Array[] = [];
  for (let d = 0; d <= max; d++) {
    trace.push(reach.slice());
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[k + max + 1] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trace, max);
    }
  }
  return undefined;
}

function walkBack<T>(a: readonly T[], b: readonly T[], trace: readonly Int32Array[], max: number): Change<T>[] {
  const found: Change<T>[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d];
    const at = (k: number) => reach?.[k + max + 1] ?? 0;
    const k = x - y;
    const before = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? k + 1 : k - 1;
    const fromX = at(before);
    const fromY = fromX - before;
    while (x > 0 && y > 0 && x > (d === 0 ? 0 : fromX) && y > (d === 0 ? 0 : fromY)) {
      found.push({ kind: 'same', item: a[--x] as T });
      y--;
    }
    if (d === 0) break;
    if (x === fromX) found.push({ kind: 'added', item: b[--y] as T });
    else found.push({ kind: 'removed', item: a[--x] as T });
  }
  return found.reverse();
}

/** The way from a to b; within one place what was removed comes before what was added. */
export function diff<T>(a: readonly T[], b: readonly T[]): Change<T>[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const way = middle(restA, restB) ?? [
    ...restA.map((item) => ({ kind: 'removed' as const, item })),
    ...restB.map((item) => ({ kind: 'added' as const, item })),
  ];
  const same = (items: readonly T[]) => items.map((item) => ({ kind: 'same' as const, item }));
  return ordered([...same(a.slice(0, start)), ...way, ...same(a.slice(a.length - end))]);
}

function ordered<T>(changes: readonly Change<T>[]): Change<T>[] {
  const out: Change<T>[] = [];
  let added: Change<T>[] = [];
  for (const change of changes) {
    if (change.kind === 'added') added.push(change);
    else {
      if (change.kind === 'same') {
        out.push(...added);
        added = [];
      }
      out.push(change);
    }
  }
  return [...out, ...added];
}

export interface Span {
  text: string;
  /** this part of the line is what differs */
  changed: boolean;
}

export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  /** line numbers in the old and the new text, from 1 */
  before?: number | undefined;
  after?: number | undefined;
  spans: readonly Span[];
}

const words = (line: string) => line.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];

/* of two lines that took each other's place: which words are new, if most are not */
function wordSpans(before: string, after: string): [Span[], Span[]] | undefined {
  const changes = diff(words(before), words(after));
  const kept = changes.reduce((sum, change) => sum + (change.kind === 'same' ? change.item.trim().length : 0), 0);
  if (kept * 2 < Math.min(before.trim().length, after.trim().length)) return undefined;
  const side = (skip: 'added' | 'removed') => {
    const spans: Span[] = [];
    for (const change of changes) {
      if (change.kind === skip) continue;
      const changed = change.kind !== 'same';
      const last = spans.at(-1);
      if (last?.changed === changed) last.text += change.item;
      else spans.push({ text: change.item, changed });
    }
    return spans;
  };
  return [side('added'), side('removed')];
}

/** Lines of two texts; lines that replace each other are told apart by words. */
export function diffTexts(before: string, after: string): DiffLine[] {
  const split = (text: string) => (text === '' ? [] : text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n'));
  let [oldLine, newLine] = [0, 0];
  const lines = diff(split(before), split(after)).map(({ kind, item }): DiffLine => {
    if (kind !== 'added') oldLine++;
    if (kind !== 'removed') newLine++;
    return {
      kind,
      before: kind === 'added' ? undefined : oldLine,
      after: kind === 'removed' ? undefined : newLine,
      spans: [{ text: item, changed: kind !== 'same' }],
    };
  });
  return withWords(lines);
}

function withWords(lines: DiffLine[]): DiffLine[] {
  for (let at = 0; at < lines.length; ) {
    let removed = at;
    while (lines[removed]?.kind === 'removed') removed++;
    let added = removed;
    while (lines[added]?.kind === 'added') added++;
    for (let pair = 0; pair < Math.min(removed - at, added - removed); pair++) {
      const [a, b] = [lines[at + pair], lines[removed + pair]];
      const spans = a && b && wordSpans(a.spans[0]?.text ?? '', b.spans[0]?.text ?? '');
      if (!spans) continue;
      lines[at + pair] = { ...a, spans: spans[0] };
      lines[removed + pair] = { ...b, spans: spans[1] };
    }
    at = Math.max(added, at + 1);
  }
  return lines;
}

export type DiffPart = { kind: 'lines'; lines: readonly DiffLine[] } | { kind: 'fold'; lines: readonly DiffLine[] };

/** Folds away runs of equal lines, except for a few around every change. */
export function folded(lines: readonly DiffLine[], around = 2): DiffPart[] {
  const shown = lines.map((_line, index) => lines.slice(Math.max(0, index - around), index + around + 1).some((line) => line.kind !== 'same'));
  const parts: { kind: 'lines' | 'fold'; lines: DiffLine[] }[] = [];
  lines.forEach((line, index) => {
    const kind = shown[index] ? 'lines' : 'fold';
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  });
  /* a fold of one line would take as much room as the line */
  return parts.map((part) => (part.kind === 'fold' && part.lines.length === 1 ? { ...part, kind: 'lines' } : part));
}
