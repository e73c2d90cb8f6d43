// SPDX-License-Identifier: EUPL-1.2
// The portal's shell and everything its pages are made of: looked at in both languages, and used by keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumPlain, foreign } from '../lib/browsers.mjs';
import { desktop, look, noFaults, phone } from '../lib/looks.mjs';
import { Api, Server, until } from '../lib/server.mjs';

let server;
let browser;
before(async () => {
  server = await Server.start();
  browser = await chromiumPlain();
});
after(async () => {
  await browser?.end();
  await server?.end();
});

const somebody = (more = {}) => browser.another({ locale: 'de-DE', viewport: desktop, reducedMotion: 'reduce', ...more });

/** A page that is signed in with a new account. */
async function signedIn(more) {
  const { text } = await server.admin('account', 'create');
  const api = new Api(server.url);
  assert.equal((await api.signIn(/Handle:\s*(\S+)/.exec(text)[1], /Password:\s*(\S+)/.exec(text)[1])).status, 201);
  const page = await somebody(more);
  await page.context().addCookies([...api.cookies].map(([name, value]) => ({ name, value, url: server.url })));
  return page;
}

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute('aria-label') || '');

/** Presses a key until the focus is on what is wanted. */
async function press(page, key, wanted, most = 40) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press(key);
    if (await wanted.evaluate((element) => element === document.activeElement).catch(() => false)) return;
  }
  assert.fail(`${key} never came to ${wanted}, but to: ${await focused(page)}`);
}

for (const [locale, words] of [
  ['de-DE', { ask: 'Fenster öffnen', remove: 'Schule löschen', save: 'Speichern', menu: 'Menü öffnen' }],
  ['en-US', { ask: 'Open dialog', remove: 'Delete school', save: 'Save', menu: 'Open menu' }],
]) {
  const lang = locale.slice(0, 2);
  test(`${lang}: everything there is, in every state`, async () => {
    const page = await somebody({ locale });
    await page.goto(`${server.url}/portal/gallery`);
    await page.getByRole('table').first().waitFor();
    await look(page, `${lang}-portal-gallery`);
    await page.getByRole('button', { name: words.save }).click();
    await page.locator('.form__summary').waitFor();
    await page.getByRole('table').first().getByRole('checkbox').nth(1).check();
    await look(page, `${lang}-portal-errors`);
    await page.getByRole('button', { name: words.remove }).click();
    await page.getByRole('dialog').waitFor();
    await look(page, `${lang}-portal-dialog`);
    await page.keyboard.press('Escape');
    await page.goto(`${server.url}/portal/gallery/e4`);
    await page.locator('.stepper').waitFor();
    await look(page, `${lang}-portal-row`);
    for (const [name, where] of [['nothing', '/portal/no/such/page'], ['public-nothing', '/service/no/such/page'], ['signed-out', '/portal/help']]) {
      await page.goto(server.url + where);
      await page.locator('h1').waitFor();
      await look(page, `${lang}-portal-${name}`);
    }
    assert.deepEqual(page.faults, []);
    await page.context().close();
    noFaults();
  });

  test(`${lang}: signed in`, async () => {
    const page = await signedIn({ locale });
    await page.goto(`${server.url}/portal/help`);
    await page.locator('.help').first().waitFor();
    await look(page, `${lang}-portal-help`);
    await page.setViewportSize(phone);
    await page.getByRole('button', { name: words.menu }).click();
    await page.getByRole('dialog').waitFor();
    await look(page, `${lang}-portal-menu`);
    assert.deepEqual(page.faults, []);
    await page.context().close();
    noFaults();
  });
}

test('by keyboard: past the menu, through the table, into a row and back', async () => {
  const page = await somebody();
  await page.goto(`${server.url}/portal/gallery`);
  const table = page.getByRole('table').first();
  await table.waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Zum Inhalt');
  await page.keyboard.press('Enter');
  const search = page.getByRole('search').getByRole('textbox');
  await press(page, 'Tab', search);

  await page.keyboard.type('mk-7');
  await until('the search to reach the address', () => page.url().includes('q=mk-7'));
  const handles = () => table.locator('tbody .table__link').allTextContents();
  assert.ok((await handles()).length > 0 && (await handles()).every((handle) => handle.startsWith('mk-7')));
  await page.keyboard.press('Escape');
  await until('the search to be empty', () => !page.url().includes('q='));

  const head = table.getByRole('columnheader', { name: 'Zugang' });
  await press(page, 'Tab', head.getByRole('button'));
  assert.equal(await head.getAttribute('aria-sort'), 'none');
  await page.keyboard.press('Enter');
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  const upwards = await handles();
  assert.deepEqual(upwards, [...upwards].sort());
  await page.keyboard.press('Enter');
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  assert.notDeepEqual(await handles(), upwards);

  const mark = table.locator('tbody').getByRole('checkbox').first();
  await press(page, 'Tab', mark);
  await page.keyboard.press('Space');
  await page.getByRole('group', { name: 'Für die Auswahl' }).getByText('1 ausgewählt').waitFor();
  const row = table.locator('tbody .table__link').first();
  await press(page, 'Tab', row);
  const handle = await row.textContent();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: handle }).waitFor();
  await until('the heading to have the focus', async () => (await focused(page)) === `Anmeldung ${handle}`);
  assert.match(await page.title(), new RegExp(handle));
  await page.goBack();
  await table.waitFor();
  assert.equal(await table.getByRole('columnheader', { name: 'Zugang' }).getAttribute('aria-sort'), 'descending');

  await page.getByRole('button', { name: 'Nächste Seite' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Seite 2 von 150').first().waitFor();
  await until('the page to be told', async () => (await page.getByRole('status').allTextContents()).some((text) => text.includes('Seite 2 von 150')));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('by keyboard: menu, dialogs that ask, and a form that says what is wrong', async () => {
  const page = await somebody();
  await page.goto(`${server.url}/portal/gallery`);
  const more = page.getByRole('button', { name: 'Mehr' });
  await more.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem').first().waitFor();
  await press(page, 'ArrowDown', page.getByRole('menuitem', { name: 'Löschen' }), 4);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Schule endgültig löschen?' });
  await dialog.waitFor();
  const word = dialog.getByRole('textbox');
  await word.focus();
  await page.keyboard.type('mk-0000');
  await page.keyboard.press('Enter');
  await dialog.getByText('stimmt noch nicht').waitFor();
  await word.fill('mk-7k3m');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await until('the focus to be back', async () => (await focused(page)) === 'Mehr');

  const save = page.getByRole('button', { name: 'Speichern' });
  await save.focus();
  await page.keyboard.press('Enter');
  await until('the list of what is wrong to have the focus', async () => (await focused(page)).startsWith('4 Angaben'));
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Amtliche Bezeichnung: Bitte ausfüllen.');
  await page.keyboard.press('Enter');
  const name = page.getByRole('textbox', { name: 'Amtliche Bezeichnung' });
  assert.ok(await name.evaluate((element) => element === document.activeElement));
  assert.equal(await name.getAttribute('aria-invalid'), 'true');
  await page.keyboard.type('Lindenschule Musterstadt');
  assert.equal(await name.getAttribute('aria-invalid'), null);

  // something unsaved: the way out asks first
  await page.getByRole('link', { name: 'Kreide, zur Startseite des Portals' }).first().click();
  const leave = page.getByRole('dialog', { name: 'Änderungen verwerfen?' });
  await leave.getByRole('button', { name: 'Hier bleiben' }).click();
  assert.match(page.url(), /gallery/);
  assert.equal(await name.inputValue(), 'Lindenschule Musterstadt');

  await page.getByRole('textbox', { name: 'Postleitzahl' }).fill('12345');
  await page.getByRole('radio', { name: 'Grundschule' }).press('Space');
  await page.getByRole('checkbox', { name: /^Die Schulleitung hat/ }).press('Space');
  await page.getByLabel('Code aus der App').pressSequentially('12a34-567');
  assert.equal(await page.getByLabel('Code aus der App').inputValue(), '123456');
  await save.click();
  await page.getByText('Gespeichert').first().waitFor();
  assert.equal(await page.locator('.form__summary').count(), 0);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('files: what does not fit is refused in words, what fits is shown on its way', async () => {
  const page = await somebody();
  await page.goto(`${server.url}/portal/gallery`);
  const field = page.getByLabel('Unterschriebenes Dokument');
  const drop = page.locator('.file-drop');
  await field.setInputFiles({ name: 'AVV.docx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK') });
  await drop.getByText('„AVV.docx“ ist keine Datei dieser Art').waitFor();
  await field.setInputFiles({ name: 'AVV.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ, a program') });
  await drop.getByText('dem Inhalt nach keine Datei dieser Art').waitFor();
  await field.setInputFiles({ name: 'AVV.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(6 * 1024 * 1024)]) });
  await drop.getByText('zu groß').waitFor();
  await field.setInputFiles({ name: 'AVV.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 small') });
  await drop.getByRole('button', { name: 'AVV.pdf entfernen' }).waitFor();
  assert.equal(await drop.locator('.field__error').count(), 0);
  await drop.getByRole('button', { name: 'AVV.pdf entfernen' }).click();
  assert.ok(await field.evaluate((element) => element === document.activeElement));
  await page.context().close();
});

test('1,200 rows on one page: all there, and pressing on one follows its link', async () => {
  const page = await somebody();
  await page.goto(`${server.url}/portal/gallery?size=1200`);
  const rows = page.locator('tbody .table__row');
  await rows.last().waitFor();
  assert.equal(await rows.count(), 1200);
  await page.getByRole('checkbox', { name: 'Alle auf dieser Seite auswählen' }).check();
  await page.getByText('1.200 ausgewählt').waitFor();
  await rows.nth(7).getByRole('cell').nth(3).click();
  await page.getByRole('link', { name: 'Alle Bausteine' }).waitFor();
  await page.context().close();
});

test('who is away is asked, may stay, and is signed out otherwise', async () => {
  const page = await signedIn();
  await page.clock.install();
  await page.goto(`${server.url}/portal/help`);
  await page.locator('.help').first().waitFor();
  await page.clock.runFor('27:00');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await page.clock.runFor('01:30');
  const question = page.getByRole('dialog', { name: 'Sind Sie noch da?' });
  await question.waitFor();
  const asked = page.waitForResponse((response) => response.url().endsWith('/api/v1/session'));
  await question.getByRole('button', { name: 'Angemeldet bleiben' }).click();
  assert.equal((await asked).status(), 200);
  await question.waitFor({ state: 'detached' });
  const ended = page.waitForResponse((response) => response.url().endsWith('/api/v1/session') && response.request().method() === 'DELETE');
  await page.clock.runFor('31:00');
  assert.equal((await ended).status(), 204);
  await page.context().close();
});

test('light or dark, and the language, are chosen for this tab', async () => {
  const page = await somebody();
  await page.goto(`${server.url}/portal/gallery`);
  await page.getByRole('button', { name: /^Helligkeit/ }).click();
  await page.getByRole('menuitemradio', { name: 'dunkel' }).click();
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await until('the paper to be dark', async () => (await paper()) === 'rgb(24, 27, 25)');
  await page.reload();
  await until('the paper to be dark again', async () => (await paper()) === 'rgb(24, 27, 25)');
  await page.getByRole('button', { name: /Sprache/ }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'Parts of the portal' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await page.context().close();
});

test('signing out is always in sight', async () => {
  const page = await signedIn();
  await page.goto(`${server.url}/portal/help`);
  for (const view of [desktop, phone]) {
    await page.setViewportSize(view);
    const out = page.getByRole('button', { name: 'Abmelden' }).filter({ visible: true });
    await out.waitFor();
    assert.ok(await out.evaluate((element) => element.getBoundingClientRect().bottom <= innerHeight));
  }
  const gone = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.getByRole('button', { name: 'Abmelden' }).filter({ visible: true }).click();
  assert.equal((await gone).status(), 204);
  await page.waitForURL('**/portal/signin');
  await page.goto(`${server.url}/portal/help`);
  await page.locator('h1').waitFor();
  assert.equal(await page.locator('.help').count(), 0);
  await page.context().close();
});

test('nothing was asked of any other host', () => assert.deepEqual(foreign, []));
