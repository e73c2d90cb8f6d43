/* SPDX-License-Identifier: EUPL-1.2 */
/* Figures of a month, and what limits and claims there are. Counts only. */
#ifndef KR_OFFICE_STORE_USAGE_H
#define KR_OFFICE_STORE_USAGE_H

#include "office/store/store.h"

struct kr_store_usage {
    uint32_t month;                     /* year * 12 + month - 1 */
    char school[KR_LIMIT_ID_BYTES + 1]; /* "": accounts without a school */
    char handle[KR_LIMIT_ID_BYTES + 1]; /* of the school's account; "" if it has none. Not for adding. */
    uint64_t meetings, room_minutes, people_minutes, most_people;
};

/* Adds to the month's row; most_people is the larger of both. */
KR_MUST_CHECK int kr_store_usage_add(struct kr_store *s, const struct kr_store_usage *more);

typedef int kr_store_usage_fn(void *arg, const struct kr_store_usage *row);
/* school NULL: of all. By month, then handle. */
KR_MUST_CHECK int kr_store_usage_list(struct kr_store *s, uint32_t from_month, uint32_t until_month, const char *school,
                                      kr_store_usage_fn *each, void *arg);
/* Deletes months before this one (year * 12 + month - 1). *n: rows. In a transaction. */
KR_MUST_CHECK int kr_store_usage_sweep(struct kr_store *s, uint32_t before_month, uint64_t *n);

struct kr_store_limits {
    uint32_t max_rooms, max_people; /* at once; 0: no limit of its own */
};

KR_MUST_CHECK int kr_store_limits_get(struct kr_store *s, const char *school, struct kr_store_limits *out);
KR_MUST_CHECK int kr_store_limits_set(struct kr_store *s, const char *school, const struct kr_store_limits *limits);
/* The same of an account. Setting is for extra accounts: KR_E_NOT_FOUND for any other. */
KR_MUST_CHECK int kr_store_account_limits_get(struct kr_store *s, const char *account, struct kr_store_limits *out);
KR_MUST_CHECK int kr_store_account_limits_set(struct kr_store *s, const char *account, const struct kr_store_limits *limits);
/* The claim of an account: 0 full, 1 lower. */
KR_MUST_CHECK int kr_store_claim_get(struct kr_store *s, const char *account, uint64_t *out);
/* The handle of a school's own account, "" if it has none. */
KR_MUST_CHECK int kr_store_school_handle(struct kr_store *s, const char *school, char out[KR_LIMIT_ID_BYTES + 1]);

#endif
