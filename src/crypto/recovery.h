/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Recovery codes: a secret of 130 bits on paper, for the day when every password is lost. 28 symbols of Crockford's
 * base 32 in seven groups of four, such as "c5pw-7t1k-...": 26 are the secret, two are check symbols of a Reed-Solomon
 * code over GF(32), by which one wrong symbol, two wrong ones and any swap of two are noticed before a key is tried, and
 * the group with a single wrong symbol is named. At 130 bits no slow hash is needed: a record is wrapped by a fast one.
 */
#ifndef KR_CRYPTO_RECOVERY_H
#define KR_CRYPTO_RECOVERY_H

#include "crypto/keypair.h"

enum {
    KR_RECOVERY_SYMBOLS = 28,
    KR_RECOVERY_GROUP = 4,
    KR_RECOVERY_TEXT_SIZE = KR_RECOVERY_SYMBOLS + KR_RECOVERY_SYMBOLS / KR_RECOVERY_GROUP, /* as shown, terminator included */
};

/* A fresh code as it is printed; to be wiped. */
void kr_recovery_make(char out[KR_RECOVERY_TEXT_SIZE]);

/*
 * Reads what somebody typed (case, spaces and hyphens do not matter; o is 0, i and l are 1) into its printed form.
 * KR_E_MALFORMED: a symbol that is none or too few or many (*group 0), or the checksum is wrong (*group 1 to 7: where a
 * single typing error would be; 0: not in one place). group may be NULL.
 */
KR_MUST_CHECK int kr_recovery_read(char out[KR_RECOVERY_TEXT_SIZE], const char *typed, unsigned *group);

/* Wraps a secret key by a code in its printed form, and unwraps it (KR_E_AUTH). Place and owner as in kr_key_wrap. */
void kr_recovery_wrap(struct kr_wrapped_key *out, const char *code, const char *place, const char *owner,
                      const uint8_t secret_key[KR_KEY_BYTES]);
KR_MUST_CHECK int kr_recovery_unwrap(uint8_t secret_key[KR_KEY_BYTES], const char *code, const char *place, const char *owner,
                                     const struct kr_wrapped_key *w);

#endif
