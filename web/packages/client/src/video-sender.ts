// SPDX-License-Identifier: EUPL-1.2
// Sets the encodings of one sender. A browser takes one change at a time; of several that are due only the latest is made.
import type { Setting } from './encodings';

const AGAIN_MS = 1_000;
const ATTEMPTS = 5;

export type Shape = (encodings: number) => readonly Setting[];

function differs(encoding: RTCRtpEncodingParameters, setting: Setting): boolean {
  return encoding.active !== setting.active || encoding.maxBitrate !== setting.maxBitrate ||
    encoding.maxFramerate !== setting.maxFramerate || (encoding.scaleResolutionDownBy ?? 1) !== setting.scaleResolutionDownBy;
}

export class VideoSender {
  readonly #sender: RTCRtpSender;
  #shape: Shape | null = null;
  #preference: RTCDegradationPreference | undefined;
  #due = false;
  #busy = false;
  #closed = false;

  constructor(sender: RTCRtpSender) {
    this.#sender = sender;
  }

  /** `shape` gives the settings for as many encodings as there are; they may become fewer with an answer. */
  set(shape: Shape, preference?: RTCDegradationPreference): void {
    this.#shape = shape;
    this.#preference = preference;
    this.again();
  }

  /** After an answer: what was negotiated may have changed. */
  again(): void {
    this.#due = true;
    if (!this.#busy) void this.#run();
  }

  close(): void {
    this.#closed = true;
  }

  async #run(): Promise<void> {
    this.#busy = true;
    for (let attempt = 0; this.#due && !this.#closed; ) {
      this.#due = false;
      try {
        await this.#apply();
        attempt = 0;
      } catch {
        /* in the middle of a negotiation */
        if (++attempt >= ATTEMPTS) break;
        this.#due = true;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
    this.#busy = false;
  }

  async #apply(): Promise<void> {
    if (!this.#shape) return;
    const parameters = this.#sender.getParameters();
    const { encodings } = parameters;
    if (!encodings || encodings.length === 0) return;
    const settings = this.#shape(encodings.length);
    const preference = this.#preference;
    const same = encodings.every((encoding, i) => !settings[i] || !differs(encoding, settings[i])) &&
      (preference === undefined || parameters.degradationPreference === preference);
    if (same) return;
    encodings.forEach((encoding, i) => {
      Object.assign(encoding, settings[i]);
    });
    if (preference !== undefined) parameters.degradationPreference = preference;
    await this.#sender.setParameters(parameters);
  }
}
