// SPDX-License-Identifier: EUPL-1.2
// Who is signed in. What the pages show by it is convenience; the server decides about every call by itself.
import { signal } from '@preact/signals';
import { asApiError, call, watchCalls, type ApiError } from '@kreide/api';
import type { api } from '@kreide/protocol';
import type { Access } from './area';
import { navigate } from './router';

export type Session = api.Session;

export type SessionState =
  | { state: 'asking' }
  | { state: 'nobody'; /** somebody was, until now */ ended?: boolean }
  | { state: 'failed'; error: ApiError }
  | { state: 'there'; session: Session };

export const signInPath = '/portal/signin';
export const session = signal<SessionState>({ state: 'asking' });
/** when the server last heard of us, Unix ms; 0: never */
export const lastUsedMs = signal(0);

/** A session that may see the portal: the second factor was given, and the password is nobody else's. */
export function isWhole(now: Session): boolean {
  return now.second_factor === 'none' && !now.must_change;
}

export type Verdict = 'show' | 'wait' | 'sign-in' | 'second-factor' | 'not-yours' | 'failed';

/** What is to be done with a page of this access. */
export function judge(access: Access, now: SessionState): Verdict {
  if (access === 'public') return 'show';
  if (now.state === 'asking') return 'wait';
  if (now.state === 'failed') return 'failed';
  if (now.state === 'nobody') return 'sign-in';
  if (!isWhole(now.session)) return 'second-factor';
  if (access === 'signed-in') return 'show';
  return access.includes(now.session.role) ? 'show' : 'not-yours';
}

/** Asks the server who is signed in; also keeps the session alive. */
export async function askSession(): Promise<void> {
  try {
    session.value = { state: 'there', session: await call<Session>({ method: 'GET', path: '/session', answer: 'session' }) };
  } catch (thrown) {
    const error = asApiError(thrown);
    if (error.failure === 'signed_out') session.value = ended();
    /* a line that is gone for a moment signs nobody out */
    else if (session.peek().state !== 'there') session.value = { state: 'failed', error };
  }
}

function ended(): SessionState {
  const now = session.peek();
  return { state: 'nobody', ended: now.state === 'there' || (now.state === 'nobody' && now.ended === true) };
}

/** For the pages of sign-in: what POST /session (or the second factor) answered. */
export function signedIn(now: Session): void {
  session.value = { state: 'there', session: now };
}

/** Signs out at the server, forgets what the portal holds by loading it anew, and ends at sign-in. */
export async function signOut(): Promise<void> {
  try {
    await call<void>({ method: 'DELETE', path: '/session' });
  } catch (thrown) {
    const error = asApiError(thrown);
    if (error.failure !== 'signed_out') throw error;
  }
  session.value = { state: 'nobody' };
  location.assign(signInPath);
}

/** The address of sign-in that comes back to where we are. */
export function signInHere(): string {
  return `${signInPath}?next=${encodeURIComponent(location.pathname + location.search)}`;
}

export function startSession(): void {
  watchCalls({
    used: () => {
      lastUsedMs.value = Date.now();
    },
    signedOut: () => {
      if (session.peek().state === 'there') session.value = ended();
    },
  });
  void askSession();
}

export function toSignIn(): void {
  navigate(signInHere(), 'replace');
}
