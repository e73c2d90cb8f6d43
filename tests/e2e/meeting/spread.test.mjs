// SPDX-License-Identifier: EUPL-1.2
// A room on two media processes, two people each at most: nobody notices, and a process that dies takes along only those
// who are on it, for a moment.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { createRoom, enter, isIn, knock, onMember, openPanel, signIn } from '../lib/lesson.mjs';
import { keepPeers } from '../lib/peers.mjs';
import { heard, seeAndHear } from '../lib/senses.mjs';
import { Server, until } from '../lib/server.mjs';

const PORT = 10000; // of the first media process
let server;
let room;
const people = {};
before(async () => {
  server = await Server.start({ options: ['--set', 'media.processes=2', '--set', 'media.room_endpoints=2'] });
  for (const name of ['Lehrkraft', 'Ahorn', 'Birke']) {
    people[name] = await chromiumOf(name);
    await keepPeers(people[name]);
  }
});
after(async () => {
  for (const page of Object.values(people)) await page.end();
  await server?.end();
});

/** Which media process a page's connection leads to, by the port it was told; and how many connections it has made. */
function connection(name) {
  return people[name].evaluate((first) => {
    const peer = globalThis.keptPeers.at(-1);
    return { process: Number(/a=candidate:.* (\d+) typ host/.exec(peer.remoteDescription?.sdp ?? '')?.[1]) - first, made: globalThis.keptPeers.length };
  }, PORT);
}

async function connections() {
  return { Lehrkraft: await connection('Lehrkraft'), Ahorn: await connection('Ahorn'), Birke: await connection('Birke') };
}

/**
 * Kills a media process. Everybody sees and hears everybody again: those who were on it by a new connection, wherever that
 * leads while the process is still starting; the others by the one they had.
 */
async function kill(index) {
  const was = await connections();
  const role = `media ${index}`;
  const pid = server.children().get(role);
  process.kill(pid, 'SIGKILL');
  await until(`${role} to come back`, () => server.children().get(role) && server.children().get(role) !== pid);
  await seeAndHear(people);
  const is = await connections();
  for (const [name, before] of Object.entries(was)) {
    if (before.process === index) assert.ok(is[name].made > before.made, `${name} has a new connection`);
    else assert.deepEqual(is[name], before, `${name} has the old one`);
  }
}

test('two on one process, the third on the other: all see and hear each other', async () => {
  await signIn(people.Lehrkraft, server);
  room = await createRoom(people.Lehrkraft, 'Sachkunde 4b');
  await enter(people.Lehrkraft, server, room);
  await knock(people.Ahorn, room, 'Ahorn');
  await openPanel(people.Lehrkraft, 'people');
  await people.Lehrkraft.getByTestId('knock').filter({ hasText: 'Ahorn' }).getByTestId('admit').click();
  await isIn(people.Ahorn);
  await knock(people.Birke, room, 'Birke');
  await people.Lehrkraft.getByTestId('knock').filter({ hasText: 'Birke' }).getByTestId('admit').click();
  await isIn(people.Birke);
  await seeAndHear(people);
  const { Lehrkraft, Ahorn, Birke } = await connections();
  assert.ok([0, 1].includes(Lehrkraft.process));
  assert.equal(Ahorn.process, Lehrkraft.process);
  assert.equal(Birke.process, 1 - Lehrkraft.process);
});

test('rights hold across: what the teacher mutes is silent on the other process, too', async () => {
  await onMember(people.Lehrkraft, 'Birke', /Mikrofon (ausschalten|aus)|stumm/i);
  for (const name of ['Lehrkraft', 'Ahorn']) {
    await until(`Birke to be silent for ${name}`, async () => !(await heard(people[name], 2)).who.includes('Birke'));
  }
  await people.Birke.getByTestId('bar-microphone').click();
  await seeAndHear(people);
});

test('the process of one dies: that one is back, the others have not lost their connection', async () => {
  await kill((await connection('Birke')).process);
});

test('the process where the room began dies: the same', async () => {
  await kill((await connection('Lehrkraft')).process);
});

test('nothing was asked of any other host, and no page complained', () => {
  assert.deepEqual(foreign, []);
  for (const [name, page] of Object.entries(people)) assert.deepEqual(page.faults, [], name);
});
