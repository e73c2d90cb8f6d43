// SPDX-License-Identifier: EUPL-1.2
// Accounts, from the operator's letter to the teacher's meeting: passwords on paper, a list of teachers that only the
// school can read, a lock that acts at once, a rotation that leaves the pupils' links as they are.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromiumPlain, foreign } from '../lib/browsers.mjs';
import { look, noFaults, out, toastsGone } from '../lib/looks.mjs';
import { makeOperator, operatorPage } from '../lib/operator.mjs';
import { comeIn, issue, makeSchool, must, signInFirst } from '../lib/school.mjs';
import { Api, Server } from '../lib/server.mjs';
import { Socket } from '../lib/socket.mjs';

const names = ['Frau Kiefernholz', 'Herr Lindenblatt', 'Frau Buchenring'];

let server;
let browser;
let files;
let operator;
let school;
let contact;
let schoolAccount;

before(async () => {
  files = fs.mkdtempSync(path.join(os.tmpdir(), 'kreide-letters-'));
  server = await Server.start();
  browser = await chromiumPlain();
  operator = await makeOperator(server);
  school = await makeSchool(operator);
});
after(async () => {
  await browser?.end();
  await server?.end();
  fs.rmSync(files, { recursive: true, force: true });
});

async function save(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const where = path.join(files, file.suggestedFilename());
  await file.saveAs(where);
  return where;
}

async function saved(page, button) {
  return fs.readFileSync(await save(page, button));
}

/** The text of a PDF that the button saves. */
async function downloaded(page, button) {
  return execFileSync('pdftotext', ['-layout', await save(page, button), '-'], { encoding: 'utf8' });
}

/** Reads a dialog with fresh passwords: [{ handle, password }]. */
async function shown(page) {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Passwort', { exact: true }).first().waitFor();
  const [handles, passwords] = await Promise.all(
    ['Kennung', 'Passwort'].map(async (label) => Promise.all((await dialog.getByLabel(label, { exact: true }).all()).map((each) => each.inputValue()))),
  );
  return handles.map((handle, i) => ({ handle, password: passwords[i] }));
}

test('the operator makes a contact person and prints the letter and the recovery sheet', async () => {
  const made = (await must(operator.api, 'POST', `/schools/${school}/accounts`, { role: 'contact' })).account;
  const own = (await must(operator.api, 'POST', `/schools/${school}/accounts`, { role: 'school' })).account;
  const page = await operatorPage(server, browser, operator);
  await page.goto(`${server.url}/portal/accounts`);
  await page.getByText('Lindenschule Musterstadt').first().waitFor();
  await look(page, 'accounts');
  await page.getByLabel('Kennung suchen').fill(made.handle);
  await page.getByRole('link', { name: made.handle }).click();
  await page.getByRole('heading', { level: 1, name: made.handle }).waitFor();
  await look(page, 'account');
  await page.getByRole('button', { name: 'Passwort ausgeben' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Passwort ausgeben' }).click();
  const [credential] = await shown(page);
  assert.equal(credential.handle, made.handle);
  await look(page, 'credentials');
  const letter = await downloaded(page, page.getByRole('button', { name: 'Zugangsbrief (PDF)' }));
  assert.ok(letter.includes(credential.handle) && letter.includes(credential.password), letter);
  const sheet = await downloaded(page, page.getByRole('button', { name: 'Wiederherstellungsblatt (PDF)' }));
  assert.match(sheet, /Wiederherstellungsblatt[^]*(?:[0-9a-z]{4}-){6}[0-9a-z]{4}/);
  await page.getByRole('button', { name: 'Fertig, alles notiert' }).click();
  await page.getByText('Nutzbar', { exact: true }).waitFor();
  assert.deepEqual(page.faults, []);

  contact = await signInFirst(server, credential);
  schoolAccount = { ...(await issue(operator.api, [own.id]))[0], id: own.id };
  assert.equal((await operator.api.call('GET', `/api/v1/schools/${school}/holdings`)).status, 403);
});

test('the contact person adds teachers from a list and hands out letters', async () => {
  const page = await operatorPage(server, browser, contact);
  await page.goto(`${server.url}/portal/moderators`);
  await page.getByText('Noch keine Zugänge für Lehrkräfte').waitFor();
  await look(page, 'teachers-none');
  await page.getByRole('button', { name: 'Lehrkräfte hinzufügen' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Eine Person je Zeile').fill(names[0]);
  await look(page, 'teachers-add');
  await dialog.getByRole('button', { name: 'Einen Zugang anlegen' }).click();
  await dialog.getByRole('button', { name: 'Passwort ausgeben' }).click();
  const first = await shown(page);
  await page.getByRole('button', { name: 'Fertig, alles notiert' }).click();

  /* A table as German Excel writes it, read by the server: what would happen is shown first, line by line. */
  await page.getByRole('button', { name: 'Lehrkräfte hinzufügen' }).click();
  const table = path.join(files, 'lehrkraefte.csv');
  const lines = ['Name;Fach', `${names[1]};F\xe4cher`, ';Deutsch', `${names[2]};Sport`, `${names[0]};Ethik`, `${names[1]};Musik`];
  fs.writeFileSync(table, Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1'));
  await dialog.locator('input[type=file]').setInputFiles(table);
  await dialog.getByText('2 neue Zugänge, eine Person hat schon einen, 2 Zeilen gehen nicht.').waitFor();
  await dialog.getByText('In der Zeile steht kein Name.').waitFor();
  await dialog.getByText('Diese Person steht weiter oben schon einmal.').waitFor();
  await look(page, 'teachers-table');
  await dialog.getByRole('button', { name: '2 Zugänge anlegen' }).click();
  await dialog.getByRole('button', { name: 'Passwörter ausgeben' }).click();
  const credentials = await shown(page);
  assert.equal(credentials.length, 2);
  assert.ok(!credentials.some((each) => each.handle === first[0].handle));
  const letters = await downloaded(page, page.getByRole('button', { name: 'Zugangsbriefe (PDF)' }));
  for (const { handle, password } of credentials) assert.ok(letters.includes(handle) && letters.includes(password));
  for (const name of names) assert.ok(!letters.includes(name)); /* a letter that is found tells nobody's name */
  await page.getByRole('button', { name: 'Fertig, alles notiert' }).click();
  await page.getByRole('link', { name: names[1] }).waitFor();
  await toastsGone(page);
  await look(page, 'teachers');
  const list = await saved(page, page.getByRole('button', { name: 'Liste speichern (CSV)' }));
  assert.equal(list.subarray(0, 3).toString('hex'), 'efbbbf');
  for (const name of names) assert.ok(list.includes(`;${name};nutzbar;`), list.toString());
  await page.getByLabel('Kennung oder Person suchen').fill('kiefern');
  await page.getByRole('link', { name: names[1] }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: names[0] }).click();
  await page.getByRole('heading', { level: 2, name: 'Angemeldete Geräte' }).waitFor();
  await look(page, 'teacher');
  assert.deepEqual(page.faults, []);
  const seen = (await operator.api.call('GET', `/api/v1/schools/${school}/accounts`)).text;
  for (const name of names) assert.ok(!seen.includes(name));
});

test('a locked teacher is out at once, everywhere', async (t) => {
  const list = (await must(contact.api, 'GET', `/schools/${school}/accounts?role=moderator`)).accounts;
  const account = list.find((each) => each.label === names[0]);
  const [credential] = await issue(contact.api, [account.id]);
  const teacher = (await signInFirst(server, credential)).api;
  const room = await teacher.room('6a', { lobby: false });
  const here = await comeIn(teacher, { room: room.id }, 'Lehrkraft');
  const guest = new Api(server.url);
  const pupil = await comeIn(guest, { link: room.link.split('/r/')[1] }, 'Ahorn');

  const page = await operatorPage(server, browser, contact);
  await page.goto(`${server.url}/portal/moderators/${account.id}`);
  await page.getByRole('button', { name: 'Sperren' }).click();
  await look(page, 'teacher-lock');
  const began = Date.now();
  await page.getByRole('dialog').getByRole('button', { name: 'Sperren' }).click();
  for (const { socket } of [here, pupil]) {
    assert.equal((await socket.take((message) => message.type === 'ended')).reason, 'account_locked');
    await socket.closed;
  }
  t.diagnostic(`everybody was out after ${Date.now() - began} ms; 2 s are promised`); // a figure: machines differ
  assert.equal((await teacher.call('GET', '/api/v1/session')).status, 401);
  assert.equal((await teacher.signIn(credential.handle, credential.password)).status, 403);
  const again = await Socket.open(guest);
  assert.equal((await again.ask('knock', { ticket: pupil.ticket, name: 'Ahorn' })).type, 'refused');
  await page.getByRole('button', { name: 'Entsperren' }).click();
  await page.getByText('Nutzbar', { exact: true }).waitFor();
  assert.equal((await teacher.signIn(credential.handle, credential.password)).status, 201);
  assert.deepEqual(page.faults, []);
});

test('another password for the school leaves the pupils’ links as they are', async () => {
  const teacher = (await signInFirst(server, schoolAccount)).api;
  const room = await teacher.room('7b', { lobby: false });
  const link = { link: room.link.split('/r/')[1] };
  const page = await operatorPage(server, browser, contact);
  await page.goto(`${server.url}/portal/school-account`);
  await page.getByText(schoolAccount.handle).waitFor();
  await look(page, 'school-account');
  await page.getByRole('button', { name: 'Passwort wechseln' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Passwort ausgeben' }).click();
  const [credential] = await shown(page);
  assert.notEqual(credential.password, schoolAccount.password);
  assert.equal((await teacher.call('GET', '/api/v1/session')).status, 401);
  assert.equal((await teacher.signIn(credential.handle, schoolAccount.password)).status, 401);
  assert.equal((await teacher.signIn(credential.handle, credential.password)).status, 201);
  assert.equal((await teacher.call('GET', '/api/v1/rooms')).json.rooms[0].id, room.id);
  assert.equal((await new Api(server.url).call('POST', '/api/v1/tickets', link)).status, 200);
  await page.getByRole('button', { name: 'Fertig, alles notiert' }).click();
  await page.getByText('Chromium').or(page.getByText('Unbekanntes Gerät')).first().waitFor();
  assert.deepEqual(page.faults, []);
});

test('who had access is the school’s to read, and nothing of it lies open', async () => {
  const page = await operatorPage(server, browser, contact);
  await page.goto(`${server.url}/portal/moderators/holders`);
  await page.getByText(names[0]).first().waitFor();
  await page.getByText('Neues Passwort').first().waitFor();
  await look(page, 'holders');
  const paper = await downloaded(page, page.getByRole('button', { name: 'Als Blatt (PDF)' }));
  assert.match(paper, /Wer hatte wann welchen Zugang/);
  assert.match(paper, /Lindenschule Musterstadt/);
  for (const name of names) assert.ok(paper.includes(name), paper);
  assert.ok(paper.includes('neues Passwort') && paper.includes('gesperrt'), paper);
  fs.mkdirSync(out, { recursive: true });
  execFileSync('pdftoppm', ['-r', '70', '-png', path.join(files, 'zugangsverzeichnis-1.pdf'), path.join(out, 'holders-paper')]);
  assert.deepEqual(page.faults, []);
  for (const file of fs.readdirSync(server.data, { recursive: true })) {
    const whole = path.join(server.data, file);
    if (!fs.statSync(whole).isFile()) continue;
    const bytes = fs.readFileSync(whole);
    for (const name of names) assert.ok(!bytes.includes(name.split(' ')[1]), `${file} shows a teacher`);
  }
  noFaults();
  assert.deepEqual(foreign, []);
});
