// SPDX-License-Identifier: EUPL-1.2
// A school takes part in five steps: online by its head, with the signature of the contact person coming later; on paper by
// the operator; and many at once from a spreadsheet. What was accepted, by whom and in which version, can be shown later.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromiumPlain, foreign } from '../lib/browsers.mjs';
import { look, noFaults } from '../lib/looks.mjs';
import { makeOperator, operatorPage } from '../lib/operator.mjs';
import { issue, must } from '../lib/school.mjs';
import { Api, Server, until } from '../lib/server.mjs';

const password = 'Holunder und Birke am See';
const scan = (words) => Buffer.concat([Buffer.from(`%PDF-1.4\n% ${words}\n`), Buffer.alloc(400_000, 'x'), Buffer.from('\n%%EOF\n')]);

let server;
let browser;
let files;
let operator;
let desk; // the operator's page
let head; // the head's page
let handle;

before(async () => {
  files = fs.mkdtempSync(path.join(os.tmpdir(), 'kreide-enrolment-'));
  server = await Server.start();
  browser = await chromiumPlain();
  operator = await makeOperator(server);
  desk = await operatorPage(server, browser, operator);
});
after(async () => {
  await browser?.end();
  await server?.end();
  fs.rmSync(files, { recursive: true, force: true });
});

const tick = (page, words) => page.locator('label').filter({ hasText: words }).click();
const heading = (page, name, level = 2) => page.getByRole('heading', { level, name, exact: true });

/** Looks once what was said has been said. */
async function see(page, name) {
  await until('toasts to be gone', async () => (await page.locator('.toast').count()) === 0);
  await look(page, name);
}

function file(name, bytes) {
  const where = path.join(files, name);
  fs.writeFileSync(where, bytes);
  return where;
}

async function downloaded(page, button) {
  const [got] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const where = path.join(files, `got-${got.suggestedFilename()}`);
  await got.saveAs(where);
  return where;
}

const words = (pdf) => execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');

async function fillProfile(page, name, number) {
  const fields = {
    'Name der Schule': name, Dienststellenschlüssel: number, Schulart: 'Grundschule', 'Straße und Hausnummer': 'Holunderweg 1', Postleitzahl: '12345',
    Ort: 'Musterstadt', 'E-Mail der Schule': 'poststelle@holunder.example', 'Name der Schulleitung': 'Frau Birke', 'Name der Kontaktperson': 'Herr Ahorn',
  };
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
}

test('a head registers the school and keeps the sheet', async () => {
  head = await browser.another({ viewport: { width: 1440, height: 900 } });
  await head.goto(`${server.url}/service`);
  await head.getByRole('link', { name: 'Schule anmelden', exact: true }).first().click();
  await heading(head, 'Schule anmelden', 1).waitFor();
  await head.getByRole('button', { name: 'Schule anmelden' }).click();
  await head.getByRole('link', { name: 'Name der Schule: Bitte ausfüllen.' }).waitFor();
  await see(head, 'register-wrong');
  await fillProfile(head, 'Holunderschule Musterstadt', '04109999');
  await head.getByLabel('Passwort', { exact: true }).fill(password);
  await head.getByLabel('Passwort wiederholen', { exact: true }).fill(`${password}!`);
  await head.locator('label.toggle__label, .toggle label').filter({ hasText: 'Ich bin Schulleiterin' }).click();
  await head.getByRole('button', { name: 'Schule anmelden' }).click();
  await head.getByText('Die beiden Passwörter sind verschieden.').first().waitFor();
  await head.getByLabel('Passwort wiederholen', { exact: true }).fill(password);
  await head.getByRole('button', { name: 'Schule anmelden' }).click();
  await heading(head, 'Ihre Schule ist angemeldet', 1).waitFor();
  await see(head, 'registered');
  handle = (await head.locator('.register-sheet__mono').innerText()).trim();
  assert.match(handle, /^mk-/);
  const code = (await head.locator('.register-sheet__code').innerText()).replace(/\s+/g, '');
  assert.equal(code.length, 28);
  await head.getByRole('button', { name: 'Weiter zu den Schritten' }).click();
  await head.getByText('Bitte bestätigen.').waitFor(); // not before the sheet is kept
  await tick(head, 'Ich habe das Blatt gedruckt');
  await head.getByRole('button', { name: 'Weiter zu den Schritten' }).click();
  await heading(head, 'Informationsblatt').waitFor();
  await see(head, 'enrol-information');
});

test('the head reads, accepts, and sends the signed papers', async () => {
  await head.getByRole('button', { name: 'Lesen: Informationsblatt' }).click();
  await head.getByRole('dialog').getByRole('heading', { name: 'Das Angebot', exact: true }).waitFor();
  await see(head, 'enrol-reader');
  await head.getByRole('button', { name: 'Gelesen' }).click();
  await head.getByRole('button', { name: 'Bestätigen und weiter' }).click();
  await head.getByText('Bitte bestätigen.').waitFor();
  await tick(head, 'Ich habe das Informationsblatt gelesen.');
  await head.getByRole('button', { name: 'Bestätigen und weiter' }).click();
  await heading(head, 'Nutzungsbedingungen').waitFor();
  assert.equal(await head.getByLabel('Ihr Name').inputValue(), 'Frau Birke');
  await tick(head, 'Ich nehme dieses Dokument');
  await head.getByRole('button', { name: 'Annehmen' }).click();
  await heading(head, 'Vereinbarung zur Auftragsverarbeitung').waitFor();
  await see(head, 'enrol-agreement');
  const agreement = await downloaded(head, head.getByRole('button', { name: 'PDF herunterladen: Vereinbarung zur Auftragsverarbeitung (AVV)' }));
  assert.match(words(agreement), /Holunderschule Musterstadt/); // filled in for the school
  const field = head.getByLabel('Unterschriebenes Dokument');
  await field.setInputFiles(file('AVV.pdf', Buffer.from('MZ this is a program')));
  await head.getByText(/ist keine lesbare Datei|AVV\.pdf/).first().waitFor();
  await field.setInputFiles(file('AVV.pdf', scan('agreement')));
  await head.getByRole('button', { name: 'Absenden' }).click();
  await heading(head, 'Anmeldedokument').waitFor();
  await head.getByLabel('Unterschriebenes Dokument').setInputFiles(file('Anmeldung.png', await head.screenshot()));
  await head.getByRole('button', { name: 'Absenden' }).click();
  await head.getByText('Das Medienzentrum prüft Ihre Unterlagen', { exact: true }).waitFor();
  await see(head, 'enrol-checking');
});

test('the operator countersigns with the papers beside', async () => {
  await desk.goto(`${server.url}/portal/enrolments`);
  await see(desk, 'enrolments');
  await desk.getByRole('link', { name: /Holunderschule Musterstadt/ }).click();
  await heading(desk, 'Prüfen und gegenzeichnen').waitFor();
  await desk.getByRole('img', { name: 'Anmeldedokument, PNG' }).waitFor(); // the picture, opened with the school's key
  const paper = await downloaded(desk, desk.getByRole('button', { name: 'Herunterladen: Auftragsverarbeitung, PDF' }).first());
  assert.deepEqual(fs.readFileSync(paper), scan('agreement')); // put together from its parts, as it came
  await see(desk, 'countersign');
  const sign = desk.getByRole('button', { name: 'Gegenzeichnen' });
  assert.equal(await sign.isDisabled(), true);
  for (const each of ['Die Vereinbarung zur Auftragsverarbeitung ist vollständig', 'Das Anmeldedokument ist vollständig', 'Die Angaben zur Schule stimmen']) await tick(desk, each);
  await sign.click();
  await desk.getByText('nimmt teil', { exact: true }).first().waitFor();
  await see(desk, 'school-enrolment');
});

test('the contact person’s signature comes later, and everything can be shown', async () => {
  await head.reload();
  await heading(head, 'Unterschrift der Kontaktperson').waitFor();
  // Sent while the browser still reads the file, as on a slow computer: what was chosen goes all the same, and nothing else.
  await head.evaluate(() => {
    const read = Blob.prototype.arrayBuffer;
    const gate = new Promise((open) => {
      globalThis.readOn = () => {
        Blob.prototype.arrayBuffer = read;
        open();
      };
    });
    Blob.prototype.arrayBuffer = function () {
      return gate.then(() => read.call(this));
    };
  });
  await head.getByLabel('Unterschriebenes Dokument').setInputFiles(file('Kontakt.pdf', Buffer.from('MZ this is a program')));
  await head.getByRole('button', { name: 'Absenden' }).click();
  await head.getByLabel('Unterschriebenes Dokument').setInputFiles(file('Kontakt.pdf', scan('contact')));
  await head.getByRole('button', { name: 'Absenden' }).click();
  await head.evaluate(() => globalThis.readOn());
  await until('the signature to be recorded', async () => {
    const rows = await must(operator.api, 'GET', '/schools?search=holunderschule');
    return rows.schools[0]?.waiting.due.length === 0;
  });
  await head.getByRole('link', { name: 'Unterlagen und Verlauf' }).click();
  await head.getByText('Unterschrift der Kontaktperson eingegangen').waitFor();
  await see(head, 'enrol-papers');
  const proof = words(await downloaded(head, head.getByRole('button', { name: 'Nachweis als PDF' })));
  for (const part of ['Holunderschule Musterstadt', 'Frau Birke', '04109999']) assert.ok(proof.includes(part), `"${part}" is in the proof`);
  assert.match(proof, /[0-9a-f]{16}/); // the hash of what was accepted
  await head.getByRole('link', { name: 'Angaben der Schule' }).click();
  await head.getByLabel('Telefon', { exact: true }).fill('07131 12-0');
  await head.getByRole('button', { name: 'Änderungen speichern' }).click();
  await head.locator('.toast__text').getByText('Gespeichert.').waitFor();
  assert.equal(await head.getByLabel('Name der Schule').getAttribute('readonly') !== null, true);
  await see(head, 'enrol-school');
});

test('a school enrols on paper, and a mistake is voided, not lost', async () => {
  await desk.goto(`${server.url}/portal/schools`);
  await desk.getByRole('link', { name: 'Neue Schule' }).click();
  await fillProfile(desk, 'Eschenschule Neustadt', '04109998');
  await see(desk, 'school-new');
  await desk.getByRole('button', { name: 'Schule anlegen' }).click();
  await heading(desk, 'Eschenschule Neustadt', 1).waitFor();
  const record = async (step, { signer, scanned } = {}) => {
    await desk.getByRole('button', { name: `Auf Papier eintragen: ${step}` }).click();
    const dialog = desk.getByRole('dialog');
    if (signer) await dialog.getByLabel('Wer hat unterschrieben?').fill(signer);
    if (scanned) await dialog.getByLabel('Scan des Papiers').setInputFiles(file('Scan.pdf', scan(step)));
    if (step === 'Nutzungsbedingungen') await see(desk, 'record-paper');
    await dialog.getByRole('button', { name: 'Eintragen', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  await record('Informationsblatt');
  await record('Nutzungsbedingungen', { signer: 'Frau Esche' });
  await desk.getByRole('button', { name: 'Für ungültig erklären' }).first().click();
  await desk.getByRole('dialog').getByLabel('Grund').fill('Falsche Schule');
  await desk.getByRole('dialog').getByRole('button', { name: 'Für ungültig erklären' }).click();
  await desk.getByText('Für ungültig erklärt: Falsche Schule').waitFor();
  await record('Nutzungsbedingungen', { signer: 'Frau Birke' });
  await record('Auftragsverarbeitung', { scanned: true });
  await record('Anmeldedokument');
  await heading(desk, 'Prüfen und gegenzeichnen').waitFor();
  const { schools } = await must(operator.api, 'GET', '/schools?search=eschenschule');
  const { records } = await must(operator.api, 'GET', `/schools/${schools[0].id}/enrolment`);
  assert.deepEqual(records.map((each) => each.step), ['information', 'terms', 'terms', 'agreement', 'registration']);
  assert.equal(records[1].voided_why, 'Falsche Schule');
  await desk.getByRole('link', { name: 'Unterlagen', exact: true }).click();
  await desk.getByText('Auftragsverarbeitung, PDF').waitFor();
  await see(desk, 'school-papers');
});

test('a table is checked first, then read; wrong lines are told', async () => {
  const head = 'Schule;Dienststellenschlüssel;Straße;PLZ;Ort;E-Mail;Schulleitung';
  const line = (name, number, code = '12345') => `${name};${number};Lindenweg 4;${code};Musterstadt;poststelle@linde.example;Frau Birke`;
  const table = [head, line('Mühlenschule', '04100011'), line('Ulmenschule', '04100012', 'keine'), line('Holunderschule Musterstadt', '4109999')].join('\r\n');
  await desk.goto(`${server.url}/portal/schools/import`);
  // as German Excel writes it: Windows-1252
  await desk.getByLabel('Tabelle', { exact: true }).setInputFiles(file('schulen.csv', Buffer.from(table, 'latin1')));
  await desk.getByRole('button', { name: 'Prüfen' }).click();
  await heading(desk, 'Das würde geschehen').waitFor();
  await desk.getByText('„Postleitzahl“ passt nicht.').waitFor();
  await see(desk, 'import-checked');
  assert.equal((await must(operator.api, 'GET', '/schools?search=muehlenschule')).total, 0);
  await desk.getByRole('button', { name: 'Jetzt einlesen' }).click();
  await heading(desk, 'Das ist geschehen').waitFor();
  assert.equal((await must(operator.api, 'GET', '/schools?search=muehlenschule')).total, 1);
  await desk.getByRole('link', { name: 'Zu den Schulen' }).click();
  await desk.getByPlaceholder('Name, Ort, Nummer oder E-Mail').fill('muehlen');
  await desk.getByRole('link', { name: /Mühlenschule/ }).waitFor();
  await see(desk, 'schools');
  await desk.getByRole('button', { name: 'Weitere Aktionen' }).click();
  const saved = fs.readFileSync(await downloaded(desk, desk.getByRole('menuitem', { name: 'Als Tabelle speichern' })), 'utf8');
  assert.ok(saved.startsWith('\ufeffSchule;') && saved.includes('Holunderschule Musterstadt;04109999;'));
  assert.ok(saved.includes(';nimmt teil;'));
});

test('a suspended school is out within two seconds, and its head sees why nothing works', async () => {
  const { schools } = await must(operator.api, 'GET', '/schools?search=holunderschule');
  const id = schools[0].id;
  const made = await must(operator.api, 'POST', `/schools/${id}/accounts`, { role: 'school' });
  const [{ password: given, handle: teacher }] = await issue(operator.api, [made.account.id]);
  const api = new Api(server.url);
  await api.signIn(teacher, given);
  assert.equal((await api.call('GET', '/api/v1/rooms')).status, 200);
  await desk.goto(`${server.url}/portal/schools/${id}`);
  await desk.getByRole('button', { name: 'Weitere Aktionen' }).click();
  await desk.getByRole('menuitem', { name: 'Aussetzen' }).click();
  await desk.getByRole('dialog').getByLabel('Grund').fill('Missbrauch wird geklärt');
  await desk.getByRole('dialog').getByRole('button', { name: 'Aussetzen' }).click();
  await desk.getByText('Die Teilnahme ist ausgesetzt.').waitFor();
  assert.equal((await api.call('GET', '/api/v1/rooms')).status, 401);
  await head.goto(`${server.url}/portal/enrolment`);
  await head.getByText('Die Teilnahme ist zurzeit ausgesetzt.').waitFor();
  await desk.goto(`${server.url}/portal/enrolments/settings`);
  await heading(desk, 'Anmeldungen', 1).waitFor();
  await see(desk, 'enrolment-rules');
});

test('nothing was asked of anybody else, and no page complained', () => {
  assert.deepEqual(foreign, []);
  assert.deepEqual([...desk.faults, ...head.faults], []);
  noFaults();
});
