/* SPDX-License-Identifier: EUPL-1.2 */
#define OPENSSL_SUPPRESS_DEPRECATED /* the reason is in the header */
#include "rtc/srtp_hmac.h"

#include "base/assert.h"
#include "crypto/secret.h"

enum { IPAD = 0x36, OPAD = 0x5c }; /* RFC 2104 section 2 */

static void start(SHA_CTX *state, const uint8_t *key, size_t key_len, uint8_t pad)
{
    uint8_t block[SHA_CBLOCK];
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = (uint8_t)((i < key_len ? key[i] : 0) ^ pad);
    SHA1_Init(state);
    SHA1_Update(state, block, sizeof block);
    kr_wipe(block, sizeof block);
}

void kr_srtp_hmac_init(struct kr_srtp_hmac *h, const uint8_t *key, size_t key_len)
{
    kr_assert(key_len <= SHA_CBLOCK);
    start(&h->inner, key, key_len, IPAD);
    start(&h->outer, key, key_len, OPAD);
}

void kr_srtp_hmac_code(const struct kr_srtp_hmac *h, uint8_t out[KR_SRTP_HMAC_BYTES], const uint8_t *a, size_t a_len,
                       const uint8_t *b, size_t b_len)
{
    SHA_CTX state = h->inner;
    SHA1_Update(&state, a, a_len);
    SHA1_Update(&state, b, b_len);
    SHA1_Final(out, &state);
    state = h->outer;
    SHA1_Update(&state, out, KR_SRTP_HMAC_BYTES);
    SHA1_Final(out, &state);
}
