/* SPDX-License-Identifier: EUPL-1.2 */
/* AES-GCM for SRTP and SRTCP (RFC 7714 sections 8 and 9). */
#include <string.h>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "rtc/srtp_int.h"

/*
 * RFC 7714 8.1 and 9.1: two zero bytes, SSRC, then ROC and sequence number, or two zero bytes and the SRTCP index: both
 * are the index in 48 bits; all of it XORed with the salt.
 */
static void make_iv(uint8_t iv[KR_SRTP_GCM_SALT_BYTES], const struct kr_srtp_cipher *c, const struct kr_srtp_unit *u)
{
    kr_put_be16(iv, 0);
    kr_put_be32(iv + 2, u->ssrc);
    kr_put_be16(iv + 6, (uint16_t)(u->index >> 32));
    kr_put_be32(iv + 8, (uint32_t)u->index);
    for (size_t i = 0; i < KR_SRTP_GCM_SALT_BYTES; i++)
        iv[i] ^= c->salt[i];
}

/* Sets the IV and runs all bytes through; the tag is the caller's. */
static int run(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u)
{
    uint8_t iv[KR_SRTP_GCM_SALT_BYTES];
    int n;
    make_iv(iv, c, u);
    if (!EVP_CipherInit_ex2(c->ctx, NULL, NULL, iv, -1, NULL) || !EVP_CipherUpdate(c->ctx, NULL, &n, u->head, (int)u->head_len))
        return KR_E_INTERNAL;
    if (u->trailer_is_aad && !EVP_CipherUpdate(c->ctx, NULL, &n, u->trailer, sizeof u->trailer))
        return KR_E_INTERNAL;
    if (u->len && !EVP_CipherUpdate(c->ctx, u->out, &n, u->in, (int)u->len))
        return KR_E_INTERNAL;
    return 0;
}

int kr_srtp_gcm_seal(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u)
{
    int n, err = run(c, u);
    if (err)
        return err;
    uint8_t none[KR_SRTP_GCM_TAG_BYTES];
    if (!EVP_EncryptFinal_ex(c->ctx, none, &n) ||
        EVP_CIPHER_CTX_ctrl(c->ctx, EVP_CTRL_AEAD_GET_TAG, KR_SRTP_GCM_TAG_BYTES, u->tag) <= 0)
        return KR_E_INTERNAL;
    return 0;
}

int kr_srtp_gcm_open(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u)
{
    int n, err = run(c, u);
    if (err)
        return err;
    uint8_t none[KR_SRTP_GCM_TAG_BYTES];
    if (EVP_CIPHER_CTX_ctrl(c->ctx, EVP_CTRL_AEAD_SET_TAG, KR_SRTP_GCM_TAG_BYTES, u->tag) > 0 &&
        EVP_DecryptFinal_ex(c->ctx, none, &n) > 0)
        return 0;
    kr_wipe(u->out, u->len); /* RFC 5116 2.2: nothing of a forged packet is let out */
    return KR_E_AUTH;
}
