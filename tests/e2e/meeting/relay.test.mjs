// SPDX-License-Identifier: EUPL-1.2
// Who cannot reach the media ports meets over the relay: by UDP, by TCP. Who can, does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { createRoom, enter, isIn, knock, openPanel, signIn } from '../lib/lesson.mjs';
import { keepPaths, pathOf } from '../lib/relay.mjs';
import { seeAndHear } from '../lib/senses.mjs';
import { Server, until } from '../lib/server.mjs';

let server;
const people = {};
before(async () => {
  server = await Server.start();
  for (const name of ['Lehrkraft', 'Ahorn', 'Birke']) people[name] = await chromiumOf(name);
  await keepPaths(people.Lehrkraft);
  await keepPaths(people.Ahorn, 'transport=udp$');
  await keepPaths(people.Birke, '^turn:.*transport=tcp$');
});
after(async () => {
  for (const page of Object.values(people)) await page.end();
  await server?.end();
});

test('a class meets, each by the path that is there', async () => {
  await signIn(people.Lehrkraft, server);
  const room = await createRoom(people.Lehrkraft, 'Sachkunde 4b');
  await enter(people.Lehrkraft, server, room);
  for (const name of ['Ahorn', 'Birke']) await knock(people[name], room, name);
  await openPanel(people.Lehrkraft, 'people');
  await until('two to knock', async () => (await people.Lehrkraft.getByTestId('knock').count()) === 2);
  await people.Lehrkraft.getByTestId('admit-all').click();
  for (const name of ['Ahorn', 'Birke']) await isIn(people[name]);
  for (const [name, path] of [['Lehrkraft', 'host/udp'], ['Ahorn', 'relay/udp'], ['Birke', 'relay/tcp']]) {
    await until(`${name}'s path to be ${path}`, async () => (await pathOf(people[name])) === path);
  }
});

test('everyone sees and hears everyone', () => seeAndHear(people));

test('nothing went anywhere else', () => {
  assert.deepEqual(foreign, []);
  for (const page of Object.values(people)) assert.deepEqual(page.faults, []);
});
