// SPDX-License-Identifier: EUPL-1.2
// Security keys (W3C Web Authentication): what the browser wants as bytes, and the server as base64url.
import type { api } from '@kreide/protocol';
import { call } from '@kreide/api';

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

export function toBase64Url(bytes: ArrayBuffer): string {
  let binary = '';
  for (const byte of new Uint8Array(bytes)) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Whether the browser can, here: a key belongs to a name, not to an address of digits (section 5.1.3, effective domain). */
export function keysWork(): boolean {
  const address = /^([\d.]+|\[.*\])$/.test(location.hostname);
  return !address && typeof PublicKeyCredential !== 'undefined' && typeof AuthenticatorAttestationResponse !== 'undefined' && 'getPublicKey' in AuthenticatorAttestationResponse.prototype;
}

/** Somebody closed the browser's question, or no key answered. */
export class KeyCancelled extends Error {}

async function asked<T extends Credential>(question: Promise<Credential | null>): Promise<T> {
  const answer = await question.catch(() => null);
  if (!answer) throw new KeyCancelled();
  return answer as T;
}

const listed = (ids: readonly string[]): PublicKeyCredentialDescriptor[] => ids.map((id) => ({ type: 'public-key', id: fromBase64Url(id) }));

export async function addKey(name: string): Promise<api.FactorCodes> {
  const options = await call<api.KeyOptions>({ method: 'POST', path: '/me/factors/keys/options', answer: 'key_options' });
  const made = await asked<PublicKeyCredential>(
    navigator.credentials.create({
      publicKey: {
        challenge: fromBase64Url(options.challenge),
        rp: { id: options.rp, name: 'Kreide' },
        user: { id: new TextEncoder().encode(options.user), name: options.handle, displayName: options.handle },
        pubKeyCredParams: [
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -8 },
        ],
        excludeCredentials: listed(options.credentials),
        authenticatorSelection: { userVerification: 'preferred', residentKey: 'discouraged' },
        attestation: 'none',
        timeout: 120_000,
      },
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  const key = response.getPublicKey();
  if (!key) throw new KeyCancelled();
  return call<api.FactorCodes>({
    method: 'POST',
    path: '/me/factors/keys',
    body: [
      'key_create',
      {
        name,
        client_data: toBase64Url(response.clientDataJSON),
        authenticator_data: toBase64Url(response.getAuthenticatorData()),
        public_key: toBase64Url(key),
        algorithm: response.getPublicKeyAlgorithm(),
      },
    ],
    answer: 'factor_codes',
  });
}

export async function useKey(): Promise<api.Session> {
  const options = await call<api.KeyOptions>({ method: 'POST', path: '/session/key/options', answer: 'key_options' });
  const given = await asked<PublicKeyCredential>(
    navigator.credentials.get({
      publicKey: {
        challenge: fromBase64Url(options.challenge),
        rpId: options.rp,
        allowCredentials: listed(options.credentials),
        userVerification: 'preferred',
        timeout: 120_000,
      },
    }),
  );
  const response = given.response as AuthenticatorAssertionResponse;
  return call<api.Session>({
    method: 'POST',
    path: '/session/key',
    body: [
      'key_use',
      {
        credential: toBase64Url(given.rawId),
        client_data: toBase64Url(response.clientDataJSON),
        authenticator_data: toBase64Url(response.authenticatorData),
        signature: toBase64Url(response.signature),
      },
    ],
    answer: 'session',
  });
}
