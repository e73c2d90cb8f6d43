// SPDX-License-Identifier: EUPL-1.2
// Calls for accounts, and what their answers mean.
import { call, segment } from '@kreide/api';
import type { api } from '@kreide/protocol';

export type Account = api.AccountEntry;
export type Reason = 'other' | 'misuse' | 'lost' | 'left';
export const reasons: readonly Reason[] = ['misuse', 'lost', 'left', 'other'];

const dayMs = 24 * 60 * 60 * 1000;
const soonDays = 90;
const pollMs = 400;

/** When it was used last; the server keeps the day only. */
export function usedMs(account: Account): number | undefined {
  return account.used_day === undefined ? undefined : account.used_day * dayMs + dayMs / 2;
}

/** Whether it can be renewed now. */
export function expiresSoon(account: Account, nowMs: number): boolean {
  return account.expires_ms !== undefined && account.role !== 'extra' && account.expires_ms <= nowMs + soonDays * dayMs;
}

/** The begin of a day of a date field, "2027-07-31", where we are; undefined if it is none. */
export function startOfDay(date: string): number | undefined {
  const ms = new Date(`${date}T00:00:00`).getTime();
  return /^\d{4}-\d\d-\d\d$/.test(date) && Number.isFinite(ms) ? ms : undefined;
}

/** The end of a day of a date field, "2027-07-31", where we are; undefined if it is none. */
export function endOfDay(date: string): number | undefined {
  const ms = new Date(`${date}T23:59:59`).getTime();
  return /^\d{4}-\d\d-\d\d$/.test(date) && Number.isFinite(ms) ? ms : undefined;
}

/** The day of a time where we are, as a date field has it. */
export function dayOf(ms: number): string {
  const at = new Date(ms);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

const pageSize = 200;

/** All accounts of a school that a query finds: several pages, if need be. */
export async function listAll(school: string, query: { role?: string; state?: string }): Promise<Account[]> {
  const found: Account[] = [];
  for (let total = 1; found.length < total; ) {
    const page = await call<api.Accounts>({
      method: 'GET',
      path: `/schools/${segment(school)}/accounts`,
      query: { ...query, limit: pageSize, offset: found.length || undefined },
      answer: 'accounts',
    });
    found.push(...page.accounts);
    total = page.accounts.length > 0 ? page.total : 0;
  }
  return found;
}

export function lockAccounts(accounts: readonly Account[], reason: Reason, note: string): Promise<api.AccountsDone> {
  const body: api.AccountsLock = { accounts: accounts.map((each) => each.id), reason };
  if (note.trim()) body.note = note.trim();
  return call<api.AccountsDone>({ method: 'POST', path: '/accounts/lock', body: ['accounts_lock', body], answer: 'accounts_done' });
}

export function actOn(what: 'unlock' | 'delete' | 'renew', accounts: readonly Account[]): Promise<api.AccountsDone> {
  const body: api.AccountsNamed = { accounts: accounts.map((each) => each.id) };
  return call<api.AccountsDone>({ method: 'POST', path: `/accounts/${what}`, body: ['accounts_named', body], answer: 'accounts_done' });
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Issues passwords: tells how far it is, and gives the job that opens the credentials. Throws the word of what failed. */
export async function issue(accounts: readonly Account[], onProgress: (done: number, total: number) => void): Promise<string> {
  const body: api.AccountsNamed = { accounts: accounts.map((each) => each.id) };
  let { job } = await call<api.Job>({ method: 'POST', path: '/accounts/issue', body: ['accounts_named', body], answer: 'job' });
  while (job.state === 'running') {
    onProgress(job.done, job.total);
    await wait(pollMs);
    job = (await call<api.Job>({ method: 'GET', path: `/jobs/${segment(job.id)}`, answer: 'job' })).job;
  }
  if (job.state === 'failed') throw new Error(job.error ?? 'failed');
  onProgress(job.total, job.total);
  return job.id;
}

export function credentialsOf(job: string, signal?: AbortSignal): Promise<api.Credentials> {
  return call<api.Credentials>({ method: 'GET', path: `/credentials/${segment(job)}`, answer: 'credentials', ...(signal ? { signal } : {}) });
}

export function forgetCredentials(job: string): Promise<void> {
  return call<void>({ method: 'DELETE', path: `/credentials/${segment(job)}` });
}
