// SPDX-License-Identifier: EUPL-1.2
// Which codecs are offered, and which of them is meant by the room's word for it. Pure.
import type { signal } from '@kreide/protocol';

/** What the server says a room shall send. */
export type RoomCodec = signal.Codec['camera'];

const MIME: Record<RoomCodec, string> = { vp8: 'video/vp8', vp9: 'video/vp9', h264: 'video/h264', av1: 'video/av1' };

/** The floor first; the server's answer puts what the room sends before it. */
const ORDER = Object.values(MIME);

/** Sound sent once more with what follows it (RFC 2198). Firefox has none. */
const RED = 'audio/red';

interface Format {
  readonly mimeType: string;
  readonly sdpFmtpLine?: string | undefined;
}

function parameter(format: Format, name: string): string | undefined {
  const found = (format.sdpFmtpLine ?? '').split(';').map((each) => each.trim().split('=')).find(([key]) => key === name);
  return found?.[1]?.toLowerCase();
}

/** Nothing is transcoded: of each codec the one format that everybody has. H.264 is Constrained Baseline in mode 1. */
function isCommon(format: Format): boolean {
  switch (format.mimeType.toLowerCase()) {
    case 'video/vp9':
      return (parameter(format, 'profile-id') ?? '0') === '0';
    case 'video/av1':
      return (parameter(format, 'profile') ?? '0') === '0';
    case 'video/h264':
      return parameter(format, 'packetization-mode') === '1' && /^42[4-7c-f]/.test(parameter(format, 'profile-level-id') ?? '');
    default:
      return true;
  }
}

/** Of a browser's abilities those that are offered, in the order in which they are. */
export function offered<T extends Format>(kind: 'audio' | 'video', able: readonly T[]): T[] {
  const wanted = kind === 'audio' ? ['audio/opus', RED] : [...ORDER, 'video/rtx'];
  const place = (format: Format): number => wanted.indexOf(format.mimeType.toLowerCase());
  return able.filter((format) => place(format) >= 0 && isCommon(format)).sort((a, b) => place(a) - place(b));
}

/** What a camera is sent in by a browser that makes layers in simulcast alone: others would be one large picture for everybody. */
export function inSimulcast<T extends Format>(able: readonly T[]): T[] {
  return able.filter((format) => !/^video\/(vp9|av1)$/i.test(format.mimeType));
}

/** The negotiated codec that the room means; none where this browser did not offer it. */
export function meant<T extends Format>(codec: RoomCodec, negotiated: readonly T[]): T | undefined {
  return negotiated.find((format) => format.mimeType.toLowerCase() === MIME[codec] && isCommon(format));
}

/** The same with redundant sound first, so that it is what is sent; none where the browser cannot. */
export function redundant<T extends Format>(able: readonly T[]): T[] {
  const isRed = (format: T): boolean => format.mimeType.toLowerCase() === RED;
  const red = able.filter(isRed);
  return red.length > 0 ? [...red, ...able.filter((format) => !isRed(format))] : [];
}
