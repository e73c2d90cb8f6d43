/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The audit log: who did what to what, for acts of administration. Entries hold ids and machine words, never a name, an
 * address, a pupil or anything of a meeting. They are only ever added; each is chained to the one before (chain.h), and
 * the two ends of the chain are kept beside it under a keyed hash of the office's key file, so that an entry that
 * somebody with the database alone changes, moves or takes away (at the end too) is found.
 *
 * What nobody can tell: that the whole database was put back to an older copy of itself. The export names number and
 * hash of the last entry; kept elsewhere, they tell that too.
 *
 * Old entries go from the front (kr_audit_purge); the place where the log then begins is kept, so that the rest stays
 * verifiable.
 */
#ifndef KR_OFFICE_AUDIT_AUDIT_H
#define KR_OFFICE_AUDIT_AUDIT_H

#include "office/audit/chain.h"
#include "office/core.h"

/* Who acted, when it was no account. */
#define KR_AUDIT_BY_CONSOLE "console" /* `kreide admin`, on the machine itself */
#define KR_AUDIT_BY_OFFICE "office"   /* the office by itself: nightly jobs, expiry */
#define KR_AUDIT_BY_PUBLIC "public"   /* somebody who is not signed in: a registration */

/*
 * Adds an entry. Call it inside the transaction of the change (kr_store_begin nests), and undo the change when it fails:
 * what is not in the log has not happened. `who` is the id of the acting account, or one of the words above; its role is
 * looked up. `action` is "area.what" in the past tense, as in "account.locked"; `object` the id of what was acted on or
 * NULL; `detail` machine-readable words like "step=3 version=2" or NULL, never a name. Too long or unprintable:
 * KR_E_MALFORMED. The store's errors.
 */
KR_MUST_CHECK int kr_audit(struct kr_office *o, const char *who, const char *action, const char *object, const char *detail);

struct kr_audit_report {
    uint64_t n_entries;   /* looked at */
    uint64_t first, last; /* numbers of the first and last entry there is; 0 without any */
    uint8_t last_hash[KR_AUDIT_HASH_BYTES];
    uint64_t broken_at;   /* number of the first entry that is wrong, missing, or too many; 0: the chain is whole */
};

/* Reads the whole log and checks that it is whole. 0 with *out also when it is not; the store's errors. */
KR_MUST_CHECK int kr_audit_verify(struct kr_office *o, struct kr_audit_report *out);

/* Takes away the entries at the front that were written before this time. The rest stays verifiable. *n: how many. */
KR_MUST_CHECK int kr_audit_purge(struct kr_office *o, uint64_t before_ms, uint64_t *n);

#endif
