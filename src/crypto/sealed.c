/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/sealed.h"

#include <sodium.h>
#include <string.h>

#include "base/assert.h"

enum {
    SEALED_VERSION = 1,
    SEALED_BYTES_VERSION = 3,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    HEAD = 1 + NONCE,
    PADDED_MAX = (KR_SEAL_TEXT_MAX / KR_SEAL_PAD_BYTES + 1) * KR_SEAL_PAD_BYTES,
    PLACE_MAX = 160,
};
_Static_assert(KR_SEAL_BYTES_OVERHEAD == HEAD + TAG, "as the header says");
_Static_assert(HEAD + PADDED_MAX + TAG <= KR_SEALED_MAX, "the longest text fits");

/* Associated data: both names with their terminators, so that no two pairs look alike. */
static size_t write_place(uint8_t out[PLACE_MAX], const char *place, const char *owner)
{
    size_t a = strlen(place) + 1, b = strlen(owner) + 1;
    kr_assert(a + b <= PLACE_MAX);
    memcpy(out, place, a);
    memcpy(out + a, owner, b);
    return a + b;
}

int kr_seal(struct kr_sealed *out, const uint8_t key[KR_SEAL_KEY_BYTES], const char *place, const char *owner, const char *text)
{
    uint8_t padded[PADDED_MAX], ad[PLACE_MAX];
    size_t len = strlen(text), padded_len;
    if (len > KR_SEAL_TEXT_MAX)
        return KR_E_TOO_LARGE;
    memcpy(padded, text, len);
    if (sodium_pad(&padded_len, padded, len, KR_SEAL_PAD_BYTES, sizeof padded))
        return KR_E_INTERNAL;

    unsigned long long n;
    out->bytes[0] = SEALED_VERSION;
    randombytes_buf(out->bytes + 1, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out->bytes + HEAD, &n, padded, padded_len, ad, write_place(ad, place, owner), NULL,
                                               out->bytes + 1, key);
    out->len = HEAD + (size_t)n;
    sodium_memzero(padded, sizeof padded);
    return 0;
}

int kr_unseal(char *out, size_t out_size, const uint8_t key[KR_SEAL_KEY_BYTES], const char *place, const char *owner,
              const struct kr_sealed *sealed)
{
    uint8_t padded[PADDED_MAX], ad[PLACE_MAX];
    if (sealed->len < HEAD + TAG + KR_SEAL_PAD_BYTES || sealed->len > sizeof sealed->bytes || sealed->bytes[0] != SEALED_VERSION)
        return KR_E_AUTH;

    int err = KR_E_AUTH;
    unsigned long long n;
    size_t len;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(padded, &n, NULL, sealed->bytes + HEAD, sealed->len - HEAD, ad,
                                                   write_place(ad, place, owner), sealed->bytes + 1, key))
        goto out;
    if (sodium_unpad(&len, padded, (size_t)n, KR_SEAL_PAD_BYTES))
        goto out;
    err = KR_E_TOO_LARGE;
    if (len >= out_size)
        goto out;
    memcpy(out, padded, len);
    out[len] = '\0';
    err = 0;
out:
    sodium_memzero(padded, sizeof padded);
    return err;
}

size_t kr_seal_bytes_size(size_t len)
{
    return (len / KR_SEAL_BYTES_PAD + 1) * KR_SEAL_BYTES_PAD + KR_SEAL_BYTES_OVERHEAD;
}

void kr_seal_bytes(uint8_t *out, const uint8_t key[KR_SEAL_KEY_BYTES], const char *place, const char *owner, const void *bytes,
                   size_t len)
{
    uint8_t ad[PLACE_MAX];
    unsigned long long n;
    size_t padded_len = kr_seal_bytes_size(len) - KR_SEAL_BYTES_OVERHEAD;
    out[0] = SEALED_BYTES_VERSION;
    randombytes_buf(out + 1, NONCE);
    memcpy(out + HEAD, bytes, len);
    out[HEAD + len] = 0x80;
    memset(out + HEAD + len + 1, 0, padded_len - len - 1);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + HEAD, &n, out + HEAD, padded_len, ad, write_place(ad, place, owner), NULL,
                                               out + 1, key);
    kr_assert(n == padded_len + TAG);
}

int kr_unseal_bytes(uint8_t *out, size_t *len, const uint8_t key[KR_SEAL_KEY_BYTES], const char *place, const char *owner,
                    const uint8_t *sealed, size_t sealed_len)
{
    uint8_t ad[PLACE_MAX];
    unsigned long long n;
    if (sealed_len < KR_SEAL_BYTES_OVERHEAD + KR_SEAL_BYTES_PAD || sealed[0] != SEALED_BYTES_VERSION ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(out, &n, NULL, sealed + HEAD, sealed_len - HEAD, ad,
                                                   write_place(ad, place, owner), sealed + 1, key))
        return KR_E_AUTH;
    size_t opened;
    if (sodium_unpad(&opened, out, (size_t)n, KR_SEAL_BYTES_PAD))
        return KR_E_AUTH;
    *len = opened;
    return 0;
}

void kr_lookup_hash(uint8_t out[KR_LOOKUP_BYTES], const uint8_t key[KR_SEAL_KEY_BYTES], const char *kind, const char *secret)
{
    crypto_generichash_state h;
    crypto_generichash_init(&h, key, KR_SEAL_KEY_BYTES, KR_LOOKUP_BYTES);
    crypto_generichash_update(&h, (const uint8_t *)kind, strlen(kind) + 1);
    crypto_generichash_update(&h, (const uint8_t *)secret, strlen(secret));
    crypto_generichash_final(&h, out, KR_LOOKUP_BYTES);
    sodium_memzero(&h, sizeof h);
}
