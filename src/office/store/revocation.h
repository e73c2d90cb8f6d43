/* SPDX-License-Identifier: EUPL-1.2 */
/* What was taken away while tickets for it may still be in somebody's hands (office/revocation.h). */
#ifndef KR_OFFICE_STORE_REVOCATION_H
#define KR_OFFICE_STORE_REVOCATION_H

#include "office/store/store.h"

struct kr_store_revocation {
    char id[KR_LIMIT_ID_BYTES + 1]; /* of an account, a room or a token */
    bool holder_only;               /* tickets of moderators that are signed in with it, not those into its rooms */
    uint64_t revoked_ms;
    uint64_t expires_ms;            /* tickets from before have ended by then */
};

/* Adds it, or moves an earlier one of the same to this time. */
KR_MUST_CHECK int kr_store_revocation_add(struct kr_store *s, const struct kr_store_revocation *r);

typedef int kr_store_revocation_fn(void *arg, const struct kr_store_revocation *r);
/* Those that end after this time; `each` may stop it by an error of its own. */
KR_MUST_CHECK int kr_store_revocation_list(struct kr_store *s, uint64_t now_ms, kr_store_revocation_fn *each, void *arg);

/* Deletes those that ended at this time or before. */
KR_MUST_CHECK int kr_store_revocation_sweep(struct kr_store *s, uint64_t now_ms);

#endif
