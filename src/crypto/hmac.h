/* SPDX-License-Identifier: EUPL-1.2 */
/* HMAC-SHA1 (RFC 2104) over a message in pieces: STUN's MESSAGE-INTEGRITY and TURN's credentials. */
#ifndef KR_CRYPTO_HMAC_H
#define KR_CRYPTO_HMAC_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum { KR_HMAC_SHA1_BYTES = 20 }; /* FIPS 180-4: 160 bits */

/*
 * KR_E_INTERNAL when the library refuses. Not for use by several threads at once (the algorithm is fetched
 * once).
 */
KR_MUST_CHECK int kr_hmac_sha1(uint8_t out[KR_HMAC_SHA1_BYTES], const void *key, size_t key_len,
                               const struct kr_span *parts, size_t n_parts);

#endif
