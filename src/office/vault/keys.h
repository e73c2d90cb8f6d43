/* SPDX-License-Identifier: EUPL-1.2 */
/* The forms of keys that office stores and opens (office/vault/vault.h). */
#ifndef KR_OFFICE_VAULT_KEYS_H
#define KR_OFFICE_VAULT_KEYS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    KR_DATA_KEY_BYTES = 32,
    KR_PUBLIC_KEY_BYTES = 32,
    KR_SECRET_KEY_BYTES = 32,
    KR_BOX_OVERHEAD = 48,                                    /* crypto_box_seal: a fresh public key and the tag */
    KR_BOXED_KEY_BYTES = KR_DATA_KEY_BYTES + KR_BOX_OVERHEAD,
};

/* A data key, to be wiped after use. */
struct kr_data_key {
    uint8_t bytes[KR_DATA_KEY_BYTES];
};

/*
 * A school's keys as its row has them. has_school: somebody of the school has a password, and the next two are set. The
 * public key alone is set (and has_school false, has_public true) after the school began anew with a fresh key while no
 * administrator was signed in: the first who is gives it the data key.
 */
struct kr_school_keys {
    uint64_t operator_key; /* version of the operator's key pair */
    uint8_t for_operator[KR_BOXED_KEY_BYTES];
    bool has_school;
    uint8_t for_school[KR_BOXED_KEY_BYTES];
    uint8_t public_key[KR_PUBLIC_KEY_BYTES];
    bool has_public;
};

#endif
