// SPDX-License-Identifier: EUPL-1.2
// The rules by which the office works, set in the portal: shown, explained, checked at the field, in the log, and in force.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumPlain, foreign } from '../lib/browsers.mjs';
import { look, noFaults, toastsGone } from '../lib/looks.mjs';
import { makeOperator, operatorPage } from '../lib/operator.mjs';
import { makeSchool, must } from '../lib/school.mjs';
import { Server, until } from '../lib/server.mjs';

let server;
let browser;
let operator;
let page;

before(async () => {
  server = await Server.start();
  browser = await chromiumPlain();
  operator = await makeOperator(server);
  page = await operatorPage(server, browser, operator);
});
after(async () => {
  await browser?.end();
  await server?.end();
});

const rules = async () => Object.fromEntries((await must(operator.api, 'GET', '/settings/rules')).rules.map((rule) => [rule.name, rule.value]));
const save = () => page.getByRole('button', { name: 'Speichern' }).click();
const saved = () => page.getByText('Gespeichert.', { exact: true }).first().waitFor();

async function open(tab, path) {
  await page.goto(`${server.url}/portal/settings`);
  await page.getByRole('navigation', { name: 'Einstellungen' }).getByRole('link', { name: tab, exact: true }).click();
  await page.waitForURL(`${server.url}/portal/settings/${path}`);
}

test('what does not fit is said at its field, by the page and by the server', async () => {
  await open('Zugänge', 'accounts');
  const prefix = page.getByLabel('Anfang der Kennungen');
  const grace = page.getByLabel('Nachfrist für die Verlängerung');
  assert.deepEqual([await prefix.inputValue(), await grace.inputValue()], ['mk-', '45']);
  await page.getByText('zum Beispiel mk-k7mpx').waitFor();
  await look(page, 'settings-accounts');
  await prefix.fill('Schule Nord');
  await grace.fill('500');
  await save();
  await page.getByRole('link', { name: /^Nachfrist für die Verlängerung: Bitte eine ganze Zahl von 0 bis 120/ }).click();
  assert.ok(await grace.evaluate((field) => field === document.activeElement));
  assert.equal(await prefix.getAttribute('aria-invalid'), 'true');
  assert.match(await page.locator(`[id="${await prefix.getAttribute('id')}-error"]`).innerText(), /nur kleine Buchstaben/);
  await look(page, 'settings-wrong');
  assert.equal((await rules())['accounts.prefix'], 'mk-');
  for (const [name, value] of [['accounts.prefix', 'Schule Nord'], ['accounts.year_end', '02-30'], ['retention.audit', '366'], ['reminder.days', 'bald'], ['kreide.data', '/']]) {
    const refused = await operator.api.call('PATCH', '/api/v1/settings/rules', { rules: [{ name, value }] });
    assert.deepEqual([refused.status, refused.json.error, refused.json.field], [400, 'bad_rule', name]);
  }
});

test('a prefix and the end of the school year hold for what is made next', async () => {
  const school = await makeSchool(operator);
  await page.getByLabel('Anfang der Kennungen').fill('lkr-');
  await page.getByText('zum Beispiel lkr-k7mpx').waitFor();
  await page.getByLabel('Nachfrist für die Verlängerung').fill('30');
  await page.getByLabel('Monat').selectOption({ label: 'August' });
  await page.getByLabel('Tag', { exact: true }).selectOption('15');
  await save();
  await saved();
  const now = await rules();
  assert.deepEqual([now['accounts.prefix'], now['accounts.year_end'], now['accounts.grace_days'], now['accounts.max_heads']], ['lkr-', '08-15', '30', '3']);
  const { account } = await must(operator.api, 'POST', `/schools/${school}/accounts`, { role: 'school' });
  assert.match(account.handle, /^lkr-[a-z0-9]{5}$/);
  assert.match(new Date(account.expires_ms).toISOString(), /-08-15T/);
  await toastsGone(page);
});

test('a month never keeps a day that it does not have', async () => {
  await page.getByLabel('Tag', { exact: true }).selectOption('31');
  await page.getByLabel('Monat').selectOption({ label: 'Februar' });
  assert.equal(await page.getByLabel('Tag', { exact: true }).inputValue(), '28');
  await page.getByRole('button', { name: 'Vorgaben einsetzen' }).click();
  assert.deepEqual([await page.getByLabel('Monat').inputValue(), await page.getByLabel('Anfang der Kennungen').inputValue()], ['07', 'mk-']);
  await save();
  await saved();
  assert.equal((await rules())['accounts.year_end'], '07-31');
  await toastsGone(page);
});

test('reminders are lists of days, and may be none', async () => {
  await open('Erinnerungen', 'reminders');
  const days = page.getByLabel('Erinnerung an einen offenen Schritt, nach Tagen');
  assert.equal(await days.inputValue(), '14, 28');
  await look(page, 'settings-reminders');
  await days.fill('21; 7, 40');
  await page.getByLabel('Hinweis auf ablaufende Zugänge, Tage vorher').fill('');
  await page.getByLabel('Sprache der Schreiben').selectOption('en');
  await save();
  await saved();
  await until('the list in order', async () => (await days.inputValue()) === '7, 21, 40');
  const now = await rules();
  assert.deepEqual([now['reminder.days'], now['reminder.expiry_days'], now['mail.lang']], ['7,21,40', '', 'en']);
  await toastsGone(page);
});

test('a period is shortened after a question, and never made longer', async () => {
  await open('Aufbewahrung', 'retention');
  const audit = page.getByLabel('Protokoll der Verwaltung');
  await page.getByText('Bild, Ton, Chat und Namen werden nie gespeichert').waitFor();
  await page.getByText('400 Tage, nicht veränderbar.').waitFor();
  await look(page, 'settings-retention');
  await audit.fill('366');
  await save();
  await page.getByRole('link', { name: /Bitte eine ganze Zahl von 90 bis 365/ }).waitFor();
  await audit.fill('180');
  await save();
  const asked = page.getByRole('dialog', { name: 'Frist verkürzen?' });
  await asked.getByText('Protokoll der Verwaltung: 180 statt 365 Tage').waitFor();
  await look(page, 'settings-shorter');
  await asked.getByRole('button', { name: 'Abbrechen' }).click();
  assert.equal((await rules())['retention.audit'], '365');
  await save();
  await asked.getByRole('button', { name: 'Verkürzen' }).click();
  await saved();
  assert.equal((await rules())['retention.audit'], '180');
  await toastsGone(page);
});

test('each change is in the log, with what held before', async () => {
  await page.goto(`${server.url}/portal/audit?area=settings`);
  const table = page.getByRole('table', { name: 'Einträge des Protokolls, neueste zuerst' });
  await table.getByText('Regel geändert').first().waitFor();
  await table.getByText('rule=retention.audit before=365 after=180').waitFor();
  await table.getByText('rule=accounts.prefix before=mk- after=lkr-').waitFor();
  await toastsGone(page);
});

test('the same in English', async () => {
  await page.goto(`${server.url}/portal/settings/retention`);
  await page.getByRole('button', { name: /Sprache|DE/ }).first().click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await page.getByText('What Kreide keeps for how long.').waitFor();
  await look(page, 'en-settings-retention');
  await page.goto(`${server.url}/portal/settings/accounts`);
  await page.getByLabel('Beginning of handles').waitFor();
  await look(page, 'en-settings-accounts');
});

test('nothing was asked of anybody else, and nothing is out of place', () => {
  assert.deepEqual(foreign, []);
  assert.deepEqual(page.faults, []);
  noFaults();
});
