// SPDX-License-Identifier: EUPL-1.2
// How full the machines are: live counts of a real meeting, limits of a school and of an extra account, places kept for a
// large meeting, and the figures of the months.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { chromiumPlain, foreign } from '../lib/browsers.mjs';
import { enter } from '../lib/lesson.mjs';
import { desktop, look, noFaults, toastsGone } from '../lib/looks.mjs';
import { makeOperator, operatorPage } from '../lib/operator.mjs';
import { comeIn, issue, makeSchool, makeStaff, must, signInFirst } from '../lib/school.mjs';
import { Api, Server, until } from '../lib/server.mjs';

const hourMs = 3_600_000;
const german = { locale: 'de-DE', timezoneId: 'Europe/Berlin', viewport: desktop, reducedMotion: 'reduce', acceptDownloads: true };

let server;
let browser;
let operator;
let school;
let room;

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
const capacity = () => must(operator.api, 'GET', '/capacity');

async function done(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

test('an empty house, and how much the machines hold', async () => {
  const page = await pageOf(operator);
  await page.goto(`${server.url}/portal/capacity`);
  await page.getByText('Die Server reichen aus').waitFor();
  await page.getByText('Gerade ist kein Raum offen').waitFor();
  await page.getByText('Nichts Großes geplant').waitFor();
  await look(page, 'de-capacity-empty');
  const limit = page.getByRole('textbox', { name: 'Personen zugleich' });
  await limit.fill('5');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await page.getByText('Geben Sie eine Zahl von 10 bis 1.000.000 ein.').first().waitFor();
  await limit.fill('100');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await page.getByText('von 100 Plätzen').waitFor();
  await page.goto(`${server.url}/portal/capacity/months`);
  await page.getByText('Noch keine Zahlen').waitFor();
  await done(page);
});

test('a meeting is counted while it runs', async () => {
  const [teacher] = school.teachers;
  room = await teacher.api.room('Physik 9c', { lobby: false });
  const page = await pageOf(teacher);
  await enter(page, server, room, { microphone: false, camera: false });
  for (const name of ['Ahorn', 'Birke', 'Linde', 'Esche', 'Ulme']) await comeIn(new Api(server.url), { link: room.link.split('/r/')[1] }, name);
  const seen = await pageOf(operator);
  await seen.goto(`${server.url}/portal/capacity`);
  await until('six people to be counted', async () => (await capacity()).people === 6);
  await seen.getByRole('button', { name: 'Aktualisieren' }).click();
  await seen.getByText('von 100 Plätzen, 6 %').waitFor();
  const row = seen.getByRole('table', { name: 'Schulen mit offenen Räumen' }).getByRole('row').nth(1);
  assert.deepEqual((await row.innerText()).split(/\s*[\n\t]\s*/).filter((word) => !word.startsWith('mk-')), ['Lindenschule Musterstadt', '1', '6']);
  await done(seen);
});

test('a large meeting is planned by a teacher, and seen ahead by the operator', async () => {
  const [, teacher] = school.teachers;
  await teacher.api.room('Elternabend 9c', { kind: 'parents' });
  const page = await pageOf(teacher);
  await page.goto(`${server.url}/rooms`);
  await page.getByRole('button', { name: 'Mehr zu Elternabend 9c' }).click();
  await page.getByRole('menuitem', { name: 'Termine' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Termin hinzufügen' }).click();
  await dialog.getByRole('checkbox', { name: 'Plätze freihalten' }).press('Space');
  await dialog.getByLabel('Für wie viele Personen').fill('90');
  await dialog.getByRole('button', { name: 'Hinzufügen', exact: true }).click();
  await dialog.getByText('Zu dieser Zeit sind nicht mehr so viele Plätze frei.').waitFor();
  await dialog.getByLabel('Für wie viele Personen').fill('60');
  await look(page, 'de-capacity-date');
  await dialog.getByRole('button', { name: 'Hinzufügen', exact: true }).click();
  await dialog.getByText('60 Plätze freigehalten').waitFor();
  await page.context().close(); /* a refusal is a line in the browser's own log */

  const seen = await pageOf(operator);
  await seen.goto(`${server.url}/portal/capacity`);
  const row = seen.getByRole('table', { name: 'Große Treffen in den nächsten zwei Wochen' }).getByRole('row').nth(1);
  assert.match(await row.innerText(), /08:00.*bis 09:30[^]*Lindenschule Musterstadt\s+60/);
  assert.equal(await seen.getByText('Elternabend').count(), 0); /* titles are the school's */
  await look(seen, 'de-capacity');
  await done(seen);
});

test('when it gets tight: those that run, those that are planned, schools, then extra accounts', async () => {
  const [first, second] = school.teachers;
  const planned = await second.api.room('Konferenz', { kind: 'staff' });
  const other = await first.api.room('Chemie 9c');
  const { account } = await must(operator.api, 'POST', `/schools/${school.school}/accounts`, { role: 'extra', purpose: 'Gesamtelternbeirat', expires_ms: Date.now() + 90 * 24 * hourMs });
  const extra = await signInFirst(server, (await issue(operator.api, [account.id]))[0]);
  const board = await extra.api.room('Elternbeirat');
  const opens = async (api, { id }) => (await api.call('POST', '/api/v1/tickets', { room: id })).status;
  const atMost = (limit) => must(operator.api, 'PATCH', '/capacity', { limit });

  await atMost(50); /* 6 are there and 30 are expected: more than 70 % */
  assert.deepEqual([await opens(first.api, other), await opens(extra.api, board)], [200, 503]);
  await atMost(60);
  assert.equal(await opens(extra.api, board), 200);
  const now = Date.now();
  await must(second.api, 'POST', `/rooms/${planned.id}/dates`, { starts_ms: now + 60_000, ends_ms: now + hourMs, people: 40 });
  assert.equal((await capacity()).kept, 40);
  assert.deepEqual([await opens(first.api, other), await opens(second.api, planned), await opens(first.api, room)], [503, 200, 200]);
  assert.equal((await capacity()).advice, 'now');

  const page = await pageOf(first);
  await page.goto(`${server.url}/rooms/${other.id}/enter`);
  await page.getByText('Gerade ist kein Platz für ein weiteres Treffen').waitFor();
  await look(page, 'de-capacity-refused');
  await page.context().close(); /* a refused ticket is a line in the browser's own log */

  const seen = await pageOf(operator);
  await seen.goto(`${server.url}/portal/capacity`);
  await seen.getByText('Jetzt wird ein weiterer Server gebraucht').waitFor();
  await look(seen, 'de-capacity-full');

  await atMost(1000);
  await seen.goto(`${server.url}/portal/accounts/${account.id}`);
  await seen.getByRole('heading', { name: 'Grenzen dieses Zugangs' }).waitFor();
  await seen.getByRole('textbox', { name: 'Höchstens so viele offene Räume' }).fill('x');
  await seen.getByRole('button', { name: 'Speichern' }).click();
  await seen.getByText('Geben Sie eine Zahl von 1 bis 10.000 ein').first().waitFor();
  await seen.getByRole('textbox', { name: 'Höchstens so viele offene Räume' }).fill('1');
  await look(seen, 'de-capacity-account');
  await seen.getByRole('button', { name: 'Speichern' }).click();
  await until('the limit to be kept', async () => (await must(operator.api, 'GET', `/accounts/${account.id}/limits`)).max_rooms === 1);
  await done(seen);
  const held = await comeIn(extra.api, { room: board.id }, 'Elternbeirat');
  await until('the meeting to be counted', async () => (await capacity()).rooms === 2);
  assert.equal(await opens(extra.api, await extra.api.room('Elternbeirat, Vorstand')), 503);
  held.socket.send({ type: 'end', id: 99 });
});

test('a limit for one school, found by its name; the school is told', async () => {
  const page = await pageOf(operator);
  await page.goto(`${server.url}/portal/capacity/limits`);
  await page.getByRole('heading', { name: 'Wenn es eng wird' }).waitFor();
  await page.getByLabel('Schule suchen').fill('linden');
  await page.getByRole('link', { name: 'Lindenschule Musterstadt' }).waitFor();
  await look(page, 'de-capacity-limits');
  await page.getByRole('link', { name: 'Lindenschule Musterstadt' }).click();
  await page.getByRole('heading', { level: 1, name: 'Grenzen: Lindenschule Musterstadt' }).waitFor();
  await page.getByRole('textbox', { name: 'Höchstens so viele offene Räume' }).fill('1');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await page.getByText('Gespeichert').first().waitFor();
  await toastsGone(page);
  await look(page, 'de-capacity-school');
  await done(page);

  const contact = await pageOf(school.contact);
  await contact.goto(`${server.url}/portal/rooms`);
  await contact.getByText('Ihre Schule kann 1 Raum zugleich öffnen.').waitFor();
  await done(contact);
  const [, second] = school.teachers;
  const another = await second.api.room('Kunst 5a');
  assert.equal((await second.api.call('POST', '/api/v1/tickets', { room: another.id })).status, 503);
  assert.equal((await school.contact.api.call('PUT', `/api/v1/schools/${school.school}/limits`, { max_rooms: 9, max_people: 0 })).status, 403);
});

test('the figures of the month, for the operator, the funding body, and the school', async () => {
  const months = async () => (await must(operator.api, 'GET', '/capacity/months')).months;
  await until('a minute to be counted', async () => (await months()).length > 0).catch(() => until('a minute to be counted', async () => (await months()).length > 0));
  const [sum] = await months();
  assert.ok(sum.most_people >= 6 && sum.people_minutes >= 6 && !sum.few, JSON.stringify(sum));
  const page = await pageOf(operator);
  await page.goto(`${server.url}/portal/capacity/months`);
  await page.getByRole('table', { name: /^Schulen im/ }).getByText(sum.handle).waitFor();
  await look(page, 'de-capacity-months');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Als Tabelle (CSV) laden' }).click()]);
  const table = fs.readFileSync(await file.path(), 'utf8');
  assert.match(table, /^\uFEFFMonat;Zugang;Treffen;Raumminuten;Personenminuten;meiste Personen zugleich\r\n\d{4}-\d\d;mk-\w+;\d+;\d+;\d+;\d+\r\n/);
  assert.ok(!table.includes('Lindenschule'));
  await done(page);
  const contact = await pageOf(school.contact);
  await contact.goto(`${server.url}/portal/rooms`);
  await contact.getByText('Nutzung Ihrer Schule').first().waitFor();
  await done(contact);
});

test('what cannot be loaded says so, and is tried again', async () => {
  const page = await pageOf(operator);
  let broken = true;
  await page.route('**/api/v1/capacity', (route) => (broken ? route.abort() : route.continue()));
  await page.goto(`${server.url}/portal/capacity`);
  await page.getByText('Die Auslastung konnte nicht geladen werden').waitFor();
  await look(page, 'de-capacity-failed');
  broken = false;
  await page.getByRole('button', { name: 'Erneut versuchen' }).click();
  await page.getByText('Schulen mit offenen Räumen').waitFor();
  await page.context().close();
});

test('in English', async () => {
  const page = await pageOf(operator, { locale: 'en-GB' });
  for (const [where, words, name] of [
    ['/portal/capacity', 'Schools with open rooms', 'en-capacity'],
    ['/portal/capacity/months', 'Person-hours by month', 'en-capacity-months'],
    ['/portal/capacity/limits', 'When it gets tight', 'en-capacity-limits'],
  ]) {
    await page.goto(`${server.url}${where}`);
    await page.getByText(words).first().waitFor();
    await look(page, name);
  }
  await done(page);
  noFaults();
  assert.deepEqual(foreign, []);
});
