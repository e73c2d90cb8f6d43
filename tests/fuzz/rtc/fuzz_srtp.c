/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * SRTP and SRTCP from outside. First byte: profile (mod 3), RTCP (bit 2), mode (bit 3). Mode 0: the rest is a packet; it
 * cannot be one of ours. Mode 1: the rest up to 64 bytes in is what a packet of ours carries, behind that come pairs
 * (place, bits) by which it is altered; altered it must be refused, and afterwards the true one taken.
 */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "crypto/secret.h"
#include "rtc/srtp.h"

enum { RTCP_BIT = 4, ALTER_BIT = 8, CONTENT = 64, HEADER = 12, SEQ = 7, SSRC = 0x01020304 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[32] = "fuzzing key, thirty-two bytes...", salt[14] = "fuzzing salts";

static int unprotect(struct kr_srtp_receiver *r, bool rtcp, const uint8_t *packet, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1); /* of just its size, so that the sanitizer sees every step over its end */
    uint64_t index;
    memcpy(copy, packet, len);
    size_t n = len;
    int err = rtcp ? kr_srtcp_unprotect(r, copy, &n) : kr_srtp_unprotect(r, copy, &n, &index);
    kr_assert(n <= len && (!err || n == len));
    free(copy);
    return err;
}

static size_t protect(struct kr_srtp_sender *s, bool rtcp, uint8_t *out, size_t cap, const uint8_t *content, size_t len)
{
    uint8_t header[HEADER] = {0x80, rtcp ? 201 : 96};
    size_t n = 8 + len;
    kr_put_be16(header + 2, rtcp ? 1 : SEQ);
    kr_put_be32(header + (rtcp ? 4 : 8), SSRC);
    int err;
    if (rtcp) {
        memcpy(out, header, 8);
        memcpy(out + 8, content, len);
        err = kr_srtcp_protect(s, out, cap, &n);
    } else {
        err = kr_srtp_protect(s, out, cap, &n, header, HEADER, content, len, SSRC, SEQ);
    }
    kr_assert(!err);
    return n;
}

static void alter(struct kr_srtp_sender *s, struct kr_srtp_receiver *r, bool rtcp, const uint8_t *data, size_t size)
{
    uint8_t packet[256], altered[256];
    size_t content = size < CONTENT ? size : CONTENT;
    size_t len = protect(s, rtcp, packet, sizeof packet, data, content);
    memcpy(altered, packet, len);
    for (size_t i = content; i + 1 < size; i += 2)
        altered[data[i] % len] ^= data[i + 1];
    if (memcmp(packet, altered, len) != 0)
        kr_assert(unprotect(r, rtcp, altered, len) != 0);
    kr_assert(unprotect(r, rtcp, packet, len) == 0);
    kr_assert(unprotect(r, rtcp, packet, len) == KR_E_REPLAY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || kr_crypto_init())
        return 0;
    enum kr_srtp_profile profile = (enum kr_srtp_profile)((data[0] & 3) % 3);
    bool rtcp = data[0] & RTCP_BIT;
    struct kr_srtp_sender *s;
    struct kr_srtp_receiver *r;
    int err = kr_srtp_sender_new(&s, profile, key, salt);
    kr_assert(!err);
    err = kr_srtp_receiver_new(&r, profile, key, salt);
    kr_assert(!err);
    if (data[0] & ALTER_BIT)
        alter(s, r, rtcp, data + 1, size - 1);
    else
        kr_assert(unprotect(r, rtcp, data + 1, size - 1) != 0);
    kr_srtp_sender_free(s);
    kr_srtp_receiver_free(r);
    return 0;
}
