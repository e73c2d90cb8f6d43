// SPDX-License-Identifier: EUPL-1.2
// A weak line: what the person is told, what a tile says whose picture is held back, and the figures behind it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { classOfTwo, isIn } from '../lib/lesson.mjs';
import { look, noFaults } from '../lib/looks.mjs';
import { tapSignal } from '../lib/signal-line.mjs';
import { Server, until } from '../lib/server.mjs';

let server;
let room;
let teacher;
let pupil;
let said;
let lines;
before(async () => {
  server = await Server.start();
  teacher = await chromiumOf('Lehrkraft');
  pupil = await chromiumOf('Ahorn');
  // What the server really says of the line, on a machine that is busy, is not what is told here.
  lines = { teacher: await tapSignal(teacher, { deafTo: ['wanted'] }), pupil: await tapSignal(pupil, { deafTo: ['quality'] }) };
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
  room = await classOfTwo(server, teacher, pupil, 'Sachkunde 4b');
  await pupil.getByTestId('panel-close').click();
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
  await look(pupil, 'de-weak-line');
  lines.teacher.say({ type: 'wanted', camera: 65535, screen: 65535 });
  said('none', 'none');
  await until('the picture to be back', async () => (await tile().getAttribute('data-showing')) === 'true');
  assert.equal(await tile().getAttribute('data-paused'), null);
  await until('the line to go', async () => (await notice()) === null);
});

/** What the panel says of something, by its first cell; null if it says nothing. */
function row(page, table, first) {
  return page.getByTestId('statistics').evaluate((panel, [at, what]) => {
    const one = [...panel.querySelectorAll('table')][at];
    const cells = [...(one?.querySelectorAll('tbody tr') ?? [])].map((each) => [...each.children].map((cell) => cell.textContent)).find((each) => each[0] === what);
    return cells ? Object.fromEntries([...one.querySelectorAll('thead th')].map((head, i) => [head.textContent, cells[i]])) : null;
  }, [table, first]);
}

test('the statistics say what is sent, received and what the server knows, and are copied without names', async () => {
  await pupil.keyboard.press('q');
  const seen = await until('the teacher\'s picture in figures', async () => {
    const one = await row(pupil, 1, 'Lehrkraft');
    return one && one.Schicht !== '–' && one['Bilder/s'] !== '0' && one;
  });
  assert.match(seen.Codec, /^VP[89]$/); // a small room lifts it after a while
  assert.match(seen.Bild, /^320 × 180$/);
  assert.match(seen.Rate, /^[1-9]\d* kbit\/s$/);
  assert.match(seen.Standbilder, /^\d+$/);
  const sent = await until('the own camera in figures', async () => {
    const one = await row(pupil, 0, 'Kamera, Schicht 1');
    return one?.['Beim Server'] !== '–' && one;
  });
  assert.match(sent['Begrenzt durch'], /^(keine|Leitung|Prozessor)$/);
  assert.match(await pupil.getByTestId('stats-serverMay').innerText(), /bit\/s$/);
  await look(pupil, 'de-statistics');

  await pupil.evaluate(() => (navigator.clipboard.writeText = async (text) => void (globalThis.copied = text)));
  /* while the codec changes there is no picture to count */
  const text = await until('a text with the picture', async () => {
    await pupil.getByTestId('stats-copy').click();
    const copied = await pupil.evaluate(() => globalThis.copied);
    return /^Bild \d+\tVP[89]\t/m.test(copied ?? '') && copied;
  });
  assert.doesNotMatch(text, /Lehrkraft|Ahorn|127\.0\.0\.1/);

  await pupil.getByTestId('stats-close').click();
  assert.equal(await pupil.getByTestId('statistics').count(), 0);
  const asked = lines.pupil.sent('statistics').length;
  await pupil.getByTestId('bar-more').click();
  await pupil.getByTestId('more-statistics').click();
  await pupil.getByTestId('statistics').waitFor();
  assert.ok(lines.pupil.sent('statistics').length <= asked + 1, 'nothing is asked while it is closed');
  await pupil.keyboard.press('Escape');
  await pupil.getByTestId('statistics').waitFor({ state: 'detached' });
});

test('before a screen is shown', async () => {
  await pupil.getByTestId('bar-screen').click();
  await pupil.getByTestId('share-start').waitFor();
  await look(pupil, 'de-share');
  await pupil.keyboard.press('Escape');
});

test('the same in English', async () => {
  const guest = await pupil.another({ locale: 'en-US' });
  const line = await tapSignal(guest, { deafTo: ['quality'] });
  await guest.goto(room.link);
  await guest.locator('input[name=nickname]').fill('Birke');
  await guest.locator('form button[type=submit]').click();
  await teacher.getByTestId('admit').click();
  await isIn(guest);
  await guest.getByTestId('panel-close').click();
  line.say({ type: 'quality', rate_bps: 250_000, reduced: 'pictures', reason: 'line', paused: [] });
  await until('the line', async () => (await guest.getByTestId('notice').getAttribute('data-notice')) === 'linePictures');
  await guest.keyboard.press('q');
  await guest.getByTestId('stats-roundTrip').waitFor();
  await look(guest, 'en-statistics');
  await guest.keyboard.press('q');
  await guest.getByTestId('bar-screen').click();
  await guest.getByTestId('share-start').waitFor();
  await look(guest, 'en-share');
  await guest.context().close();
});

test('nothing is wrong with how it looks', noFaults);

test('nothing was asked of any other host, and no page complained', () => {
  assert.deepEqual(foreign, []);
  assert.deepEqual(teacher.faults, []);
  assert.deepEqual(pupil.faults, []);
});
