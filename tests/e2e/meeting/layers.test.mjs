// SPDX-License-Identifier: EUPL-1.2
// Layers in real browsers: a Chromium sends three sizes, in three streams or in one; others receive the one that their line is
// good for, and decode it across every change.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumPlain, firefoxPage } from '../lib/browsers.mjs';
import { Line } from '../lib/line.mjs';
import { Api, Server, until } from '../lib/server.mjs';

// A page that may use devices gathers plain addresses; others hide theirs behind names of mDNS.
const withDevices = { args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'], context: { permissions: ['camera', 'microphone'] } };

const SIMULCAST = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 100_000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 250_000 },
  { rid: 'f', maxBitrate: 800_000 },
];
const oneStream = (scalabilityMode) => [{ scalabilityMode, maxBitrate: 1_200_000 }];

let server;
let api;
let room;
let sender;
let viewers;
let fox;
let line;

async function token(action) {
  const made = await api.call('POST', `/api/v1/rooms/${room.id}/tokens`, { action, valid_s: 600 });
  assert.equal(made.status, 201, made.text);
  return made.json.secret;
}

/** Posts an offer from here; the answer's text. */
async function post(url, secret, sdp) {
  const response = await fetch(url, { method: 'POST', body: sdp, headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${secret}` } });
  const text = await response.text();
  assert.equal(response.status, 201, text);
  return text;
}

/** Noise that no encoder can make small, painted five times a second. */
function paint(page) {
  return page.evaluate(() => {
    const small = new OffscreenCanvas(160, 90);
    const large = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
    const [brush, show] = [small.getContext('2d'), large.getContext('2d')];
    const noise = brush.createImageData(160, 90);
    show.imageSmoothingEnabled = false;
    setInterval(() => {
      for (let i = 0; i < noise.data.length; i++) noise.data[i] = i % 4 === 3 ? 255 : 96 + Math.random() * 64;
      brush.putImageData(noise, 0, 0);
      show.drawImage(small, 0, 0, 1280, 720);
    }, 200);
    globalThis.noise = large.captureStream(5).getVideoTracks()[0];
  });
}

/** Sends that in 180, 360 and 720 lines, instead of what was sent before. Gives the offer. */
function offerLayers(page, codec, sendEncodings) {
  return page.evaluate(async ([mime, encodings]) => {
    globalThis.pc?.close();
    const pc = (globalThis.pc = new RTCPeerConnection());
    const transceiver = pc.addTransceiver(globalThis.noise, { direction: 'sendonly', sendEncodings: encodings });
    const all = RTCRtpReceiver.getCapabilities('video').codecs;
    const fits = ({ mimeType, sdpFmtpLine: line = '' }) => mimeType === mime && !/profile-id=[123]|profile=[12]/.test(line) &&
      (mime !== 'video/H264' || /packetization-mode=1;profile-level-id=42e01f/.test(line));
    /* a busy machine sends fewer frames, not smaller ones */
    await transceiver.sender.setParameters({ ...transceiver.sender.getParameters(), degradationPreference: 'maintain-resolution' });
    transceiver.setCodecPreferences(all.filter((each) => fits(each) || each.mimeType === 'video/rtx'));
    await pc.setLocalDescription();
    return pc.localDescription.sdp;
  }, [codec, sendEncodings]);
}

function offerPlay(page) {
  return page.evaluate(async () => {
    const pc = new RTCPeerConnection();
    (globalThis.pcs ??= []).push(pc);
    pc.addTransceiver('audio', { direction: 'recvonly' });
    pc.addTransceiver('video', { direction: 'recvonly' });
    await pc.setLocalDescription();
    return { index: globalThis.pcs.length - 1, sdp: pc.localDescription.sdp };
  });
}

/** What a connection decodes now, and how often it could not go on and asked for a key frame. */
function sees(page, index) {
  return page.evaluate(async (at) => {
    const all = [...(await globalThis.pcs[at].getStats()).values()];
    const stats = all.find((s) => s.type === 'inbound-rtp' && s.kind === 'video');
    return { lines: stats?.frameHeight ?? 0, frames: stats?.framesDecoded ?? 0, asked: stats?.pliCount ?? 0, codec: all.find((s) => s.id === stats?.codecId)?.mimeType };
  }, index);
}

/** One more viewer of the source; its place in the page. `over`: a line that it is behind. */
async function play(page, source, secret, over) {
  const { index, sdp } = await offerPlay(page);
  const answer = await post(`${server.url}/whep/${room.id}/${source}`, secret, sdp);
  await page.evaluate(([at, text]) => globalThis.pcs[at].setRemoteDescription({ type: 'answer', sdp: text }), [index, over ? over.rewrite(answer) : answer]);
  return index;
}

const decodes = (page, index, lines) => until(`${lines} lines decoded`, async () => (await sees(page, index)).lines === lines);

async function goesOn(page, index, pictures = 20) {
  const before = (await sees(page, index)).frames;
  await until(`${pictures} more pictures`, async () => (await sees(page, index)).frames >= before + pictures);
}

before(async () => {
  server = await Server.start();
  api = new Api(server.url);
  assert.equal((await api.signIn(server.handle, server.password)).status, 201);
  room = await api.room('Sachkunde 4b');
  sender = await chromiumPlain(withDevices);
  viewers = await chromiumPlain(withDevices);
  await sender.goto(`${server.url}/`);
  fox = await firefoxPage();
  for (const page of [viewers, fox]) await page.goto(`${server.url}/`);
  await paint(sender);
  line = await Line.open(10000);
});
after(async () => {
  await line?.end();
  await sender?.end();
  await viewers?.end();
  await fox?.end();
  await server?.end();
});

/** `fox`: Firefox decodes it, too (it has no H.264 here). */
const cases = [
  { name: 'VP8 in three streams', codec: 'video/VP8', encodings: SIMULCAST, fox: false },
  { name: 'VP9 in one stream, L3T3_KEY', codec: 'video/VP9', encodings: oneStream('L3T3_KEY'), fox: true },
  { name: 'VP9 in one stream, L3T3', codec: 'video/VP9', encodings: oneStream('L3T3'), fox: false },
  { name: 'H.264 in three streams', codec: 'video/H264', encodings: SIMULCAST, fox: false },
];

for (const [number, each] of cases.entries())
  test(each.name, async (t) => {
    const source = `kamera${number}`;
    let near;
    let far;
    let other;
    await t.test('is taken, and a good line gets the largest', async () => {
      const answer = await post(`${server.url}/whip/${room.id}/${source}`, await token('publish'), await offerLayers(sender, each.codec, each.encodings));
      if (each.encodings === SIMULCAST) assert.match(answer, /a=simulcast:recv q;h;f/);
      await sender.evaluate((sdp) => globalThis.pc.setRemoteDescription({ type: 'answer', sdp }), answer);
      const secret = await token('play');
      near = await play(viewers, source, secret);
      far = await play(viewers, source, secret, line);
      if (each.fox) other = await play(fox, source, secret);
      for (const who of [near, far]) await decodes(viewers, who, 720);
      if (each.fox) await decodes(fox, other, 720);
      assert.equal((await sees(viewers, near)).codec, each.codec);
    });

    await t.test('a line that narrows gets a smaller size and plays on; nobody else does', async () => {
      const asked = (await sees(viewers, near)).asked;
      line.say('down rate=400 queue=600');
      await until('the weak one to decode fewer lines', async () => {
        const { lines } = await sees(viewers, far);
        return lines > 0 && lines < 720;
      });
      await goesOn(viewers, far);
      await until('the other to decode 720 lines while the weak one does not', async () =>
        (await sees(viewers, near)).lines === 720 && (await sees(viewers, far)).lines < 720);
      if (each.fox) await goesOn(fox, other);
      assert.equal((await sees(viewers, near)).asked, asked); /* it never lacked what a picture refers to */
    });

    await t.test('and the largest again when there is room', async () => {
      line.say('down clear');
      await decodes(viewers, far, 720);
      await goesOn(viewers, far);
      if (each.fox) await decodes(fox, other, 720);
      assert.deepEqual([...sender.faults, ...viewers.faults, ...fox.faults], []);
    });
    for (const page of [viewers, fox]) await page.evaluate(() => globalThis.pcs?.forEach((pc) => pc.close()));
  });
