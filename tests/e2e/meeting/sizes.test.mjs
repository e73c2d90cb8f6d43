// SPDX-License-Identifier: EUPL-1.2
// A picture is fetched at the size at which it is shown, and what nobody watches is not sent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { classOfTwo } from '../lib/lesson.mjs';
import { decodedLines, keepPeers, keepSenders, sentLayers } from '../lib/peers.mjs';
import { pretendCores, tapSignal } from '../lib/signal-line.mjs';
import { Server, until } from '../lib/server.mjs';

let server;
let teacher;
let pupil;
let said;
let heard;
before(async () => {
  server = await Server.start();
  teacher = await chromiumOf('Lehrkraft', { size: [1280, 720] });
  pupil = await chromiumOf('Ahorn');
  for (const page of [teacher, pupil]) {
    await pretendCores(page, 8);
    await keepSenders(page);
    await keepPeers(page);
  }
  // In VP8, whose sizes are streams of their own.
  heard = await tapSignal(teacher, { deafTo: ['codec'] });
  said = await tapSignal(pupil, { deafTo: ['codec'] });
});
after(async () => {
  await teacher?.end();
  await pupil?.end();
  await server?.end();
});

const on = (layers) => Object.entries(layers).filter(([, each]) => each.active).map(([rid]) => rid).sort().join('');

/** Until the pictures of exactly these layers go on. */
async function sends(page, rids) {
  await until(`layers ${rids || 'none'} to be on`, async () => on(await sentLayers(page)) === rids);
  const before = await sentLayers(page);
  await until(`pictures of ${rids || 'none'} to go on`, async () => {
    const now = await sentLayers(page);
    return [...rids].every((rid) => now[rid].frames > before[rid].frames + 3);
  });
}

test('a camera of 720 lines is sent in three layers, one of 180 in one', async () => {
  await classOfTwo(server, teacher, pupil, 'Sachkunde 4b');
  await until('three layers', async () => {
    const layers = await sentLayers(teacher);
    return layers.q?.lines === 180 && layers.h?.lines === 360 && layers.f?.lines === 720;
  });
  await until('one layer in full size', async () => (await sentLayers(pupil)).q?.lines === 180);
  assert.equal(on(await sentLayers(pupil)), 'q');
});

/** The height last told for a camera. */
function toldHeight(line) {
  return line.sent('watch').at(-1)?.slots.find((slot) => slot.kind === 'camera')?.height;
}

test('the size at which a picture is shown is told; a change of it blanks nothing', async () => {
  await pupil.setViewportSize({ width: 1280, height: 820 });
  await until('a height of at least 600 to be told', () => toldHeight(said) >= 600);
  await until('720 lines', async () => (await decodedLines(pupil))[0] === 720);
  const slot = said.sent('watch').at(-1).slots[0].slot;

  const tile = pupil.locator('[data-kind=camera]:not([data-own])');
  await tile.evaluate((element) => {
    globalThis.blanked = 0;
    new MutationObserver(() => (globalThis.blanked += Number(element.dataset.showing !== 'true'))).observe(element, { attributes: true });
  });
  await pupil.setViewportSize({ width: 330, height: 330 });
  await until('a small height to be told', () => toldHeight(said) <= 260);
  await until('180 lines', async () => (await decodedLines(pupil))[0] === 180);
  assert.equal(said.sent('watch').at(-1).slots[0].slot, slot);
  assert.equal(await pupil.evaluate(() => globalThis.blanked), 0);
});

test('the largest layer stops at its sender while nobody watches large', async () => {
  await sends(teacher, 'hq');
  const { frames } = (await sentLayers(teacher)).f;
  await pupil.setViewportSize({ width: 1280, height: 820 });
  await until('the largest layer to go on', async () => (await sentLayers(teacher)).f.frames > frames + 3);
  await until('720 lines', async () => (await decodedLines(pupil))[0] === 720);
});

test('what nobody wants stops at once when the server says so, and comes back', async () => {
  await pupil.setViewportSize({ width: 1280, height: 820 });
  await until('a height of at least 600 to be told', () => toldHeight(said) >= 600);
  await sends(teacher, 'fhq');
  heard.say({ type: 'wanted', camera: 180, screen: 0 });
  await sends(teacher, 'q');
  heard.say({ type: 'wanted', camera: 0, screen: 0 });
  await until('nothing to be on', async () => on(await sentLayers(teacher)) === '');
  const frames = (layers) => Object.values(layers).reduce((sum, each) => sum + each.frames, 0);
  const before = frames(await sentLayers(teacher));
  // The own picture goes on meanwhile.
  const own = () => teacher.locator('[data-own] video').evaluate((video) => video.getVideoPlaybackQuality().totalVideoFrames);
  const seen = await own();
  await until('ten more frames of the own picture', async () => (await own()) > seen + 10);
  assert.equal(frames(await sentLayers(teacher)), before);
  heard.say({ type: 'wanted', camera: 65535, screen: 65535 });
  await sends(teacher, 'fhq');
  await until('the pupil to see pictures again', async () => (await decodedLines(pupil))[0] > 0);
});

test('nothing was asked of any other host, and no page complained', () => {
  assert.deepEqual(foreign, []);
  assert.deepEqual(teacher.faults, []);
  assert.deepEqual(pupil.faults, []);
});
