/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of DTLS share. */
#ifndef KR_RTC_DTLS_INT_H
#define KR_RTC_DTLS_INT_H

#include <openssl/ssl.h>

#include "crypto/lean.h"
#include "rtc/dtls.h"

/* Our last flight: records one behind the other, kept to be sent again. */
struct kr_dtls_flight {
    uint8_t *records; /* owned; NULL when len is 0 */
    size_t len, sent;
};

/* Appends what OpenSSL wrote. A flight that grows too long or finds no memory loses its end, like a datagram. */
void kr_dtls_flight_add(struct kr_dtls_flight *f, const uint8_t *p, size_t len);

/* The next datagram: as many whole records as fit into cap and KR_DTLS_MTU. 0: all is sent. */
size_t kr_dtls_flight_next(struct kr_dtls_flight *f, uint8_t *out, size_t cap);
void kr_dtls_flight_clear(struct kr_dtls_flight *f);

struct kr_dtls_digest {
    const EVP_MD *md;
    uint8_t bytes[EVP_MAX_MD_SIZE];
};

struct kr_dtls {
    SSL *ssl;
    enum kr_dtls_state state;
    bool verified;                         /* the certificate had one of the fingerprints */
    bool wrote;                            /* OpenSSL has written since the last input */
    const uint8_t *in;                     /* datagram being read; NULL: taken */
    size_t in_len;
    struct kr_dtls_flight flight;
    uint64_t deadline_us, resend_us, resend_after_us;
    struct kr_dtls_digest fingerprints[KR_SDP_FINGERPRINTS];
    size_t n_fingerprints;
};

struct kr_dtls_context {
    struct kr_lean lean;
    SSL_CTX *ssl;
    BIO_METHOD *bio; /* datagrams between OpenSSL and struct kr_dtls */
    char fingerprint[sizeof "sha-256 " + 3 * 32];
};

/* The BIO's method; NULL without memory. */
BIO_METHOD *kr_dtls_bio_method(void);

#endif
