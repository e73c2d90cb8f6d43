// SPDX-License-Identifier: EUPL-1.2
// `kreide admin account lock`, from the terminal through office and front to those who are in: nothing of it needs a browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { comeIn, makeTeacher } from '../lib/school.mjs';
import { Api, Server } from '../lib/server.mjs';
import { Socket } from '../lib/socket.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server.end());

test('a locked account: its meetings end, its tickets, links and sessions are void, others go on', async (t) => {
  const [locked, other] = [await makeTeacher(server), await makeTeacher(server)];
  const room = await locked.api.room('6a', { lobby: false });
  const elsewhere = await other.api.room('6b', { lobby: false });
  const link = { link: room.link.split('/r/')[1] };
  const teacher = await comeIn(locked.api, { room: room.id }, 'Frau Weber');
  const guest = new Api(server.url);
  const pupil = await comeIn(guest, link, 'Mia');
  const bystander = await comeIn(other.api, { room: elsewhere.id }, 'Herr Kurz');

  const began = Date.now();
  const lock = server.admin('account', 'lock', locked.handle);
  for (const { socket } of [teacher, pupil]) {
    assert.equal((await socket.take((message) => message.type === 'ended')).reason, 'account_locked');
    await socket.closed;
    assert.equal(socket.code, 1000);
  }
  t.diagnostic(`everybody was out after ${Date.now() - began} ms; docs/operate promises 2 s`); // a figure: machines differ
  assert.equal((await lock).code, 0);
  assert.equal((await bystander.socket.ask('ping')).type, 'pong');

  assert.equal((await locked.api.call('GET', '/api/v1/session')).status, 401);
  assert.equal((await locked.api.signIn(locked.handle, locked.password)).status, 403);
  assert.equal((await guest.call('POST', '/api/v1/tickets', link)).status, 404);
  const again = await Socket.open(guest);
  assert.equal((await again.ask('knock', { ticket: pupil.ticket, name: 'Mia' })).type, 'refused');

  assert.equal((await server.admin('account', 'unlock', locked.handle)).code, 0);
  assert.equal((await locked.api.signIn(locked.handle, locked.password)).status, 201);
  assert.equal((await guest.call('POST', '/api/v1/tickets', link)).status, 200);
});

test('signing out ends nothing in a meeting', async () => {
  const { api } = await makeTeacher(server);
  const room = await api.room('7c');
  const teacher = await comeIn(api, { room: room.id }, 'Frau Weber');
  assert.equal((await api.call('DELETE', '/api/v1/session')).status, 204);
  assert.equal((await api.call('GET', '/api/v1/session')).status, 401);
  assert.equal((await teacher.socket.ask('lock', { on: true })).type, 'ok');
});
