// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api';
import { endOfError, endOfReason, mayRetry, ticketBody } from './ways';

describe('ticketBody', () => {
  it('asks by what the address says', () => {
    expect(ticketBody({ kind: 'link', link: 'abc' })).toEqual({ link: 'abc' });
    expect(ticketBody({ kind: 'own', room: 'r1' })).toEqual({ room: 'r1' });
    expect(ticketBody({ kind: 'code', code: 'ABCDE-I2345' })).toEqual({ code: 'abcde12345' });
  });
  it('does not ask for a code that cannot be one', () => {
    expect(ticketBody({ kind: 'code', code: 'klasse6a' })).toBeUndefined();
  });
});

describe('ends', () => {
  it.each([
    ['not_found', 'link', 'unknown_link'],
    ['not_found', 'code', 'unknown_code'],
    ['not_found', 'own', 'unknown_room'],
    ['too_often', 'code', 'too_often'],
    ['locked', 'own', 'account_locked'],
    ['offline', 'link', 'offline'],
    ['unavailable', 'link', 'unavailable'],
  ] as const)('%s by %s', (failure, kind, end) => {
    const way = kind === 'link' ? { kind, link: 'x' } : kind === 'code' ? { kind, code: 'x' } : { kind, room: 'x' };
    expect(endOfError(new ApiError(failure, 400), way)).toBe(end);
  });

  it.each([
    ['by_moderator', 'ended'],
    ['left', 'left'],
    ['removed', 'removed'],
    ['disconnected', 'unavailable'],
    ['overloaded', 'overloaded'],
    ['account_locked', 'account_locked'],
    ['signed_out', 'signed_out'],
    ['not_resumable', 'not_resumable'],
    [null, 'unavailable'],
  ] as const)('%s', (reason, end) => {
    expect(endOfReason(reason)).toBe(end);
  });

  it('offers no second try where it would be in vain', () => {
    expect([mayRetry('removed'), mayRetry('left'), mayRetry('unavailable'), mayRetry('unknown_code'), mayRetry('signed_out')]).toEqual([false, true, true, false, false]);
  });
});
