// SPDX-License-Identifier: EUPL-1.2
// The portal in Firefox on a device that others use, too: signing in with an app's digits, the list of schools, signing
// out, and nothing about the account is left in the browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { firefoxPage, foreign } from '../lib/browsers.mjs';
import { makeOperator, totp } from '../lib/operator.mjs';
import { makeSchool } from '../lib/school.mjs';
import { Server } from '../lib/server.mjs';
import { credentials, signOut } from '../lib/sign-in.mjs';

let server;
let operator;
let page;

before(async () => {
  server = await Server.start();
  operator = await makeOperator(server);
  await makeSchool(operator);
  page = await firefoxPage({ viewport: { width: 1440, height: 900 } });
});
after(async () => {
  await page?.end();
  await server?.end();
});

/** All that the browser keeps for this site, as text; what the network stack of the test itself holds is not among it. */
async function kept() {
  const stored = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: (await indexedDB.databases()).map((each) => each.name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    readable: document.cookie,
    name: window.name,
    history: JSON.stringify(history.state),
  }));
  return { ...stored, cookies: await page.context().cookies() };
}

let digits;

test('digits from the app open the portal in Firefox', async () => {
  await credentials(page, server, operator);
  digits = totp(operator.secret, Date.now() + 30_000); /* those of the set-up are used */
  await page.getByLabel('Sechs Ziffern aus der App').fill(digits);
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('link', { name: 'Administratoren' }).waitFor();
});

test('the list of schools opens, and while it is open nothing lies in a store of the browser', async () => {
  await page.getByRole('link', { name: 'Schulen', exact: true }).first().click();
  await page.getByRole('link', { name: 'Lindenschule Musterstadt' }).first().waitFor();
  const now = await kept();
  assert.deepEqual([now.local, now.databases, now.caches, now.workers, now.readable], [{}, [], [], 0, '']);
  const session = now.cookies.find((each) => /^kr_session$/.test(each.name));
  assert.ok(session?.httpOnly && session.sameSite === 'Strict', JSON.stringify(now.cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))));
  assert.equal(session.expires, -1, 'the cookie goes with the browser at the latest');
});

test('after signing out nothing about the account is left', async () => {
  const before = (await page.context().cookies()).map((each) => each.value);
  await signOut(page);
  const left = await kept();
  const text = JSON.stringify(left);
  for (const word of [operator.handle, operator.password, operator.secret, 'Lindenschule']) assert.ok(!text.includes(word), `${word.slice(0, 4)}… is left in ${text}`);
  assert.ok(!left.cookies.some((each) => /^kr_session$/.test(each.name)), text);
  assert.deepEqual([left.local, left.databases, left.caches, left.workers, left.readable], [{}, [], [], 0, '']);
  for (const field of ['Kennung', 'Passwort']) assert.equal(await page.getByLabel(field, { exact: true }).inputValue(), '');

  /* the former cookie is worth nothing, and the button back shows nothing */
  for (const value of before) {
    const answer = await fetch(`${server.url}/api/v1/schools`, { headers: { 'X-Kreide': '1', Cookie: `kr_session=${value}` } });
    assert.equal(answer.status, 401);
  }
  await page.goBack();
  await page.getByLabel('Kennung').waitFor();
  assert.equal(await page.getByText('Lindenschule').count(), 0);
  assert.deepEqual(foreign, []);
});

test('whoever looked over the shoulder cannot use the same digits again', async () => {
  await credentials(page, server, operator);
  await page.getByLabel('Sechs Ziffern aus der App').fill(digits);
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByText('Diese Ziffern passen nicht oder sind schon benutzt.').waitFor();
});
