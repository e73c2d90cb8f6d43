// SPDX-License-Identifier: EUPL-1.2
// A security key (Web Authentication, by Chromium's virtual authenticator): added, used, copied, forged, and where the
// address of the page allows none.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { chromiumPlain } from '../lib/browsers.mjs';
import { makeOperator, operatorPage, totp } from '../lib/operator.mjs';
import { Server } from '../lib/server.mjs';
import { credentials, signOut } from '../lib/sign-in.mjs';

const authenticator = { protocol: 'ctap2', transport: 'usb', hasResidentKey: false, hasUserVerification: true, isUserVerified: true };

let server;
let browser;
let operator;
let page;
let cdp;
let authenticatorId;

before(async () => {
  server = await Server.start();
  browser = await chromiumPlain();
  operator = await makeOperator(server);
  page = await operatorPage(server, browser, operator, { locale: 'de-DE' });
  cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  ({ authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: authenticator }));
});
after(async () => {
  await browser?.end();
  await server?.end();
});

const held = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;

/** Another stick, with what the present one holds and `changes` to it. */
async function anotherStick(changes) {
  const [credential] = await held();
  await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  ({ authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: authenticator }));
  await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, ...changes } });
}

const touch = () => page.getByRole('button', { name: 'Sicherheitsschlüssel benutzen' }).click();

async function present() {
  await credentials(page, server, operator);
  await page.getByRole('button', { name: 'Stattdessen ein Sicherheitsschlüssel' }).click();
  await touch();
}

const isIn = () => page.getByRole('link', { name: 'Administratoren' }).waitFor();

test('a security key is added, and signs in more than once', async () => {
  await page.goto(`${server.url}/portal/me`);
  await page.getByRole('button', { name: 'Schlüssel hinzufügen' }).click();
  await page.getByLabel('Wie soll er heißen?').fill('Stick');
  await page.getByRole('dialog').getByRole('button', { name: 'Schlüssel hinzufügen' }).click();
  await page.getByText('Der Sicherheitsschlüssel ist eingerichtet.').waitFor();
  const [credential] = await held();
  assert.equal(credential.rpId, 'localhost');
  for (let i = 0; i < 2; i++) {
    await signOut(page);
    await present();
    await isIn();
  }
  assert.ok((await held())[0].signCount > credential.signCount, 'the counter counts');
});

test('a copy whose counter lies behind is refused', async () => {
  const [{ signCount }] = await held();
  await signOut(page);
  await anotherStick({ signCount: signCount - 1 }); /* its next signature says what the last one said */
  await present();
  await page.getByText('Dieser Schlüssel passt nicht.').waitFor();
  assert.equal((await page.context().request.get(`${server.url}/api/v1/administrators`)).status(), 401);
  await anotherStick({ signCount: signCount + 10 }); /* the password was right: the key is asked for once more */
  await touch();
  await isIn();
});

test('another key under the same name is refused', async () => {
  const [{ signCount, privateKey }] = await held();
  const forged = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  await signOut(page);
  await anotherStick({ privateKey: forged, signCount: signCount + 10 });
  await present();
  await page.getByText('Dieser Schlüssel passt nicht.').waitFor();
  await anotherStick({ privateKey, signCount: signCount + 20 });
  await touch();
  await isIn();
});

test('one answer for each challenge', async () => {
  await signOut(page);
  const [request] = await Promise.all([page.waitForRequest((each) => each.method() === 'POST' && each.url().endsWith('/session/key')), present().then(isIn)]);
  const answer = request.postData();
  await signOut(page);
  await credentials(page, server, operator);
  await page.getByRole('button', { name: 'Stattdessen ein Sicherheitsschlüssel' }).waitFor();
  const again = await page.evaluate(async (body) => {
    const post = (where, text) => fetch(`/api/v1/session/key${where}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Kreide': '1' }, body: text });
    const before = (await post('', body)).status; /* none was asked for */
    await post('/options');
    return [before, (await post('', body)).status]; /* and not the one that was answered */
  }, answer);
  assert.deepEqual(again, [409, 422]);
});

test('at an address of digits there are no security keys, and the app is asked for', async () => {
  const digits = { ...server, url: server.url.replace('localhost', '127.0.0.1') };
  const other = await browser.another({ locale: 'de-DE' });
  await credentials(other, digits, operator);
  await other.getByLabel('Sechs Ziffern aus der App').fill(totp(operator.secret, Date.now() + 30_000)); /* the present ones were used at the set-up */
  assert.equal(await other.getByRole('button', { name: 'Stattdessen ein Sicherheitsschlüssel' }).count(), 0);
  const refused = await other.evaluate(async () => {
    const answer = await fetch('/api/v1/session/key/options', { method: 'POST', headers: { 'X-Kreide': '1' } });
    return [answer.status, (await answer.json()).error];
  });
  assert.deepEqual(refused, [409, 'keys_impossible']);
  await other.getByRole('button', { name: 'Weiter' }).click();
  await other.getByRole('link', { name: 'Administratoren' }).waitFor();
  await other.goto(`${digits.url}/portal/me`);
  await other.getByRole('heading', { name: 'Zweiter Faktor' }).waitFor();
  await other.getByText('Stick', { exact: true }).waitFor();
  assert.equal(await other.getByRole('button', { name: 'Schlüssel hinzufügen' }).count(), 0);
});
