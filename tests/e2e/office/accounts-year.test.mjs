// SPDX-License-Identifier: EUPL-1.2
// Accounts over a school year: what runs out and is renewed, an extra account with its purpose and day, one device signed
// out of several, and what is done to many at once. Time does not pass in a test: the days are moved in the database.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromiumPlain, foreign } from '../lib/browsers.mjs';
import { createRoom, signIn } from '../lib/lesson.mjs';
import { desktop, look, noFaults, phone, toastsGone } from '../lib/looks.mjs';
import { makeOperator, operatorPage } from '../lib/operator.mjs';
import { ask, closeCredentials, downloaded, heading, issuePassword, shownCredentials, words } from '../lib/portal.mjs';
import { issue, makeSchool, makeStaff, must } from '../lib/school.mjs';
import { Api, Server, until } from '../lib/server.mjs';

const dayMs = 86_400_000;
const names = ['Frau Kiefernholz', 'Herr Lindenblatt', 'Frau Buchenring', 'Herr Ahornzweig'];
const german = { locale: 'de-DE', timezoneId: 'Europe/Berlin', viewport: desktop, reducedMotion: 'reduce', acceptDownloads: true };
const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';

let server;
let browser;
let files;
let operator;
let school;
let contact;
let teachers;

before(async () => {
  files = fs.mkdtempSync(path.join(os.tmpdir(), 'kreide-year-'));
  server = await Server.start();
  browser = await chromiumPlain();
  operator = await makeOperator(server);
  ({ school, contact, teachers } = await makeStaff(server, operator, await makeSchool(operator), { teachers: names.length }));
  for (const [i, label] of names.entries()) await must(contact.api, 'PATCH', `/accounts/${teachers[i].id}`, { label });
  await issue(operator.api, (await accountsOf('school')).map(({ id }) => id));
});
after(async () => {
  await browser?.end();
  await server?.end();
  fs.rmSync(files, { recursive: true, force: true });
});

const pageOf = (who, more = {}) => operatorPage(server, browser, who, { ...german, ...more });
const summary = () => must(contact.api, 'GET', `/schools/${school}/accounts/summary`);
const accountsOf = async (role) => (await must(contact.api, 'GET', `/schools/${school}/accounts?role=${role}`)).accounts;
const accountOf = async (id) => (await must(operator.api, 'GET', `/accounts/${id}`)).account;
const germanDay = (ms) => new Date(ms).toLocaleDateString('de-DE', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'Europe/Berlin' });
const row = (page, name) => page.getByRole('row').filter({ hasText: name });
const batch = (page) => page.getByRole('group', { name: 'Für die Auswahl' });
const inBatch = (page, name) => batch(page).getByRole('button', { name, exact: true });
const signsIn = async ({ handle, password }) => (await new Api(server.url).signIn(handle, password)).status;

/** Moves the day on which accounts end to so many days from now. */
function endsIn(days, ids) {
  const change = `import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=60)
db.executemany("UPDATE account SET expires_ms = ? WHERE id = ?", [(int(sys.argv[2]), each) for each in sys.argv[3:]]); db.commit()`;
  const noon = Math.floor(Date.now() / dayMs) * dayMs + dayMs / 2 + days * dayMs; /* as ends of years are: src/office/account/expiry.h */
  execFileSync('python3', ['-c', change, path.join(server.data, 'kreide.db'), String(noon), ...ids]);
  return noon;
}

async function select(page, chosen) {
  for (const name of chosen) await page.getByRole('checkbox', { name: `${name} auswählen` }).press('Space');
  await batch(page).getByText(`${chosen.length} ausgewählt`).waitFor();
}

async function done(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

let renewedTo;

test('the school year ends: the contact person sees it, and renews one account', async () => {
  const [shared] = await accountsOf('school');
  const soon = endsIn(25, [shared.id, ...teachers.slice(0, 2).map(({ id }) => id)]);
  endsIn(-10, [teachers[2].id]); /* in the weeks after the end: it still works */
  endsIn(-100, [teachers[3].id]);
  const now = await summary();
  assert.deepEqual([now.expiring, now.expired], [5, 1]);
  renewedTo = now.renew_to_ms;
  assert.equal(await signsIn(teachers[2]), 201);
  assert.equal(await signsIn(teachers[3]), 403);

  const page = await pageOf(contact);
  await page.goto(`${server.url}/portal/`);
  await page.getByText('4 Zugänge laufen bald ab.').waitFor(); /* those that still work */
  await look(page, 'de-year-today');
  await page.getByRole('link', { name: 'Zugänge verlängern' }).click();
  await page.getByText(`5 Zugänge laufen bald ab. Verlängern Sie sie bis zum ${germanDay(renewedTo)}`).waitFor();
  await row(page, names[0]).getByText(germanDay(soon)).waitFor();
  await row(page, names[0]).getByText('Läuft bald ab').waitFor();
  await row(page, names[3]).getByText('Abgelaufen').waitFor();
  await look(page, 'de-year-ending');

  await row(page, names[0]).getByRole('button', { name: `Mehr zu ${teachers[0].handle}` }).click();
  await page.getByRole('menuitem', { name: 'Verlängern' }).click();
  await row(page, names[0]).waitFor({ state: 'detached' }); /* the list shows those that run out */
  await page.getByText('4 Zugänge laufen bald ab.').waitFor();
  assert.equal((await accountOf(teachers[0].id)).expires_ms, renewedTo);
  assert.equal((await accountOf(teachers[1].id)).expires_ms, soon);

  await page.getByRole('link', { name: names[2] }).click();
  await heading(page, teachers[2].handle, 1).waitFor();
  await page.getByText(/mit Übergangszeit bis/).waitFor();
  await toastsGone(page);
  await look(page, 'de-year-teacher');
  await page.getByRole('button', { name: 'Verlängern' }).click();
  await page.getByText('Nutzbar', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Verlängern' }).waitFor({ state: 'detached' });
  assert.equal((await accountOf(teachers[2].id)).expires_ms, renewedTo);
  await done(page);
});

test('she renews all that are left, the school’s account among them', async () => {
  assert.equal((await summary()).expiring, 3);
  const page = await pageOf(contact);
  await page.goto(`${server.url}/portal/school-account`);
  await page.getByText('Läuft bald ab').waitFor();
  await page.getByRole('button', { name: 'Verlängern' }).waitFor();
  await look(page, 'de-year-school-account');
  await page.goto(`${server.url}/portal/moderators?state=expiring`);
  await row(page, names[1]).waitFor();
  await page.getByRole('button', { name: 'Alle verlängern' }).click();
  await page.getByText('Das Schuljahr geht zu Ende').waitFor({ state: 'detached' });
  await page.getByText('Zu dieser Auswahl gibt es nichts').waitFor(); /* and not: there are no teachers */
  await toastsGone(page);
  await look(page, 'de-year-none');
  for (const each of [...(await accountsOf('moderator')), ...(await accountsOf('school'))]) assert.equal(each.expires_ms, renewedTo);
  assert.deepEqual([(await summary()).expiring, (await summary()).expired], [0, 0]);
  assert.equal(await signsIn(teachers[3]), 201);
  await page.getByLabel('Zustand', { exact: true }).selectOption('');
  for (const name of names) await row(page, name).getByText(germanDay(renewedTo)).waitFor();
  await done(page);
});

test('the operator makes an extra account with purpose, day and a lower claim; it signs in until that day', async () => {
  const page = await pageOf(operator);
  await page.goto(`${server.url}/portal/schools/${school}/accounts`);
  await page.getByRole('button', { name: 'Zugang anlegen' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Zusatzzugang', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Anlegen' }).click();
  await dialog.getByText('Bitte ausfüllen.').waitFor();
  await dialog.getByText('Bitte einen Tag wählen, der noch kommt.').waitFor();
  await look(page, 'de-extra-faults');
  const day = new Date(Date.now() + 60 * dayMs).toISOString().slice(0, 10);
  await dialog.getByLabel('Zweck').fill('Sitzungen des Gesamtelternbeirats');
  await dialog.getByLabel('Gültig bis').fill(day);
  await dialog.getByRole('button', { name: 'Anlegen' }).click();
  await dialog.waitFor({ state: 'detached' });
  await row(page, 'Zusatzzugang: Sitzungen des Gesamtelternbeirats').getByRole('link').first().click();
  await page.getByText('Nachrangig, wenn es eng wird').waitFor();
  await page.getByText('Sitzungen des Gesamtelternbeirats').waitFor();
  await page.getByText(germanDay(Date.parse(`${day}T12:00:00Z`))).waitFor();
  const id = page.url().split('/').pop();
  assert.deepEqual([(await accountOf(id)).lower_claim, (await accountOf(id)).state], [true, 'new']);

  const limits = page.getByRole('region', { name: 'Grenzen dieses Zugangs' });
  await limits.getByRole('textbox', { name: 'Höchstens so viele offene Räume' }).fill('1');
  await limits.getByRole('textbox', { name: 'Höchstens so viele Personen' }).fill('40');
  await limits.getByRole('button', { name: 'Speichern' }).click();
  await until('the limits to be kept', async () => (await must(operator.api, 'GET', `/accounts/${id}/limits`)).max_people === 40);
  const credential = await issuePassword(page, 'Passwort ausgeben');
  await closeCredentials(page);
  await page.getByText('Nutzbar', { exact: true }).waitFor();

  const board = await browser.another(german);
  await signIn(board, { url: server.url, ...credential });
  const room = await createRoom(board, 'Elternbeirat');
  assert.ok(room.link);
  await toastsGone(board);
  await look(board, 'de-extra-rooms');

  await page.reload();
  await page.getByText('Chrome, Linux').waitFor();
  await toastsGone(page);
  await look(page, 'de-extra-account');
  endsIn(-1, [id]);
  assert.equal(await signsIn(credential), 403); /* no weeks of grace for it */
  assert.equal((await ask(board, '/rooms')).status, 401);
  await page.reload();
  await page.getByText('Abgelaufen', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Ablauf ändern' }).click();
  await dialog.getByLabel('Gültig bis').fill('2020-01-01');
  await dialog.getByRole('button', { name: 'Speichern' }).click();
  await dialog.getByText('Bitte einen Tag wählen, der noch kommt.').waitFor();
  await look(page, 'de-extra-expiry');
  await dialog.getByLabel('Gültig bis').fill(day);
  await dialog.getByRole('button', { name: 'Speichern' }).click();
  await page.getByText('Nutzbar', { exact: true }).waitFor();
  assert.equal(await signsIn(credential), 201);
  await done(page);
  await board.context().close();
});

test('of two devices one is signed out, the other stays', async () => {
  const [teacher] = teachers;
  const own = { url: server.url, handle: teacher.handle, password: teacher.password };
  await must(contact.api, 'DELETE', `/accounts/${teacher.id}/sessions`);
  const [desk, mobile] = await Promise.all([browser.another(german), browser.another({ ...german, userAgent: android })]);
  await signIn(desk, own);
  await signIn(mobile, own);
  const page = await pageOf(contact);
  await page.goto(`${server.url}/portal/moderators/${teacher.id}`);
  const devices = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Abmelden: / }) });
  await page.getByText('Chrome, Android').waitFor();
  assert.equal(await devices.count(), 2);
  await look(page, 'de-year-devices');
  await page.getByRole('button', { name: 'Abmelden: Chrome, Android' }).click();
  await page.getByText('Chrome, Android').waitFor({ state: 'detached' });
  await page.getByText('Chrome, Linux').waitFor();
  assert.equal(await devices.count(), 1);
  assert.equal((await ask(mobile, '/rooms')).status, 401);
  assert.equal((await ask(desk, '/rooms')).status, 200);
  await mobile.reload();
  await mobile.getByLabel('Passwort', { exact: true }).waitFor();
  await desk.reload();
  await desk.getByRole('heading', { name: 'Ihre Räume' }).waitFor();

  /* a lock signs out the rest, and the page says so by itself */
  await page.getByRole('button', { name: 'Sperren' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sperren' }).click();
  await page.getByText('Zurzeit ist niemand angemeldet.').waitFor();
  assert.equal((await ask(desk, '/rooms')).status, 401);
  await page.getByRole('button', { name: 'Entsperren' }).click();
  await page.getByText('Nutzbar', { exact: true }).waitFor();
  await done(page);
  for (const each of [desk, mobile]) await each.context().close();
});

test('many at once: locked, unlocked, renewed, and new passwords with their letters', async () => {
  const chosen = names.slice(0, 3);
  const three = teachers.slice(0, 3);
  const states = async () => Promise.all(teachers.map(async ({ id }) => (await accountOf(id)).state));
  const sessions = async () => Promise.all(teachers.map(async ({ api }) => (await api.call('GET', '/api/v1/rooms')).status));
  for (const each of teachers) await must(each.api, 'POST', '/session', { handle: each.handle, password: each.password });
  assert.deepEqual(await sessions(), [200, 200, 200, 200]);

  const page = await pageOf(contact);
  await page.goto(`${server.url}/portal/moderators`);
  await row(page, names[3]).waitFor();
  await select(page, chosen);
  await page.setViewportSize(phone); /* on a phone they scroll, and none lies upon another */
  const boxes = await Promise.all((await batch(page).locator('.table__batch-actions .button').all()).map((each) => each.evaluate((button) => ({ ...button.getBoundingClientRect().toJSON(), needs: button.scrollWidth }))));
  for (const [i, box] of boxes.entries()) assert.ok(box.needs <= box.width + 1 && (i === 0 || box.left >= boxes[i - 1].right), JSON.stringify(boxes));
  await page.setViewportSize(desktop);
  await look(page, 'de-batch');
  await inBatch(page, 'Sperren').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('3 Zugänge sperren?').waitFor();
  await look(page, 'de-batch-lock');
  await dialog.getByRole('button', { name: 'Sperren' }).click();
  for (const name of chosen) await row(page, name).getByText('Gesperrt').waitFor();
  await batch(page).waitFor({ state: 'detached' });
  assert.deepEqual(await states(), ['locked', 'locked', 'locked', 'open']);
  assert.deepEqual(await sessions(), [401, 401, 401, 200]);
  assert.equal(await signsIn(three[0]), 403);

  await select(page, chosen);
  await inBatch(page, 'Entsperren').click();
  for (const name of chosen) await row(page, name).getByText('Nutzbar').waitFor();
  assert.deepEqual(await states(), ['open', 'open', 'open', 'open']);
  for (const each of three) assert.equal(await signsIn(each), 201);

  endsIn(20, teachers.map(({ id }) => id));
  await page.reload();
  await row(page, names[0]).getByText('Läuft bald ab').waitFor();
  await select(page, chosen);
  await inBatch(page, 'Verlängern').click();
  for (const name of chosen) await row(page, name).getByText(germanDay(renewedTo)).waitFor();
  await row(page, names[3]).getByText('Läuft bald ab').waitFor();

  await select(page, chosen);
  await inBatch(page, 'Passwort ausgeben').click();
  await dialog.getByText('Passwörter für 3 Zugänge ausgeben?').waitFor();
  await dialog.getByRole('button', { name: 'Passwörter ausgeben' }).click();
  const credentials = await shownCredentials(page);
  assert.deepEqual(credentials.map(({ handle }) => handle).sort(), three.map(({ handle }) => handle).sort());
  for (const name of chosen) await dialog.getByText(name).waitFor();
  await toastsGone(page);
  await look(page, 'de-batch-passwords');
  const letters = words(await downloaded(page, page.getByRole('button', { name: 'Zugangsbriefe (PDF)' }), files));
  for (const { handle, password } of credentials) assert.ok(letters.includes(handle) && letters.includes(password));
  await closeCredentials(page);
  for (const each of three) assert.equal(await signsIn(each), 401);
  for (const each of credentials) assert.equal(await signsIn(each), 201);
  assert.equal(await signsIn(teachers[3]), 201);
  await done(page);
});

test('in English', async () => {
  const page = await pageOf(contact, { locale: 'en-GB' });
  await page.goto(`${server.url}/portal/moderators`);
  await page.getByRole('button', { name: 'Renew all' }).waitFor();
  await page.getByRole('row').filter({ hasText: names[3] }).getByText('Expires soon').waitFor();
  await look(page, 'en-year-ending');
  await done(page);
  noFaults();
  assert.deepEqual(foreign, []);
});
