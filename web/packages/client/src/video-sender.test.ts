// SPDX-License-Identifier: EUPL-1.2
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EFFORTS, type Effort } from './effort';
import { ANY_HEIGHT, cameraSettings, type Setting } from './encodings';
import { VideoSender } from './video-sender';

const setting = (maxBitrate: number): Setting => ({ active: true, scaleResolutionDownBy: 1, maxBitrate, maxFramerate: 30 });

/** A sender that takes one change at a time, as browsers do. */
class Sender {
  encodings: RTCRtpEncodingParameters[] = [{ rid: 'q' }, { rid: 'h' }];
  fails = 0;
  readonly set: number[] = [];
  #busy = false;

  getParameters(): RTCRtpSendParameters {
    return { encodings: this.encodings.map((each) => ({ ...each })) } as RTCRtpSendParameters;
  }

  async setParameters(parameters: RTCRtpSendParameters): Promise<void> {
    if (this.#busy) throw new Error('another change is under way');
    this.#busy = true;
    await new Promise((resolve) => setTimeout(resolve, 10));
    this.#busy = false;
    if (this.fails-- > 0) throw new Error('not now');
    this.encodings = parameters.encodings;
    this.set.push(parameters.encodings[0]?.maxBitrate ?? 0);
  }
}

const both = (bps: number) => (count: number): Setting[] => Array.from({ length: count }, () => setting(bps));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('of several changes the first and the latest are made, and one that changes nothing is not', async () => {
  const sender = new Sender();
  const video = new VideoSender(sender as unknown as RTCRtpSender);
  for (const bps of [1, 2, 3, 4]) video.set(both(bps));
  await vi.advanceTimersByTimeAsync(100);
  expect(sender.set).toEqual([1, 4]);
  video.set(both(4));
  await vi.advanceTimersByTimeAsync(100);
  expect(sender.set).toEqual([1, 4]);
  expect(sender.encodings.map((each) => each.rid)).toEqual(['q', 'h']);
});

test('a change that was refused is made later', async () => {
  const sender = new Sender();
  sender.fails = 2;
  new VideoSender(sender as unknown as RTCRtpSender).set(both(7));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sender.set).toEqual([7]);
});

test('one that is refused always is given up, and the next tried', async () => {
  const sender = new Sender();
  sender.fails = 5;
  const video = new VideoSender(sender as unknown as RTCRtpSender);
  video.set(both(7));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sender.set).toEqual([]);
  video.set(both(8));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sender.set).toEqual([8]);
});

/** A browser that knows scalability modes; `refuses`: but none with several sizes. */
class Scaling extends Sender {
  refuses = false;
  constructor() {
    super();
    this.encodings = ['q', 'h', 'f'].map((rid) => ({ rid, scalabilityMode: 'L1T3' }) as RTCRtpEncodingParameters);
  }
  override getParameters(): RTCRtpSendParameters {
    const codecs = ['VP8', 'VP9', 'AV1'].map((name, i) => ({ mimeType: `video/${name}`, clockRate: 90000, payloadType: 96 + i }));
    return { ...super.getParameters(), codecs } as RTCRtpSendParameters;
  }
  override setParameters(parameters: RTCRtpSendParameters): Promise<void> {
    const modes = (parameters.encodings as { scalabilityMode?: string }[]).map((each) => each.scalabilityMode);
    if (this.refuses && modes.some((mode) => mode?.startsWith('L3'))) return Promise.reject(new DOMException('no', 'OperationError'));
    return super.setParameters(parameters);
  }
  get modes(): (string | undefined)[] {
    return this.encodings.map((each) => (each.active ? (each as { scalabilityMode?: string }).scalabilityMode : '-'));
  }
}
const camera = (encodings: number, scales: boolean): Setting[] => cameraSettings({ lines: 720, most: 720, wanted: ANY_HEIGHT, effort: EFFORTS[0] as Effort, encodings, scales });

test('VP9 is sent in one stream, others in three, whichever came before', async () => {
  const sender = new Scaling();
  const video = new VideoSender(sender as unknown as RTCRtpSender);
  video.set(camera);
  for (const [codec, modes] of [['vp8', 'L1T3 L1T3 L1T3'], ['vp9', 'L3T3_KEY - -'], ['vp8', 'L1T3 L1T3 L1T3'], ['av1', 'L1T3 L1T3 L1T3']] as const) {
    video.setCodec(codec);
    await vi.advanceTimersByTimeAsync(100);
    expect(sender.modes.join(' ')).toBe(modes);
  }
});

test('a browser that refuses sends three streams of the new codec', async () => {
  const sender = new Scaling();
  sender.refuses = true;
  const video = new VideoSender(sender as unknown as RTCRtpSender);
  video.set(camera);
  video.setCodec('vp9');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sender.modes).toEqual(['L1T3', 'L1T3', 'L1T3']);
  expect(sender.encodings.map((each) => (each as { codec?: RTCRtpCodec }).codec?.mimeType)).toEqual(Array(3).fill('video/VP9'));
});
