// SPDX-License-Identifier: EUPL-1.2
// What the camera and the shared screen are sent as: how many layers, how large, how often. Pure.
import type { Effort } from './effort';

/** What somebody watches, as the server says it: nobody, or as large as it comes. */
export const NOBODY = 0;
export const ANY_HEIGHT = 65535;

/** What a shared screen shows: what is read needs sharpness, what moves needs frames. */
export type ScreenContent = 'text' | 'video';
/** What a person says of it: what it shows, or that it be found out while it is shown. */
export type ScreenChoice = 'auto' | ScreenContent;

/** Layers of the camera, smallest first; the one word of their offer (RFC 8853). */
export const CAMERA_RIDS = ['q', 'h', 'f'] as const;
/** Of the camera, unless the server says otherwise. */
export const CAMERA_LINES = 720;

/** Three temporal layers: a receiver whose line weakens loses frames before it loses size. A browser that does not know the word ignores it. */
const TEMPORAL = { scalabilityMode: 'L1T3' };
/** By the number of sizes in one stream. Larger ones refer to smaller ones in key pictures alone, so nobody gets more than his own. */
const IN_ONE_STREAM = ['L1T3', 'L2T3_KEY', 'L3T3_KEY'] as const;
/** What VP9 and AV1 take of the rate that VP8 takes for the same picture. */
const SHARE = 0.7;
/** A capture with fewer lines than this gives one layer, than the second two. */
const TWO_LAYERS_FROM = 270;
const THREE_LAYERS_FROM = 540;
/** A picture shown this much larger than a layer still takes it. */
const STRETCH = 1.1;

/** What one encoding is set to; the names are those of RTCRtpEncodingParameters. */
export interface Setting {
  readonly active: boolean;
  readonly scaleResolutionDownBy: number;
  readonly maxBitrate: number;
  readonly maxFramerate: number;
  readonly scalabilityMode?: string;
}

/** What the first offer says of both, before anything is known of the sources. */
export const CAMERA_OFFER: readonly RTCRtpEncodingParameters[] = CAMERA_RIDS.map((rid, i) => ({
  rid, ...TEMPORAL, active: true, scaleResolutionDownBy: 2 ** (CAMERA_RIDS.length - 1 - i),
}));
export const SCREEN_OFFER: readonly RTCRtpEncodingParameters[] = [{ ...TEMPORAL, active: true }];

export interface CameraFacts {
  /** shorter side of what the camera gives */
  lines: number;
  /** of what is sent of it at most */
  most: number;
  /** largest height at which anybody watches */
  wanted: number;
  effort: Effort;
  /** encodings that were negotiated: CAMERA_RIDS, or one where the server takes no simulcast */
  encodings: number;
  /** the codec makes all sizes in one stream */
  scales: boolean;
}

/* By lines of the layer: what a moving face needs to look clean in VP8 at 30 frames a second. */
const RATES: readonly (readonly [lines: number, bps: number])[] = [
  [200, 180_000], [300, 300_000], [400, 550_000], [600, 1_000_000], [800, 1_700_000], [Infinity, 3_000_000],
];

function rateOf(lines: number): number {
  return RATES.find(([most]) => lines <= most)?.[1] ?? 0;
}

function layersOf(lines: number): number {
  return lines >= THREE_LAYERS_FROM ? 3 : lines >= TWO_LAYERS_FROM ? 2 : 1;
}

/**
 * One setting for each encoding. Small cameras fill the first ones only: browsers refuse layers of a small picture from the
 * top. A layer is sent if somebody watches at more than the lines of the one below, and the device can do it; the smallest
 * always, unless nobody watches at all.
 */
export function cameraSettings(facts: CameraFacts): Setting[] {
  return facts.scales ? inOneStream(facts) : inSeveral(facts);
}

/**
 * All sizes in the first encoding's stream: from the largest that somebody watches and the device can make, each half of the
 * one above. The smallest is always there.
 */
function inOneStream({ lines: given, most: limit, wanted, effort, encodings }: CameraFacts): Setting[] {
  const lines = Math.max(1, given);
  const top = Math.max(1, lines / limit);
  const most = layersOf(lines / top);
  const layers = Math.max(1, Array.from({ length: most }, (_, i) => i + 1).filter((n) => {
    const own = lines / top / 2 ** (most - n);
    return own <= effort.lines * STRETCH && wanted > (n > 1 ? own / 2 : 0) * STRETCH;
  }).length);
  const scale = top * 2 ** (most - layers);
  const rate = Array.from({ length: layers }, (_, i) => rateOf(lines / scale / 2 ** i)).reduce((a, b) => a + b);
  const setting = { scaleResolutionDownBy: scale, maxBitrate: Math.round(rate * SHARE), maxFramerate: effort.fps };
  return Array.from({ length: encodings }, (_, i) => ({
    ...setting, active: i === 0 && wanted !== NOBODY, scalabilityMode: IN_ONE_STREAM[i === 0 ? layers - 1 : 0] ?? TEMPORAL.scalabilityMode,
  }));
}

/** A stream for each size. */
function inSeveral(facts: CameraFacts): Setting[] {
  const { wanted, effort, encodings } = facts;
  const lines = Math.max(1, facts.lines);
  const top = Math.max(1, lines / facts.most);
  const single = encodings === 1;
  const layers = single ? 1 : Math.min(layersOf(lines / top), encodings);
  const most = single ? Math.max(1, lines / effort.lines, top) : top;
  let below = 0;
  return Array.from({ length: encodings }, (_, i) => {
    const scale = most * 2 ** Math.max(0, layers - 1 - i);
    const own = lines / scale;
    const worth = wanted > below * STRETCH;
    const able = i === 0 || own <= effort.lines * STRETCH;
    below = own;
    return {
      active: i < layers && wanted !== NOBODY && worth && able,
      scaleResolutionDownBy: scale, maxBitrate: rateOf(own), maxFramerate: effort.fps, ...TEMPORAL,
    };
  });
}

const SCREEN: Record<ScreenContent, { bps: number; fps: number }> = {
  /* a full page of small text that scrolls; what stands still costs next to nothing */
  text: { bps: 4_000_000, fps: 10 },
  video: { bps: 5_000_000, fps: 30 },
};
const SCREEN_FPS_MIN = 5;

/**
 * A shared screen is one layer in full size: its text is to be read. Only where everybody has it small beside another, it is
 * sent at half or a third of its size. A busy device sends fewer frames, down to five.
 */
export function screenSettings(content: ScreenContent, lines: number, wanted: number, effort: Effort): Setting[] {
  const { bps, fps } = SCREEN[content];
  const scale = wanted === NOBODY ? 1 : Math.min(3, Math.max(1, Math.floor(lines / (wanted * STRETCH))));
  return [{
    active: wanted !== NOBODY, scaleResolutionDownBy: scale, maxBitrate: Math.round(bps / (scale * scale)),
    maxFramerate: Math.max(SCREEN_FPS_MIN, Math.round(fps * effort.screen)),
  }];
}

/** Sharpness before motion, or motion before sharpness. */
export function screenPreference(content: ScreenContent): RTCDegradationPreference {
  return content === 'text' ? 'maintain-resolution' : 'balanced';
}
