// SPDX-License-Identifier: EUPL-1.2
// A school that takes part: enrolled on paper by the operator, with accounts whose passwords were issued.
import { Api, until } from './server.mjs';

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
