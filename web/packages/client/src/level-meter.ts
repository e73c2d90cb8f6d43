// SPDX-License-Identifier: EUPL-1.2

let shared: AudioContext | undefined;
let meters = 0;

/** Nothing is played here: where a browser can do without an output, none is opened, and none has to be fed in haste. */
const SILENT = { latencyHint: 'playback', sinkId: { type: 'none' } } as AudioContextOptions;

/** One context for the page: browsers allow only a few. Null where there is none. */
function audioContext(): AudioContext | null {
  if (typeof AudioContext === 'undefined') return null;
  shared ??= new AudioContext(SILENT);
  meters++;
  wake();
  return shared;
}

/** A page that nobody has touched yet may start it only later; until then every reading tries again. */
function wake(): void {
  if (shared?.state === 'suspended' && meters > 0) shared.resume().catch(() => undefined);
}

/** It costs as long as it runs. */
function letGo(): void {
  if (--meters === 0) shared?.suspend().catch(() => undefined);
}

/** Full scale for the eye: speech close to the microphone reaches about -12 dBFS, a quiet room lies near -60. */
const FLOOR_DB = -58;
const TOP_DB = -12;

/** Loudness of samples in [-1, 1] as 0 to 1, as the eye expects it. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  if (sum === 0 || samples.length === 0) return 0;
  const db = 10 * Math.log10(sum / samples.length);
  return Math.min(1, Math.max(0, (db - FLOOR_DB) / (TOP_DB - FLOOR_DB)));
}

/** Reads how loud a track is, whenever it is asked. Makes no sound and keeps nothing. */
export class LevelMeter {
  readonly #source: MediaStreamAudioSourceNode | null = null;
  readonly #analyser: AnalyserNode | null = null;
  readonly #samples = new Float32Array(1024);
  #closed = false;

  constructor(track: MediaStreamTrack) {
    const context = audioContext();
    if (!context) return;
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#analyser = context.createAnalyser();
    this.#analyser.fftSize = this.#samples.length;
    this.#source.connect(this.#analyser);
  }

  read(): number {
    if (!this.#analyser || this.#closed) return 0;
    wake();
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return levelOf(this.#samples);
  }

  close(): void {
    if (!this.#source || this.#closed) return;
    this.#closed = true;
    this.#source.disconnect();
    letGo();
  }
}
