// SPDX-License-Identifier: EUPL-1.2
// The processes: what dies comes back, what is stored stays, Ctrl-C ends it all, and nothing private reaches a disk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Api, PATIENCE_MS, Server, root, until } from '../lib/server.mjs';

let server;
before(async () => (server = await Server.start({ options: ['--set', 'media.processes=2'] })));
after(() => server.end());

/** Process ids of the children of this server by "role index". */
function children() {
  const found = new Map();
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const words = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (words[1] === 'child' && words.some((word) => word.endsWith(server.data))) found.set(`${words[2]} ${words[3]}`, Number(pid));
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

async function healthy() {
  const answer = await new Api(server.url).call('GET', '/api/v1/health');
  return answer.status === 200;
}

test('a process each, joined', async () => {
  assert.deepEqual([...children().keys()].sort(), ['door 0', 'front 0', 'media 0', 'media 1', 'office 0']);
  await until('all to be well', healthy);
});

test('what is killed comes back, and the log says so', async () => {
  const api = new Api(server.url);
  for (const role of ['office 0', 'media 1', 'front 0', 'door 0']) {
    const pid = children().get(role);
    process.kill(pid, 'SIGKILL');
    await until(`${role} to come back`, () => children().get(role) && children().get(role) !== pid);
    await until('the log to say so', () => server.output.includes(`${role} was ended by signal 9`));
    await until('a sign-in to work again', async () => (await api.signIn(server.handle, server.password)).status === 201);
    await until('all to be well', healthy);
  }
  const room = await api.room('Nach dem Sturz');
  assert.ok(room.id);
});

test('a password is nowhere in the data, nor is a title or a link', async () => {
  const api = new Api(server.url);
  await api.signIn(server.handle, server.password);
  const room = await api.room('Kanarienvogel Zimmer');
  const secrets = [server.password, 'Kanarienvogel', room.link.split('/r/')[1], api.cookies.get('kr_session')];
  for (const name of fs.readdirSync(server.data, { recursive: true })) {
    const file = path.join(server.data, name);
    if (!fs.statSync(file).isFile()) continue;
    assert.equal(fs.statSync(file).mode & 0o077, 0, `${name} is for its owner alone`);
    const bytes = fs.readFileSync(file);
    for (const secret of secrets) assert.equal(bytes.includes(secret), false, `${secret} stands in ${name}`);
  }
  // What ./run prints to the terminal is not the log; the log's lines begin with the time.
  const log = server.output.split('\n').filter((line) => /^20\d\d-/.test(line)).join('\n');
  assert.match(log, /ready/);
  for (const secret of [...secrets, '127.0.0.1', 'Mozilla']) assert.equal(log.includes(secret), false, `${secret} stands in the log`);
});

test('Ctrl-C ends it; a second run keeps the data', async () => {
  const api = new Api(server.url);
  await api.signIn(server.handle, server.password);
  const room = await api.room('Bleibt');
  const { handle, password, data } = server;
  const { code } = await server.stop();
  assert.equal(code, 0);
  assert.equal(children().size, 0);

  const before = Date.now();
  server = await Server.start({ data, options: ['--set', 'media.processes=1'] });
  const seconds = (Date.now() - before) / 1000;
  console.log(`# second start took ${seconds} s`);
  assert.doesNotMatch(server.output, /Password:/, 'the password is shown once only');
  assert.equal(server.password, undefined);
  await api.signIn(handle, password);
  assert.ok((await api.call('GET', '/api/v1/rooms')).json.rooms.some((r) => r.id === room.id));
});

test('two on one data directory: the second says so', () => {
  const kreide = path.join(root, 'build/release/src/app/kreide');
  const options = ['--set', `kreide.data=${server.data}`, '--set', `kreide.web=${root}/web/dist`];
  assert.throws(() => execFileSync(kreide, ['serve', ...options, '--set', 'http.listen=127.0.0.1:8090'], { stdio: 'pipe' }), /another Kreide is running/);
});

test('wrong settings stop the start and say why', () => {
  const kreide = path.join(root, 'build/release/src/app/kreide');
  for (const [setting, message] of [
    ['media.prot=1', /not a key of Kreide/], ['media.port=0', /range/], ['http.listen=0.0.0.0:8080', /this machine only/],
    ['https.certificate=/nowhere.pem', /No such file/], ['kreide.web=/nowhere', /No such file/],
  ]) {
    assert.throws(() => execFileSync(kreide, ['serve', '--set', setting], { stdio: 'pipe' }), message);
  }
});

test('without the libuv plugin of libwebsockets it refuses to start and names the package', () => {
  const plugin = execFileSync('sh', ['-c', 'find /usr/lib -name "libwebsockets-evlib_uv.so*" | head -n 1'], { encoding: 'utf8' }).trim();
  const scratch = fs.mkdtempSync('/tmp/kreide-noplugin-');
  fs.writeFileSync(`${scratch}/empty`, '');
  const kreide = path.join(root, 'build/release/src/app/kreide');
  // An empty file hides the plugin in a mount namespace of this one process; the machine keeps it.
  const hidden = ['--mount', 'sh', '-c', `mount --bind ${scratch}/empty ${plugin} && exec "$@"`, 'sh'];
  const serve = [kreide, 'serve', '--set', `kreide.data=${scratch}/data`, '--set', `kreide.web=${root}/web/dist`,
    '--set', 'http.listen=127.0.0.1:8091', '--set', 'https.listen=', '--set', 'media.port=12000', '--set', 'turn.port=0'];
  assert.throws(() => execFileSync('unshare', [...hidden, ...serve], { stdio: 'pipe', timeout: PATIENCE_MS }), /libwebsockets-evlib-uv/);
  fs.rmSync(scratch, { recursive: true });
});
