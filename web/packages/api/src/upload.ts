// SPDX-License-Identifier: EUPL-1.2
// Sends a file in pieces that fit the API's limit on bodies: POST /uploads names it, PUT /uploads/{upload} brings each piece.
// The server keeps it in memory until the call that uses it names it by its id.
import { ApiError, asApiError, call, segment } from './call';

/** raw bytes of one piece: the server takes 180 KB, base64 makes four of three */
export const uploadPieceBytes = 174 * 1024;
const triesPerPiece = 3;

export interface UploadOptions {
  /** 0 to 1 */
  onProgress?: ((part: number) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** waits between tries; replaced in tests */
  pause?: ((ms: number) => Promise<void>) | undefined;
}

/** Bytes as base64 (RFC 4648 section 4). */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/* only what may go better the next time: a line that was gone, a server that was busy */
function mayRepeat(error: ApiError): boolean {
  return error.failure === 'offline' || error.failure === 'unavailable' || error.failure === 'too_often';
}

async function putPiece(id: string, offset: number, data: string, options: UploadOptions): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await call<void>({
        method: 'PUT',
        path: `/uploads/${segment(id)}`,
        body: ['upload_piece', { offset, data }],
        signal: options.signal,
        timeoutMs: 60_000,
      });
      return;
    } catch (thrown) {
      const error = asApiError(thrown);
      if (attempt === triesPerPiece || !mayRepeat(error)) throw error;
      await (options.pause ?? wait)(error.failure === 'too_often' ? error.waitS * 1000 : 500 * attempt);
    }
  }
}

/** Sends the file; gives the id by which a later call names it. Throws ApiError, with 'aborted' when the signal said so. */
export async function upload(file: File, options: UploadOptions = {}): Promise<string> {
  const { id } = await call<{ id: string }>({
    method: 'POST',
    path: '/uploads',
    body: ['upload_create', { size: file.size, name: file.name.slice(-100) }],
    answer: 'upload',
    signal: options.signal,
  });
  options.onProgress?.(0);
  try {
    for (let offset = 0; offset < file.size; offset += uploadPieceBytes) {
      if (options.signal?.aborted) throw new ApiError('aborted', 0);
      const piece = new Uint8Array(await file.slice(offset, offset + uploadPieceBytes).arrayBuffer());
      await putPiece(id, offset, base64(piece), options);
      options.onProgress?.(Math.min(1, (offset + piece.length) / file.size));
    }
  } catch (thrown) {
    /* half a file is of no use to anybody; if this fails too, the server forgets it by itself */
    void call<void>({ method: 'DELETE', path: `/uploads/${segment(id)}` }).catch(() => undefined);
    throw thrown;
  }
  return id;
}
