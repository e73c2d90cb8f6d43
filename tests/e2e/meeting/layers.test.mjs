// SPDX-License-Identifier: EUPL-1.2
// Simulcast in real browsers: a Chromium sends three layers, others receive the one that their line is good for.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumPlain } from '../lib/browsers.mjs';
import { Line } from '../lib/line.mjs';
import { Api, Server, until } from '../lib/server.mjs';

// A page that may use devices gathers plain addresses; others hide theirs behind names of mDNS.
const withDevices = { args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'], context: { permissions: ['camera', 'microphone'] } };

let server;
let api;
let room;
let sender;
let viewers;
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

/** Sends noise that no encoder can make small, in three sizes: 180, 360 and 720 lines. Gives the offer. */
function offerLayers(page) {
  return page.evaluate(async () => {
    const small = new OffscreenCanvas(160, 90);
    const large = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
    const [paint, show] = [small.getContext('2d'), large.getContext('2d')];
    const noise = paint.createImageData(160, 90);
    show.imageSmoothingEnabled = false;
    setInterval(() => {
      for (let i = 0; i < noise.data.length; i++) noise.data[i] = i % 4 === 3 ? 255 : 96 + Math.random() * 64;
      paint.putImageData(noise, 0, 0);
      show.drawImage(small, 0, 0, 1280, 720);
    }, 100);
    const track = large.captureStream(10).getVideoTracks()[0];
    const pc = (globalThis.pc = new RTCPeerConnection());
    pc.addTransceiver(track, {
      direction: 'sendonly',
      sendEncodings: [
        { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 100_000 },
        { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 250_000 },
        { rid: 'f', maxBitrate: 800_000 },
      ],
    });
    await pc.setLocalDescription();
    return pc.localDescription.sdp;
  });
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

/** Lines of the picture that a connection decodes now, and how many it decoded so far. */
function sees(page, index) {
  return page.evaluate(async (at) => {
    const stats = [...(await globalThis.pcs[at].getStats()).values()].find((s) => s.type === 'inbound-rtp' && s.kind === 'video');
    return { lines: stats?.frameHeight ?? 0, frames: stats?.framesDecoded ?? 0, frozen: stats?.totalFreezesDuration ?? 0 };
  }, index);
}

before(async () => {
  server = await Server.start();
  api = new Api(server.url);
  assert.equal((await api.signIn(server.handle, server.password)).status, 201);
  room = await api.room('Sachkunde 4b');
  sender = await chromiumPlain(withDevices);
  viewers = await chromiumPlain(withDevices);
  await sender.goto(`${server.url}/`);
  await viewers.goto(`${server.url}/`);
});
after(async () => {
  await line?.end();
  await sender?.end();
  await viewers?.end();
  await server?.end();
});

let near;
let far;
test('three layers are taken, and a good line gets the largest', async () => {
  const answer = await post(`${server.url}/whip/${room.id}/kamera`, await token('publish'), await offerLayers(sender));
  assert.match(answer, /a=simulcast:recv q;h;f/);
  await sender.evaluate((sdp) => globalThis.pc.setRemoteDescription({ type: 'answer', sdp }), answer);
  const play = await token('play');

  const [a, b] = [await offerPlay(viewers), await offerPlay(viewers)];
  near = a.index;
  far = b.index;
  const answers = [await post(`${server.url}/whep/${room.id}/kamera`, play, a.sdp), await post(`${server.url}/whep/${room.id}/kamera`, play, b.sdp)];
  line = await Line.open(Number(/^a=candidate:\S+ \d+ udp \d+ \S+ (\d+) /im.exec(answers[1])[1]));
  answers[1] = line.rewrite(answers[1]);
  await viewers.evaluate((all) => Promise.all(all.map((sdp, i) => globalThis.pcs[i].setRemoteDescription({ type: 'answer', sdp }))), answers);
  for (const who of [near, far]) await until(`viewer ${who} to decode 720 lines`, async () => (await sees(viewers, who)).lines === 720);
});

test('a line that narrows gets a smaller layer and plays on; nobody else does', async () => {
  line.say('down rate=400 queue=600');
  await until('the weak one to decode fewer lines', async () => {
    const { lines } = await sees(viewers, far);
    return lines > 0 && lines < 720;
  });
  const before = (await sees(viewers, far)).frames;
  await until('twenty more pictures', async () => (await sees(viewers, far)).frames >= before + 20);
  await until('the other to decode 720 lines while the weak one does not', async () =>
    (await sees(viewers, near)).lines === 720 && (await sees(viewers, far)).lines < 720);
});

test('and the largest again when there is room', async () => {
  line.say('down clear');
  await until('the weak one to decode 720 lines', async () => (await sees(viewers, far)).lines === 720);
  assert.deepEqual([...sender.faults, ...viewers.faults], []);
});
