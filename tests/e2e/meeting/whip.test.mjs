// SPDX-License-Identifier: EUPL-1.2
// Devices in a lesson: a document camera sends by WHIP, players receive by WHEP, all of them on another WebRTC stack
// than the browsers'. Colours and chirps are those of lib/media.mjs.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { chromiumOf } from '../lib/browsers.mjs';
import { Player, Publisher, post } from '../lib/device.mjs';
import { enter, names, onMember, openPanel } from '../lib/lesson.mjs';
import { heard, tiles } from '../lib/senses.mjs';
import { Api, Server, until } from '../lib/server.mjs';

let server;
let api;
let room;
let teacher;
let publish;
let play;
const open = [];

/** A token for the room; its secret and id. */
async function token(action, valid_s = 600) {
  const made = await api.call('POST', `/api/v1/rooms/${room.id}/tokens`, { action, valid_s });
  assert.equal(made.status, 201, made.text);
  return { id: made.json.token.id, secret: made.json.secret };
}
const whip = (label, of = room.id) => `${server.url}/whip/${of}/${label}`;
const whep = (who, of = room.id) => `${server.url}/whep/${of}/${who}`;

async function publisher(label, secret) {
  const device = new Publisher('Kamera');
  open.push(device);
  const answer = await post(whip(label), secret, await device.offer());
  if (answer.status === 201) await device.answer(answer.text);
  return { device, answer };
}

async function player(who, secret) {
  const device = new Player();
  open.push(device);
  const answer = await post(whep(who), secret, await device.offer());
  if (answer.status === 201) await device.answer(answer.text);
  return { device, answer };
}

async function plays(device, who) {
  await until(`the player to decode picture and chirps of ${who}`, async () => {
    const { frames, sees, hears } = await device.look();
    return frames > 3 && sees === who && hears.join() === who;
  });
}

function request(method, url, secret, headers = {}) {
  return fetch(url, { method, headers: { ...(secret ? { Authorization: `Bearer ${secret}` } : {}), ...headers } });
}

/** A request whose body is announced as `headers` say, and never ends; gives the status. */
function announced(url, headers) {
  return new Promise((resolve, reject) => {
    const asked = http.request(url, { method: 'POST', headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${publish.secret}`, ...headers } }, (response) => {
      resolve(response.statusCode);
      asked.destroy();
    });
    asked.on('error', reject);
    asked.flushHeaders();
  });
}

const rows = async () => (await names(teacher)).map((row) => row.join(' '));

before(async () => {
  server = await Server.start();
  api = new Api(server.url);
  assert.equal((await api.signIn(server.handle, server.password)).status, 201);
  room = await api.room('Sachkunde 4b');
  publish = await token('publish');
  play = await token('play');
  teacher = await chromiumOf('Lehrkraft');
  await teacher.goto(`${server.url}/`);
  const context = teacher.context();
  await context.addCookies([...api.cookies].map(([name, value]) => ({ name, value, url: server.url })));
  await enter(teacher, server, room);
});
after(async () => {
  for (const device of open) device.end();
  await teacher?.end();
  await server?.end();
});

let camera;
let teacherId;
test('a document camera comes in by WHIP and is seen and heard under its name', async () => {
  const { device, answer } = await publisher('kamera', publish.secret);
  camera = device;
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.headers.get('location'), `/whip/${room.id}/kamera`);
  assert.equal(answer.headers.get('content-type'), 'application/sdp');
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  assert.match(answer.text, /^v=0\r\n/);
  await until('the teacher to see the camera', async () =>
    (await tiles(teacher)).some((tile) => tile.name === 'kamera' && tile.kind === 'camera' && tile.who === 'Kamera'));
  await until('the teacher to hear the camera alone', async () => (await heard(teacher, 2)).who.join() === 'Kamera');
  teacherId = (await tiles(teacher)).find((tile) => tile.own).member;
});

test('a WHEP player receives the teacher, another the camera, each nothing else', async () => {
  const hall = await player(teacherId, play.secret);
  assert.equal(hall.answer.status, 201, hall.answer.text);
  assert.match(hall.answer.headers.get('location'), new RegExp(`^/whep/${room.id}/${teacherId}/[\\w.~-]+$`));
  await plays(hall.device, 'Lehrkraft');

  const recorder = await player('kamera', play.secret);
  assert.equal(recorder.answer.status, 201, recorder.answer.text);
  await plays(recorder.device, 'Kamera');
  assert.equal((await rows()).length, 2, 'players are not in the list');

  const session = server.url + recorder.answer.headers.get('location');
  assert.equal((await request('DELETE', session, publish.secret)).status, 403, 'only the token that began it ends it');
  assert.equal((await request('DELETE', session, play.secret)).status, 200);
  await until('the session that ended to receive nothing while the hall gets ten pictures', async () => {
    const [ended, goesOn] = [(await recorder.device.look()).frames, (await hall.device.look()).frames];
    await until('ten more pictures in the hall', async () => (await hall.device.look()).frames >= goesOn + 10);
    return (await recorder.device.look()).frames === ended;
  });
  assert.equal((await request('DELETE', session, play.secret)).status, 404, 'it is over');
});

test('what the teacher switches off stays off for players too', async () => {
  const hall = await player('kamera', play.secret);
  await plays(hall.device, 'Kamera');
  await onMember(teacher, 'kamera', 'Kamera ausschalten');
  await until('the tile to be blank', async () => !(await tiles(teacher)).some((tile) => tile.who === 'Kamera'));
  await until('the player to get no more pictures', async () => {
    const { frames } = await hall.device.look();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return (await hall.device.look()).frames === frames;
  });
  assert.equal(await camera.state(), 'connected', 'the device itself still sends');
});

test('tokens: none, wrong, of the other protocol, of another room, withdrawn: all answers alike', async () => {
  const device = new Publisher('Kamera');
  open.push(device);
  const sdp = await device.offer();
  const gone = await token('publish');
  assert.equal((await api.call('DELETE', `/api/v1/rooms/${room.id}/tokens/${gone.id}`)).status, 204);
  const other = await api.room('Mathe 7a');
  const answers = [
    await post(whip('zweite'), null, sdp), await post(whip('zweite'), 'A'.repeat(publish.secret.length), sdp), await post(whip('zweite'), 'x', sdp),
    await post(whip('zweite'), play.secret, sdp), await post(whip('zweite'), gone.secret, sdp), await post(whip('zweite', other.id), publish.secret, sdp),
    await post(whip('zweite', 'nosuchroom'), publish.secret, sdp), await post(whep('kamera'), publish.secret, sdp),
  ];
  for (const answer of answers) {
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
    assert.equal(answer.text, answers[0].text);
  }
});

test('the codes of RFC 9725', async () => {
  const device = new Publisher('Kamera');
  open.push(device);
  const sdp = await device.offer();
  const status = async (...words) => (await post(...words)).status;
  assert.equal(await status(whep('niemand'), play.secret, sdp), 404, 'nobody of that name to play');
  assert.equal(await status(whip('kamera'), publish.secret, sdp), 409, 'the label is taken');
  assert.equal(await status(whip('a'.repeat(65)), publish.secret, sdp), 404, 'a label of 65 characters');
  assert.equal(await status(whip('a%20b'), publish.secret, sdp), 404, 'a label with a space');
  assert.equal(await status(whip('zweite'), publish.secret, sdp, { 'Content-Type': 'application/json' }), 415);
  assert.equal(await status(whip('zweite'), publish.secret, sdp, { Accept: 'text/html' }), 406);
  assert.equal(await status(whip('zweite'), publish.secret, 'v=0 but nothing else'), 400);
  assert.equal(await status(whip('zweite'), publish.secret, ''), 400);
  assert.equal(await announced(whip('zweite'), { 'Content-Length': 300 * 1024 }), 413);
  assert.equal(await announced(whip('zweite'), { 'Transfer-Encoding': 'chunked' }), 411);
  for (const [url, allow] of [[whip('kamera'), 'OPTIONS, POST, DELETE'], [whep('kamera'), 'OPTIONS, POST'], [whep('kamera/session'), 'OPTIONS, DELETE']]) {
    for (const method of ['GET', 'PATCH', 'PUT']) {
      const answer = await fetch(url, { method, ...(method === 'GET' ? {} : { body: 'x' }), headers: { Authorization: `Bearer ${publish.secret}` } });
      assert.equal(answer.status, 405, `${method} ${url}`);
      assert.equal(answer.headers.get('allow'), allow);
    }
    const asked = await request('OPTIONS', url);
    assert.equal(asked.status, 204);
    assert.equal(asked.headers.get('access-control-allow-origin'), '*');
    assert.match(asked.headers.get('access-control-allow-headers'), /authorization/i);
    assert.equal(asked.headers.get('access-control-allow-credentials'), null, 'cookies play no part');
    assert.equal(asked.headers.get('accept-post'), 'application/sdp');
  }
  assert.equal((await rows()).length, 2, 'nothing of this came in');
});

test('DELETE ends it, for the class too', async () => {
  assert.equal((await request('DELETE', whip('kamera'))).status, 401);
  assert.equal((await request('DELETE', whip('kamera'), play.secret)).status, 403);
  assert.equal((await rows()).length, 2);
  assert.equal((await request('DELETE', whip('kamera'), publish.secret)).status, 200);
  await until('the camera to be gone', async () => (await rows()).length === 1);
  assert.equal((await tiles(teacher)).some((tile) => tile.name === 'kamera'), false);
  assert.equal((await request('DELETE', whip('kamera'), publish.secret)).status, 404);
});

test('a token made by kreide admin works as well, and the teacher can remove the device', async () => {
  const { code, text } = await server.admin('token', 'create', room.id, 'publish', '--hours', '2');
  assert.equal(code, 0, text);
  const secret = /Secret:\s*(\S+)/.exec(text)[1];
  const { answer } = await publisher('zweite-kamera', secret);
  assert.equal(answer.status, 201, answer.text);
  await until('the teacher to see it', async () => (await tiles(teacher)).some((tile) => tile.name === 'zweite-kamera' && tile.who === 'Kamera'));
  await openPanel(teacher, 'people');
  await onMember(teacher, 'zweite-kamera', 'Entfernen');
  await teacher.getByTestId('remove-confirm').click();
  await until('it to be gone', async () => (await rows()).length === 1);
  assert.equal((await publisher('zweite-kamera', secret)).answer.status, 403, 'what was removed stays out');
});

test('no page complained', () => assert.deepEqual(teacher.faults, []));
