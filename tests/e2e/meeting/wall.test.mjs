// SPDX-License-Identifier: EUPL-1.2
// A school whose firewall lets out nothing but TCP to port 443: pages, WebSocket and media all go there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Authority } from '../lib/authority.mjs';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { createRoom, isIn, knock, openPanel, signIn } from '../lib/lesson.mjs';
import { Network, SERVER } from '../lib/network.mjs';
import { connectedAfter, keepPaths, pathOf } from '../lib/relay.mjs';
import { seeAndHear } from '../lib/senses.mjs';
import { Server, until } from '../lib/server.mjs';

let authority;
let network;
let server;
let room;
const people = {};
const insecure = { context: { ignoreHTTPSErrors: true }, args: ['--ignore-certificate-errors'] };
before(async () => {
  network = await Network.make(['tcp dport 443']);
  authority = new Authority();
  const { cert, key } = authority.issue([SERVER.name]);
  server = await Server.start({ within: network.within, url: `https://${SERVER.name}`, options: ['--set', 'https.listen=[::]:443', '--set', `https.certificate=${cert}`, '--set', `https.key=${key}`, '--set', `media.announce=${SERVER.v4} ${SERVER.v6}`] });
  for (const name of ['Lehrkraft', 'Ahorn']) people[name] = await chromiumOf(name, insecure);
  for (const page of Object.values(people)) await keepPaths(page);
});
after(async () => {
  for (const page of Object.values(people)) await page.end();
  await server?.end();
  network?.end();
  authority?.end();
});

const enter = async (page) => {
  await page.goto(`${server.url}/rooms/${room.id}/enter`);
  await page.getByLabel('Wie sollen die anderen Sie nennen?').fill('Lehrkraft');
  for (const what of ['Mikrofon', 'Kamera']) {
    await page.getByRole('button', { name: `${what} einschalten` }).click();
    await page.getByRole('button', { name: `${what} ausschalten` }).waitFor();
  }
  const clicked = Date.now();
  await page.getByRole('button', { name: 'Raum betreten' }).click();
  await isIn(page);
  return clicked;
};

test('the path is found by itself, over the port of the pages', async () => {
  await signIn(people.Lehrkraft, server);
  room = await createRoom(people.Lehrkraft, 'Sachkunde 4b');
  const clicked = { Lehrkraft: await enter(people.Lehrkraft) };
  await openPanel(people.Lehrkraft, 'people');
  await knock(people.Ahorn, room, 'Ahorn', { microphone: true, camera: true });
  const row = people.Lehrkraft.getByTestId('knock');
  await row.waitFor();
  clicked.Ahorn = Date.now();
  await row.getByTestId('admit').click();
  await isIn(people.Ahorn);
  for (const [name, page] of Object.entries(people)) {
    await until(`${name}'s path to be over TLS`, async () => (await pathOf(page)) === 'relay/tls');
    console.log(`# ${name}: path ${await pathOf(page)}, ${await connectedAfter(page, clicked[name])} ms after the click`);
  }
});

test('they see and hear each other', () => seeAndHear(people));

test('nothing went anywhere else', () => {
  assert.deepEqual(foreign, []);
  for (const page of Object.values(people)) assert.deepEqual(page.faults, []);
});
