/* SPDX-License-Identifier: EUPL-1.2 */
/* Counts for the pages that say what is to be done (office/today.h). Reads only. */
#ifndef KR_OFFICE_STORE_TODAY_H
#define KR_OFFICE_STORE_TODAY_H

#include "office/store/store.h"

/* Accounts of schools that end after from_ms and not after to_ms: [0] of schools and moderators, [1] extra ones; 0 for none. */
KR_MUST_CHECK int kr_store_today_expiring(struct kr_store *s, uint64_t from_ms, uint64_t to_ms, uint64_t n[2], uint64_t first_ms[2]);

struct kr_today_time {
    uint64_t from_ms, to_ms; /* Unix time */
    uint64_t grace_ms;       /* schools' accounts and moderators work for so long after their end (office/account/expiry.h) */
};

/*
 * Of one school: accounts that can be used, those of them that end until then (or have ended, but for their grace) and when
 * the first does, locked ones.
 */
KR_MUST_CHECK int kr_store_today_school(struct kr_store *s, const char *school, const struct kr_today_time *time, uint64_t *n,
                                        uint64_t *n_expiring, uint64_t *first_ms, uint64_t *n_locked);

/* Rooms of all accounts of a school. */
typedef int kr_store_today_room_fn(void *arg, const char *room);
KR_MUST_CHECK int kr_store_today_rooms(struct kr_store *s, const char *school, kr_store_today_room_fn *each, void *arg);

#endif
