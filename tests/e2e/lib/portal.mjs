// SPDX-License-Identifier: EUPL-1.2
// What people do in the portal, done through its pages: by words and labels, not by internals.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { totp } from './operator.mjs';
import { until } from './server.mjs';

export const heading = (page, name, level = 2) => page.getByRole('heading', { level, name, exact: true });
export const tick = (page, words) => page.locator('label').filter({ hasText: words }).click();
/** What a page says in passing; a screen reader hears it, too. */
export const said = (page, text) => page.locator('.toast__text', { hasText: text }).first().waitFor();

/** Presses a button that hands out a file; gives where it lies. */
export async function downloaded(page, button, dir) {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const where = path.join(dir, file.suggestedFilename());
  await file.saveAs(where);
  return where;
}

/** The text of a PDF in one line, words that were broken at its end put together again. */
export const words = (pdf) => execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' }).replace(/\u00ad\s*/g, '').replace(/\s+/g, ' ');

/** Types handle and password into the portal's sign-in. */
export async function giveCredentials(page, server, { handle, password }) {
  await page.goto(`${server.url}/portal/signin`);
  await page.getByLabel('Kennung').fill(handle);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Anmelden' }).click();
}

export async function signOut(page) {
  await page.getByRole('button', { name: 'Abmelden' }).filter({ visible: true }).first().click();
  await page.getByLabel('Kennung').waitFor();
}

/** The first sign-in of an administrator: second factor, codes on paper, own password. Gives { secret, codes }. */
export async function setUpOperator(page, server, { handle, password }, own) {
  await giveCredentials(page, server, { handle, password });
  await heading(page, 'Zweiten Faktor einrichten', 1).or(heading(page, 'Zweiten Faktor einrichten')).first().waitFor();
  const secret = (await page.locator('.totp__secret code').textContent()).replace(/\s/g, '');
  await page.getByLabel('Sechs Ziffern').fill(totp(secret));
  await page.getByRole('button', { name: 'Einrichten', exact: true }).click();
  await page.locator('.secret-sheet__codes').waitFor();
  const codes = await page.locator('.secret-sheet__codes li').allTextContents();
  await page.getByRole('checkbox', { name: /auf Papier/ }).check({ force: true });
  await page.getByRole('button', { name: 'Weiter', exact: true }).click();
  await page.getByLabel('Bisheriges Passwort').fill(password);
  await page.getByLabel('Neues Passwort').fill(own);
  await page.getByRole('button', { name: 'Passwort ändern' }).click();
  await page.getByRole('link', { name: 'Administratoren' }).waitFor();
  return { secret, codes };
}

/** An administrator comes in again, with one of the codes on paper. */
export async function signInByCode(page, server, { handle, password }, code) {
  await giveCredentials(page, server, { handle, password });
  await page.getByRole('button', { name: 'Stattdessen ein Code vom Papier' }).click();
  await page.getByLabel('Einmal-Code vom Papier').fill(code);
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('link', { name: 'Administratoren' }).waitFor();
}

/** A head registers the school on the public page; gives { handle, recovery } from the sheet. */
export async function register(page, fields, password) {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByLabel('Passwort wiederholen', { exact: true }).fill(password);
  await tick(page, 'Ich bin Schulleiterin');
  await page.getByRole('button', { name: 'Schule anmelden' }).click();
  await heading(page, 'Ihre Schule ist angemeldet', 1).waitFor();
  const handle = (await page.locator('.register-sheet__mono').innerText()).trim();
  const recovery = (await page.locator('.register-sheet__code').innerText()).trim();
  await tick(page, 'Ich habe das Blatt gedruckt');
  await page.getByRole('button', { name: 'Weiter zu den Schritten' }).click();
  return { handle, recovery };
}

/** Asks the API as this page's session: the status; the whole answer. */
export const ask = (page, where) => page.evaluate(async (at) => ({ status: (await fetch(`/api/v1${at}`)).status }), where);
export const told = (page, where) => page.evaluate(async (at) => (await fetch(`/api/v1${at}`)).text(), where);

/** Tries to issue the school account's password; it is refused with the reason, and there is none. */
export async function refusedToIssue(page, server, school) {
  const account = async () => JSON.parse(await told(page, `/schools/${school}/accounts?role=school`)).accounts[0];
  await page.goto(`${server.url}/portal/accounts/${(await account()).id}`);
  await page.getByRole('button', { name: 'Passwort ausgeben' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Passwort ausgeben' }).click();
  await page.getByRole('dialog').getByText('Zugangsdaten gibt es nach der Gegenzeichnung.').waitFor();
  assert.equal((await account()).state, 'new');
}

/** Chooses from the menu of what can be done with a school; the dialog that asks. */
export async function schoolAct(page, act) {
  await page.getByRole('button', { name: 'Weitere Aktionen' }).click();
  await page.getByRole('menuitem', { name: act }).click();
  return page.getByRole('dialog');
}

/** Reads a dialog with fresh passwords: [{ handle, password }]. */
export async function shownCredentials(page) {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Passwort', { exact: true }).first().waitFor();
  const [handles, passwords] = await Promise.all(
    ['Kennung', 'Passwort'].map(async (label) => Promise.all((await dialog.getByLabel(label, { exact: true }).all()).map((each) => each.inputValue()))),
  );
  return handles.map((handle, i) => ({ handle, password: passwords[i] }));
}

/** Issues a password by the button of this name, on an account's own page or the school account's. */
export async function issuePassword(page, button) {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Passwort ausgeben' }).click();
  return (await shownCredentials(page))[0];
}

export async function closeCredentials(page) {
  await page.getByRole('button', { name: 'Fertig, alles notiert' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** A visitor goes through the public pages to the information sheet, and on to the imprint: gives the sheet's words. */
export async function publicSheet(page, server, dir) {
  await page.goto(`${server.url}/service`);
  await heading(page, 'Videokonferenz für unsere Schulen', 1).waitFor();
  await page.getByRole('link', { name: 'Teilnehmen', exact: true }).first().click();
  await heading(page, 'So nimmt Ihre Schule teil', 1).waitFor();
  await page.getByRole('link', { name: 'Dokumente', exact: true }).first().click();
  await page.getByText('Fassung 2').waitFor();
  const sheet = words(await downloaded(page, page.getByRole('button', { name: /PDF herunterladen: Informationsblatt/ }), dir));
  await page.getByRole('link', { name: 'Impressum', exact: true }).first().click();
  return sheet;
}

/** Publishes what `change` makes of a document's text; with `again`, schools have to accept it anew. */
export async function publish(page, server, title, change, again = false) {
  await page.goto(`${server.url}/portal/documents`);
  await page.getByRole('link', { name: title }).first().click();
  await page.getByRole('link', { name: /Bearbeiten|Entwurf weiterbearbeiten/ }).click();
  const text = page.getByRole('textbox', { name: 'Text' });
  await page.getByText('Keine Fehler').waitFor();
  await text.fill(change(await text.inputValue()));
  await page.getByText('Keine Fehler').waitFor();
  await page.getByRole('button', { name: 'Veröffentlichen' }).click();
  const dialog = page.getByRole('dialog', { name: 'Neue Fassung veröffentlichen' });
  if (again) await dialog.getByText('Schulen müssen erneut zustimmen').click();
  if (again) await dialog.getByLabel('Frist').waitFor();
  await dialog.getByRole('button', { name: 'Veröffentlichen' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('abgelöst', { exact: true }).first().waitFor();
}

/** Renews the media centre's key; gives the code of the new sheet. */
export async function renewKey(page, server) {
  await page.goto(`${server.url}/portal/administrators`);
  await page.getByRole('button', { name: 'Schlüssel erneuern' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Schlüssel erneuern' }).click();
  await page.locator('.secret-sheet').waitFor();
  const [code] = await page.locator('.secret-sheet dd').allTextContents();
  await page.getByRole('checkbox', { name: /auf Papier/ }).check({ force: true });
  await page.getByRole('button', { name: 'Fertig', exact: true }).click();
  await until('the renewal to be done', async () => /^2,/.test(await page.locator('.fact-list dd').first().textContent()));
  return code;
}
