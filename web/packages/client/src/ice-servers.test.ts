// SPDX-License-Identifier: EUPL-1.2
import { expect, test } from 'vitest';
import { iceServers } from './ice-servers';

const relay = { name: '1900000000:abc', password: 'secret', port: 3478, tls_port: 8443 };
const urls = (...given: Parameters<typeof iceServers>): unknown => iceServers(...given)[0]?.urls;

test.each([
  ['a page by HTTPS on the usual port', relay, 'https://kreide.example/', ['turn:kreide.example:3478?transport=udp', 'turn:kreide.example:3478?transport=tcp', 'turns:kreide.example:443?transport=tcp']],
  ['a page by HTTPS on another: what leads to it leads to the relay', relay, 'https://kreide.example:9443/r/x', ['turn:kreide.example:3478?transport=udp', 'turn:kreide.example:3478?transport=tcp', 'turns:kreide.example:9443?transport=tcp']],
  ['a page of this machine', relay, 'http://localhost:8080/', ['turn:localhost:3478?transport=udp', 'turn:localhost:3478?transport=tcp', 'turns:localhost:8443?transport=tcp']],
  ['an address of IPv6', { ...relay, port: 0 }, 'https://[2001:db8::8]/', ['turns:[2001:db8::8]:443?transport=tcp']],
  ['without TLS', { ...relay, tls_port: 0 }, 'https://kreide.example/', ['turn:kreide.example:3478?transport=udp', 'turn:kreide.example:3478?transport=tcp']],
])('%s', (_, given, page, expected) => {
  expect(urls(given, new URL(page))).toEqual(expected);
});

test('name and password go along', () => {
  expect(iceServers(relay, new URL('https://kreide.example/'))[0]).toMatchObject({ username: '1900000000:abc', credential: 'secret' });
});

test('no relay, no server', () => {
  expect(iceServers(undefined, new URL('https://kreide.example/'))).toEqual([]);
  expect(iceServers({ ...relay, port: 0, tls_port: 0 }, new URL('https://kreide.example/'))).toEqual([]);
});
