// SPDX-License-Identifier: EUPL-1.2
// Firefox takes part: it sends its own fake picture and tone, and receives a teacher in Chromium.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, firefoxPage, foreign } from '../lib/browsers.mjs';
import { chatShows, createRoom, enter, isIn, knock, openPanel, say, signIn } from '../lib/lesson.mjs';
import { apart, keepPeers, keepSenders, picture, received, sentLayers } from '../lib/peers.mjs';
import { heardByRecording, tiles } from '../lib/senses.mjs';
import { Server, until } from '../lib/server.mjs';
import { pretendCores, tapSignal } from '../lib/signal-line.mjs';

let server;
let teacher;
let pupil;
let line;
before(async () => {
  server = await Server.start();
  teacher = await chromiumOf('Lehrkraft');
  pupil = await firefoxPage();
  await keepPeers(teacher);
  await keepPeers(pupil);
  await keepSenders(pupil);
  await pretendCores(pupil, 2);
  // What is really wanted of it changes with what the teacher's page shows; here it is told.
  line = await tapSignal(pupil, { deafTo: ['wanted'] });
});
after(async () => {
  await teacher?.end();
  await pupil?.end();
  await server?.end();
});

test('Firefox knocks and is let in', async () => {
  await signIn(teacher, server);
  const room = await createRoom(teacher, 'Sachkunde 4b');
  await enter(teacher, server, room);
  await knock(pupil, room, 'Fuchs');
  await openPanel(teacher, 'people');
  await teacher.getByTestId('knock').filter({ hasText: 'Fuchs' }).getByTestId('admit').click();
  await isIn(pupil);
});

test('Firefox sees and hears the teacher', async () => {
  await until('the teacher\'s colour under the teacher\'s name', async () =>
    (await tiles(pupil)).some((tile) => tile.name === 'Lehrkraft' && !tile.own && tile.who === 'Lehrkraft'));
  await until('the teacher\'s chirps', async () => (await heardByRecording(pupil, 2)).who.join() === 'Lehrkraft');
});

test('a tile in Firefox opens by the timestamp of what is presented', async () => {
  const told = await pupil.evaluate(async () => {
    const video = document.querySelector('[data-kind=camera]:not([data-own]) video');
    const metadata = await new Promise((resolve) => video.requestVideoFrameCallback((now, each) => resolve({ rtpTimestamp: each.rtpTimestamp })));
    const sources = globalThis.keptPeers.at(-1).getReceivers().flatMap((receiver) => (receiver.track.kind === 'video' ? receiver.getSynchronizationSources() : []));
    return { presented: metadata.rtpTimestamp ?? null, source: sources[0]?.rtpTimestamp ?? null };
  });
  console.log(`# Firefox says ${JSON.stringify(told)}`);
  assert.ok(told.presented !== null || told.source !== null, 'neither the presented frame nor the receiver has a timestamp');
});

test('Chromium sees Firefox\'s picture move and gets its sound', async () => {
  const first = await until('Firefox\'s tile to show a picture', () => picture(teacher, 'Fuchs'));
  await until('the picture to change', async () => {
    const now = await picture(teacher, 'Fuchs');
    return now && apart(first, now) > 2;
  });
  const before = await received(teacher);
  await until('pictures, packets and energy to grow', async () => {
    const now = await received(teacher);
    return now.frames > before.frames + 5 && now.packets > before.packets + 20 && now.energy > before.energy + 1e-6;
  });
});

test('Firefox sends its camera in layers, a weak device the two smaller ones, and none while nobody watches', async () => {
  const frames = async () => {
    const layers = await sentLayers(pupil);
    return ['q', 'h', 'f'].map((rid) => layers[rid]?.frames ?? 0);
  };
  const grow = (what, which) => until(what, async () => {
    before ??= await frames();
    const now = await frames();
    return which.every((at) => now[at] > before[at] + 3);
  });
  let before;
  await grow('the two smaller layers to go on', [0, 1]);
  assert.equal((await frames())[2], before[2], 'the largest stands still');

  line.say({ type: 'wanted', camera: 0, screen: 0 });
  await until('all to stand still', async () => {
    before = await frames();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    return (await frames()).join() === before.join();
  });
  line.say({ type: 'wanted', camera: 150, screen: 0 });
  before = undefined;
  await grow('the smallest to go on', [0]);
  assert.equal((await frames())[1], before[1], 'the next one stands still');
  line.say({ type: 'wanted', camera: 65535, screen: 65535 });
  before = undefined;
  await grow('both to go on', [0, 1]);
});

test('what Firefox switches off is dark and silent in Chromium', async () => {
  await pupil.getByTestId('bar-camera').click();
  await until('the tile to be blank', async () => (await picture(teacher, 'Fuchs')) === null);
  await pupil.getByTestId('bar-microphone').click();
  await until('no more energy', async () => {
    const before = await received(teacher);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return (await received(teacher)).energy - before.energy < 1e-6;
  });
  await pupil.getByTestId('bar-camera').click();
  await until('the picture to be back', () => picture(teacher, 'Fuchs'));
});

test('they write to each other', async () => {
  await say(pupil, 'Guten Morgen aus Firefox');
  await chatShows(teacher, 'Guten Morgen aus Firefox');
  await say(teacher, 'Guten Morgen zurück');
  await chatShows(pupil, 'Guten Morgen zurück');
});

test('nothing was asked of any other host, and no page complained', () => {
  assert.deepEqual(foreign, []);
  assert.deepEqual(teacher.faults, []);
  assert.deepEqual(pupil.faults, []);
});
