// SPDX-License-Identifier: EUPL-1.2
// What was taken away stays away, whichever process dies: a ticket from before a lock is refused by a new front, and a
// lock that nobody could be told of is done when they are back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Publisher, post } from '../lib/device.mjs';
import { makeTeacher } from '../lib/school.mjs';
import { Api, Server, until } from '../lib/server.mjs';
import { Socket } from '../lib/socket.mjs';

let server;
before(async () => (server = await Server.start({ options: ['--set', 'media.processes=1'] })));
after(() => server.end());

async function ticket(api, entry) {
  return (await api.call('POST', '/api/v1/tickets', entry)).json.ticket;
}

/** What becomes of a knock; front may not have heard from the office yet. */
async function knock(api, text) {
  return until('front to take tickets again', async () => {
    let socket;
    try {
      socket = await Socket.open(api);
      const answer = await socket.ask('knock', { ticket: text, name: 'Ahorn' });
      if (answer.type !== 'refused' || answer.reason !== 'unavailable') return { answer, socket };
      return undefined;
    } catch {
      return undefined; // front is not there yet
    }
  });
}

async function kill(...roles) {
  const before = roles.map((role) => server.children().get(role));
  for (const pid of before) process.kill(pid, 'SIGKILL');
  await until('the processes to be back', () => roles.every((role, i) => server.children().get(role) && server.children().get(role) !== before[i]));
}

async function healthy() {
  try {
    const answer = await new Api(server.url).call('GET', '/api/v1/health');
    return answer.json?.office === 'up' && answer.json.media.every((each) => each === 'up');
  } catch {
    return false;
  }
}

test('a front that is new knows what was locked before it began', async () => {
  const [locked, unlocked, other] = [await makeTeacher(server), await makeTeacher(server), await makeTeacher(server)];
  const guest = new Api(server.url);
  const before = {};
  for (const [name, each] of Object.entries({ locked, unlocked, other })) {
    const room = await each.api.room('6a', { lobby: false });
    const link = { link: room.link.split('/r/')[1] };
    before[name] = { room: room.id, link, moderator: await ticket(each.api, { room: room.id }), guest: await ticket(guest, link) };
  }
  assert.equal((await server.admin('account', 'lock', locked.handle)).code, 0);
  assert.equal((await server.admin('account', 'lock', unlocked.handle)).code, 0);
  assert.equal((await server.admin('account', 'unlock', unlocked.handle)).code, 0);
  assert.equal((await unlocked.api.signIn(unlocked.handle, unlocked.password)).status, 201);
  const fresh = await ticket(unlocked.api, { room: before.unlocked.room });

  for (const roles of [['front 0'], ['front 0', 'office 0'], ['front 0', 'office 0', 'media 0']]) {
    await kill(...roles);
    await until('all to be well', healthy);
    for (const [name, api, kind] of [['locked', locked.api, 'moderator'], ['locked', guest, 'guest'], ['unlocked', unlocked.api, 'moderator'], ['unlocked', guest, 'guest']]) {
      const { answer } = await knock(api, before[name][kind]);
      assert.deepEqual([answer.type, answer.reason], ['refused', 'ticket'], `${name}, ${kind}, after ${roles.join(' and ')}`);
    }
    for (const [api, text] of [[other.api, before.other.moderator], [guest, before.other.guest], [unlocked.api, fresh]]) {
      const { answer, socket } = await knock(api, text);
      assert.match(answer.type, /admitted|waiting/);
      socket.tcp.destroy();
    }
  }
  // And after the whole service was stopped and started.
  const { data } = server;
  await server.stop();
  server = await Server.start({ data, options: ['--set', 'media.processes=1'] });
  const again = new Api(server.url);
  for (const [name, value] of locked.api.cookies) again.cookies.set(name, value);
  assert.equal((await knock(again, before.locked.moderator)).answer.reason, 'ticket');
});

test('what front could not be told of ends in media as soon as there is a front again', async (t) => {
  const [locked, other] = [await makeTeacher(server), await makeTeacher(server)];
  const devices = {};
  for (const [name, each] of Object.entries({ locked, other })) {
    const room = await each.api.room('Aula', { lobby: false });
    const made = await each.api.call('POST', `/api/v1/rooms/${room.id}/tokens`, { action: 'publish', valid_s: 600 });
    const device = new Publisher('Kamera');
    const { status, text } = await post(`${server.url}/whip/${room.id}/kamera`, made.json.secret, await device.offer());
    assert.equal(status, 201);
    await device.answer(text);
    await until('the device to send', async () => (await device.state()) === 'connected');
    devices[name] = device;
  }
  const front = server.children().get('front 0');
  process.kill(front, 'SIGSTOP'); // it hears nothing more
  assert.equal((await server.admin('account', 'lock', locked.handle)).code, 0);
  process.kill(front, 'SIGKILL');
  await until('front to be back', () => ![undefined, front].includes(server.children().get('front 0')));
  const began = Date.now();
  await until('the device to be cut off', async () => (await devices.locked.state()) !== 'connected');
  t.diagnostic(`the device noticed ${Date.now() - began} ms after front was back, by itself; media alone would have waited a minute`); // a figure: machines differ
  assert.equal(await devices.other.state(), 'connected', 'another school’s goes on');
  for (const device of Object.values(devices)) device.end();
});
