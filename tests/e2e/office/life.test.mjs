// SPDX-License-Identifier: EUPL-1.2
// The whole life of a school, played by the people who live it: an administrator sets the service up, a head registers
// the school, papers are signed, a teacher holds a lesson, a misuse is cleared up, keys and terms are renewed, the contract
// ends, all is deleted. Before the end nothing of who they are lies anywhere in the clear; after it, nothing is left at all.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { chatShows, createRoom, enter, isIn, knock, openPanel, say, signIn, signInRefused, waits } from '../lib/lesson.mjs';
import { look, noFaults, toastsGone } from '../lib/looks.mjs';
import {
  ask, closeCredentials, downloaded, giveCredentials, heading, issuePassword, publicSheet, publish, refusedToIssue, register, renewKey, said, schoolAct, setUpOperator, shownCredentials, signInByCode, signOut,
  tick, told, words,
} from '../lib/portal.mjs';
import { tiles } from '../lib/senses.mjs';
import { Server, until } from '../lib/server.mjs';
import { Traces, filesOf, idsOf, mentioned, nothingInTheClear, restored, rowsOf, sealedOf, sqlOf } from '../lib/traces.mjs';

/* Words that stand nowhere in the program and that only this school's people say. */
const school = {
  'Name der Schule': 'Süßmehlbeerenschule Übermusterstadt', Dienststellenschlüssel: '04177131', Schulart: 'Gymnasium', 'Straße und Hausnummer': 'Vogelbeerstraße 17',
  Postleitzahl: '98761', Ort: 'Übermusterstadt', 'E-Mail der Schule': 'poststelle@suessmehlbeere.example', Telefon: '07131 4711-88', 'Name der Schulleitung': 'Frau Elsbeere',
  'Name der Kontaktperson': 'Herr Speierling', 'E-Mail der Kontaktperson': 'speierling@suessmehlbeere.example',
};
const name = school['Name der Schule'];
const secrets = { head: 'Zwetschge und Mirabelle im Tau', operator: 'Wacholderdrossel über Kranewitt', backup: 'Vierzehn Eiben am Hang' };
const teacherLabel = 'Frau Kornelkirsche';
const pupilName = 'Zirbelkiefer';
const chat = 'Die Sumpfzypresse rauscht so schön';
const roomTitle = 'Weißtanne 5c';
const canaries = { ...school, ...secrets, teacherLabel, pupilName, chat, roomTitle };
for (const each of ['Schulart', 'Postleitzahl']) delete canaries[each]; // a word of the program's own; five digits are in any large dump

let server;
let files;
let operator;
let desk; // the administrator's page
let head; // the head's
let teacher; // the teacher's, with camera and microphone
let pupil; // the pupil's
let id; // of the school
let lesson; // the room
const sheets = {}; // handles and what else stood on paper

before(async () => {
  files = fs.mkdtempSync(path.join(os.tmpdir(), 'kreide-life-'));
  server = await Server.start();
  [teacher, pupil] = await Promise.all(['Lehrkraft', 'Ahorn'].map((who) => chromiumOf(who)));
  const office = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' };
  [desk, head] = [await teacher.another(office), await teacher.another(office)];
});
after(async () => {
  await Promise.all([teacher?.end(), pupil?.end()]);
  await server?.end();
  fs.rmSync(files, { recursive: true, force: true });
});

const file = (label, bytes) => {
  const where = path.join(files, label);
  fs.writeFileSync(where, bytes);
  return where;
};
/* a scan as a copier sends it; its text is as secret as the rest */
const scanned = `Gescannt: ${teacherLabel}s Siegel`;
const scan = () => file('Scan.pdf', Buffer.concat([Buffer.from(`%PDF-1.4\n% ${scanned}\n`), Buffer.alloc(300_000, 'x'), Buffer.from('\n%%EOF\n')]));

test('operator: the first administrator signs in with what was printed, and makes it his own', async () => {
  operator = { handle: server.operator.handle, password: secrets.operator };
  Object.assign(operator, await setUpOperator(desk, server, server.operator, secrets.operator));
  canaries.factor = operator.secret;
  canaries.recovery = server.operator.code;
});

test('operator: facts and documents are published, and everybody reads them', async () => {
  await desk.goto(`${server.url}/portal/settings`);
  await desk.getByLabel('Anschrift').fill('Lindenallee 1\n12345 Musterstadt');
  await desk.getByLabel('Telefon').fill('07000 100');
  await desk.getByLabel('E-Mail').fill('video@musterkreis.example');
  await desk.getByRole('button', { name: 'Speichern' }).click();
  await said(desk, 'Gespeichert.');
  const clause = 'Fragen beantwortet das {{operator.name}} von Montag bis Freitag.';
  await publish(desk, server, 'Informationsblatt', (text) => `${text.trimEnd()}\n\n${clause}\n`);

  const page = await teacher.another({ viewport: { width: 1440, height: 900 } });
  assert.match(await publicSheet(page, server, files), /Fragen beantwortet das Kreismedienzentrum Musterkreis von Montag bis Freitag/);
  await page.getByText('video@musterkreis.example').first().waitFor();
  assert.equal((await page.context().cookies()).some((cookie) => cookie.name === 'kr_session'), false);
  await page.context().close();
});

test('enrolment: a head registers the school; nothing can be used yet', async () => {
  await head.goto(`${server.url}/service`);
  await head.getByRole('link', { name: 'Schule anmelden', exact: true }).first().click();
  Object.assign(sheets, { head: await register(head, school, secrets.head) });
  canaries.schoolRecovery = sheets.head.recovery;
  await heading(head, 'Informationsblatt').waitFor();
  const session = JSON.parse(await told(head, '/session'));
  id = session.school;
  assert.ok(id);

  // a head holds no meetings, and the meeting client says so by leading to the portal
  await head.goto(`${server.url}/signin`);
  await head.waitForURL(/\/portal\//);
  assert.equal((await ask(head, '/rooms')).status, 403);

  // the operator may prepare an account, but there is no password for it before the countersignature
  await desk.goto(`${server.url}/portal/schools/${id}/accounts`);
  await desk.getByText('Diese Schule hat noch keine').or(desk.getByRole('table').first()).first().waitFor();
  await desk.getByRole('button', { name: 'Zugang anlegen' }).first().click();
  await desk.getByRole('dialog').getByText('Schule gemeinsam').click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Anlegen' }).click();
  await desk.getByRole('dialog').waitFor({ state: 'detached' });
  await refusedToIssue(desk, server, id);
});

test('enrolment: sheet, terms, agreement and registration, each in its turn', async () => {
  await head.goto(`${server.url}/portal/enrolment`);
  await tick(head, 'Ich habe das Informationsblatt gelesen.');
  await head.getByRole('button', { name: 'Bestätigen und weiter' }).click();
  await heading(head, 'Nutzungsbedingungen').waitFor();
  assert.equal(await head.getByLabel('Unterschriebenes Dokument').count(), 0); // the agreement has to wait
  assert.equal(await head.getByLabel('Ihr Name').inputValue(), school['Name der Schulleitung']);
  await tick(head, 'Ich nehme dieses Dokument');
  await head.getByRole('button', { name: 'Annehmen' }).click();
  await heading(head, 'Vereinbarung zur Auftragsverarbeitung').waitFor();
  await head.getByLabel('Unterschriebenes Dokument').setInputFiles(scan());
  await head.getByRole('button', { name: 'Absenden' }).click();
  await heading(head, 'Anmeldedokument').waitFor();

  await desk.goto(`${server.url}/portal/schools/${id}/enrolment`);
  await heading(desk, name, 1).waitFor();
  await heading(desk, 'Schritte').waitFor();
  assert.equal(await desk.getByRole('button', { name: 'Gegenzeichnen' }).count(), 0); // not before the registration
  await refusedToIssue(desk, server, id);

  await head.getByLabel('Unterschriebenes Dokument').setInputFiles(scan());
  await head.getByRole('button', { name: 'Absenden' }).click();
  await head.getByText('Das Medienzentrum prüft Ihre Unterlagen', { exact: true }).waitFor();
  await refusedToIssue(desk, server, id);
});

test('enrolment: the operator countersigns; the contact person’s signature comes later', async () => {
  await desk.goto(`${server.url}/portal/enrolments`);
  await desk.getByRole('link', { name: new RegExp(name) }).click();
  await heading(desk, 'Prüfen und gegenzeichnen').waitFor();
  for (const each of ['Die Vereinbarung zur Auftragsverarbeitung ist vollständig', 'Das Anmeldedokument ist vollständig', 'Die Angaben zur Schule stimmen']) await tick(desk, each);
  await desk.getByRole('button', { name: 'Gegenzeichnen' }).click();
  await desk.getByText('nimmt teil', { exact: true }).first().waitFor();
  await desk.getByText('Die Unterschrift der Kontaktperson fehlt noch.').waitFor();
  await desk.getByRole('button', { name: 'Auf Papier eintragen: Kontaktperson' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('Wer hat unterschrieben?').fill(school['Name der Kontaktperson']);
  await dialog.getByRole('button', { name: 'Eintragen', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await desk.getByText('Unterschrift der Kontaktperson eingegangen').waitFor();
  assert.deepEqual(JSON.parse(await told(desk, `/schools/${id}`)).school.waiting.due, []);
});

test('credentials: the school’s letter is a PDF with handle and password', async () => {
  const { accounts } = JSON.parse(await told(desk, `/schools/${id}/accounts?role=school`));
  await desk.goto(`${server.url}/portal/accounts/${accounts[0].id}`);
  sheets.school = await issuePassword(desk, 'Passwort ausgeben');
  canaries.schoolPassword = sheets.school.password;
  const letter = words(await downloaded(desk, desk.getByRole('button', { name: 'Zugangsbrief (PDF)' }), files));
  assert.ok(letter.includes(sheets.school.handle) && letter.includes(sheets.school.password), letter);
  await closeCredentials(desk);
  assert.equal((await told(desk, `/schools/${id}/accounts`)).includes(sheets.school.password), false); // shown once
});

test('lesson: the head makes a teacher’s sign-in, the teacher a room', async () => {
  await head.goto(`${server.url}/portal/moderators`);
  await head.getByRole('button', { name: 'Lehrkräfte hinzufügen' }).first().click();
  const dialog = head.getByRole('dialog');
  await dialog.getByLabel('Eine Person je Zeile').fill(teacherLabel);
  await dialog.getByRole('button', { name: 'Einen Zugang anlegen' }).click();
  await dialog.getByRole('button', { name: 'Passwort ausgeben' }).click();
  [sheets.teacher] = await shownCredentials(head);
  canaries.teacherPassword = sheets.teacher.password;
  await closeCredentials(head);
  await head.getByRole('link', { name: teacherLabel }).waitFor();

  await signIn(teacher, { url: server.url, ...sheets.teacher });
  lesson = await createRoom(teacher, roomTitle);
});

test('lesson: a pupil waits, comes in, both see each other and write', async () => {
  await knock(pupil, lesson, pupilName);
  await waits(pupil);
  assert.doesNotMatch(await pupil.content(), new RegExp(roomTitle));
  await enter(teacher, server, lesson);
  await openPanel(teacher, 'people');
  await teacher.getByTestId('knock').filter({ hasText: pupilName }).getByTestId('admit').click();
  await isIn(pupil);
  const sees = async (page, who) => (await tiles(page)).some((tile) => !tile.own && tile.who === who);
  await until('the teacher to see the pupil', () => sees(teacher, 'Ahorn'));
  await until('the pupil to see the teacher', () => sees(pupil, 'Lehrkraft'));
  await say(pupil, chat);
  await chatShows(teacher, chat);
});

test('lesson: only front knows who is in it and what is said, and nobody writes it down', () => {
  const said = new Traces({ pupilName, chat });
  assert.ok(said.inMemory(server.children().get('front 0'), 'front').length > 0, 'the search finds what is there');
  for (const [who, pid] of server.children()) if (/^media/.test(who)) assert.deepEqual(said.inMemory(pid, who), []);
  assert.deepEqual(said.inFiles(server.data), []);
});

test('misuse: the school reads who had access, the media centre cannot', async () => {
  await head.goto(`${server.url}/portal/moderators/holders`);
  const row = head.getByRole('row').filter({ hasText: sheets.teacher.handle });
  await row.getByText(teacherLabel).waitFor();
  assert.equal((await ask(desk, `/schools/${id}/holdings`)).status, 403);
  await desk.goto(`${server.url}/portal/schools/${id}/accounts`);
  await desk.getByRole('link', { name: sheets.teacher.handle }).waitFor();
  assert.equal((await desk.content()).includes(teacherLabel), false);
  assert.equal((await told(desk, `/schools/${id}/accounts`)).includes(teacherLabel), false);
});

test('misuse: a locked sign-in is out of everything at once', async () => {
  await head.goto(`${server.url}/portal/moderators`);
  await head.getByRole('link', { name: teacherLabel }).click();
  await head.getByRole('button', { name: 'Sperren' }).click();
  const dialog = head.getByRole('dialog');
  await dialog.getByLabel('Grund').selectOption({ label: 'Missbrauch' });
  await dialog.getByLabel('Notiz zum Vorfall').fill('Unterricht gestört');
  await dialog.getByRole('button', { name: 'Sperren' }).click();
  for (const page of [teacher, pupil]) await heading(page, 'Dieser Zugang ist gesperrt', 1).waitFor();

  const late = await pupil.another();
  await late.goto(lesson.link);
  await heading(late, 'Dieser Link gilt nicht', 1).waitFor();
  await late.context().close();
  await signInRefused(teacher, server, sheets.teacher, 'Dieser Zugang ist gesperrt.');

  await head.getByRole('button', { name: 'Entsperren' }).click();
  await head.getByText('Nutzbar', { exact: true }).waitFor();
});

test('rotation: another password for the teacher; the pupils’ link stays', async () => {
  const former = sheets.teacher;
  sheets.teacher = await issuePassword(head, 'Neues Passwort ausgeben');
  await closeCredentials(head);
  canaries.teacherNext = sheets.teacher.password;
  assert.notEqual(sheets.teacher.password, former.password);
  await signInRefused(teacher, server, former, 'Zugang und Passwort passen nicht zusammen.');
  await signIn(teacher, { url: server.url, ...sheets.teacher });
  await teacher.getByText(roomTitle).first().waitFor();
  await knock(pupil, lesson, pupilName);
  await waits(pupil);
  await pupil.getByRole('button', { name: 'Nicht mehr warten' }).click();
});

test('rotation: the media centre’s key is renewed, and opens the school as before', async () => {
  canaries.renewedRecovery = await renewKey(desk, server);
  await desk.goto(`${server.url}/portal/schools/${id}`);
  await heading(desk, name, 1).waitFor();
  assert.equal(await desk.getByLabel('Straße und Hausnummer').inputValue(), school['Straße und Hausnummer']);
});

test('terms: a new version has to be accepted by a day, and the head accepts it', async () => {
  await publish(desk, server, 'Nutzungsbedingungen', (text) => `${text.trimEnd()}\n\nWer ein Gerät verliert, meldet es am selben Tag.\n`, true);
  await desk.goto(`${server.url}/portal/schools/${id}/enrolment`);
  await desk.getByText(/Neue Fassung, anzunehmen bis/).waitFor();
  await head.goto(`${server.url}/portal/enrolment`);
  await head.getByText(/liegt in einer neuen Fassung vor/).waitFor();
  await look(head, 'life-terms-again');
  await head.getByRole('button', { name: 'Lesen: Nutzungsbedingungen' }).click();
  await head.getByRole('dialog').getByText('Wer ein Gerät verliert, meldet es am selben Tag.').waitFor();
  await head.getByRole('button', { name: 'Gelesen' }).click();
  await tick(head, 'Ich nehme dieses Dokument');
  await head.getByRole('button', { name: 'Annehmen' }).click();
  await head.getByText('Alles erledigt').first().waitFor();
  await desk.reload();
  await heading(desk, 'Schritte').waitFor();
  assert.deepEqual(JSON.parse(await told(desk, `/schools/${id}`)).school.waiting.due, []);
});

/* ---- nothing lies open ---- */

test('nothing in the clear: files, dump, log, memory, and a backup', async (t) => {
  const passphrase = file('passphrase', `${secrets.backup}\n`);
  const made = await server.admin('backup', '--passphrase-file', passphrase, path.join(files, 'before.backup'));
  assert.equal(made.code, 0, made.text);
  assert.deepEqual(new Traces(canaries).in(fs.readFileSync(path.join(files, 'before.backup')), 'the backup'), []);
  assert.ok(sqlOf(server.data).includes(sheets.teacher.handle), 'the search finds what is there: handles name nobody');
  nothingInTheClear(server, canaries, t);
});

/* ---- the end ---- */

let ids; // of the school and of all that is its own
let sealed; // what was stored of it, as bytes
/* ids alone, and nobody is left who could say whose they were: the log, and for a day what tickets out there are worth */
const kept = ['audit', 'revocation'];

test('the end: the contract ends, nobody signs in to a lesson any more', async () => {
  await desk.goto(`${server.url}/portal/schools/${id}`);
  const dialog = await schoolAct(desk, 'Teilnahme beenden');
  await dialog.getByRole('textbox').fill('Übermusterstadt');
  await dialog.getByRole('button', { name: 'Teilnahme beenden' }).click();
  await dialog.getByText(/stimmt noch nicht/).first().waitFor();
  await dialog.getByRole('textbox').fill(name);
  await toastsGone(desk);
  await look(desk, 'life-end');
  await dialog.getByRole('button', { name: 'Teilnahme beenden' }).click();
  await desk.getByText('beendet', { exact: true }).first().waitFor();

  await signInRefused(teacher, server, sheets.teacher, 'Dieser Zugang ist gesperrt.');
  await signInRefused(teacher, server, sheets.school, 'Dieser Zugang ist gesperrt.');
  await pupil.goto(lesson.link);
  await heading(pupil, 'Dieser Link gilt nicht', 1).waitFor();
  await head.goto(`${server.url}/portal/enrolment`);
  await head.getByText('Die Teilnahme ist beendet.').first().waitFor();
});

test('the end: everything stored about the school is one file, and all that a dump shows', async () => {
  const rows = rowsOf(server.data);
  ids = idsOf(rows, id);
  sealed = sealedOf(rows, ids);
  await desk.goto(`${server.url}/portal/schools/${id}/papers`);
  await heading(desk, 'Alles, was gespeichert ist').waitFor();
  await toastsGone(desk);
  await look(desk, 'life-everything');
  const all = JSON.parse(fs.readFileSync(await downloaded(desk, desk.getByRole('button', { name: 'Alles speichern (JSON)' }), files), 'utf8'));
  assert.equal(all.school, id);
  const found = Object.fromEntries(all.tables.filter((table) => table.rows.length > 0).map((table) => [table.table, table.rows.length]));
  const wanted = new Set(ids);
  const dumped = Object.entries(rows).map(([table, list]) => [table, list.filter((row) => Object.values(row).some((value) => wanted.has(value))).length]);
  // the log grows by the look that was taken at it
  const without = ({ audit, ...rest }) => rest;
  assert.deepEqual(without(found), without(Object.fromEntries(dumped.filter(([, n]) => n > 0))));
  const text = JSON.stringify(all);
  for (const each of [name, school['Straße und Hausnummer'], school['Name der Schulleitung']]) assert.ok(text.includes(each), `${each} is opened`);
  assert.equal(text.includes(teacherLabel), false); // that is the school's alone
});

test('the end: the school is deleted', async () => {
  const dialog = await schoolAct(desk, 'Schule löschen');
  await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: 'Schule löschen' }).click();
  await desk.waitForURL(/\/portal\/schools$/);
  await desk.getByText('Noch keine Schule').waitFor();
  assert.equal((await ask(desk, `/schools/${id}`)).status, 404);
  await signInRefused(teacher, server, sheets.teacher, 'Zugang und Passwort passen nicht zusammen.');
  await head.goto(`${server.url}/portal/enrolment`);
  await head.getByRole('link', { name: 'Anmelden' }).or(head.getByLabel('Kennung')).first().waitFor();
  await giveCredentials(head, server, { handle: sheets.head.handle, password: secrets.head });
  await head.getByText('Kennung oder Passwort stimmen nicht.').waitFor();
});

test('nothing is left: no row, no sealed byte, no word; the log is whole', async (t) => {
  const rows = rowsOf(server.data);
  assert.deepEqual(mentioned(rows, ids).filter((table) => !kept.includes(table)), []);
  assert.ok(rows.revocation.every((row) => row.expires_ms < Date.now() + 2 * 24 * 3_600_000));
  assert.ok(sealed.length > 15, `${sealed.length} sealed values had been stored`);
  for (const where of filesOf(server.data)) {
    const bytes = fs.readFileSync(where);
    assert.equal(sealed.filter((each) => bytes.includes(each)).length, 0, `${path.basename(where)} holds what was sealed`);
  }
  nothingInTheClear(server, canaries, t);
  assert.equal((await server.admin('audit', 'verify')).code, 0);
});

test('nothing is left: signed out, the media centre’s office itself has forgotten it', async () => {
  await signOut(desk);
  const office = server.children().get('office 0');
  const traces = new Traces({ ...school, teacherLabel, roomTitle, pupilName, chat });
  await until('the office to have forgotten', () => traces.inMemory(office, 'office').length === 0);
  assert.deepEqual(traces.inMemory(office, 'office'), []);
});

test('nothing comes back: an older backup is restored without the school', async () => {
  await server.stop();
  const [backup, passphrase] = [path.join(files, 'before.backup'), path.join(files, 'passphrase')];
  const careless = await restored(server, path.join(files, 'careless'), backup, passphrase);
  assert.ok(careless.rows.school.some((row) => row.id === id), 'the backup holds the school'); // or what follows would prove nothing

  const careful = await restored(server, path.join(files, 'careful'), backup, passphrase, path.join(server.data, 'deletions'));
  assert.match(careful.text, /1 schools and accounts that were deleted after the backup are deleted again/);
  assert.deepEqual(mentioned(careful.rows, ids).filter((table) => !kept.includes(table)), []);

  const former = server;
  server = await Server.start({ data: careful.to });
  fs.rmSync(former.data, { recursive: true, force: true });
  await signInByCode(desk, server, operator, operator.codes[0]);
  await desk.goto(`${server.url}/portal/schools`);
  await desk.getByText('Noch keine Schule').waitFor();
  assert.equal((await server.admin('audit', 'verify')).code, 0);
});

test('nothing was asked of anybody else, and no page complained', () => {
  assert.deepEqual(foreign, []);
  // what is refused here on purpose, Chromium calls an error
  const faults = [desk, head, teacher, pupil].flatMap((page) => page.faults).filter((fault) => !/status of 40[349]/.test(fault));
  assert.deepEqual(faults, []);
  noFaults();
});
