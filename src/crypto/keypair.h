/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Key pairs (X25519) whose owner alone opens what anybody seals to them, and the wrapping of a secret key by a
 * password: argon2id (RFC 9106) with a salt of its own makes a key, XChaCha20-Poly1305 seals with it. Salt and cost lie
 * in the record, so that a record stays good when the cost is raised. The key made here and the verifier of
 * crypto/password.h come from different salts: neither tells anything about the other.
 */
#ifndef KR_CRYPTO_KEYPAIR_H
#define KR_CRYPTO_KEYPAIR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/password.h"

enum {
    KR_KEY_BYTES = 32,          /* a public key, a secret key, a key that wraps */
    KR_KEY_BOX_OVERHEAD = 48,   /* libsodium's sealed box: a fresh public key and the tag */
    KR_KEY_SALT_BYTES = 16,
    KR_WRAPPED_KEY_BYTES = 1 + 4 + 4 + KR_KEY_SALT_BYTES + 24 + KR_KEY_BYTES + 16,
    KR_WRAP_PASSES_MAX = 64,            /* a record that asks for more was not written here */
    KR_WRAP_MEMORY_MAX_KIB = 1024 * 1024,
};

/* A secret key at rest. The bytes are what is stored: version, cost, salt, nonce, sealed key and tag. */
struct kr_wrapped_key {
    uint8_t bytes[KR_WRAPPED_KEY_BYTES];
};

/* How a password becomes the key that wraps. */
struct kr_wrap_params {
    struct kr_password_cost cost;
    uint8_t salt[KR_KEY_SALT_BYTES];
};

/* Makes a pair. The secret key is to be wiped (crypto/secret.h). */
void kr_keypair_new(uint8_t public_key[KR_KEY_BYTES], uint8_t secret_key[KR_KEY_BYTES]);

/* The public key that belongs to a secret key. */
void kr_keypair_public(uint8_t public_key[KR_KEY_BYTES], const uint8_t secret_key[KR_KEY_BYTES]);

/*
 * Seals to a public key; who seals leaves no trace and cannot open it again. out gets len + KR_KEY_BOX_OVERHEAD bytes.
 * KR_E_INTERNAL for a public key that is none.
 */
KR_MUST_CHECK int kr_box_seal(uint8_t *out, const uint8_t public_key[KR_KEY_BYTES], const void *bytes, size_t len);

/* Opens; out gets len - KR_KEY_BOX_OVERHEAD bytes. KR_E_AUTH if it was changed or is somebody else's. */
KR_MUST_CHECK int kr_box_open(uint8_t *out, const uint8_t secret_key[KR_KEY_BYTES], const void *box, size_t len);

/* A fresh salt at this cost. */
void kr_wrap_params_new(struct kr_wrap_params *out, struct kr_password_cost cost);

/* What a record was wrapped with. KR_E_AUTH for bytes that are no record, or one of absurd cost. */
KR_MUST_CHECK int kr_wrap_params_read(struct kr_wrap_params *out, const struct kr_wrapped_key *w);

/*
 * Makes the wrapping key of a password. Takes as long as a password hash: call it on a worker thread. KR_E_NOMEM.
 * Thread-safe. The key is to be wiped.
 */
KR_MUST_CHECK int kr_wrap_derive(uint8_t key[KR_KEY_BYTES], const char *password, const struct kr_wrap_params *p);

/* Wraps; `place` and `owner` bind the record to where it lies, as in kr_seal. Both together up to 158 bytes. */
void kr_key_wrap(struct kr_wrapped_key *out, const uint8_t key[KR_KEY_BYTES], const struct kr_wrap_params *p, const char *place,
                 const char *owner, const uint8_t secret_key[KR_KEY_BYTES]);

/* Unwraps. KR_E_AUTH if the key is another, or the record was changed or lies elsewhere. */
KR_MUST_CHECK int kr_key_unwrap(uint8_t secret_key[KR_KEY_BYTES], const uint8_t key[KR_KEY_BYTES], const char *place,
                                const char *owner, const struct kr_wrapped_key *w);

/* A key for one purpose from a secret key, by BLAKE2b keyed with it; the purposes' keys tell nothing of one another. */
void kr_key_for(uint8_t out[KR_KEY_BYTES], const uint8_t secret_key[KR_KEY_BYTES], const char *purpose);

#endif
