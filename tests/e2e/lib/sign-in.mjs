// SPDX-License-Identifier: EUPL-1.2
// Signing in at the portal as people do, step by step.
import { totp } from './operator.mjs';

/** Handle and password; what comes next depends on the account. */
export async function credentials(page, server, { handle, password }) {
  await page.goto(`${server.url}/portal/signin`);
  await page.getByLabel('Kennung').fill(handle);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Anmelden' }).click();
}

/** The password that somebody else gave is replaced by an own one. */
export async function ownPassword(page, old, own) {
  await page.getByRole('heading', { name: 'Eigenes Passwort wählen' }).waitFor();
  await page.getByLabel('Bisheriges Passwort').fill(old);
  await page.getByLabel('Neues Passwort').fill(own);
  await page.getByRole('button', { name: 'Passwort ändern' }).click();
}

export async function keepSheet(page, button) {
  await page.getByRole('checkbox', { name: /auf Papier/ }).check({ force: true });
  await page.getByRole('button', { name: button, exact: true }).click();
}

/** The first second factor, an app; gives its secret. */
export async function setUpApp(page) {
  await page.getByRole('heading', { name: 'Zweiten Faktor einrichten' }).waitFor();
  const secret = (await page.locator('.totp__secret code').textContent()).replace(/\s/g, '');
  await page.getByLabel('Sechs Ziffern').fill(totp(secret));
  await page.getByRole('button', { name: 'Einrichten', exact: true }).click();
  await page.locator('.secret-sheet__codes').waitFor();
  await keepSheet(page, 'Weiter');
  return secret;
}

export async function signOut(page) {
  await page.getByRole('button', { name: 'Abmelden', exact: true }).first().click();
  await page.getByLabel('Kennung').waitFor();
}
