/* SPDX-License-Identifier: EUPL-1.2 */
/* AES-GCM for SRTP and SRTCP (RFC 7714 sections 8 and 9). */
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "crypto/secret.h"
#include "rtc/srtp_int.h"

/*
 * RFC 7714 8.1 and 9.1: two zero bytes, SSRC, then ROC and sequence number, or two zero bytes and the SRTCP index: both
 * are the index in 48 bits; all of it XORed with the salt.
 */
static void make_iv(uint8_t iv[KR_SRTP_GCM_SALT_BYTES], const struct kr_srtp_cipher *c, const struct kr_srtp_unit *u)
{
    kr_put_be64(iv, kr_get_be64(c->salt) ^ ((uint64_t)u->ssrc << 16 | u->index >> 32));
    kr_put_be32(iv + 8, kr_get_be32(c->salt + 8) ^ (uint32_t)u->index);
}

enum { AAD_OF_RTCP_BYTES = KR_SRTCP_HEADER_BYTES + KR_SRTP_TRAILER_BYTES };

/* The same as one call. RTP's header is all that is authenticated (RFC 7714 8.2); RTCP's lies apart from its word (9.2). */
static struct kr_srtp_fast_call call_of(const struct kr_srtp_cipher *c, const struct kr_srtp_unit *u, uint8_t aad[AAD_OF_RTCP_BYTES])
{
    struct kr_srtp_fast_call call = {.aad = u->head, .aad_len = u->head_len, .in = u->in, .out = u->out, .len = u->len};
    make_iv(call.iv, c, u);
    if (u->trailer_is_aad) {
        kr_assert(u->head_len == KR_SRTCP_HEADER_BYTES);
        memcpy(aad, u->head, KR_SRTCP_HEADER_BYTES);
        memcpy(aad + KR_SRTCP_HEADER_BYTES, u->trailer, KR_SRTP_TRAILER_BYTES);
        call.aad = aad;
        call.aad_len = AAD_OF_RTCP_BYTES;
    }
    return call;
}

static int refuse(const struct kr_srtp_unit *u)
{
    kr_wipe(u->out, u->len); /* RFC 5116 2.2: nothing of a forged packet is let out */
    return KR_E_AUTH;
}

static int open_fast(const struct kr_srtp_cipher *c, const struct kr_srtp_unit *u)
{
    uint8_t aad[AAD_OF_RTCP_BYTES], tag[KR_SRTP_GCM_TAG_BYTES];
    struct kr_srtp_fast_call call = call_of(c, u, aad);
    kr_srtp_fast_open(c->fast, &call, tag);
    return kr_secret_equal(tag, u->tag, sizeof tag) ? 0 : refuse(u);
}

/* Sets the IV and runs all bytes through EVP; the tag is the caller's. */
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
    if (c->fast) {
        uint8_t aad[AAD_OF_RTCP_BYTES];
        struct kr_srtp_fast_call call = call_of(c, u, aad);
        kr_srtp_fast_seal(c->fast, &call, u->tag);
        return 0;
    }
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
    if (c->fast)
        return open_fast(c, u);
    int n, err = run(c, u);
    if (err)
        return err;
    uint8_t none[KR_SRTP_GCM_TAG_BYTES];
    if (EVP_CIPHER_CTX_ctrl(c->ctx, EVP_CTRL_AEAD_SET_TAG, KR_SRTP_GCM_TAG_BYTES, u->tag) > 0 &&
        EVP_DecryptFinal_ex(c->ctx, none, &n) > 0)
        return 0;
    return refuse(u);
}
