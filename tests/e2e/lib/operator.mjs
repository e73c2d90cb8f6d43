// SPDX-License-Identifier: EUPL-1.2
// An administrator of the media centre, with an authenticator app of its own (RFC 6238), signed in.
import { createHmac } from 'node:crypto';
import { Api } from './server.mjs';

const stepS = 30;

function base32(text) {
  let bits = '';
  for (const sign of text.replace(/=+$/, '').toUpperCase()) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** The six digits of this moment. */
export function totp(secret, nowMs = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 1000 / stepS)));
  const hash = createHmac('sha1', base32(secret)).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/**
 * Signs in the administrator whom ./run made, for the first time: { handle, password, secret, api }. It holds the operator's
 * key; those of `kreide admin create` must be granted it. Once a server.
 */
export async function makeOperator(server) {
  const { handle, password } = server.operator;
  const api = new Api(server.url);
  const must = async (method, where, body) => {
    const answer = await api.call(method, where, body);
    if (answer.status >= 300) throw new Error(`${method} ${where}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  await must('POST', '/api/v1/session', { handle, password });
  const { secret } = await must('POST', '/api/v1/me/factors/totp');
  await must('PUT', '/api/v1/me/factors/totp', { code: totp(secret) });
  const own = 'Ahorn Birke Linde Esche'; /* whoever made the account knows its password: nothing works before another is chosen */
  await must('PUT', '/api/v1/me/password', { old: password, password: own });
  return { handle, password: own, secret, api };
}

/** A page of a browser in which this administrator is signed in. */
export async function operatorPage(server, browser, operator, more = {}) {
  const page = await browser.another({ viewport: { width: 1440, height: 900 }, ...more });
  await page.context().addCookies([...operator.api.cookies].map(([name, value]) => ({ name, value, url: server.url })));
  return page;
}
