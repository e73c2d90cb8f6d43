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

/*
 * What remains of a connection after its handshake (dtls_rest.c). The client repeats its last flight as long as ours has not
 * come (RFC 6347 4.2.4), and says goodbye with an alert; both count only when they are authentic. We say goodbye with one alert,
 * sealed when the handshake ended. Nothing else is ever said: DTLS-SRTP carries no data (RFC 5764 section 3).
 */
enum { KR_DTLS_MASTER_BYTES = 48, KR_DTLS_RANDOM_BYTES = 32 }; /* RFC 5246 8.1, 7.4.1.2 */

struct kr_dtls_rest {
    const struct kr_dtls_suite *suite;
    uint8_t master[KR_DTLS_MASTER_BYTES]; /* until the client's key is needed, which mostly is never */
    uint8_t client_random[KR_DTLS_RANDOM_BYTES], server_random[KR_DTLS_RANDOM_BYTES];
    bool has_key;
    uint8_t key[32], iv[12]; /* of the client */
};

/* RFC 6347 4.1: type, version, epoch and sequence number, length. */
enum { KR_DTLS_RECORD_HEADER_BYTES = 13, KR_DTLS_RECORD_LENGTH_AT = 11 };

struct kr_dtls_record {
    uint8_t type;
    const uint8_t *version, *number, *fragment;
    size_t len; /* of the fragment */
};

/* Takes the next whole record off a datagram. */
bool kr_dtls_record_next(struct kr_dtls_record *out, const uint8_t **p, size_t *len);

enum kr_dtls_heard { KR_DTLS_HEARD_NOTHING, KR_DTLS_HEARD_REPETITION, KR_DTLS_HEARD_END };

/* One of ours by its number (IANA TLS cipher suites), or NULL. */
const struct kr_dtls_suite *kr_dtls_suite_find(uint16_t id);

/* Keeps of a connection what is needed; wipe it. KR_E_INTERNAL for a suite that is none of ours. */
KR_MUST_CHECK int kr_dtls_rest_begin(struct kr_dtls_rest *r, const SSL *ssl);
/* What a datagram says; nothing, if it is not authentic (RFC 6347 4.1.2.7). */
enum kr_dtls_heard kr_dtls_rest_input(struct kr_dtls_rest *r, OSSL_LIB_CTX *library, const uint8_t *p, size_t len);

struct kr_dtls {
    SSL *ssl; /* NULL after the handshake */
    struct kr_dtls_context *context;
    enum kr_dtls_state state;
    bool verified;                         /* the certificate had one of the fingerprints */
    bool wrote;                            /* OpenSSL has written since the last input */
    const uint8_t *in;                     /* datagram being read; NULL: taken */
    size_t in_len;
    struct kr_dtls_flight flight, bye; /* connected: our last flight, and the alert that ends it */
    struct kr_dtls_rest rest;
    struct kr_dtls_keys keys;
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
