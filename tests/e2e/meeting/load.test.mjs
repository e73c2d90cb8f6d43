// SPDX-License-Identifier: EUPL-1.2
// kreide load against the real server: a class comes, sees and hears, and goes; the metrics agree and name nobody.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Api, Server, root, until } from '../lib/server.mjs';

const TOKEN = 'a-token-of-this-test-0123456789';
const TITLE = 'Sachkunde 4b';
const PEOPLE = 5;

let server;
let api;
let room;
let secrets;

/** Runs `kreide load WORDS`; what it printed, by name, and its exit status. */
async function load(...words) {
  const child = spawn(path.join(root, 'build/release/src/app/kreide'), ['load', '--every', '0', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const from of [child.stdout, child.stderr]) from.on('data', (chunk) => (text += chunk));
  const status = await new Promise((resolve) => child.on('exit', resolve));
  const told = Object.fromEntries([...text.matchAll(/^(\w+) +(-?[\d.]+)$/gm)].map(([, name, value]) => [name, Number(value)]));
  return { status, text, told };
}

async function metrics() {
  const response = await fetch(`${server.url}/metrics`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  assert.equal(response.status, 200);
  const text = await response.text();
  const sum = (name) => [...text.matchAll(new RegExp(`^kreide_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce((all, [, value]) => all + Number(value), 0);
  return { text, sum };
}

before(async () => {
  secrets = fs.mkdtempSync('/tmp/kreide-load-');
  fs.writeFileSync(path.join(secrets, 'token'), `${TOKEN}\n`, { mode: 0o600 });
  server = await Server.start({ options: ['--set', `metrics.token_file=${path.join(secrets, 'token')}`] });
  fs.writeFileSync(path.join(secrets, 'password'), `${server.password}\n`, { mode: 0o600 });
  api = new Api(server.url);
  assert.equal((await api.signIn(server.handle, server.password)).status, 201);
  room = await api.room(TITLE);
});
after(async () => {
  await server?.end();
  fs.rmSync(secrets, { recursive: true, force: true });
});

test('a class comes in by its link, everybody gets pictures and sound, and nothing is lost', async () => {
  const media = server.children().get('media 0');
  const run = load('--handle', server.handle, '--password-file', path.join(secrets, 'password'), '--people', String(PEOPLE), '--seconds', '8',
    '--join-timeout', '60', '--pid', String(media), room.link);
  await until('the metrics to show the class', async () => (await metrics()).sum('media_endpoints') === PEOPLE);
  const { text, sum } = await metrics();
  assert.equal(sum('front_members'), PEOPLE);
  assert.equal(sum('media_rooms'), 1);
  for (const secret of [TITLE, room.id, room.link.split('/').pop(), server.handle, '127.0.0.1', 'Load 0'])
    assert.ok(!text.includes(secret), `${secret} is in the metrics`);

  const { status, told, text: said } = await run;
  assert.equal(status, 0, said);
  assert.equal(told.clients, PEOPLE);
  assert.equal(told.joins, PEOPLE);
  assert.equal(told.joins_failed + told.broken + told.lost + told.undecipherable, 0, said);
  // Each of them sees the others' cameras and hears those who speak; a slow machine sends fewer, never none.
  assert.ok(told.packets_per_s > PEOPLE * (PEOPLE - 1) * 5, said);
  assert.ok(told.media_rss_kib > 0 && told.delay_p50_ms >= 0, said);
});

test('the metrics agree with what was done', async () => {
  await until('everybody to be gone', async () => (await metrics()).sum('media_endpoints') === 0);
  const { sum } = await metrics();
  assert.equal(sum('media_endpoint_connected_total'), PEOPLE);
  assert.equal(sum('front_join_seconds_count'), PEOPLE);
  assert.equal(sum('media_connect_seconds_count'), PEOPLE);
  assert.ok(sum('media_receiver_sent_bits_per_second_count') > 0);
  assert.equal(sum('media_drop_auth_total') + sum('media_drop_malformed_total'), 0);
  assert.equal(sum('front_members') + sum('front_websockets'), 0);
});

test('without the token nobody reads them', async () => {
  assert.equal((await fetch(`${server.url}/metrics`)).status, 401);
  assert.equal((await fetch(`${server.url}/metrics`, { headers: { Authorization: 'Bearer wrong' } })).status, 401);
});

test('devices and players come by tokens; what is thrown away at them comes again', async () => {
  const token = async (action) => (await api.call('POST', `/api/v1/rooms/${room.id}/tokens`, { action, valid_s: 600 })).json.secret;
  const { status, told, text } = await load('--url', server.url, '--room', `${room.id}:${await token('publish')}:${await token('play')}`, '--people', '4',
    '--seconds', '8', '--join-timeout', '60', '--loss', '5', '--max-lost', '50');
  assert.equal(status, 0, text);
  assert.equal(told.clients, 5); // the device, too
  assert.ok(told.thrown_away > 0 && told.recovered > 0, text);
});

test('it says what is wrong and ends with an error', async () => {
  const nobody = await load('--url', server.url, '--room', 'room:no:token', '--people', '1', '--seconds', '1', '--join-timeout', '1');
  assert.equal(nobody.status, 1);
  assert.match(nobody.text, /WHIP was refused: 401/);
  assert.equal((await load('--people', '3')).status, 2); // no server is ever assumed
  assert.equal((await load('--url', server.url, '--room', 'a:b:c', 'https://elsewhere.example/r/x')).status, 2);
});
