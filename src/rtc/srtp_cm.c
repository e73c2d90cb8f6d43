/* SPDX-License-Identifier: EUPL-1.2 */
/* AES in counter mode with HMAC-SHA1-80 for SRTP and SRTCP (RFC 3711 sections 4.1.1 and 4.2.1). */
#include <string.h>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "rtc/srtp_int.h"

enum { IV_BYTES = 16 };

/* RFC 3711 4.1.1: IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16); the low 16 bits count blocks. */
static int crypt(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u)
{
    uint8_t iv[IV_BYTES] = {0}, mask[IV_BYTES] = {0};
    memcpy(iv, c->salt, KR_SRTP_SALT_MAX);
    kr_put_be32(mask + 4, u->ssrc);
    kr_put_be64(mask + 8, u->index << 16);
    for (size_t i = 0; i < IV_BYTES; i++)
        iv[i] ^= mask[i];
    int n;
    if (!EVP_CipherInit_ex2(c->ctx, NULL, NULL, iv, -1, NULL) ||
        (u->len && !EVP_CipherUpdate(c->ctx, u->out, &n, u->in, (int)u->len)))
        return KR_E_INTERNAL;
    return 0;
}

/* RFC 3711 4.2: the authenticated portion is head and ciphertext, which lie in one piece, then ROC or SRTCP word. */
static void authenticate(const struct kr_srtp_cipher *c, const struct kr_srtp_unit *u, uint8_t out[KR_SRTP_HMAC_BYTES])
{
    kr_srtp_hmac_code(&c->hmac, out, u->head, u->head_len + u->len, u->trailer, sizeof u->trailer);
}

int kr_srtp_cm_seal(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u)
{
    uint8_t code[KR_SRTP_HMAC_BYTES];
    int err = crypt(c, u);
    if (err)
        return err;
    authenticate(c, u, code);
    memcpy(u->tag, code, KR_SRTP_HMAC_TAG_BYTES);
    return 0;
}

int kr_srtp_cm_open(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u)
{
    uint8_t code[KR_SRTP_HMAC_BYTES];
    authenticate(c, u, code);
    if (!kr_secret_equal(code, u->tag, KR_SRTP_HMAC_TAG_BYTES))
        return KR_E_AUTH;
    return crypt(c, u);
}
