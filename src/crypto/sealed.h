/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Texts that lie on a disk: sealed (XChaCha20-Poly1305) so that only the holder of the key reads them, and keyed
 * hashes (BLAKE2b, RFC 7693) by which a secret is found again without being stored.
 */
#ifndef KR_CRYPTO_SEALED_H
#define KR_CRYPTO_SEALED_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    KR_SEAL_KEY_BYTES = 32,
    KR_SEAL_TEXT_MAX = 383,  /* longest text, in bytes */
    KR_SEAL_PAD_BYTES = 64,  /* lengths are rounded up to this, so that a sealed title does not tell its own */
    KR_SEALED_MAX = 1 + 24 + 384 + 16, /* version, nonce, padded text, tag */
    KR_LOOKUP_BYTES = 32,
};

struct kr_sealed {
    uint8_t bytes[KR_SEALED_MAX];
    size_t len;
};

/*
 * Seals a text. `place` says what the text is and where it lies (for example "room.title" and the room's id): the
 * sealed bytes open only there, so that rows cannot be exchanged unnoticed. KR_E_TOO_LARGE over KR_SEAL_TEXT_MAX.
 */
KR_MUST_CHECK int kr_seal(struct kr_sealed *out, const uint8_t key[KR_SEAL_KEY_BYTES], const char *place, const char *owner,
                          const char *text);

/* Opens into out with its terminator. KR_E_AUTH if it was changed, lies elsewhere, or the key is another. */
KR_MUST_CHECK int kr_unseal(char *out, size_t out_size, const uint8_t key[KR_SEAL_KEY_BYTES], const char *place,
                            const char *owner, const struct kr_sealed *sealed);

/*
 * The same for bytes of any length, rounded up to KR_SEAL_BYTES_PAD: what is shorter than that, as profiles of schools and
 * second factors are, all look alike. Layout, version 3: version (1), nonce (24), ciphertext of the bytes, of 0x80 and of
 * zeros up to the next multiple (ISO/IEC 7816-4), tag (16). out gets kr_seal_bytes_size(len) bytes.
 */
enum { KR_SEAL_BYTES_PAD = 1024, KR_SEAL_BYTES_OVERHEAD = 1 + 24 + 16 /* beside the padding */ };
size_t kr_seal_bytes_size(size_t len);
void kr_seal_bytes(uint8_t *out, const uint8_t key[KR_SEAL_KEY_BYTES], const char *place, const char *owner, const void *bytes,
                   size_t len);

/* Opens what has sealed_len bytes. out has room for as many, and gets *len, which are fewer. KR_E_AUTH as above. */
KR_MUST_CHECK int kr_unseal_bytes(uint8_t *out, size_t *len, const uint8_t key[KR_SEAL_KEY_BYTES], const char *place,
                                  const char *owner, const uint8_t *sealed, size_t sealed_len);

/* What a secret of kind `kind` is looked up by. Without the key, not even a short code can be guessed from it. */
void kr_lookup_hash(uint8_t out[KR_LOOKUP_BYTES], const uint8_t key[KR_SEAL_KEY_BYTES], const char *kind, const char *secret);

#endif
