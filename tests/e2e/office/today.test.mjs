// SPDX-License-Identifier: EUPL-1.2
// The operator's first page, mail and the log, with a mail server beside; and the first page of a head of school.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { chromiumPlain, foreign } from '../lib/browsers.mjs';
import { look, noFaults, toastsGone } from '../lib/looks.mjs';
import { makeOperator, operatorPage } from '../lib/operator.mjs';
import { Api, Server, root, until } from '../lib/server.mjs';

let server;
let browser;
let operator;
let page;
let post;
let files;

/** The mail server of tests/lib, with a certificate of its own: { port, authorities, letters }. It wants every recipient twice. */
async function startPost() {
  const cert = path.join(files, 'cert.pem');
  const key = path.join(files, 'key.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert, '-days', '2',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' });
  const child = spawn('python3', [path.join(root, 'tests/lib/smtp_server.py'), cert, key, 'auth=dienst:geheim', 'greylist'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const letters = [];
  const lines = createInterface({ input: child.stdout });
  const port = await new Promise((resolve) => lines.once('line', resolve));
  lines.on('line', (line) => letters.push(JSON.parse(line)));
  const password = path.join(files, 'password');
  fs.writeFileSync(password, 'geheim\n', { mode: 0o600 });
  return { port, authorities: cert, password, letters, end: () => child.stdin.end() };
}

before(async () => {
  files = fs.mkdtempSync(path.join(os.tmpdir(), 'kreide-post-'));
  post = await startPost();
  const mail = { server: 'localhost', port: post.port, authorities: post.authorities, user: 'dienst', password_file: post.password, from: 'dienst@kmz.example' };
  server = await Server.start({ options: Object.entries(mail).flatMap(([key, value]) => ['--set', `mail.${key}=${value}`]) });
  browser = await chromiumPlain();
  operator = await makeOperator(server);
  page = await operatorPage(server, browser, operator);
});
after(async () => {
  await browser?.end();
  await server?.end();
  post?.end();
  fs.rmSync(files, { recursive: true, force: true });
});

async function must(method, where, body, api = operator.api) {
  const answer = await api.call(method, `/api/v1${where}`, body);
  assert.ok(answer.status < 300, `${method} ${where}: ${answer.status} ${answer.text}`);
  return answer.json;
}

const profile = (name, number) => ({
  name, number, street: 'Lindenweg 4', postcode: '74000', town: 'Musterstadt', mail: `poststelle@schule${number}.example`, head: 'Frau Birke',
  contact: 'Herr Ahorn', contact_mail: `kontakt@schule${number}.example`,
});

/** A school that took these steps on paper. */
async function addSchool(name, number, steps) {
  const { school } = await must('POST', '/schools', { profile: profile(name, number) });
  for (const step of steps) await must('POST', `/schools/${school.id}/enrolment`, { step, way: 'paper', signer: 'Frau Birke' });
  return school.id;
}

const papers = ['information', 'terms', 'agreement', 'registration', 'contact'];
const ids = {};

test('an office without schools has nothing to do', async () => {
  await page.goto(`${server.url}/portal`);
  await page.getByRole('heading', { level: 1, name: 'Heute zu tun' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/portal/today');
  await page.getByText('Nichts wartet auf Sie.').waitFor();
  await page.getByText('Noch keine Schule').waitFor();
  await look(page, 'today-empty');
});

test('the first page says what waits, and leads there', async () => {
  ids.ready = await addSchool('Lindenschule Musterstadt', '04100001', papers);
  ids.begun = await addSchool('Ahorn-Gymnasium', '04100002', ['information', 'terms']);
  ids.active = await addSchool('Birkenschule', '04100003', [...papers, 'countersigned']);
  await page.reload();
  await page.getByText('Eine Anmeldung wartet auf Ihre Gegenzeichnung und für eine Schule sind Zugangsdaten auszustellen.').waitFor();
  const table = page.getByRole('table', { name: 'Schulen und ihr nächster Schritt' });
  const rows = await table.getByRole('row').allInnerTexts();
  assert.match(rows[1], /Lindenschule Musterstadt[\s\S]*AVV gegenzeichnen[\s\S]*wartet auf Sie/);
  assert.match(rows[2], /Birkenschule[\s\S]*Zugangsdaten ausstellen[\s\S]*wartet auf Sie/);
  assert.match(rows[3], /Ahorn-Gymnasium[\s\S]*Unterschriebene AVV fehlt[\s\S]*läuft/);
  assert.equal(await table.getByRole('img').nth(2).getAttribute('aria-label'), '2 von 5 Schritten erledigt, jetzt: AVV');
  const task = page.getByRole('list', { name: 'Aufgaben' }).getByRole('link', { name: /Anmeldung gegenzeichnen/ });
  assert.equal(await task.getAttribute('href'), '/portal/enrolments');
  await look(page, 'today');
  await page.getByRole('button', { name: /Sprache|DE/ }).first().click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'To do today' }).waitFor();
  await look(page, 'en-today');
  await page.getByRole('button', { name: /Language|EN/ }).first().click();
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
});

test('a test message shows what the mail server says, and then arrives', async () => {
  await must('PATCH', '/settings', { mail: 'birke@kmz.example' });
  await page.goto(`${server.url}/portal/mail`);
  await page.getByRole('heading', { level: 1, name: 'E-Mail' }).waitFor();
  await page.getByText('STARTTLS, Zertifikat geprüft').waitFor();
  assert.equal(await page.getByLabel('An', { exact: true }).inputValue(), 'birke@kmz.example');
  const send = page.getByRole('button', { name: 'Testnachricht senden' });
  await send.click();
  await page.getByText('Der Mailserver nimmt diese Adresse nicht an.').waitFor();
  await page.getByText('come back later').waitFor();
  await look(page, 'mail-refused');
  await send.click();
  await page.getByText('Der Mailserver hat die Nachricht angenommen.').waitFor();
  const [letter] = await until('the letter', () => post.letters.length > 0 && post.letters);
  assert.deepEqual([letter.to, letter.tls, letter.user, letter.helo], [['birke@kmz.example'], true, 'dienst', 'kmz.example']);
  assert.match(letter.data, /\r\nAuto-Submitted: auto-generated\r\n/);
});

test('a letter to a school waits, is tried again, and went', async () => {
  post.letters.length = 0;
  await must('POST', `/schools/${ids.active}/enrolment`, { step: 'suspended', way: 'paper', note: 'Bitte um Rückruf' });
  const refused = await until('the first try', async () => {
    const { letters } = await must('GET', '/mail/letters?state=waiting');
    return letters.find((letter) => letter.kind === 'suspended' && letter.state === 'waiting' && letter.tries === 1);
  });
  assert.deepEqual([refused.error, refused.code], ['recipient_refused', 451]);
  await page.goto(`${server.url}/portal/mail?state=waiting`);
  const waiting = page.getByRole('table', { name: 'Warten' });
  await waiting.getByText('Zugänge gesperrt').waitFor();
  await waiting.getByText(/nimmt diese Adresse nicht an.* \(451\)/).waitFor();
  await look(page, 'mail-waiting');
  // The address alone is known to whoever is signed in: neither the database nor the logs have it.
  const stored = fs.readdirSync(server.data).map((name) => path.join(server.data, name)).filter((file) => fs.statSync(file).isFile());
  assert.ok(stored.length > 1);
  for (const text of [server.output, ...stored.map((file) => fs.readFileSync(file, 'latin1'))]) assert.ok(!text.includes('schule04100003.example'));
  await waiting.getByRole('button', { name: 'Jetzt versuchen' }).click();
  const letter = await until('the letter', () => post.letters.find((each) => each.to.includes('poststelle@schule04100003.example')));
  assert.match(letter.data, /Birkenschule/);
  const sent = await until('that it went', async () => (await must('GET', '/mail/letters?state=sent')).letters.find((each) => each.id === refused.id));
  assert.deepEqual([sent.tries, sent.error], [2, undefined]);
  await page.goto(`${server.url}/portal/mail?state=sent`);
  await page.getByRole('table', { name: 'Versendet' }).getByText('Zugänge gesperrt').waitFor();
});

test('the log tells what was done, proves itself, and is taken away', async () => {
  await page.goto(`${server.url}/portal/audit`);
  const table = page.getByRole('table', { name: 'Einträge des Protokolls, neueste zuerst' });
  await table.getByText('Schule angelegt').first().waitFor();
  await page.getByRole('button', { name: 'Kette prüfen' }).click();
  await page.getByText('Das Protokoll ist unverändert.').waitFor();
  await look(page, 'audit');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Exportieren' }).click()]);
  const saved = path.join(files, file.suggestedFilename());
  await file.saveAs(saved);
  const lines = fs.readFileSync(saved, 'utf8').split('\r\n').filter(Boolean);
  assert.equal(lines[0], '\ufeffn;time;time_ms;who;handle;role;action;object;object_handle;detail;sha256');
  assert.equal(lines.filter((line) => line.includes('"school.created"')).length, 3);
  assert.ok(!lines.some((line) => /Linden|Birke|schule\d/.test(line)), 'no name is in the log');
  await page.getByLabel('Bereich', { exact: true }).selectOption('school');
  await until('only schools', async () => !/Schlüssel des Betreibers/.test(await table.innerText()));

  const change = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=30); db.execute(\"UPDATE audit SET at_ms = at_ms + 1 WHERE n = 2\"); db.commit()";
  execFileSync('python3', ['-c', change, path.join(server.data, 'kreide.db')]);
  await page.getByRole('button', { name: 'Kette prüfen' }).click();
  await page.getByText('Ab Eintrag 2 stimmt die Kette nicht mehr').waitFor();
  await toastsGone(page);
  await look(page, 'audit-broken');
  const { code, text } = await server.admin('audit', 'verify');
  assert.deepEqual([code, text], [1, 'The log was changed: entry 2 is wrong, missing or too many.\n']);
});

/** A head of school signs in: with a password of its own, or with one that somebody else gave it. */
async function headPage(handle, password, given) {
  const own = await browser.another({ viewport: { width: 1440, height: 900 } });
  await own.goto(`${server.url}/portal`);
  await own.getByLabel('Kennung').fill(handle);
  await own.getByLabel('Passwort', { exact: true }).fill(password);
  await own.getByRole('button', { name: 'Anmelden' }).click();
  if (given) {
    await own.getByLabel('Bisheriges Passwort').fill(password);
    await own.getByLabel('Neues Passwort').fill('vier gelbe Kreiden im Regen');
    await own.getByRole('button', { name: 'Passwort ändern' }).click();
  }
  return own;
}

test('a head of school sees the next step of an enrolment', async () => {
  const password = 'drei blaue Kreiden im Kasten';
  const { handle } = await must('POST', '/register', { profile: profile('Kastanienschule', '04100004'), password }, new Api(server.url));
  const own = await headPage(handle, password, false);
  await own.getByRole('heading', { level: 1, name: 'Kastanienschule' }).waitFor();
  await own.getByRole('heading', { name: 'Ihr nächster Schritt' }).waitFor();
  await own.getByText('Lesen Sie das Informationsblatt und bestätigen Sie, dass Sie es kennen.').waitFor();
  const steps = await own.getByRole('list', { name: 'Anmeldung in fünf Schritten' }).getByRole('listitem').allInnerTexts();
  assert.match(steps[0], /Informationsblatt\s+wartet auf Sie/);
  assert.match(steps[1], /Nutzungsbedingungen\s+noch offen/);
  await look(own, 'school-enrolling');
  assert.deepEqual(own.faults, []);
  await own.context().close();
});

test('and later that all is done', async () => {
  await must('POST', `/schools/${ids.ready}/enrolment`, { step: 'countersigned', way: 'paper' });
  const { account } = await must('POST', `/schools/${ids.ready}/accounts`, { role: 'head' });
  const { job } = await must('POST', '/accounts/issue', { accounts: [account.id] });
  await until('the password', async () => (await must('GET', `/jobs/${job.id}`)).job.state === 'done');
  const { credentials } = await must('GET', `/credentials/${job.id}`);
  const own = await headPage(credentials[0].handle, credentials[0].password, true);
  await own.getByRole('heading', { level: 1, name: 'Lindenschule Musterstadt' }).waitFor();
  await own.getByText('Für Ihre Schule ist alles erledigt.').waitFor();
  await look(own, 'school-active');
  assert.deepEqual(own.faults, []);
  await own.context().close();
});

test('nothing was asked of anybody else, and nothing is out of place', () => {
  assert.deepEqual(foreign, []);
  assert.deepEqual(page.faults, []);
  noFaults();
});
