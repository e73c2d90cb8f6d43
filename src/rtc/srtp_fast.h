/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * AES-GCM in one call per packet by Intel's ipsec-mb, where the build has the library and the processor has AES and
 * carry-less multiplication; four times as fast as OpenSSL 3.0's EVP, which sets parameters by name for each packet. Its
 * other modes gain only by collecting packets of many receivers, so counter mode stays with EVP.
 */
#ifndef KR_RTC_SRTP_FAST_H
#define KR_RTC_SRTP_FAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KR_SRTP_FAST_IV_BYTES = 12, KR_SRTP_FAST_TAG_BYTES = 16 };

/* One key with everything that is computed of it once. */
struct kr_srtp_fast;

/* Whether kr_srtp_fast_new can work here at all. */
bool kr_srtp_fast_is_there(void);

/* key_len is 16 or 32. NULL where it is not there, and without memory. */
struct kr_srtp_fast *kr_srtp_fast_new(const uint8_t *key, size_t key_len);
void kr_srtp_fast_free(struct kr_srtp_fast *f); /* wipes the key; NULL is allowed */

/* Asks the processor to have the key at hand: it is larger than a packet. */
void kr_srtp_fast_fetch(const struct kr_srtp_fast *f);

/* Bytes of one AEAD_AES_GCM call (RFC 5116 section 5.1): in is encrypted or decrypted into out, which may be the same. */
struct kr_srtp_fast_call {
    uint8_t iv[KR_SRTP_FAST_IV_BYTES];
    const uint8_t *aad;
    size_t aad_len;
    const uint8_t *in;
    uint8_t *out;
    size_t len;
};

void kr_srtp_fast_seal(const struct kr_srtp_fast *f, const struct kr_srtp_fast_call *call, uint8_t tag[KR_SRTP_FAST_TAG_BYTES]);
/* Gives the tag that should have come: to be compared in constant time by the caller, who wipes out if it differs. */
void kr_srtp_fast_open(const struct kr_srtp_fast *f, const struct kr_srtp_fast_call *call, uint8_t tag[KR_SRTP_FAST_TAG_BYTES]);

#endif
