/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The chain that an audit log's entries make: each entry's hash is SHA-256 (FIPS 180-4) over the hash before it and the
 * entry in one canonical form, so that no entry can be changed, taken out, put in or moved without breaking all that
 * follow. Pure: no store, no clock.
 *
 * Canonical form: the words "kreide audit 1", the former hash, number and time as 64-bit numbers, then each text with
 * its length as a 32-bit number before it; numbers in network byte order. No two entries share a form.
 */
#ifndef KR_OFFICE_AUDIT_CHAIN_H
#define KR_OFFICE_AUDIT_CHAIN_H

#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"

enum {
    KR_AUDIT_HASH_BYTES = 32,
    KR_AUDIT_ROLE_MAX = 16,   /* bytes, as the next two */
    KR_AUDIT_ACTION_MAX = 48, /* "area.what", as in "account.locked" */
    KR_AUDIT_DETAIL_MAX = 400,
};

struct kr_audit_entry {
    uint64_t n;     /* 1 for the first entry ever, then without a gap */
    uint64_t at_ms; /* Unix time */
    char who[KR_LIMIT_ID_BYTES + 1];    /* id of the acting account, or one of the KR_AUDIT_BY words (audit.h) */
    char role[KR_AUDIT_ROLE_MAX + 1];   /* of that account when it acted; "" for the words */
    char action[KR_AUDIT_ACTION_MAX + 1];
    char object[KR_LIMIT_ID_BYTES + 1]; /* id of what was acted on, or "" */
    char detail[KR_AUDIT_DETAIL_MAX + 1];
    uint8_t hash[KR_AUDIT_HASH_BYTES];
};

/* A place in the chain: the number and the hash of an entry. Zeroes before the first. */
struct kr_audit_place {
    uint64_t n;
    uint8_t hash[KR_AUDIT_HASH_BYTES];
};

/* The hash that the entry must have when it follows `before`; reads every field of e but hash. */
void kr_audit_chain_hash(uint8_t out[KR_AUDIT_HASH_BYTES], const struct kr_audit_place *before, const struct kr_audit_entry *e);

/* Goes on from *place to e. KR_E_AUTH, and *place stays, when e does not follow it. */
KR_MUST_CHECK int kr_audit_chain_follow(struct kr_audit_place *place, const struct kr_audit_entry *e);

#endif
