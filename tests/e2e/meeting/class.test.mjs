// SPDX-License-Identifier: EUPL-1.2
// A class meets. One teacher and three pupils in four browsers of their own; two more rooms beside.
//
//   teacher (red, 400-700 Hz)   Ahorn (green, 1.0-1.5 kHz)   Birke (blue, 2.0-2.7 kHz)   Eiche (yellow, 3.4-4.3 kHz)
//        |___________________________|____________________________|____________________________|
//                                   the server of ./run, 127.0.0.1
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { chatShows, createRoom, enter, isIn, knock, names, onMember, openPanel, say, signIn, waits } from '../lib/lesson.mjs';
import { keepSenders } from '../lib/peers.mjs';
import { heard, seeAndHear, tiles } from '../lib/senses.mjs';
import { PATIENCE_MS, Server, until } from '../lib/server.mjs';

let server;
let room;
const people = {};
before(async () => {
  server = await Server.start();
  for (const name of ['Lehrkraft', 'Ahorn', 'Birke', 'Eiche']) people[name] = await chromiumOf(name);
  await keepSenders(people.Birke); // who will lie later
});
after(async () => {
  for (const page of Object.values(people)) await page.end();
  await server.end();
});

test('a teacher signs in and makes a room', async () => {
  await signIn(people.Lehrkraft, server);
  room = await createRoom(people.Lehrkraft, 'Sachkunde 4b');
  assert.match(room.link, /^http:\/\/localhost:8080\/r\/[\w-]{22,}$/);
});

test('a pupil who is early waits, and learns nothing of the room', async () => {
  const seen = [];
  people.Ahorn.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => seen.push(String(payload))));
  await knock(people.Ahorn, room, 'Ahorn');
  await waits(people.Ahorn);
  assert.doesNotMatch(await people.Ahorn.content(), /Sachkunde/);
  assert.equal(seen.some((text) => /Sachkunde|"members"|moderator"/.test(text)), false, seen.join('\n'));
});

test('the teacher lets one in, then all', async () => {
  await enter(people.Lehrkraft, server, room);
  await knock(people.Birke, room, 'Birke');
  await knock(people.Eiche, room, 'Eiche');
  await openPanel(people.Lehrkraft, 'people');
  await until('three to knock', async () => (await people.Lehrkraft.getByTestId('knock').count()) === 3);
  await people.Lehrkraft.getByTestId('knock').filter({ hasText: 'Ahorn' }).getByTestId('admit').click();
  await isIn(people.Ahorn);
  await waits(people.Birke);
  await people.Lehrkraft.getByTestId('admit-all').click();
  await isIn(people.Birke);
  await isIn(people.Eiche);
});

test('everyone sees and hears everyone', () => seeAndHear(people));

test('they chat, safely', async () => {
  await say(people.Ahorn, 'Guten Morgen <img src=x onerror=alert(1)> https://example.org/blatt');
  for (const name of ['Lehrkraft', 'Birke', 'Eiche']) await chatShows(people[name], 'Guten Morgen <img src=x onerror=alert(1)>');
  assert.equal(await people.Birke.locator('[data-testid=chat-line] img').count(), 0);
  const link = people.Birke.locator('[data-testid=chat-line] a');
  assert.match(await link.getAttribute('rel'), /noopener/);
});

test('a hand goes up, and the teacher lowers it', async () => {
  await people.Eiche.getByTestId('bar-hand').click();
  await until('the teacher to see the hand', async () => (await names(people.Lehrkraft)).length === 4 &&
    (await people.Lehrkraft.locator('.hand-badge').count()) > 0);
  await onMember(people.Lehrkraft, 'Eiche', /Hand|Meldung/);
  await until('the hand to be down', async () => (await people.Birke.locator('.hand-badge').count()) === 0);
});

test('what the teacher mutes stays silent, even from a client that keeps sending', async () => {
  await onMember(people.Lehrkraft, 'Birke', /Mikrofon (ausschalten|aus)|stumm/i);
  await until('Birke to be silent for Ahorn', async () => !(await heard(people.Ahorn, 2)).who.includes('Birke'));

  // A client that lies: it puts a live track back into its microphone's sender without asking, and really sends.
  const sent = await people.Birke.evaluate(async (patience) => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const sender = globalThis.keptSenders[0];
    await sender.replaceTrack(stream.getAudioTracks()[0]);
    const packets = async () => [...(await sender.getStats()).values()].find((report) => report.type === 'outbound-rtp').packetsSent;
    const before = await packets();
    const end = Date.now() + patience;
    while ((await packets()) < before + 50 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
    return (await packets()) - before;
  }, PATIENCE_MS);
  assert.ok(sent >= 50, `it really sends: ${sent} packets`);
  const { who } = await heard(people.Ahorn, 4);
  assert.equal(who.includes('Birke'), false, 'the server forwards nothing of it');

  await people.Birke.getByTestId('bar-microphone').click();
  await until('Birke to be heard again', async () => (await heard(people.Ahorn, 2)).who.includes('Birke'));
});

test('the teacher freezes the room, and lifts it', async () => {
  await people.Lehrkraft.getByTestId('bar-freeze').click();
  await until('Ahorn to hear the teacher alone', async () => (await heard(people.Ahorn, 2)).who.join() === 'Lehrkraft');
  await until('no pupil to be seen', async () => (await tiles(people.Ahorn)).filter((tile) => tile.showing && !tile.own).every((tile) => tile.who === 'Lehrkraft'));
  await people.Lehrkraft.getByTestId('bar-freeze').click();
  // Only then may the next test reload the teacher's page: what a page sends as it goes may not arrive.
  await seeAndHear(people);
});

test('a reload by the teacher changes nothing for the others', async () => {
  const before = (await names(people.Ahorn)).map((row) => row.join(' '));
  await people.Lehrkraft.reload();
  await enter(people.Lehrkraft, server, room);
  await until('the list to be as it was, with the teacher moderating', async () => {
    const rows = (await names(people.Ahorn)).map((row) => row.join(' '));
    return rows.length === before.length && rows.some((row) => row.includes('Moderation'));
  });
  assert.equal(await people.Ahorn.getByTestId('bar-freeze').count(), 0, 'a pupil has not become a moderator');
});

test('a removed pupil stays out, and newcomers wait', async () => {
  await onMember(people.Lehrkraft, 'Eiche', /entfernen/i);
  await people.Lehrkraft.getByTestId('remove-confirm').click();
  await people.Eiche.getByRole('heading', { name: /aus dem Raum genommen/ }).waitFor();
  await knock(people.Eiche, room, 'Esche', { microphone: false, camera: false });
  await people.Eiche.getByRole('heading', { name: /aus dem Raum genommen/ }).waitFor();
  const tab = await people.Eiche.another({ storageState: await people.Eiche.context().storageState() });
  await knock(tab, room, 'Erle', { microphone: false, camera: false });
  await tab.getByRole('heading', { name: /aus dem Raum genommen/ }).waitFor();
  const stranger = await people.Eiche.another();
  await knock(stranger, room, 'Ulme', { microphone: false, camera: false });
  await waits(stranger);
  await stranger.close();
  await tab.close();
  await people.Lehrkraft.getByTestId('notice-new-link').waitFor();
});

test('when the teacher leaves, nobody is promoted', async () => {
  await people.Lehrkraft.getByTestId('bar-leave').click();
  await people.Lehrkraft.getByTestId('leave-only').click();
  for (const name of ['Ahorn', 'Birke']) {
    await until(`two to be left for ${name}`, async () => (await names(people[name])).length === 2);
    assert.equal(await people[name].getByTestId('bar-freeze').count(), 0);
    assert.equal((await names(people[name])).some((row) => row.includes('Moderation')), false);
  }
});

test('two rooms never mix', async () => {
  const other = await (async () => {
    await people.Lehrkraft.goto(`${server.url}/rooms`);
    return createRoom(people.Lehrkraft, 'Mathe 7a');
  })();
  await enter(people.Lehrkraft, server, other);
  await knock(people.Eiche, other, 'Eiche');
  await openPanel(people.Lehrkraft, 'people');
  await people.Lehrkraft.getByTestId('knock').filter({ hasText: 'Eiche' }).getByTestId('admit').click();
  await isIn(people.Eiche);
  await seeAndHear(people, ['Lehrkraft', 'Eiche']);
  await seeAndHear(people, ['Ahorn', 'Birke']);
  await say(people.Eiche, 'nur hier');
  await chatShows(people.Lehrkraft, 'nur hier');
  await say(people.Birke, 'nur dort'); // said later: when it is there, the other would be
  await chatShows(people.Ahorn, 'nur dort');
  assert.equal((await people.Ahorn.getByTestId('chat-line').allInnerTexts()).some((line) => line.includes('nur hier')), false);
});

test('the meeting ends for all when the teacher says so', async () => {
  await people.Lehrkraft.getByTestId('bar-leave').click();
  await people.Lehrkraft.getByTestId('leave-end').click();
  const confirm = people.Lehrkraft.getByTestId('end-confirm');
  if (await confirm.isVisible().catch(() => false)) await confirm.click();
  await people.Eiche.getByRole('heading', { name: /beendet|zu Ende/ }).waitFor();
});

test('nothing was asked of any other host, and no page complained', () => {
  assert.deepEqual(foreign, []);
  for (const [name, page] of Object.entries(people)) assert.deepEqual(page.faults, [], name);
});
