// SPDX-License-Identifier: EUPL-1.2
// What an intruder in a process could still do: the running ones are made to try it (tests/e2e/lib/intrude.py).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Api, Server, root, until } from '../lib/server.mjs';

let server;

before(async () => {
  server = await Server.start();
});
after(() => server?.end());

const pid = (name) => server.children().get(name);

/** What came of each attempt by the process of this name: 0 or the error's name. */
function intrude(name, ...attempts) {
  const text = execFileSync('python3', [path.join(root, 'tests/e2e/lib/intrude.py'), String(pid(name)), ...attempts], { encoding: 'utf8' });
  return Object.fromEntries(text.trim().split('\n').map((line) => line.split(' ')));
}

const EVERYTHING = ['open:/etc/passwd', 'open:/proc/self/environ', 'write:/tmp/kreide-intruder', 'exec:/bin/sh', 'trace', 'ring', 'stream', 'raw', 'netlink'];

test('media, front and door open no file, not even their own, no socket and no program', () => {
  const names = [...server.children().keys()].filter((name) => !name.startsWith('office'));
  assert.ok(['front 0', 'media 0', 'door 0'].every((name) => names.includes(name)));
  const everything = [...EVERYTHING, ...['kreide.db', 'https-key.pem'].map((file) => `open:${server.data}/${file}`)];
  for (const name of names) assert.deepEqual(intrude(name, ...everything), Object.fromEntries(everything.map((what) => [what, 'EPERM'])), name);
});

test('door alone opens sockets, for datagrams: each allocation of the relay has its own', () => {
  for (const name of ['front 0', 'media 0']) assert.equal(intrude(name, 'socket').socket, 'EPERM', name);
  assert.equal(intrude('door 0', 'socket').socket, '0');
});

test('the office writes in its data directory alone and looks into nobody', () => {
  const tried = intrude('office 0', 'write:/tmp/kreide-intruder', 'open:/root/.profile', 'trace', 'ring', `open:${server.data}/kreide.db`);
  assert.equal(tried['write:/tmp/kreide-intruder'], 'EACCES');
  assert.equal(tried['open:/root/.profile'], 'EACCES');
  assert.equal(tried.trace, 'EPERM');
  assert.equal(tried.ring, 'EPERM');
  assert.equal(tried[`open:${server.data}/kreide.db`], '0');
  assert.ok(!fs.existsSync('/tmp/kreide-intruder'));
});

test('every thread is caged, no memory is dumped, and all of it still works', async () => {
  const api = new Api(server.url);
  assert.equal((await api.signIn(server.handle, server.password)).status, 201);
  await api.room('Nach dem Einbruch');
  const caged = () =>
    [...server.children().values()].flatMap((child) =>
      fs.readdirSync(`/proc/${child}/task`).map((thread) => {
        const status = fs.readFileSync(`/proc/${child}/task/${thread}/status`, 'utf8');
        return /^Seccomp:\s*2$/m.test(status) && /^NoNewPrivs:\s*1$/m.test(status);
      }),
    );
  await until('every thread to be caged', () => caged().length > 3 && caged().every(Boolean));
  for (const child of server.children().values()) assert.match(fs.readFileSync(`/proc/${child}/limits`, 'utf8'), /Max core file size\s+0\s+0/);
});
