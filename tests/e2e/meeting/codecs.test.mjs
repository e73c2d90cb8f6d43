// SPDX-License-Identifier: EUPL-1.2
// The room's codec: the best that everybody decodes, lowered when somebody comes who cannot, lifted when that one has gone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { createRoom, enter, isIn, knock, openPanel, signIn } from '../lib/lesson.mjs';
import { keepPeers } from '../lib/peers.mjs';
import { tiles } from '../lib/senses.mjs';
import { Server, until } from '../lib/server.mjs';

let server;
let room;
const pages = {};

/** An old browser: it has VP8 and nothing else. */
function onlyVp8() {
  for (const side of [RTCRtpReceiver, RTCRtpSender]) {
    const all = side.getCapabilities.bind(side);
    side.getCapabilities = (kind) => {
      const able = all(kind);
      return kind === 'video' ? { ...able, codecs: able.codecs.filter((c) => /vp8|rtx/i.test(c.mimeType)) } : able;
    };
  }
}

/** What a page's video streams are, as it sends or receives them now; and how much was decoded. */
function streams(page, direction) {
  return page.evaluate(async (type) => {
    const all = [...(await globalThis.keptPeers.at(-1).getStats()).values()];
    return all.filter((s) => s.type === type && s.kind === 'video' && s.codecId).map((s) => ({
      codec: all.find((c) => c.id === s.codecId)?.mimeType, frames: s.framesDecoded ?? s.framesEncoded ?? 0, active: s.active !== false,
      lines: s.frameHeight ?? 0, dropped: s.framesDropped ?? 0, ssrc: s.ssrc,
    }));
  }, direction);
}

async function sends(page, codec) {
  const now = await streams(page, 'outbound-rtp');
  return now.some((s) => s.active && s.frames > 0) && now.filter((s) => s.active && s.frames > 0).every((s) => s.codec === codec);
}

async function sees(page, who) {
  return (await tiles(page)).some((tile) => !tile.own && tile.name === who && tile.who === who);
}

/** Everybody sees everybody else, by colour, and decodes more and more frames of this codec. */
async function allSee(codec) {
  for (const [name, page] of Object.entries(pages)) {
    await until(`${name} to send ${codec}`, () => sends(page, codec));
    for (const other of Object.keys(pages)) if (other !== name) await until(`${name} to see ${other}`, () => sees(page, other));
    const before = (await streams(page, 'inbound-rtp')).filter((s) => s.codec === codec).reduce((n, s) => n + s.frames, 0);
    await until(`${name} to decode more of ${codec}`, async () =>
      (await streams(page, 'inbound-rtp')).filter((s) => s.codec === codec).reduce((n, s) => n + s.frames, 0) > before + 10);
  }
}

async function comes(name, script) {
  const page = await chromiumOf(name);
  await keepPeers(page);
  if (script) await page.addInitScript(script);
  await knock(page, room, name, { microphone: false });
  await openPanel(pages.Lehrkraft, 'people');
  await pages.Lehrkraft.getByTestId('knock').filter({ hasText: name }).getByTestId('admit').click();
  await isIn(page);
  pages[name] = page;
}

before(async () => {
  server = await Server.start();
  pages.Lehrkraft = await chromiumOf('Lehrkraft');
  await keepPeers(pages.Lehrkraft);
  await signIn(pages.Lehrkraft, server);
  room = await createRoom(pages.Lehrkraft, 'Sachkunde 4b');
  await enter(pages.Lehrkraft, server, room, { microphone: false });
});
after(async () => {
  for (const page of Object.values(pages)) await page.end();
  await server?.end();
});

test('two Chromiums send each other VP9', async () => {
  await comes('Ahorn');
  await allSee('video/VP9');
});

test('somebody who has VP8 alone is seen and sees: all send VP8', async () => {
  await comes('Birke', onlyVp8);
  await allSee('video/VP8');
});

test('when that one has gone, all send VP9 again', async () => {
  await pages.Birke.end();
  delete pages.Birke;
  await allSee('video/VP9');
});

test('the pages asked nobody else', () => assert.deepEqual(foreign, []));
