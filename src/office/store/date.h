/* SPDX-License-Identifier: EUPL-1.2 */
/* Planned meetings. */
#ifndef KR_OFFICE_STORE_DATE_H
#define KR_OFFICE_STORE_DATE_H

#include "office/store/store.h"

struct kr_store_date {
    char id[KR_LIMIT_ID_BYTES + 1];
    char room[KR_LIMIT_ID_BYTES + 1];
    uint64_t starts_ms, ends_ms;
    uint64_t weekly_until_ms; /* 0: once */
    uint32_t people;          /* above 0: places are kept for so many */
};

KR_MUST_CHECK int kr_store_date_add(struct kr_store *s, const struct kr_store_date *row);
KR_MUST_CHECK int kr_store_date_count(struct kr_store *s, uint64_t *out, const char *room);
/* KR_E_NOT_FOUND also when the date is another room's. */
KR_MUST_CHECK int kr_store_date_delete(struct kr_store *s, const char *room, const char *id);
/* Deletes what ended, repetitions included, at or before this time. */
KR_MUST_CHECK int kr_store_date_sweep(struct kr_store *s, uint64_t before_ms);

typedef int kr_store_date_fn(void *arg, const struct kr_store_date *row);
KR_MUST_CHECK int kr_store_date_list(struct kr_store *s, const char *room, kr_store_date_fn *each, void *arg);
/* Dates of all rooms that keep places and may touch [from_ms, until_ms). */
KR_MUST_CHECK int kr_store_date_list_kept(struct kr_store *s, uint64_t from_ms, uint64_t until_ms, kr_store_date_fn *each, void *arg);

#endif
