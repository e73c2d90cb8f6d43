// SPDX-License-Identifier: EUPL-1.2
// Who gets a key, and how it is had again when everything is lost: a new head of school, who waits until somebody of the
// school grants it; the recovery sheet; a school that begins anew; an administrator made on the machine.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumPlain, foreign } from '../lib/browsers.mjs';
import { desktop, look, noFaults, toastsGone } from '../lib/looks.mjs';
import { makeOperator, operatorPage } from '../lib/operator.mjs';
import { issue, makeSchool, must, signInFirst } from '../lib/school.mjs';
import { Api, Server, until } from '../lib/server.mjs';
import { credentials, keepSheet, ownPassword, setUpApp } from '../lib/sign-in.mjs';

const teacher = 'Frau Kiefernholz';
const waits = { name: 'Ihr Zugang wartet auf den Schlüssel' };
const german = { locale: 'de-DE', viewport: desktop, reducedMotion: 'reduce' };

let server;
let browser;
let operator;
let school;
let contact;
let sheet; /* recovery code of the school */
let head;

before(async () => {
  server = await Server.start();
  browser = await chromiumPlain();
  operator = await makeOperator(server);
  school = await makeSchool(operator);
  const made = (await must(operator.api, 'POST', `/schools/${school}/accounts`, { role: 'contact' })).account;
  const [credential] = await issue(operator.api, [made.id]);
  sheet = credential.recovery;
  contact = { ...(await signInFirst(server, credential)), id: made.id };
  await must(contact.api, 'POST', `/schools/${school}/moderators`, { labels: [teacher] });
});
after(async () => {
  await browser?.end();
  await server?.end();
});

/** Who has which sign-in, as this session reads it. */
async function labels(api) {
  const { accounts } = await must(api, 'GET', `/schools/${school}/accounts?role=moderator`);
  return accounts.map((each) => each.label ?? null);
}

/** The media centre gives a new password, and its owner chooses another: the page is where the key is asked for. */
async function comeAnew(account, own) {
  const [given] = await issue(operator.api, [account]);
  assert.equal(given.recovery, undefined, 'a later password makes no new key');
  const page = await browser.another(german);
  await credentials(page, server, given);
  await ownPassword(page, given.password, own);
  await page.getByRole('heading', waits).waitFor();
  return { page, handle: given.handle, password: own };
}

/** A session of this page's person, for calls. */
async function apiOf(page) {
  const api = new Api(server.url);
  for (const { name, value } of await page.context().cookies()) api.cookies.set(name, value);
  return api;
}

test('a new head of school cannot be granted the key before having an own password', async () => {
  const { account } = await must(operator.api, 'POST', `/schools/${school}/accounts`, { role: 'head' });
  head = { id: account.id };
  const [given] = await issue(operator.api, [account.id]);
  head.paper = given;
  const refused = await contact.api.call('POST', `/api/v1/schools/${school}/key/people/${account.id}`);
  assert.deepEqual([refused.status, refused.json.error], [409, 'no_password']);
  const page = await operatorPage(server, browser, contact, german);
  await page.goto(`${server.url}/portal/me`);
  const row = page.getByRole('listitem').filter({ hasText: account.handle });
  await row.getByText('noch nicht angemeldet').waitFor();
  assert.equal(await row.getByRole('button').count(), 0);
  await row.getByRole('link', { name: account.handle }).click();
  await page.getByText('Die Person hat noch kein eigenes Passwort gewählt.').waitFor();
  await page.context().close();
});

test('the new head is told what is waited for, and the contact person grants it', async () => {
  const theirs = await browser.another(german);
  await credentials(theirs, server, head.paper);
  await ownPassword(theirs, head.paper.password, 'Ulme Pappel Weide Erle');
  head.password = 'Ulme Pappel Weide Erle';
  await theirs.getByRole('heading', waits).waitFor();
  await theirs.getByText(contact.handle).waitFor();
  await theirs.getByText(head.paper.handle).waitFor();
  assert.equal(await theirs.getByText('Neu beginnen').count(), 0, 'nothing begins anew while somebody can grant');
  await look(theirs, 'de-key-waits');

  /* whoever goes on without it finds the way back */
  const other = await browser.another(german);
  await credentials(other, server, { ...head.paper, password: head.password });
  await other.getByRole('button', { name: 'Ohne Schlüssel weiter' }).click();
  await other.getByText('Die Namen sind verschlossen').waitFor();
  await look(other, 'de-key-home-sealed');
  await other.getByRole('link', { name: 'Zum Schlüssel' }).click();
  await other.getByRole('heading', { name: 'Schlüssel der Schule' }).waitFor();
  await other.context().close();

  const page = await operatorPage(server, browser, contact, german);
  await page.goto(`${server.url}/portal/`);
  await page.getByText('Eine Person wartet auf den Schlüssel der Schule').waitFor();
  await look(page, 'de-key-notice');
  await page.goto(`${server.url}/portal/me`);
  await page.getByText('wartet auf den Schlüssel').first().waitFor();
  await look(page, 'de-key-list');
  await page.getByRole('link', { name: head.paper.handle }).click();
  await page.getByText('Wartet auf den Schlüssel der Schule').waitFor();
  await look(page, 'de-key-account');
  await page.getByRole('button', { name: `Den Schlüssel für ${head.paper.handle} freigeben` }).click();
  await look(page, 'de-key-grant');
  await page.getByRole('dialog').getByRole('button', { name: 'Freigeben', exact: true }).click();
  await page.getByText('Wartet auf den Schlüssel der Schule').waitFor({ state: 'detached' });
  assert.deepEqual(page.faults, []);
  await page.context().close();

  /* without a new sign-in */
  await theirs.getByRole('heading', { name: 'Lindenschule Musterstadt' }).waitFor();
  await toastsGone(theirs);
  assert.deepEqual(await labels(await apiOf(theirs)), [teacher]);
  await theirs.goto(`${server.url}/portal/me`);
  await theirs.getByText('hat den Schlüssel', { exact: true }).first().waitFor();
  assert.equal(await theirs.getByText('hat den Schlüssel', { exact: true }).count(), 2);
  assert.deepEqual(theirs.faults, []);
  await theirs.context().close();
});

test('the operator is told who waits, and cannot give it', async () => {
  const { account } = await must(operator.api, 'POST', `/schools/${school}/accounts`, { role: 'contact' });
  const [given] = await issue(operator.api, [account.id]);
  await signInFirst(server, given);
  const page = await operatorPage(server, browser, operator, german);
  await page.goto(`${server.url}/portal/accounts/${account.id}`);
  await page.getByText('Das Medienzentrum kann ihn nicht geben.').waitFor();
  await look(page, 'de-key-operator');
  assert.equal((await operator.api.call('POST', `/api/v1/schools/${school}/key/people/${account.id}`)).status, 403);
  await must(operator.api, 'POST', '/accounts/delete', { accounts: [account.id] });
  await page.context().close();
});

test('both lost their passwords: the recovery sheet opens the school again', async () => {
  await issue(operator.api, [head.id]); /* the head's goes first, so that nobody is left */
  const { page, handle, password } = await comeAnew(contact.id, 'Lärche Tanne Fichte Eibe');
  contact = { ...contact, handle, password };
  await page.getByText('Zurzeit hat niemand sonst an Ihrer Schule den Schlüssel.').waitFor();
  await page.getByRole('heading', { name: 'Neu beginnen' }).waitFor();
  await look(page, 'de-key-nobody');
  await page.getByLabel('Wiederherstellungscode').fill(sheet.slice(0, 11) + (sheet[11] === '7' ? '8' : '7') + sheet.slice(12));
  await page.getByRole('button', { name: 'Öffnen', exact: true }).click();
  await page.getByText('vermutlich in der 3. Gruppe').waitFor();
  await page.getByLabel('Wiederherstellungscode').fill(server.operator.code); /* a good one, of another key */
  await page.getByRole('button', { name: 'Öffnen', exact: true }).click();
  await page.getByText('Dieser Code gilt nicht (mehr).').waitFor();
  await page.getByLabel('Wiederherstellungscode').fill(sheet.toUpperCase());
  await page.getByRole('button', { name: 'Öffnen', exact: true }).click();
  await page.getByRole('heading', { name: 'Lindenschule Musterstadt' }).waitFor();
  assert.deepEqual(await labels(await apiOf(page)), [teacher]);

  /* the sheet was shown around: another one, and this one is void */
  await page.goto(`${server.url}/portal/me`);
  await page.getByRole('button', { name: 'Neuen Code machen' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Neuen Code machen' }).click();
  await page.locator('.secret-sheet').waitFor();
  const [fresh] = await page.locator('.secret-sheet dd').allTextContents();
  assert.notEqual(fresh, sheet);
  await toastsGone(page);
  await look(page, 'de-key-sheet');
  await keepSheet(page, 'Fertig');
  contact.api = await apiOf(page);
  const used = await comeAnew(head.id, 'Hasel Holunder Schlehe Weißdorn');
  await used.page.getByLabel('Wiederherstellungscode').fill(sheet);
  await used.page.getByRole('button', { name: 'Öffnen', exact: true }).click();
  await used.page.getByText('Dieser Code gilt nicht (mehr).').waitFor();
  await used.page.getByLabel('Wiederherstellungscode').fill(fresh);
  await used.page.getByRole('button', { name: 'Öffnen', exact: true }).click();
  await used.page.getByRole('heading', { name: 'Lindenschule Musterstadt' }).waitFor();
  assert.deepEqual([...page.faults.filter((each) => !/422/.test(each)), ...used.page.faults.filter((each) => !/422/.test(each))], []);
  await used.page.context().close();
  await page.context().close();
});

test('without password, sheet or colleague a school begins anew: who had which sign-in is lost, and nothing else', async () => {
  await issue(operator.api, [head.id]);
  const { page } = await comeAnew(contact.id, 'Quitte Mispel Speierling Elsbeere');
  await page.getByRole('button', { name: 'Mit neuem Schlüssel beginnen' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('neu beginnen');
  await page.getByRole('dialog').getByRole('button', { name: 'Neuen Schlüssel machen' }).click();
  await page.locator('.secret-sheet').waitFor();
  await keepSheet(page, 'Fertig');
  await page.getByRole('heading', { name: 'Lindenschule Musterstadt' }).waitFor(); /* an administrator is signed in */
  assert.deepEqual(await labels(await apiOf(page)), [null]);
  const { accounts } = await must(operator.api, 'GET', `/schools/${school}/accounts?role=moderator`);
  assert.equal(accounts.length, 1);
  await page.context().close();
});

test('an administrator made on the machine is granted the key by another', async () => {
  const { text } = await server.admin('create');
  const made = { handle: /Handle:\s*(\S+)/.exec(text)[1], password: /Password:\s*(\S+)/.exec(text)[1] };
  const theirs = await browser.another(german);
  await credentials(theirs, server, made);
  await setUpApp(theirs);
  await ownPassword(theirs, made.password, 'Kirsche Apfel Birne Pflaume');
  await theirs.getByRole('heading', waits).waitFor();
  await look(theirs, 'de-key-waits-operator');

  const page = await operatorPage(server, browser, operator, german);
  await page.goto(`${server.url}/portal/administrators`);
  const row = page.getByRole('listitem').or(page.getByRole('row')).filter({ hasText: made.handle });
  await row.getByText('kann Namen nicht öffnen').waitFor();
  await row.getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Namen freigeben' }).click();
  await row.getByText('kann Namen nicht öffnen').waitFor({ state: 'detached' });
  await theirs.getByRole('link', { name: 'Administratoren' }).waitFor();
  const api = await apiOf(theirs);
  await until('the names to be read', async () => (await api.call('GET', '/api/v1/schools')).text.includes('Lindenschule'));
  assert.deepEqual([...theirs.faults, ...page.faults], []);
  await page.context().close();
  await theirs.context().close();
});

test('no page had a fault', () => {
  noFaults();
  assert.deepEqual(foreign, []);
});
