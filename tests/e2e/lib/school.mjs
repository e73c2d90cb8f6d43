// SPDX-License-Identifier: EUPL-1.2
// A school that takes part: enrolled on paper by the operator, with accounts whose passwords were issued.
import fs from 'node:fs';
import path from 'node:path';
import { Api, root, until } from './server.mjs';
import { Socket } from './socket.mjs';

const steps = ['information', 'terms', 'agreement', 'registration', 'contact', 'countersigned'];

export async function must(api, method, where, body) {
  const answer = await api.call(method, `/api/v1${where}`, body);
  if (answer.status >= 300) throw new Error(`${method} ${where}: ${answer.status} ${answer.text}`);
  return answer.json;
}

/** Adds a school and records its steps; gives its id. */
export async function makeSchool(operator, name = 'Lindenschule Musterstadt', number = '04100001') {
  const profile = { name, number, kind: 'Gymnasium', street: 'Lindenweg 4', postcode: '12345', town: 'Musterstadt', mail: 'schule@linde.example', head: 'Frau Ahorn', contact: 'Herr Birke', contact_mail: 'birke@linde.example' };
  const { school } = await must(operator.api, 'POST', '/schools', { profile });
  for (const step of steps) {
    const body = { step, way: step === 'countersigned' ? 'online' : 'paper', signer: 'Frau Ahorn' };
    await must(operator.api, 'POST', `/schools/${school.id}/enrolment`, body);
  }
  return school.id;
}

/** Issues passwords for accounts of these ids; gives what is shown: [{ account, handle, password, recovery }]. */
export async function issue(api, accounts) {
  const { job } = await must(api, 'POST', '/accounts/issue', { accounts });
  await until('the passwords to be made', async () => (await must(api, 'GET', `/jobs/${job.id}`)).job.state === 'done');
  const { credentials } = await must(api, 'GET', `/credentials/${job.id}`);
  await must(api, 'DELETE', `/credentials/${job.id}`);
  return credentials;
}

/** Signs in with a password that somebody handed over, and chooses another where that is asked for: { api, handle, password }. */
export async function signInFirst(server, { handle, password }) {
  const api = new Api(server.url);
  const session = await must(api, 'POST', '/session', { handle, password });
  if (!session.must_change) return { api, handle, password };
  const own = `${password}-own`;
  await must(api, 'PUT', '/me/password', { old: password, password: own });
  return { api, handle, password: own };
}

/** A school's people, each signed in: { school, contact, teachers } with { api, handle, password, id }. */
export async function makeStaff(server, operator, school, { teachers = 1 } = {}) {
  const { account } = await must(operator.api, 'POST', `/schools/${school}/accounts`, { role: 'contact' });
  await must(operator.api, 'POST', `/schools/${school}/accounts`, { role: 'school' });
  const [letter] = await issue(operator.api, [account.id]);
  const contact = { ...(await signInFirst(server, letter)), id: account.id };
  const made = await must(contact.api, 'POST', `/schools/${school}/moderators`, { count: teachers });
  const people = [];
  for (const each of await issue(contact.api, made.accounts.map(({ id }) => id))) people.push({ ...(await signInFirst(server, each)), id: each.account });
  return { school, contact, teachers: people };
}

/** A teacher with an account and no school, made on the machine and signed in: { api, handle, password }. */
export async function makeTeacher(server) {
  const { text } = await server.admin('account', 'create');
  const handle = /Handle:\s*(\S+)/.exec(text)[1];
  const password = /Password:\s*(\S+)/.exec(text)[1];
  const api = new Api(server.url);
  await must(api, 'POST', '/session', { handle, password });
  return { api, handle, password };
}

const sdp = fs.readFileSync(path.join(root, 'tests/vectors/sdp/libwebrtc.sdp'), 'utf8');

/** Somebody without a browser comes in by a ticket for `entry`; the offer is real, its media never flows. */
export async function comeIn(api, entry, name) {
  const { ticket } = await must(api, 'POST', '/tickets', entry);
  const socket = await Socket.open(api);
  const knocked = await socket.ask('knock', { ticket, name });
  if (knocked.type !== 'admitted') throw new Error(`knock: ${JSON.stringify(knocked)}`);
  const joined = await socket.ask('join', { sdp, senders: {} });
  if (joined.type !== 'joined') throw new Error(`join: ${JSON.stringify(joined)}`);
  return { socket, ticket };
}
