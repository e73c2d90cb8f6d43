/* SPDX-License-Identifier: EUPL-1.2 */
/* A school's bounds on its rooms, and who may open a room beside its account. */
#ifndef KR_OFFICE_STORE_BOUND_H
#define KR_OFFICE_STORE_BOUND_H

#include "office/store/store.h"

KR_MUST_CHECK int kr_store_bound_get(struct kr_store *s, const char *school, char *out, size_t out_size);
KR_MUST_CHECK int kr_store_bound_set(struct kr_store *s, const char *school, const char *words);

/* Replaces the list. Foreign accounts are the caller's affair. */
KR_MUST_CHECK int kr_store_room_openers_set(struct kr_store *s, const char *room, const char *const *accounts, size_t n);
/* Whether the account is on the list. */
KR_MUST_CHECK int kr_store_room_opener_has(struct kr_store *s, bool *out, const char *room, const char *account);
typedef int kr_store_opener_fn(void *arg, const char *account);
KR_MUST_CHECK int kr_store_room_openers(struct kr_store *s, const char *room, kr_store_opener_fn *each, void *arg);

#endif
