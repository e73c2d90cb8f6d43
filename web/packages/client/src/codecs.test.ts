// SPDX-License-Identifier: EUPL-1.2
import { expect, test } from 'vitest';
import { inSimulcast, meant, offered, redundant } from './codecs';

const format = (mimeType: string, sdpFmtpLine?: string) => ({ mimeType, ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }) });

/** As Chromium lists them. */
const chromium = [
  format('video/VP8'), format('video/rtx'), format('video/VP9', 'profile-id=0'), format('video/VP9', 'profile-id=2'),
  format('video/H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f'),
  format('video/H264', 'level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f'),
  format('video/H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f'),
  format('video/H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f'),
  format('video/AV1', 'level-idx=5;profile=0;tier=0'), format('video/AV1', 'level-idx=5;profile=1;tier=0'),
  format('video/red'), format('video/ulpfec'), format('video/flexfec-03'),
];

test('of each codec one format is offered, VP8 first', () => {
  expect(offered('video', chromium).map((f) => `${f.mimeType} ${f.sdpFmtpLine ?? ''}`.trim())).toEqual([
    'video/VP8', 'video/VP9 profile-id=0', 'video/H264 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
    'video/AV1 level-idx=5;profile=0;tier=0', 'video/rtx',
  ]);
});

test('sound is offered plain, and redundant where the browser can; which of them is sent, their order says', () => {
  const able = offered('audio', [format('audio/red', '111/111'), format('audio/opus', 'minptime=10'), format('audio/PCMU')]);
  expect(able.map((f) => f.mimeType)).toEqual(['audio/opus', 'audio/red']);
  expect(redundant(able).map((f) => f.mimeType)).toEqual(['audio/red', 'audio/opus']);
  expect(redundant([format('audio/opus')])).toEqual([]);
});

test('who cannot make layers in every codec offers those in which simulcast does', () => {
  expect(inSimulcast(offered('video', chromium)).map((f) => f.mimeType)).toEqual(['video/VP8', 'video/H264', 'video/rtx']);
});

test('the room means one of those negotiated', () => {
  const negotiated = offered('video', chromium);
  expect(meant('vp9', negotiated)?.sdpFmtpLine).toBe('profile-id=0');
  expect(meant('h264', negotiated)?.sdpFmtpLine).toContain('42e01f');
  expect(meant('av1', [format('video/VP8'), format('video/AV1')])?.mimeType).toBe('video/AV1');
  expect(meant('av1', [format('video/VP8')])).toBeUndefined();
});
