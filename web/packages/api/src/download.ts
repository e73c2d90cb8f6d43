// SPDX-License-Identifier: EUPL-1.2
import { callFile, type Call } from './call';

/** Hands a blob to the browser as a file to keep. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  /* the browser reads the blob after the click, at its leisure */
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Fetches a file of the API and hands it to the browser, under the name that the server gave it. */
export async function download(request: Call, fallbackName: string): Promise<void> {
  const file = await callFile(request, fallbackName);
  saveBlob(file.blob, file.name);
}
