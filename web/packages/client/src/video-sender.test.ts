// SPDX-License-Identifier: EUPL-1.2
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Setting } from './encodings';
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
