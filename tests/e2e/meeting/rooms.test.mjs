// SPDX-License-Identifier: EUPL-1.2
// Rooms as teachers set them up, dates for a calendar, and cards for a class.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromiumPlain, foreign } from '../lib/browsers.mjs';
import { signIn } from '../lib/lesson.mjs';
import { desktop, look, noFaults, out, toastsGone } from '../lib/looks.mjs';
import { Server } from '../lib/server.mjs';

let server;
let browser;
let teacher;
before(async () => {
  server = await Server.start();
  browser = await chromiumPlain();
  teacher = await browser.another({ locale: 'de-DE', timezoneId: 'Europe/Berlin', viewport: desktop, reducedMotion: 'reduce', acceptDownloads: true });
  await signIn(teacher, server);
});
after(async () => {
  await browser?.end();
  await server?.end();
});

const title = 'Mathe 7b, Arbeit';
const rooms = () => teacher.evaluate(async () => (await (await fetch('/api/v1/rooms')).json()).rooms);

async function choose(item) {
  await teacher.getByRole('button', { name: `Mehr zu ${title}` }).click();
  await teacher.getByRole('menuitem', { name: item }).click();
  return teacher.getByRole('dialog');
}

test('a room for a class test: seen, not heard', async () => {
  await teacher.getByRole('button', { name: 'Raum anlegen' }).first().click();
  const dialog = teacher.getByRole('dialog');
  await dialog.getByLabel('Name des Raums').fill(title);
  await dialog.getByRole('radio', { name: 'Unterricht' }).focus();
  await teacher.keyboard.press('ArrowDown');
  await teacher.keyboard.press('ArrowDown');
  assert.ok(await dialog.getByRole('radio', { name: 'Klassenarbeit' }).isChecked());
  await look(teacher, 'de-rooms-new');
  await dialog.getByRole('button', { name: 'Raum anlegen' }).click();
  await teacher.getByRole('heading', { name: title }).waitFor();
  const [room] = await rooms();
  assert.equal(room.kind, 'test');
  assert.deepEqual([room.policy.microphone, room.policy.camera, room.policy.chat, room.policy.codes], [false, true, false, false]);
  await teacher.getByRole('button', { name: `QR-Code zeigen: ${title}` }).waitFor();
});

test('what participants may is changed in the settings', async () => {
  const dialog = await choose('Einstellungen');
  assert.equal(await dialog.getByRole('switch', { name: 'Mikrofon einschalten' }).isChecked(), false);
  await look(teacher, 'de-rooms-settings');
  await dialog.getByRole('switch', { name: 'Bildschirm zeigen' }).press('Space');
  await dialog.getByRole('button', { name: 'Speichern' }).click();
  await dialog.waitFor({ state: 'detached' });
  const [room] = await rooms();
  assert.deepEqual([room.policy.screen, room.policy.chat], [true, false]);
});

test('a date is planned and taken along as a calendar file', async () => {
  const dialog = await choose('Termine');
  await dialog.getByRole('button', { name: 'Termin hinzufügen' }).click();
  await dialog.getByLabel('Bis').fill('07:00');
  await dialog.getByRole('button', { name: 'Hinzufügen', exact: true }).click();
  await dialog.getByText('Das Ende liegt nicht nach dem Beginn.').waitFor();
  await dialog.getByLabel('Bis').fill('09:30');
  await look(teacher, 'de-rooms-date');
  await dialog.getByRole('button', { name: 'Hinzufügen', exact: true }).click();
  await dialog.getByRole('list', { name: 'Geplante Treffen' }).getByText('08:00 bis 09:30 Uhr').waitFor();
  const wanted = teacher.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Kalenderdatei laden' }).click();
  const file = await wanted;
  assert.match(file.suggestedFilename(), /\.ics$/);
  const text = fs.readFileSync(await file.path(), 'utf8');
  assert.match(text, /BEGIN:VEVENT/);
  assert.match(text, /Mathe 7b/);
  await teacher.keyboard.press('Escape');
});

test('the way into the room is printed on cards, with the date', async () => {
  const dialog = await choose('Karte drucken');
  assert.ok(await dialog.getByRole('radio', { name: 'Zwei Karten' }).isChecked());
  assert.equal(await dialog.getByLabel('Raumcode mitdrucken').count(), 0); /* a class test has no codes */
  await dialog.getByRole('radio', { name: 'Zwei Karten' }).focus();
  await teacher.keyboard.press('ArrowDown');
  await look(teacher, 'de-rooms-card');
  const [file] = await Promise.all([teacher.waitForEvent('download'), dialog.getByRole('button', { name: 'PDF laden' }).click()]);
  await dialog.waitFor({ state: 'detached' });
  assert.equal(file.suggestedFilename(), `Karte ${title}.pdf`);
  const where = await file.path();
  const info = execFileSync('pdfinfo', [where], { encoding: 'utf8' });
  assert.match(info, /Tagged:\s+yes/);
  assert.match(info, /Pages:\s+1\n[^]*\(A4\)/);
  const words = execFileSync('pdftotext', [where, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
  const [room] = await rooms();
  assert.equal(words.split(room.link.replace(/^https?:\/\//, '')).length - 1, 4);
  assert.match(words, /Wann: \S+, \d+\. \S+ \d{4}, 8:00 bis 9:30 Uhr/);
  fs.copyFileSync(where, path.join(out, 'karte.pdf'));
  await toastsGone(teacher);

  await teacher.getByRole('button', { name: `QR-Code zeigen: ${title}` }).click();
  await teacher.getByRole('dialog').getByRole('button', { name: 'Karte drucken' }).click();
  await teacher.getByRole('dialog').getByRole('radio', { name: 'Acht Karten' }).waitFor();
  await teacher.keyboard.press('Escape');
});

test('a date is cancelled', async () => {
  const dialog = await choose('Termine');
  await dialog.getByRole('button', { name: /^Termin löschen/ }).click();
  await dialog.getByText('Noch ist kein Treffen geplant.').waitFor();
  await teacher.keyboard.press('Escape');
  assert.deepEqual(teacher.faults, []);
  noFaults();
});

test('nothing was asked of any other host', () => assert.deepEqual(foreign, []));
