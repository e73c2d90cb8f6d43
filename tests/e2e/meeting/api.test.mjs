// SPDX-License-Identifier: EUPL-1.2
// The HTTP API as a hostile or clumsy client sees it.
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Api, PATIENCE_MS, Server } from '../lib/server.mjs';

let server;
let teacher;
before(async () => {
  server = await Server.start();
  teacher = new Api(server.url);
  assert.equal((await teacher.signIn(server.handle, server.password)).status, 201);
});
after(() => server.end());

/** One request with a source address of its own; gives status and body. */
function requestFrom(localAddress, method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port: 8080, localAddress, method, path,
      headers: { 'X-Kreide': '1', 'Content-Type': 'application/json', ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Raw bytes to the server; gives the status line's code, or 0 if it just closed, or said nothing for `patience`. */
function raw(bytes, patience = PATIENCE_MS) {
  return new Promise((resolve) => {
    const socket = net.connect(8080, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    const timer = setTimeout(() => socket.destroy(), patience);
    socket.on('data', (chunk) => {
      text += chunk;
      if (/^HTTP\/1\.1 \d+ /.test(text)) socket.destroy();
    });
    socket.on('error', () => undefined); // followed by close
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0));
    });
  });
}

test('signing in, and out', async () => {
  const api = new Api(server.url);
  assert.equal((await api.call('GET', '/api/v1/rooms')).status, 401);
  const wrong = await api.signIn(server.handle, 'wrong');
  assert.equal(wrong.status, 401);
  const unknown = await api.signIn('mk-nobody', 'wrong');
  assert.equal(unknown.status, 401);
  assert.equal(unknown.text, wrong.text, 'an unknown handle and a wrong password look the same');
  const right = await api.signIn(server.handle, server.password);
  assert.equal(right.status, 201);
  const cookie = right.headers.getSetCookie().find((line) => line.startsWith('kr_session='));
  assert.match(cookie, /HttpOnly/i);
  assert.match(cookie, /SameSite=Strict/i);
  assert.doesNotMatch(cookie, /Max-Age|Expires/i, 'nothing persists in the browser');
  assert.equal((await api.call('GET', '/api/v1/session')).json.handle, server.handle);
  const old = new Map(api.cookies);
  await api.call('DELETE', '/api/v1/session');
  api.cookies = old;
  assert.equal((await api.call('GET', '/api/v1/session')).status, 401, 'a cookie kept is worth nothing');
});

test('rooms are made, changed, given a new link and deleted', async () => {
  const room = await teacher.room('Sachkunde 4b');
  assert.ok(room.lobby, 'the waiting room is on by default');
  const token = room.link.split('/r/')[1];
  assert.ok(token.length >= 22, 'at least 128 bits');
  const coded = (await teacher.call('POST', `/api/v1/rooms/${room.id}/code`)).json.room;
  assert.match(coded.code, /^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);

  const guest = new Api(server.url);
  const byLink = await guest.call('POST', '/api/v1/tickets', { link: token });
  assert.equal(byLink.status, 200);
  assert.equal(byLink.json.moderator, false);
  assert.doesNotMatch(JSON.stringify(byLink.json), /Sachkunde/);
  assert.equal((await guest.call('POST', '/api/v1/tickets', { code: coded.code.toUpperCase().replace('-', ' ') })).status, 200);

  const changed = await teacher.call('PATCH', `/api/v1/rooms/${room.id}`, { title: 'Deutsch 4b', lobby: false });
  assert.equal(changed.json.room.title, 'Deutsch 4b');
  const renewed = (await teacher.call('POST', `/api/v1/rooms/${room.id}/link`)).json.room;
  assert.notEqual(renewed.link, room.link);

  const expired = await guest.call('POST', '/api/v1/tickets', { link: token });
  const unknown = await guest.call('POST', '/api/v1/tickets', { link: 'A'.repeat(token.length) });
  assert.equal((await teacher.call('DELETE', `/api/v1/rooms/${room.id}`)).status, 204);
  const deleted = await guest.call('POST', '/api/v1/tickets', { link: renewed.link.split('/r/')[1] });
  const noCode = await guest.call('POST', '/api/v1/tickets', { code: coded.code });
  for (const answer of [expired, unknown, deleted, noCode]) assert.equal(answer.status, 404);
  assert.equal(new Set([expired.text, unknown.text, deleted.text, noCode.text]).size, 1, 'byte-identical answers');
});

test('a foreign room is an unknown room', async () => {
  const { text } = await server.admin('account', 'create');
  const other = new Api(server.url);
  assert.equal((await other.signIn(/Handle:\s*(\S+)/.exec(text)[1], /Password:\s*(\S+)/.exec(text)[1])).status, 201);
  const room = await teacher.room('Mathe');
  for (const [method, path, body] of [['PATCH', '', { title: 'x' }], ['DELETE', ''], ['POST', '/link'], ['POST', '/code'], ['DELETE', '/code'],
    ['GET', '/tokens'], ['POST', '/tokens', { action: 'publish', valid_s: 600 }]]) {
    const foreign = await other.call(method, `/api/v1/rooms/${room.id}${path}`, body);
    const unknown = await other.call(method, `/api/v1/rooms/nosuchroom${path}`, body);
    assert.equal(foreign.status, 404, `${method} ${path}`);
    assert.equal(foreign.text, unknown.text);
  }
  assert.equal((await other.call('POST', '/api/v1/tickets', { room: room.id })).status, 404);
  assert.equal((await teacher.call('GET', '/api/v1/rooms')).json.rooms.find((r) => r.id === room.id).title, 'Mathe');
});

test('other pages cannot act for a teacher', async () => {
  const cookie = [...teacher.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  for (const headers of [{ Origin: 'http://evil.example' }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'cross-site' }, { 'X-Kreide': '' }, { 'Content-Type': 'text/plain' }]) {
    const answer = await requestFrom('127.0.0.1', 'POST', '/api/v1/rooms', { title: 'x' }, { Cookie: cookie, Host: 'localhost:8080', ...headers });
    assert.ok([403, 415].includes(answer.status), `${JSON.stringify(headers)}: ${answer.status}`);
  }
  const upgrade = await raw('GET /api/v1/signal HTTP/1.1\r\nHost: localhost:8080\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n');
  assert.equal(upgrade, 403);
});

test('bad requests get the protocol\'s own error', async () => {
  const long = 'x'.repeat(300 * 1024);
  const head = (method, path, more = '') => `${method} ${path} HTTP/1.1\r\nHost: localhost:8080\r\nX-Kreide: 1\r\nConnection: close\r\n${more}\r\n`;
  for (const [what, bytes, status] of [
    ['not JSON', head('POST', '/api/v1/tickets', 'Content-Type: application/json\r\nContent-Length: 1\r\n') + '{', 400],
    ['wrong field', head('POST', '/api/v1/tickets', 'Content-Type: application/json\r\nContent-Length: 10\r\n') + '{"link":7 }', 400],
    ['no JSON type', head('POST', '/api/v1/tickets', 'Content-Type: text/plain\r\nContent-Length: 2\r\n') + '{}', 415],
    ['unknown path', head('GET', '/api/v1/nothing'), 404],
    ['wrong method', head('PUT', '/api/v1/session', 'Content-Type: application/json\r\nContent-Length: 2\r\n') + '{}', 405],
    ['chunked body', head('POST', '/api/v1/tickets', 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n') + '2\r\n{}\r\n0\r\n\r\n', 411],
    ['too large', head('POST', '/api/v1/tickets', `Content-Type: application/json\r\nContent-Length: ${long.length}\r\n`) + long, 413],
    ['traversal', head('GET', '/assets/../../../../etc/passwd'), 400],
    ['encoded traversal', head('GET', '/%2e%2e/%2e%2e/etc/passwd'), 400],
    ['bad encoding', head('GET', '/%zz'), 400],
    ['no such file', head('GET', '/assets/nothing.js'), 404],
  ]) {
    assert.equal(await raw(bytes), status, what);
  }
  for (const junk of ['\0\0\0\0\r\n\r\n', 'GET\r\n\r\n', '\x16\x03\x01\x02\x00', `GET / HTTP/1.1\r\nX: ${'y'.repeat(70000)}\r\n\r\n`]) {
    const status = await raw(junk, 3000);
    assert.ok(status === 0 || status >= 400, `junk got ${status}`);
  }
  assert.equal((await teacher.call('GET', '/api/v1/health')).status, 200);
});

test('security headers are on every answer', async () => {
  for (const path of ['/', '/r/unknown', '/api/v1/health', '/assets/nothing.js']) {
    const { headers } = await teacher.call('GET', path);
    assert.match(headers.get('content-security-policy'), /default-src 'self'/, path);
    assert.doesNotMatch(headers.get('content-security-policy'), /unsafe-eval|script-src[^;]*unsafe/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('referrer-policy'), 'no-referrer', path);
  }
});

test('guessing one handle locks nobody out', async () => {
  const others = [];
  for (let i = 0; i < 10; i++) {
    const { text } = await server.admin('account', 'create');
    others.push({ handle: /Handle:\s*(\S+)/.exec(text)[1], password: /Password:\s*(\S+)/.exec(text)[1] });
  }
  const victim = others.pop();
  let refused = 0;
  for (let i = 0; i < 50; i++) {
    const answer = await requestFrom('127.0.0.1', 'POST', '/api/v1/session', { handle: victim.handle, password: 'wrong' });
    assert.ok([401, 429].includes(answer.status));
    if (answer.status === 429) {
      refused++;
      assert.ok(Number(answer.headers['retry-after']) > 0);
    }
  }
  assert.ok(refused > 0, 'guesses are slowed down');
  for (let i = 0; i < 200; i++) {
    const answer = await requestFrom('127.0.0.1', 'POST', '/api/v1/session', others[i % others.length]);
    assert.equal(answer.status, 201, `sign-in ${i}`);
  }
  assert.equal((await requestFrom('127.0.0.2', 'POST', '/api/v1/session', victim)).status, 201, 'the same handle from elsewhere');
});
