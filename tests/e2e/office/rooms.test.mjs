// SPDX-License-Identifier: EUPL-1.2
// Rooms as those who look after them see them: rules of operator and school that hold in a running meeting, who may open
// which room, a new link, a card; and what a teacher is told of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { chromiumPlain, foreign } from '../lib/browsers.mjs';
import { enter } from '../lib/lesson.mjs';
import { desktop, look, noFaults, toastsGone } from '../lib/looks.mjs';
import { makeOperator, operatorPage } from '../lib/operator.mjs';
import { comeIn, makeSchool, makeStaff, must } from '../lib/school.mjs';
import { Api, Server, until } from '../lib/server.mjs';

let server;
let browser;
let operator;
let school;
let room;
const title = 'Mathe 7b';
const german = { locale: 'de-DE', timezoneId: 'Europe/Berlin', viewport: desktop, reducedMotion: 'reduce', acceptDownloads: true };

before(async () => {
  server = await Server.start();
  browser = await chromiumPlain();
  operator = await makeOperator(server);
  school = await makeStaff(server, operator, await makeSchool(operator), { teachers: 2 });
});
after(async () => {
  await browser?.end();
  await server?.end();
});

const pageOf = (who, more = {}) => operatorPage(server, browser, who, { ...german, ...more });

async function done(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

async function more(page, item) {
  await page.getByRole('button', { name: `Mehr zu ${title}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
  return page.getByRole('dialog');
}

test('before anybody has a room', async () => {
  const page = await pageOf(school.contact);
  await page.goto(`${server.url}/portal/rooms`);
  await page.getByText('Noch kein Raum').waitFor();
  await page.getByText('Ihre Schule hat keine eigene Grenze').waitFor();
  await look(page, 'de-office-rooms-none');
  await done(page);
});

test('the operator binds all rooms, the school its own', async () => {
  const page = await pageOf(operator);
  await page.goto(`${server.url}/portal/rules`);
  await page.getByText('Nichts ist festgelegt').waitFor();
  await look(page, 'de-office-rules-free');
  await page.getByRole('switch', { name: 'im Chat schreiben' }).press('Space');
  await page.getByText('Im Chat schreibt nur die Moderation.').waitFor();
  const most = page.getByRole('textbox', { name: 'Höchstens so viele Personen in einem Raum' });
  await most.fill('1');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await page.getByText('Geben Sie eine Zahl von 2 bis 256 ein').first().waitFor();
  await most.fill('40');
  await page.getByText('In einem Raum sind nie mehr als 40 Personen.').waitFor();
  await page.getByRole('button', { name: 'Speichern' }).click();
  await page.getByText('Die Regeln gelten jetzt').first().waitFor();
  await toastsGone(page);
  await look(page, 'de-office-rules');
  await done(page);

  const contact = await pageOf(school.contact);
  await contact.goto(`${server.url}/portal/rooms/rules`);
  await contact.getByText('vom Betreiber für alle Schulen festgelegt').waitFor();
  assert.equal(await contact.getByRole('switch', { name: 'im Chat schreiben' }).count(), 0);
  await contact.getByText('Vom Betreiber festgelegt: höchstens 40.').waitFor();
  await contact.getByRole('switch', { name: 'Bildschirm zeigen' }).press('Space');
  await contact.getByRole('combobox', { name: 'Wenn die Moderation den Raum verlässt' }).selectOption('300');
  await contact.getByRole('button', { name: 'Speichern' }).click();
  await contact.getByText('Die Regeln gelten jetzt').first().waitFor();
  await toastsGone(contact);
  await look(contact, 'de-office-school-rules');
  await done(contact);
});

test('a teacher sees what is fixed and by whom, and cannot get around it', async () => {
  const [teacher] = school.teachers;
  room = await teacher.api.room(title, { lobby: false });
  const page = await pageOf(teacher);
  await page.goto(`${server.url}/rooms`);
  await page.getByRole('heading', { name: title }).waitFor();
  const dialog = await more(page, 'Einstellungen');
  await dialog.getByText('vom Betreiber für alle Schulen festgelegt', { exact: true }).waitFor();
  await dialog.getByText('von Ihrer Schule festgelegt', { exact: true }).waitFor();
  await dialog.getByText('Spätestens nach 5 Minuten, von Ihrer Schule festgelegt.').waitFor();
  for (const name of ['im Chat schreiben', 'Bildschirm zeigen']) assert.equal(await dialog.getByRole('switch', { name }).count(), 0);
  await look(page, 'de-office-teacher-settings');
  await done(page);
  const loose = { lobby: false, microphone: true, camera: true, screen: true, chat: true, codes: true, end_after_s: 0, people: 0 };
  const changed = (await must(teacher.api, 'PATCH', `/rooms/${room.id}`, { own: loose })).room;
  assert.deepEqual([changed.own.chat, changed.policy.chat, changed.policy.screen, changed.policy.people, changed.policy.end_after_s], [true, false, false, 40, 300]);
});

test('a rule holds at once, in the meeting that runs', async () => {
  const [teacher] = school.teachers;
  const page = await pageOf(teacher);
  await enter(page, server, room, { microphone: false, camera: false });
  const pupil = await comeIn(new Api(server.url), { link: room.link.split('/r/')[1] }, 'Ahorn');
  assert.equal((await pupil.socket.ask('say', { text: 'Hallo' })).error, 'forbidden');
  await must(operator.api, 'PUT', '/bounds', { own: { lobby: false, microphone: true, camera: true, screen: true, chat: true, codes: true, end_after_s: 0, people: 40 } });
  await until('the pupil to be allowed to write', async () => (await pupil.socket.ask('say', { text: 'Hallo' })).type === 'ok');

  const contact = await pageOf(school.contact);
  await contact.goto(`${server.url}/portal/rooms`);
  await contact.getByText('2 Personen').first().waitFor();
  await look(contact, 'de-office-rooms');
  await contact.getByRole('combobox', { name: 'Zeigen' }).selectOption('live');
  await contact.getByText(title).first().waitFor();
  await done(contact);
});

test('the contact person opens a room to a colleague', async () => {
  const [, colleague] = school.teachers;
  const page = await pageOf(school.contact);
  await page.goto(`${server.url}/portal/rooms`);
  const dialog = await more(page, 'Wer darf öffnen');
  await dialog.getByRole('radio', { name: 'Einzelne auswählen' }).press('Space');
  await dialog.getByRole('checkbox', { name: colleague.handle }).press('Space');
  await dialog.getByText('1 Zugang ausgewählt').waitFor();
  await look(page, 'de-office-share');
  await dialog.getByRole('button', { name: 'Speichern' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('einzelne Zugänge').first().waitFor();
  await done(page);

  const theirs = await pageOf(colleague);
  await theirs.goto(`${server.url}/rooms`);
  await theirs.getByRole('heading', { name: title }).waitFor();
  await theirs.getByText('für Sie geöffnet').waitFor();
  await theirs.getByRole('button', { name: `Mehr zu ${title}` }).click();
  assert.deepEqual(await theirs.getByRole('menuitem').allInnerTexts(), ['Termine', 'Karte drucken']);
  await done(theirs);
});

test('the contact person prints a card, and gives the room another link', async () => {
  const page = await pageOf(school.contact);
  await page.goto(`${server.url}/portal/rooms`);
  const dialog = await more(page, 'Karte drucken');
  await dialog.getByRole('radio', { name: 'Ein großes Blatt' }).press('Space');
  await look(page, 'de-office-card');
  const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'PDF laden' }).click()]);
  assert.equal(file.suggestedFilename(), `Karte ${title}.pdf`);
  const words = execFileSync('pdftotext', [await file.path(), '-'], { encoding: 'utf8' });
  assert.ok(words.includes(room.link.replace(/^https?:\/\//, '')), words);
  await dialog.waitFor({ state: 'detached' });

  const sure = await more(page, 'Neuer Link');
  await sure.getByRole('button', { name: 'Neuen Link erzeugen' }).click();
  await sure.waitFor({ state: 'detached' });
  assert.equal((await new Api(server.url).call('POST', '/api/v1/tickets', { link: room.link.split('/r/')[1] })).status, 404);
  const [now] = (await must(school.teachers[0].api, 'GET', '/rooms')).rooms;
  assert.notEqual(now.link, room.link);
  await done(page);
});

test('what cannot be loaded says so, and is tried again', async () => {
  const page = await pageOf(school.contact);
  let broken = true;
  await page.route('**/api/v1/schools/*/rooms', (route) => (broken ? route.abort() : route.continue()));
  await page.goto(`${server.url}/portal/rooms`);
  await page.getByRole('button', { name: 'Erneut versuchen' }).first().waitFor();
  await look(page, 'de-office-rooms-failed');
  broken = false;
  await page.getByRole('button', { name: 'Erneut versuchen' }).first().click();
  await page.getByText(title).first().waitFor();
  await page.context().close();
});

test('in English', async () => {
  for (const [who, where, words, name] of [
    [school.contact, '/portal/rooms', 'All rooms of your school', 'en-office-rooms'],
    [school.contact, '/portal/rooms/rules', 'set by the operator', 'en-office-school-rules'],
    [operator, '/portal/rules', 'Rules for rooms', 'en-office-rules'],
  ]) {
    const page = await pageOf(who, { locale: 'en-GB' });
    await page.goto(`${server.url}${where}`);
    await page.getByText(words).first().waitFor();
    await look(page, name);
    await done(page);
  }
  noFaults();
  assert.deepEqual(foreign, []);
});
