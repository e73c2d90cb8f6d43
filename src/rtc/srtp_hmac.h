/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * HMAC-SHA1 (RFC 2104) with the key's two hash states computed once, as the packet path wants it. Over OpenSSL's plain
 * SHA-1: EVP_MAC and EVP_MD of OpenSSL 3.0 allocate twice whenever a context is set back.
 */
#ifndef KR_RTC_SRTP_HMAC_H
#define KR_RTC_SRTP_HMAC_H

#include <openssl/sha.h>
#include <stddef.h>
#include <stdint.h>

enum { KR_SRTP_HMAC_BYTES = SHA_DIGEST_LENGTH };

struct kr_srtp_hmac {
    SHA_CTX inner, outer;
};

/* Prepares a key of at most 64 bytes. Holds key material: wipe it. */
void kr_srtp_hmac_init(struct kr_srtp_hmac *h, const uint8_t *key, size_t key_len);

/* The code over a followed by b. */
void kr_srtp_hmac_code(const struct kr_srtp_hmac *h, uint8_t out[KR_SRTP_HMAC_BYTES], const uint8_t *a, size_t a_len,
                       const uint8_t *b, size_t b_len);

#endif
