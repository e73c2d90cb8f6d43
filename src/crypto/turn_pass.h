/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who may use the relay, without a list of anybody: a user name says until when, its password is a keyed hash of it, and
 * so is the nonce that the server hands out. Whoever knows the secret can make and check them; nothing is remembered.
 */
#ifndef KR_CRYPTO_TURN_PASS_H
#define KR_CRYPTO_TURN_PASS_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum {
    KR_TURN_SECRET_BYTES = 32,
    KR_TURN_KEY_BYTES = 16,       /* MD5, RFC 8489 section 9.2.2 */
    KR_TURN_NAME_SIZE = 48,       /* <expiry>:<random>, with its end */
    KR_TURN_PASSWORD_SIZE = 29,   /* base64 of 20 bytes, with its end */
    KR_TURN_NONCE_CHARS = 48,     /* time and tag in hexadecimal */
    KR_TURN_NONCE_S = 60 * 60,    /* RFC 8656 section 5: a nonce is good for an hour at most */
};

struct kr_turn_pass {
    char name[KR_TURN_NAME_SIZE], password[KR_TURN_PASSWORD_SIZE];
};

/* A fresh user name that is good until then (Unix time), and its password. KR_E_INTERNAL. */
KR_MUST_CHECK int kr_turn_pass_make(struct kr_turn_pass *out, const uint8_t secret[KR_TURN_SECRET_BYTES], uint64_t until_s);

/*
 * The key that messages of this user are checked with, and until when the name is good. KR_E_MALFORMED for a name that
 * is not ours. Whether the name was ever handed out shows when MESSAGE-INTEGRITY is checked with the key.
 */
KR_MUST_CHECK int kr_turn_pass_key(uint8_t key[KR_TURN_KEY_BYTES], uint64_t *until_s, const uint8_t secret[KR_TURN_SECRET_BYTES],
                                   struct kr_span name, const char *realm);

/* A nonce for whoever has this address (its bytes), made at now_s. KR_E_INTERNAL. */
KR_MUST_CHECK int kr_turn_nonce_make(char out[KR_TURN_NONCE_CHARS + 1], const uint8_t secret[KR_TURN_SECRET_BYTES], struct kr_span address,
                                     uint64_t now_s);

/* KR_E_EXPIRED for one that is too old; KR_E_AUTH for one that was never made for this address. */
KR_MUST_CHECK int kr_turn_nonce_check(struct kr_span nonce, const uint8_t secret[KR_TURN_SECRET_BYTES], struct kr_span address, uint64_t now_s);

#endif
