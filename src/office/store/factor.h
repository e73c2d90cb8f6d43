/* SPDX-License-Identifier: EUPL-1.2 */
/* Second factors at rest; secrets sealed under a key that the account's password alone opens. */
#ifndef KR_OFFICE_STORE_FACTOR_H
#define KR_OFFICE_STORE_FACTOR_H

#include "office/store/store.h"

/* The store's own numbers: never change what a value means. */
enum kr_factor_kind {
    KR_FACTOR_TOTP = 0,
    KR_FACTOR_KEY = 1,  /* WebAuthn */
    KR_FACTOR_CODE = 2, /* on paper, once each */
};

struct kr_store_factor {
    char id[KR_LIMIT_ID_BYTES + 1], account[KR_LIMIT_ID_BYTES + 1];
    enum kr_factor_kind kind;
    uint8_t *sealed; /* owned by whoever filled the row in */
    size_t sealed_len;
    uint64_t counter; /* last time step or signature counter that was accepted */
    uint64_t created_ms;
};

KR_MUST_CHECK int kr_store_factor_add(struct kr_store *s, const struct kr_store_factor *row);
/* In the order they were made. `sealed` is freed after the call; each may take it by setting it to NULL. */
typedef int kr_store_factor_fn(void *arg, struct kr_store_factor *row);
KR_MUST_CHECK int kr_store_factor_list(struct kr_store *s, const char *account, kr_store_factor_fn *each, void *arg);
KR_MUST_CHECK int kr_store_factor_count(struct kr_store *s, uint64_t *out, const char *account, enum kr_factor_kind kind);
/* Only upwards: KR_E_REPLAY when the counter is not above what was accepted. */
KR_MUST_CHECK int kr_store_factor_use(struct kr_store *s, const char *id, uint64_t counter);
/* KR_E_NOT_FOUND if the account has none of this id. */
KR_MUST_CHECK int kr_store_factor_delete(struct kr_store *s, const char *account, const char *id);
/* No error if there is none. */
KR_MUST_CHECK int kr_store_factor_delete_kind(struct kr_store *s, const char *account, enum kr_factor_kind kind);
KR_MUST_CHECK int kr_store_factor_delete_account(struct kr_store *s, const char *account);

#endif
