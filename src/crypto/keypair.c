/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/keypair.h"

#include <sodium.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"

enum {
    VERSION = 1,
    AT_PASSES = 1,
    AT_MEMORY = AT_PASSES + 4,
    AT_SALT = AT_MEMORY + 4,
    AT_NONCE = AT_SALT + KR_KEY_SALT_BYTES,
    AT_SEALED = AT_NONCE + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    PLACE_MAX = 160,
    AD_MAX = AT_NONCE + PLACE_MAX,
};
_Static_assert(KR_KEY_BYTES == crypto_box_PUBLICKEYBYTES && KR_KEY_BYTES == crypto_box_SECRETKEYBYTES, "X25519");
_Static_assert(KR_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a wrapping key");
_Static_assert(KR_KEY_BOX_OVERHEAD == crypto_box_SEALBYTES, "a sealed box");
_Static_assert(KR_KEY_SALT_BYTES == crypto_pwhash_SALTBYTES, "argon2id's salt");
_Static_assert(AT_SEALED + KR_KEY_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES == KR_WRAPPED_KEY_BYTES, "the record");

void kr_keypair_new(uint8_t public_key[KR_KEY_BYTES], uint8_t secret_key[KR_KEY_BYTES])
{
    crypto_box_keypair(public_key, secret_key);
}

void kr_keypair_public(uint8_t public_key[KR_KEY_BYTES], const uint8_t secret_key[KR_KEY_BYTES])
{
    crypto_scalarmult_base(public_key, secret_key);
}

int kr_box_seal(uint8_t *out, const uint8_t public_key[KR_KEY_BYTES], const void *bytes, size_t len)
{
    return crypto_box_seal(out, bytes, len, public_key) ? KR_E_INTERNAL : 0;
}

int kr_box_open(uint8_t *out, const uint8_t secret_key[KR_KEY_BYTES], const void *box, size_t len)
{
    uint8_t public_key[KR_KEY_BYTES];
    if (len < KR_KEY_BOX_OVERHEAD)
        return KR_E_AUTH;
    kr_keypair_public(public_key, secret_key);
    return crypto_box_seal_open(out, box, len, public_key, secret_key) ? KR_E_AUTH : 0;
}

void kr_wrap_params_new(struct kr_wrap_params *out, struct kr_password_cost cost)
{
    out->cost = cost;
    randombytes_buf(out->salt, sizeof out->salt);
}

int kr_wrap_params_read(struct kr_wrap_params *out, const struct kr_wrapped_key *w)
{
    struct kr_wrap_params p = {.cost = {.passes = kr_get_be32(w->bytes + AT_PASSES), .memory_kib = kr_get_be32(w->bytes + AT_MEMORY)}};
    if (w->bytes[0] != VERSION || p.cost.passes < 1 || p.cost.passes > KR_WRAP_PASSES_MAX || p.cost.memory_kib < 8 ||
        p.cost.memory_kib > KR_WRAP_MEMORY_MAX_KIB)
        return KR_E_AUTH;
    memcpy(p.salt, w->bytes + AT_SALT, sizeof p.salt);
    *out = p;
    return 0;
}

int kr_wrap_derive(uint8_t key[KR_KEY_BYTES], const char *password, const struct kr_wrap_params *p)
{
    return crypto_pwhash(key, KR_KEY_BYTES, password, strlen(password), p->salt, p->cost.passes, (size_t)p->cost.memory_kib * 1024,
                         crypto_pwhash_ALG_ARGON2ID13)
               ? KR_E_NOMEM
               : 0;
}

/* Associated data: the record's head, then both names with their terminators, so that no two pairs look alike. */
static size_t write_ad(uint8_t out[AD_MAX], const uint8_t *record, const char *place, const char *owner)
{
    size_t a = strlen(place) + 1, b = strlen(owner) + 1;
    kr_assert(a + b <= PLACE_MAX);
    memcpy(out, record, AT_NONCE);
    memcpy(out + AT_NONCE, place, a);
    memcpy(out + AT_NONCE + a, owner, b);
    return AT_NONCE + a + b;
}

void kr_key_wrap(struct kr_wrapped_key *out, const uint8_t key[KR_KEY_BYTES], const struct kr_wrap_params *p, const char *place,
                 const char *owner, const uint8_t secret_key[KR_KEY_BYTES])
{
    uint8_t ad[AD_MAX], *b = out->bytes;
    b[0] = VERSION;
    kr_put_be32(b + AT_PASSES, p->cost.passes);
    kr_put_be32(b + AT_MEMORY, p->cost.memory_kib);
    memcpy(b + AT_SALT, p->salt, sizeof p->salt);
    randombytes_buf(b + AT_NONCE, AT_SEALED - AT_NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(b + AT_SEALED, NULL, secret_key, KR_KEY_BYTES, ad, write_ad(ad, b, place, owner), NULL,
                                               b + AT_NONCE, key);
}

int kr_key_unwrap(uint8_t secret_key[KR_KEY_BYTES], const uint8_t key[KR_KEY_BYTES], const char *place, const char *owner,
                  const struct kr_wrapped_key *w)
{
    uint8_t ad[AD_MAX], opened[KR_KEY_BYTES];
    const uint8_t *b = w->bytes;
    if (b[0] != VERSION || crypto_aead_xchacha20poly1305_ietf_decrypt(opened, NULL, NULL, b + AT_SEALED, KR_WRAPPED_KEY_BYTES - AT_SEALED,
                                                                      ad, write_ad(ad, b, place, owner), b + AT_NONCE, key))
        return KR_E_AUTH;
    memcpy(secret_key, opened, sizeof opened);
    sodium_memzero(opened, sizeof opened);
    return 0;
}

void kr_key_for(uint8_t out[KR_KEY_BYTES], const uint8_t secret_key[KR_KEY_BYTES], const char *purpose)
{
    crypto_generichash(out, KR_KEY_BYTES, (const uint8_t *)purpose, strlen(purpose), secret_key, KR_KEY_BYTES);
}
