// SPDX-License-Identifier: EUPL-1.2
// What breaks, heals: a lost WebSocket, a reload, a front process and a media process that are killed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { chatShows, createRoom, enter, isIn, knock, names, openPanel, say, signIn, waits } from '../lib/lesson.mjs';
import { keepPeers, received } from '../lib/peers.mjs';
import { heard, seeAndHear } from '../lib/senses.mjs';
import { Server, until } from '../lib/server.mjs';
import { Wall } from '../lib/wall.mjs';

let server;
let wall;
let room;
let doorOfBirke;
const people = {};
before(async () => {
  server = await Server.start();
  wall = await Wall.open(8088);
  for (const name of ['Lehrkraft', 'Ahorn', 'Birke']) {
    people[name] = await chromiumOf(name);
    await keepPeers(people[name]);
  }
});
after(async () => {
  for (const page of Object.values(people)) await page.end();
  wall?.end();
  await server?.end();
});

async function admit(...guests) {
  await openPanel(people.Lehrkraft, 'people');
  for (const name of guests) await people.Lehrkraft.getByTestId('knock').filter({ hasText: name }).getByTestId('admit').click();
  for (const name of guests) await isIn(people[name]);
}

const rows = async (page) => (await names(page)).map((row) => row.join(' ')).sort();

/** Marks the pages, so that a reload would be noticed. */
async function mark() {
  for (const page of Object.values(people)) await page.evaluate(() => (globalThis.mark = true));
}
async function nobodyReloaded() {
  for (const [name, page] of Object.entries(people)) assert.equal(await page.evaluate(() => globalThis.mark), true, `${name} was reloaded`);
}

test('a class of three', async () => {
  await signIn(people.Lehrkraft, server);
  room = await createRoom(people.Lehrkraft, 'Sachkunde 4b');
  await enter(people.Lehrkraft, server, room);
  doorOfBirke = { link: room.link.replace(server.url, wall.url) };
  await knock(people.Ahorn, room, 'Ahorn');
  await knock(people.Birke, doorOfBirke, 'Birke');
  await admit('Ahorn', 'Birke');
  await seeAndHear(people);
});

test('a WebSocket is cut: pictures go on, and the place is kept with name, role and hand', async () => {
  const { Ahorn, Birke, Lehrkraft } = people;
  const hello = [];
  Birke.on('websocket', (socket) => socket.on('framesent', ({ payload }) => hello.push(String(payload))));
  await Birke.getByTestId('bar-hand').click();
  await until('the hand to be up', async () => (await Ahorn.locator('.hand-badge').count()) === 1);
  await mark();
  const before = await rows(Ahorn);
  await say(Birke, 'vor der Lücke');
  await chatShows(Lehrkraft, 'vor der Lücke');

  wall.shut();
  await Birke.locator('[data-notice=reconnecting]').waitFor();
  await until('Ahorn to see that Birke is away', async () => (await Ahorn.locator('[data-away=true]').count()) === 1);
  await say(Lehrkraft, 'in der Lücke');
  await chatShows(Ahorn, 'in der Lücke');
  const inGap = await received(Birke);
  await until('pictures and sound to go on in the gap', async () => {
    const now = await received(Birke);
    return now.frames > inGap.frames + 10 && now.packets > inGap.packets + 50;
  });
  assert.equal((await heard(Ahorn, 2)).who.includes('Birke'), true, 'Birke is heard meanwhile');
  assert.equal(await Birke.locator('[data-notice=reconnecting]').count(), 1, 'the gap has lasted until here');

  wall.mend();
  await until('Birke to be back', async () => (await Ahorn.locator('[data-away=true]').count()) === 0);
  assert.match(hello[0], /"resume"/);
  assert.equal(hello.some((text) => /"(knock|join)"/.test(text)), false, 'neither knocked nor joined anew');
  await chatShows(Birke, 'in der Lücke');
  const lines = await Birke.getByTestId('chat-line').allInnerTexts();
  for (const text of ['vor der Lücke', 'in der Lücke']) assert.equal(lines.filter((line) => line.includes(text)).length, 1, text);
  assert.equal(await Ahorn.locator('.hand-badge').count(), 1, 'the hand is still up');
  await until('the list to be as it was', async () => (await rows(Ahorn)).join() === before.join());
  assert.equal(await Birke.getByTestId('bar-freeze').count(), 0);
  await nobodyReloaded();
  await Birke.getByTestId('bar-hand').click();
  await seeAndHear(people);
});

test('after a reload a pupil knocks again and is one person, not two', async () => {
  await people.Birke.reload();
  await until('Birke to have left', async () => (await rows(people.Ahorn)).length === 2);
  await knock(people.Birke, doorOfBirke, 'Birke');
  await waits(people.Birke);
  await admit('Birke');
  await seeAndHear(people);
  assert.equal((await rows(people.Ahorn)).length, 3);
  assert.equal((await rows(people.Ahorn)).some((row) => row.includes('(2)')), false);
});

test('the media process is killed: sound and picture come back by themselves', async () => {
  await mark();
  const pid = server.children().get('media 0');
  process.kill(pid, 'SIGKILL');
  await until('another to be there', () => server.children().get('media 0') && server.children().get('media 0') !== pid);
  await seeAndHear(people);
  assert.equal((await rows(people.Ahorn)).length, 3);
  await nobodyReloaded();
});

test('the front process is killed: all find back without a reload, by knocking', async () => {
  await mark();
  process.kill(server.children().get('front 0'), 'SIGKILL');
  await admit('Ahorn', 'Birke');
  await seeAndHear(people);
  assert.equal((await rows(people.Ahorn)).length, 3);
  assert.equal((await rows(people.Ahorn)).filter((row) => row.includes('Moderation')).length, 1);
  await nobodyReloaded();
});

test('nothing was asked of any other host', () => assert.deepEqual(foreign, []));
