// SPDX-License-Identifier: EUPL-1.2
// A weak line: what the person is told, what a tile says whose picture is held back, and the figures behind it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { createRoom, enter, isIn, knock, openPanel, signIn } from '../lib/lesson.mjs';
import { axe, sticksOut, narrow, desktop } from '../lib/looks.mjs';
import { tapSignal } from '../lib/signal-line.mjs';
import { Server, until } from '../lib/server.mjs';

let server;
let teacher;
let pupil;
let said;
let lines;
before(async () => {
  server = await Server.start();
  teacher = await chromiumOf('Lehrkraft');
  pupil = await chromiumOf('Ahorn');
  lines = { teacher: await tapSignal(teacher), pupil: await tapSignal(pupil) };
  said = (reduced, reason, paused = []) =>
    lines.pupil.say({ type: 'quality', rate_bps: 250_000, reduced, reason, paused: paused.map((slot) => ({ slot })) });
});
after(async () => {
  await teacher?.end();
  await pupil?.end();
  await server?.end();
});

const notice = () => pupil.getByTestId('notice').getAttribute('data-notice');
const tile = () => pupil.locator('[data-kind=camera]:not([data-own])');

test('a class of two', async () => {
  await signIn(teacher, server);
  const room = await createRoom(teacher, 'Sachkunde 4b');
  await enter(teacher, server, room);
  await knock(pupil, room, 'Ahorn');
  await openPanel(teacher, 'people');
  await teacher.getByTestId('admit').click();
  await isIn(pupil);
  await until('the teacher to be seen', async () => (await tile().getAttribute('data-showing')) === 'true');
});

test('why the pictures are worse is said in a line that a screen reader hears, and that can be put away', async () => {
  said('size', 'sender');
  said('size', 'line');
  await until('the line', async () => (await notice()) === 'lineSize');
  assert.equal(await pupil.getByTestId('notice').getAttribute('role'), 'status');
  assert.match(await pupil.getByTestId('notice').innerText(), /Ihre Leitung ist gerade schwach/);
  await until('the mark to agree', async () => (await pupil.getByTestId('quality').getAttribute('data-quality')) !== 'good');
  await pupil.getByTestId('notice').getByRole('button', { name: 'Ausblenden' }).click();
  assert.equal(await notice(), null);
});

test('a picture that is held back is a quiet tile with a name, until it moves again', async () => {
  const { slot } = lines.pupil.sent('watch').at(-1).slots.find(({ kind }) => kind === 'camera');
  lines.teacher.say({ type: 'wanted', camera: 0, screen: 0 });
  said('pictures', 'line', [slot]);
  await until('the tile to say so', async () => (await tile().getAttribute('data-paused')) === 'true');
  assert.equal(await tile().getAttribute('data-showing'), 'false');
  assert.match(await tile().innerText(), /Bild angehalten: Verbindung zu schwach/);
  assert.match(await tile().innerText(), /Lehrkraft/);
  await until('the line', async () => (await notice()) === 'linePictures');
  assert.deepEqual(await axe(pupil), []);
  await pupil.setViewportSize(narrow);
  assert.deepEqual(await sticksOut(pupil), []);
  await pupil.setViewportSize(desktop);
  lines.teacher.say({ type: 'wanted', camera: 65535, screen: 65535 });
  said('none', 'none');
  await until('the picture to be back', async () => (await tile().getAttribute('data-showing')) === 'true');
  assert.equal(await tile().getAttribute('data-paused'), null);
  await until('the line to go', async () => (await notice()) === null);
});

test('nothing was asked of any other host, and no page complained', () => {
  assert.deepEqual(foreign, []);
  assert.deepEqual(teacher.faults, []);
  assert.deepEqual(pupil.faults, []);
});
