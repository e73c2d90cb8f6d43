// SPDX-License-Identifier: EUPL-1.2
// A school whose firewall lets out nothing but TCP to port 443: pages, WebSocket and media all go there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Authority } from '../lib/authority.mjs';
import { chromiumOf, firefoxPage, foreign } from '../lib/browsers.mjs';
import { createRoom, isIn, knock, openPanel, signIn } from '../lib/lesson.mjs';
import { Network, SERVER } from '../lib/network.mjs';
import { connectedAfter, keepPaths, pathOf } from '../lib/relay.mjs';
import { seeAndHear, tiles } from '../lib/senses.mjs';
import { PATIENCE_MS, Server, until } from '../lib/server.mjs';

let authority;
let network;
let server;
let room;
let files;
let fox;
const people = {};
const insecure = { context: { ignoreHTTPSErrors: true }, args: ['--ignore-certificate-errors'] };
before(async () => {
  network = await Network.make(['tcp dport 443']);
  authority = new Authority();
  files = authority.issue([SERVER.name]);
  const { cert, key } = files;
  server = await Server.start({ within: network.within, url: `https://${SERVER.name}`, options: ['--set', 'https.listen=[::]:443', '--set', `https.certificate=${cert}`, '--set', `https.key=${key}`, '--set', `media.announce=${SERVER.v4} ${SERVER.v6}`] });
  for (const name of ['Lehrkraft', 'Ahorn']) people[name] = await chromiumOf(name, insecure);
  fox = await firefoxPage({}, authority.firefoxProfile());
  await keepPaths(fox);
  for (const page of Object.values(people)) await keepPaths(page);
});
after(async () => {
  for (const page of [...Object.values(people), fox]) await page?.end();
  await server?.end();
  network?.end();
  authority?.end();
});

const enter = async (page) => {
  await page.goto(`${server.url}/rooms/${room.id}/enter`);
  await page.getByLabel('Wie sollen die anderen Sie nennen?').fill('Lehrkraft');
  for (const what of ['Mikrofon', 'Kamera']) {
    await page.getByRole('button', { name: `${what} einschalten` }).click();
    await page.getByRole('button', { name: `${what} ausschalten` }).waitFor();
  }
  const clicked = Date.now();
  await page.getByRole('button', { name: 'Raum betreten' }).click();
  await isIn(page);
  return clicked;
};

test('the path is found by itself, over the port of the pages', async () => {
  await signIn(people.Lehrkraft, server);
  room = await createRoom(people.Lehrkraft, 'Sachkunde 4b');
  const clicked = { Lehrkraft: await enter(people.Lehrkraft) };
  await openPanel(people.Lehrkraft, 'people');
  await knock(people.Ahorn, room, 'Ahorn', { microphone: true, camera: true });
  const row = people.Lehrkraft.getByTestId('knock');
  await row.waitFor();
  clicked.Ahorn = Date.now();
  await row.getByTestId('admit').click();
  await isIn(people.Ahorn);
  for (const [name, page] of Object.entries(people)) {
    await until(`${name}'s path to be over TLS`, async () => (await pathOf(page)) === 'relay/tls');
    console.log(`# ${name}: path ${await pathOf(page)}, ${await connectedAfter(page, clicked[name])} ms after the click`);
  }
});

test('they see and hear each other', () => seeAndHear(people));

test('Firefox finds it, too', async () => {
  await knock(fox, room, 'Fuchs');
  const row = people.Lehrkraft.getByTestId('knock').filter({ hasText: 'Fuchs' });
  await row.waitFor();
  const clicked = Date.now();
  await row.getByTestId('admit').click();
  await isIn(fox);
  await until('its path to be over TLS', async () => (await pathOf(fox)) === 'relay/tls');
  console.log(`# Fuchs: path ${await pathOf(fox)}, ${await connectedAfter(fox, clicked)} ms after the click`);
  await until('the teacher to be seen in it', async () => (await tiles(fox)).some((tile) => tile.name === 'Lehrkraft' && tile.who === 'Lehrkraft'));
  await until('it to be seen by the teacher', async () => (await tiles(people.Lehrkraft)).some((tile) => tile.name === 'Fuchs' && tile.showing));
});

test('who names no protocol gets pages all the same', () => {
  for (const way of ['--no-alpn', '--alpn']) {
    const said = execFileSync('curl', ['-s', '--http1.1', way, '--cacert', authority.file, '-o', '/dev/null', '-w', '%{http_code}', `${server.url}/`], { encoding: 'utf8' });
    assert.equal(said, '200', way);
  }
});

test('who speaks nothing that is served here is let go', async () => {
  for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\x00\x00', '\x16\x02\x01\x00\x05hello', '\xff\xff\xff\xff', '\x03\xff\xff\xff\xff\xff\xff\xff', '\x80\x00\x00\x00']) {
    await new Promise((resolve, reject) => {
      const line = net.connect(443, SERVER.v4, () => line.write(bytes, 'latin1'));
      line.setTimeout(PATIENCE_MS, () => reject(new Error(`${JSON.stringify(bytes)} keeps its connection`)));
      line.on('error', () => undefined);
      line.on('close', resolve);
      line.resume();
    });
  }
});

/** The serial number of the certificate that whoever asks like this is served with. */
const serial = (...how) => {
  const said = execFileSync('sh', ['-c', 'openssl s_client "$@" 2>/dev/null </dev/null | openssl x509 -noout -serial', 'sh', '-connect', `${SERVER.v4}:443`, ...how], { encoding: 'utf8' });
  return said.trim().replace('serial=', '');
};

test('a renewed certificate is in use without a restart, for pages and relay, and nobody leaves', async () => {
  const ways = [['-alpn', 'http/1.1'], []];
  for (const way of ways) assert.equal(serial(...way), files.serial);
  const next = authority.issue([SERVER.name]);
  for (const each of ['cert', 'key']) fs.renameSync(next[each], files[each]);
  for (const way of ways) await until('the new one', () => serial(...way) === next.serial);
  for (const page of [...Object.values(people), fox]) assert.equal(await pathOf(page), 'relay/tls');
});

test('nothing went anywhere else', () => {
  assert.deepEqual(foreign, []);
  for (const page of [...Object.values(people), fox]) assert.deepEqual(page.faults, []);
});
