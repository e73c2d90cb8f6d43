// SPDX-License-Identifier: EUPL-1.2
// How a screen is captured, by what it shows: text sharp and with few frames, video fluent. Pure but for the track's settings.
import type { ScreenChoice, ScreenContent } from './encodings';

/* a browser captures only when something changed: a page that is read costs next to nothing at any of these */
const FRAME_RATE: Record<ScreenChoice, number> = { auto: 30, text: 10, video: 30 };

const SOUND = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** Hints that only some browsers know; the others ignore them. */
interface Hints {
  selfBrowserSurface: 'include' | 'exclude';
  surfaceSwitching: 'include' | 'exclude';
  systemAudio: 'include' | 'exclude';
  monitorTypeSurfaces: 'include' | 'exclude';
}

/** What the browser is asked for. `sound`: the computer's, or that of the tab. */
export function screenOptions(content: ScreenChoice, sound: boolean): DisplayMediaStreamOptions & Hints {
  const rate = FRAME_RATE[content];
  return {
    video: { frameRate: { ideal: rate, max: rate }, width: { max: 1920 }, height: { max: 1200 } },
    audio: sound ? SOUND : false,
    /* the own tab would show itself for ever; another tab may be chosen while it goes on */
    selfBrowserSurface: 'exclude', surfaceSwitching: 'include', systemAudio: sound ? 'include' : 'exclude', monitorTypeSurfaces: 'include',
  };
}

/** Tells the encoder what it sees (mst-content-hint): `text` where the browser knows it, else `detail`; `motion` for video. */
export function hintScreen(track: MediaStreamTrack, content: ScreenContent): void {
  if (content === 'video') {
    track.contentHint = 'motion';
    return;
  }
  track.contentHint = 'detail';
  track.contentHint = 'text';
}

/** A change of mind while the screen is shown. A browser that cannot change the rate keeps the one it has. */
export async function refitScreen(track: MediaStreamTrack, choice: ScreenChoice, content: ScreenContent): Promise<void> {
  hintScreen(track, content);
  const { video } = screenOptions(choice, false);
  await track.applyConstraints(video as MediaTrackConstraints).catch(() => undefined);
}
