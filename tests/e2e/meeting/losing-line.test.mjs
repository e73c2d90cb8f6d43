// SPDX-License-Identifier: EUPL-1.2
// A line that loses packets, and one that is narrow, between a pupil's page and the server: what is heard and seen then.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf } from '../lib/browsers.mjs';
import { classOfTwo } from '../lib/lesson.mjs';
import { Line } from '../lib/line.mjs';
import { keepPeers } from '../lib/peers.mjs';
import { Server, until } from '../lib/server.mjs';

let server;
let line;
let teacher;
let pupil;
before(async () => {
  server = await Server.start({ options: ['--set', 'media.processes=1'] });
  line = await Line.open(10000);
  teacher = await chromiumOf('Lehrkraft');
  pupil = await chromiumOf('Ahorn');
  await keepPeers(teacher);
  await keepPeers(pupil);
  await line.through(pupil);
});
after(async () => {
  await teacher?.end();
  await pupil?.end();
  await line?.end();
  await server?.end();
});

/** Of the one voice and the one picture that a page gets, and of what it sends. */
function counted(page) {
  return page.evaluate(async () => {
    const peer = globalThis.keptPeers.find((each) => each.connectionState === 'connected');
    const sum = { samples: 0, concealed: 0, packets: 0, lost: 0, frames: 0, keys: 0, sentBytes: 0, sentPackets: 0 };
    for (const row of (await peer.getStats()).values()) {
      if (row.type === 'inbound-rtp' && row.kind === 'audio') {
        sum.samples += row.totalSamplesReceived ?? 0;
        sum.concealed += (row.concealedSamples ?? 0) - (row.silentConcealedSamples ?? 0);
        sum.packets += row.packetsReceived;
        sum.lost += row.packetsLost;
      }
      if (row.type === 'inbound-rtp' && row.kind === 'video') sum.frames += row.framesDecoded ?? 0;
      if (row.type === 'outbound-rtp' && row.kind === 'audio') {
        sum.sentBytes += row.bytesSent;
        sum.sentPackets += row.packetsSent;
      }
    }
    return sum;
  });
}

/** What a page counts while so many packets of sound come to it. */
async function meanwhile(page, packets) {
  const before = await counted(page);
  let now = before;
  await until(`${packets} packets of sound`, async () => {
    now = await counted(page);
    return now.packets - before.packets >= packets;
  }, 120_000);
  return Object.fromEntries(Object.entries(now).map(([key, value]) => [key, value - before[key]]));
}

test('a class of two, one behind a line of its own', async () => {
  await classOfTwo(server, teacher, pupil, 'Erdkunde 7c');
  for (const page of [teacher, pupil]) {
    await until('sound and picture', async () => {
      const { packets, frames } = await counted(page);
      return packets > 100 && frames > 20;
    });
  }
});

test('a fifth of all packets is lost both ways: the voice is sent with redundancy, and pictures go on', async (t) => {
  const plain = await meanwhile(pupil, 200);
  line.say('both loss=20');
  await until('redundancy on the way up', () => pupil.evaluate(() => {
    const peer = globalThis.keptPeers.find((each) => each.connectionState === 'connected');
    const sound = peer.localDescription.sdp.split('m=').find((part) => part.startsWith('audio') && part.includes('a=sendonly'));
    const first = /^audio \d+ \S+ (\d+)/.exec(sound)?.[1];
    return peer.signalingState === 'stable' && new RegExp(`a=rtpmap:${first} red/`).test(sound);
  }), 60_000);
  const [down, up] = await Promise.all([meanwhile(pupil, 500), meanwhile(teacher, 500)]);
  t.diagnostic(`without loss ${JSON.stringify(plain)}`);
  t.diagnostic(`down ${JSON.stringify(down)} concealed ${down.concealed / down.samples}`);
  t.diagnostic(`up ${JSON.stringify(up)} concealed ${up.concealed / up.samples}`);
  assert.ok(down.frames > 20, 'the teacher is still seen');
  assert.ok(up.frames > 20, 'the pupil is still seen');
  assert.ok(down.concealed < 0.1 * down.samples, `made up on the way down: ${down.concealed} of ${down.samples}`);
  assert.ok(up.concealed < 0.1 * up.samples, `made up on the way up: ${up.concealed} of ${up.samples}`);
  assert.ok(up.lost / (up.packets + up.lost) < 0.1, `lost on the way up: ${up.lost} of ${up.packets + up.lost}`);
});
