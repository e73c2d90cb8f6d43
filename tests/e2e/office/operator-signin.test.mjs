// SPDX-License-Identifier: EUPL-1.2
// An administrator's way in: from the paper to the open key, with an app, a security key, a code on paper, and after a loss.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromiumPlain } from '../lib/browsers.mjs';
import { desktop, look, noFaults } from '../lib/looks.mjs';
import { totp } from '../lib/operator.mjs';
import { Server, until } from '../lib/server.mjs';

const own = 'Ahorn Birke Linde Esche';
let server;
let browser;
let page;
let secret;
let codes;
const papers = []; // everything secret that was shown

before(async () => {
  server = await Server.start();
  browser = await chromiumPlain();
  page = await browser.another({ locale: 'de-DE', viewport: desktop, reducedMotion: 'reduce' });
});
after(async () => {
  await browser?.end();
  await server?.end();
});

const shown = (where = page) => where.locator('.secret-sheet dd').allTextContents();

async function keepSheet(button, where = page) {
  await where.getByRole('checkbox', { name: /auf Papier/ }).check({ force: true });
  await where.getByRole('button', { name: button, exact: true }).click();
}

async function credentials(where, handle, password) {
  await where.goto(`${server.url}/portal/signin`);
  await where.getByLabel('Kennung').fill(handle);
  await where.getByLabel('Passwort', { exact: true }).fill(password);
  await where.getByRole('button', { name: 'Anmelden' }).click();
}

test('the first sign-in sets up a second factor, codes for paper, and an own password', async () => {
  const { handle, password, code } = server.operator;
  papers.push(password, code);
  await page.goto(`${server.url}/portal/`);
  await page.getByLabel('Kennung').waitFor();
  await look(page, 'de-portal-signin');
  await credentials(page, handle, 'falsch falsch falsch');
  await page.getByText('Kennung oder Passwort stimmen nicht.').waitFor();
  await credentials(page, handle, password);

  await page.getByRole('heading', { name: 'Zweiten Faktor einrichten' }).waitFor();
  secret = (await page.locator('.totp__secret code').textContent()).replace(/\s/g, '');
  papers.push(secret);
  await look(page, 'de-portal-signin-setup');
  await page.getByLabel('Sechs Ziffern').fill('000000');
  await page.getByRole('button', { name: 'Einrichten', exact: true }).click();
  await page.getByText('Diese Ziffern passen nicht').waitFor();
  await page.getByLabel('Sechs Ziffern').fill(totp(secret));
  await page.getByRole('button', { name: 'Einrichten', exact: true }).click();

  await page.locator('.secret-sheet__codes').waitFor();
  codes = await page.locator('.secret-sheet__codes li').allTextContents();
  assert.equal(new Set(codes).size, 10);
  papers.push(...codes);
  await look(page, 'de-portal-signin-codes');
  await keepSheet('Weiter');

  await page.getByRole('heading', { name: 'Eigenes Passwort wählen' }).waitFor();
  await page.getByLabel('Bisheriges Passwort').fill(password);
  await page.getByLabel('Neues Passwort').fill('zu kurz');
  await page.getByRole('button', { name: 'Passwort ändern' }).click();
  await page.getByText('Das sind weniger als 12 Zeichen.').first().waitFor();
  await look(page, 'de-portal-signin-password');
  await page.getByLabel('Neues Passwort').fill(own);
  papers.push(own);
  await page.getByRole('button', { name: 'Passwort ändern' }).click();
  await page.getByRole('link', { name: 'Administratoren' }).waitFor();
});

test('the app and a code from paper open the next sign-in, each code once', async () => {
  const { handle } = server.operator;
  const other = await browser.another({ locale: 'de-DE', viewport: desktop, reducedMotion: 'reduce' });
  await credentials(other, handle, own);
  await other.getByLabel('Sechs Ziffern aus der App').waitFor();
  await look(other, 'de-portal-signin-factor');
  await other.getByRole('button', { name: 'Stattdessen ein Code vom Papier' }).click();
  await other.getByLabel('Einmal-Code vom Papier').fill(codes[0].toUpperCase().replace('-', ' '));
  await other.getByRole('button', { name: 'Weiter' }).click();
  await other.getByRole('link', { name: 'Administratoren' }).waitFor();
  await other.getByRole('button', { name: 'Abmelden' }).first().click();
  await other.getByLabel('Kennung').waitFor();

  await credentials(other, handle, own);
  await other.getByRole('button', { name: 'Stattdessen ein Code vom Papier' }).click();
  await other.getByLabel('Einmal-Code vom Papier').fill(codes[0]);
  await other.getByRole('button', { name: 'Weiter' }).click();
  await other.getByText('Dieser Code gilt nicht oder ist schon benutzt.').waitFor();
  await other.getByRole('button', { name: 'Stattdessen die App' }).click();
  await other.getByLabel('Sechs Ziffern aus der App').fill(totp(secret, Date.now() + 30_000)); /* the present step was used at the set-up */
  await other.getByRole('button', { name: 'Weiter' }).click();
  await other.getByRole('link', { name: 'Administratoren' }).waitFor();
  await other.context().close();
});

test('a security key is added and opens a sign-in', async () => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'usb', hasResidentKey: false, hasUserVerification: true, isUserVerified: true } });
  await page.goto(`${server.url}/portal/me`);
  await page.getByRole('button', { name: 'Schlüssel hinzufügen' }).click();
  await page.getByLabel('Wie soll er heißen?').fill('Stick aus dem Tresor');
  await page.getByRole('dialog').getByRole('button', { name: 'Schlüssel hinzufügen' }).click();
  await page.getByText('Der Sicherheitsschlüssel ist eingerichtet.').waitFor();
  await page.getByText('Stick aus dem Tresor').waitFor();
  await page.locator('.toast').waitFor({ state: 'detached' });
  await look(page, 'de-portal-me');
  await page.getByRole('button', { name: 'Abmelden', exact: true }).first().click();
  await page.getByLabel('Kennung').waitFor();
  await credentials(page, server.operator.handle, own);
  await page.getByRole('button', { name: 'Stattdessen ein Sicherheitsschlüssel' }).click();
  await page.getByRole('button', { name: 'Sicherheitsschlüssel benutzen' }).click();
  await page.getByRole('link', { name: 'Administratoren' }).waitFor();
});

test('a second administrator comes by paper, the key is renewed, and the last one stays', async () => {
  await page.goto(`${server.url}/portal/administrators`);
  await page.getByText('Nur eine Person kann die Namen öffnen.').waitFor();
  await page.getByRole('button', { name: 'Administrator hinzufügen' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Administrator hinzufügen' }).click();
  await page.locator('.secret-sheet').waitFor();
  const [handle, password] = await shown();
  papers.push(password);
  await look(page, 'de-portal-administrators-sheet');
  await keepSheet('Fertig');
  await page.getByText('war noch nicht angemeldet').waitFor();

  await page.getByRole('button', { name: 'Schlüssel erneuern' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Schlüssel erneuern' }).click();
  await page.locator('.secret-sheet').waitFor();
  const [code] = await shown();
  papers.push(code);
  assert.match(code, /^([0-9a-z]{4}-){6}[0-9a-z]{4}$/);
  await keepSheet('Fertig');
  await until('the renewal to be done', async () => /^2,/.test(await page.locator('.fact-list dd').first().textContent()));
  await look(page, 'de-portal-administrators');

  const other = await browser.another({ locale: 'en-US', viewport: desktop, reducedMotion: 'reduce' });
  await other.goto(`${server.url}/portal/signin`);
  await other.getByLabel('Handle').fill(handle);
  await other.getByLabel('Password', { exact: true }).fill(password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
  await look(other, 'en-portal-signin-setup');
  const theirs = (await other.locator('.totp__secret code').textContent()).replace(/\s/g, '');
  await other.getByLabel('Six digits').fill(totp(theirs));
  await other.getByRole('button', { name: 'Set up', exact: true }).click();
  await other.locator('.secret-sheet__codes').waitFor();
  await other.getByRole('checkbox', { name: /on paper/ }).check({ force: true });
  await other.getByRole('button', { name: 'Continue', exact: true }).click();
  await other.getByLabel('Current password').fill(password);
  await other.getByRole('button', { name: 'Suggest a password' }).click();
  papers.push(await other.getByLabel('New password').inputValue());
  await other.getByRole('button', { name: 'Change password' }).click();
  await other.getByRole('link', { name: 'Administrators' }).click();
  await other.getByText('active').first().waitFor();
  assert.equal(await other.getByText('cannot open names').count(), 0);
  await look(other, 'en-portal-administrators');
  await other.context().close();

  /* who loses everything is reset on the machine, and the sheet opens the key again */
  const { text } = await server.admin('reset', server.operator.handle);
  const fresh = /Password:\s*(\S+)/.exec(text)[1];
  papers.push(fresh);
  await credentials(page, server.operator.handle, fresh);
  await page.getByRole('heading', { name: 'Zweiten Faktor einrichten' }).waitFor();
  secret = (await page.locator('.totp__secret code').textContent()).replace(/\s/g, '');
  await page.getByLabel('Sechs Ziffern').fill(totp(secret));
  await page.getByRole('button', { name: 'Einrichten', exact: true }).click();
  await page.locator('.secret-sheet__codes').waitFor();
  await keepSheet('Weiter');
  await page.getByLabel('Bisheriges Passwort').fill(fresh);
  await page.getByLabel('Neues Passwort').fill(own);
  await page.getByRole('button', { name: 'Passwort ändern' }).click();
  await page.getByRole('heading', { name: 'Ihr Zugang wartet auf den Schlüssel' }).waitFor();
  await look(page, 'de-portal-sealed');
  const wrong = code.slice(0, 6) + (code[6] === '7' ? '8' : '7') + code.slice(7);
  await page.getByLabel('Wiederherstellungscode').fill(wrong);
  await page.getByRole('button', { name: 'Öffnen', exact: true }).click();
  await page.getByText('vermutlich in der 2. Gruppe').waitFor();
  await page.getByLabel('Wiederherstellungscode').fill(code);
  await page.getByRole('button', { name: 'Öffnen', exact: true }).click();
  await page.getByRole('link', { name: 'Administratoren' }).waitFor();
  const locked = await server.admin('lock', handle);
  assert.equal(locked.code, 0);
  assert.match((await server.admin('lock', server.operator.handle)).text, /last administrator/);
});

test('a teacher who signs in here holds meetings as before, and an administrator at the meeting client is led here', async () => {
  const other = await browser.another({ locale: 'de-DE', viewport: desktop, reducedMotion: 'reduce' });
  await other.goto(`${server.url}/signin`);
  await other.getByLabel('Zugang').fill(server.operator.handle);
  await other.getByLabel('Passwort', { exact: true }).fill(own);
  await other.getByRole('button', { name: 'Anmelden' }).click();
  await other.waitForURL(/\/portal\/signin/);
  await other.getByLabel('Sechs Ziffern aus der App').waitFor();
  await other.context().close();
});

test('nothing of all that was secret lies in a file or a log', () => {
  const texts = [server.output.replace(/Handle:[\s\S]*?Ctrl-C/, '')];
  const walk = (dir) => {
    for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
      const at = path.join(dir, entry.name);
      if (entry.isDirectory()) walk(at);
      else if (entry.isFile()) texts.push(fs.readFileSync(at, 'latin1'));
    }
  };
  walk(server.data);
  for (const paper of papers) for (const text of texts) assert.ok(!text.includes(paper), `${paper.slice(0, 4)}... was found`);
});

test('no page had a fault', noFaults);
