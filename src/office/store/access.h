/* SPDX-License-Identifier: EUPL-1.2 */
/* Who had which sign-in from when to when: sealed to the school, the times and the account's id in clear. Errors as in store.h. */
#ifndef KR_OFFICE_STORE_ACCESS_H
#define KR_OFFICE_STORE_ACCESS_H

#include "office/store/roster.h"

/* How it ended. The store's own numbers: never change what a value means. */
enum kr_access_end {
    KR_ACCESS_OPEN = 0,
    KR_ACCESS_PASSED_ON = 1, /* somebody else got it, or it was named otherwise */
    KR_ACCESS_REISSUED = 2,  /* a new password */
    KR_ACCESS_LOCKED = 3,
    KR_ACCESS_DELETED = 4,
    KR_ACCESS_ENDS,
};

struct kr_store_access {
    char id[KR_LIMIT_ID_BYTES + 1];
    char school[KR_LIMIT_ID_BYTES + 1];
    char account[KR_LIMIT_ID_BYTES + 1];
    struct kr_store_box sealed;
    uint64_t from_ms, until_ms; /* until_ms 0: still */
    enum kr_access_end ended;
};

KR_MUST_CHECK int kr_store_access_add(struct kr_store *s, const struct kr_store_access *row);
/* Ends what is open of an account; no error if nothing is. */
KR_MUST_CHECK int kr_store_access_end(struct kr_store *s, const char *account, uint64_t until_ms, enum kr_access_end how);

typedef int kr_store_access_fn(void *arg, const struct kr_store_access *row);
/* What was between the two times (until_ms included), by time; account "" for all, at most `limit`. */
KR_MUST_CHECK int kr_store_access_list(struct kr_store *s, const char *school, const char *account, uint64_t from_ms,
                                       uint64_t until_ms, uint64_t limit, kr_store_access_fn *each, void *arg);
/* Deletes what ended before; *n: how many. */
KR_MUST_CHECK int kr_store_access_purge(struct kr_store *s, uint64_t before_ms, uint64_t *n);

#endif
