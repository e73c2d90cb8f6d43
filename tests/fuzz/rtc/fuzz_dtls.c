/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Datagrams into a DTLS server: each with its length in two bytes before it. None of them can show the certificate that
 * is asked for, so the server never connects, and what it sends are whole records within the MTU.
 */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "crypto/secret.h"
#include "rtc/dtls.h"

enum { RECORD_HEADER = 13, SENT_MOST = 64 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t drain(struct kr_dtls *d)
{
    uint8_t out[KR_DTLS_MTU];
    size_t n, all = 0;
    while ((n = kr_dtls_output(d, out, sizeof out)) > 0) {
        kr_assert(n <= KR_DTLS_MTU);
        for (size_t at = 0; at < n;) {
            kr_assert(n - at >= RECORD_HEADER);
            at += RECORD_HEADER + kr_get_be16(out + at + 11);
            kr_assert(at <= n);
        }
        all += n;
    }
    return all;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct kr_dtls_context *context;
    if (!context && (kr_crypto_init() || kr_dtls_context_new(&context)))
        abort();
    struct kr_sdp_fingerprint f = {.algorithm = {(const uint8_t *)"sha-256", 7}, .digest_len = 32};
    struct kr_dtls *d;
    uint64_t now_us = 1000000;
    int err = kr_dtls_new(&d, context, &f, 1, now_us);
    kr_assert(!err);

    struct kr_reader r = kr_reader_of(data, size);
    while (kr_reader_left(&r) >= 2) {
        size_t len = kr_read_be16(&r);
        if (len > kr_reader_left(&r))
            len = kr_reader_left(&r);
        const uint8_t *p = kr_read_bytes(&r, len);
        uint8_t *copy = malloc(len ? len : 1);
        memcpy(copy, p, len);
        kr_assert(kr_dtls_input(d, copy, len, now_us) != KR_DTLS_CONNECTED);
        free(copy);
        kr_assert(drain(d) <= SENT_MOST);
        now_us += 250000;
        kr_assert(kr_dtls_tick(d, now_us) != KR_DTLS_CONNECTED);
        kr_assert(drain(d) <= SENT_MOST);
    }
    struct kr_dtls_keys keys;
    kr_assert(kr_dtls_export(d, &keys) == KR_E_STATE);
    kr_dtls_close(d);
    drain(d);
    kr_dtls_free(d);
    return 0;
}
