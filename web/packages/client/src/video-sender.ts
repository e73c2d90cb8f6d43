// SPDX-License-Identifier: EUPL-1.2
// Sets the encodings of one sender. A browser takes one change at a time; of several that are due only the latest is made.
import { meant, type RoomCodec } from './codecs';
import type { Setting } from './encodings';

const AGAIN_MS = 1_000;
const ATTEMPTS = 5;

/** `scales`: what is sent makes several sizes in one stream, and this browser can say so. */
export type Shape = (encodings: number, scales: boolean) => readonly Setting[];

/** Codecs that are sent with spatial layers; which, and why not all that have them: ADR 10. */
const SCALING: readonly RoomCodec[] = ['vp9'];

function differs(encoding: CodedEncoding, setting: Setting): boolean {
  const mode = encoding.scalabilityMode !== undefined && setting.scalabilityMode !== undefined && encoding.scalabilityMode !== setting.scalabilityMode;
  return mode || encoding.active !== setting.active || encoding.maxBitrate !== setting.maxBitrate ||
    encoding.maxFramerate !== setting.maxFramerate || (encoding.scaleResolutionDownBy ?? 1) !== setting.scaleResolutionDownBy;
}

type CodedEncoding = RTCRtpEncodingParameters & { codec?: RTCRtpCodec; scalabilityMode?: string };

/** What is to be set for a codec; a browser does not take the payload type back. */
function codecOf(codec: RoomCodec, parameters: RTCRtpSendParameters): RTCRtpCodec | undefined {
  const found = meant(codec, parameters.codecs ?? []);
  if (!found) return undefined;
  const { mimeType, clockRate, sdpFmtpLine } = found;
  return { mimeType, clockRate, ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }) };
}

export class VideoSender {
  readonly #sender: RTCRtpSender;
  /** The browser cannot change its codec but by a new answer. */
  readonly #renegotiate: () => void;
  #codec: RoomCodec | null = null;
  /** for which a new answer was asked */
  #asked: RoomCodec | null = null;
  #shape: Shape | null = null;
  #preference: RTCDegradationPreference | undefined;
  #due = false;
  #busy = false;
  #closed = false;
  /** The browser has refused several sizes in one stream. */
  #plain = false;

  constructor(sender: RTCRtpSender, renegotiate: () => void = () => undefined) {
    this.#sender = sender;
    this.#renegotiate = renegotiate;
  }

  /** Sends this codec from now on. */
  setCodec(codec: RoomCodec): void {
    if (this.#codec === codec) return;
    this.#codec = codec;
    this.again();
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
      } catch (error) {
        /* what it cannot make at all; anything else is the middle of a negotiation */
        if (error instanceof DOMException && error.name === 'OperationError') this.#plain = true;
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
    const codec = this.#codec ? codecOf(this.#codec, parameters) : undefined;
    const settings = this.#shape(encodings.length, this.#scales(codec, encodings));
    const preference = this.#preference;
    const same = encodings.every((encoding, i) => !settings[i] || !differs(encoding, settings[i])) &&
      (preference === undefined || parameters.degradationPreference === preference);
    const coded = !codec || encodings.every((encoding: CodedEncoding) => encoding.codec?.mimeType === codec.mimeType);
    if (same && (coded || this.#asked === this.#codec)) return;
    encodings.forEach((encoding: CodedEncoding, i) => {
      Object.assign(encoding, settings[i]);
      if (codec) encoding.codec = codec;
    });
    if (preference !== undefined) parameters.degradationPreference = preference;
    await this.#sender.setParameters(parameters);
    if (!coded) this.#check(codec);
  }

  /** A browser that does not know scalability modes has dropped the one that it was offered. */
  #scales(codec: RTCRtpCodec | undefined, [first]: readonly CodedEncoding[]): boolean {
    return !this.#plain && codec !== undefined && this.#codec !== null && SCALING.includes(this.#codec) && first?.scalabilityMode !== undefined;
  }

  /** A browser that does not know the word has ignored it. Its answer's first codec is what it sends. */
  #check(codec: RTCRtpCodec | undefined): void {
    const [first] = this.#sender.getParameters().encodings as CodedEncoding[];
    if (!codec || first?.codec || this.#asked === this.#codec) return;
    this.#asked = this.#codec;
    this.#renegotiate();
  }
}
