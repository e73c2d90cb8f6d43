// SPDX-License-Identifier: EUPL-1.2
// Which files may be chosen, judged by name, size and first bytes before anything is sent. The server judges again.

export type FileKind = 'pdf' | 'jpeg' | 'png' | 'csv';

interface Kind {
  name: string;
  endings: readonly string[];
  mime: string;
  /** the first bytes; absent where a kind has none */
  magic?: readonly number[] | undefined;
}

/* ISO 32000-1 7.5.2; ITU-T T.81 B.1.1.3 (SOI and the next marker); PNG (ISO/IEC 15948) 5.2 */
export const fileKinds: Readonly<Record<FileKind, Kind>> = {
  pdf: { name: 'PDF', endings: ['.pdf'], mime: 'application/pdf', magic: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  jpeg: { name: 'JPEG', endings: ['.jpg', '.jpeg'], mime: 'image/jpeg', magic: [0xff, 0xd8, 0xff] },
  png: { name: 'PNG', endings: ['.png'], mime: 'image/png', magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  csv: { name: 'CSV', endings: ['.csv', '.txt'], mime: 'text/csv' },
};

export type FileFault = 'kind' | 'content' | 'size' | 'empty';

const startsWith = (bytes: Uint8Array, magic: readonly number[]) => magic.every((byte, index) => bytes[index] === byte);

/** What is wrong with a file of this name, size and first bytes; undefined: nothing. */
export function fileFault(file: { name: string; size: number; head: Uint8Array }, kinds: readonly FileKind[], maxBytes: number): FileFault | undefined {
  const lower = file.name.toLowerCase();
  const named = kinds.filter((kind) => fileKinds[kind].endings.some((ending) => lower.endsWith(ending)));
  if (named.length === 0) return 'kind';
  if (file.size === 0) return 'empty';
  if (file.size > maxBytes) return 'size';
  /* a photo with the wrong ending of another allowed kind is still what the server takes */
  const fits = kinds.some((kind) => {
    const { magic } = fileKinds[kind];
    return magic ? startsWith(file.head, magic) : named.includes(kind) && !file.head.includes(0);
  });
  return fits ? undefined : 'content';
}

export function acceptOf(kinds: readonly FileKind[]): string {
  return kinds.flatMap((kind) => [...fileKinds[kind].endings, fileKinds[kind].mime]).join(',');
}

export function kindNames(kinds: readonly FileKind[]): string[] {
  return kinds.map((kind) => fileKinds[kind].name);
}
