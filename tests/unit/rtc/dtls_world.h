/* SPDX-License-Identifier: EUPL-1.2 */
/* For tests of the DTLS server: OpenSSL's own client, and between them lines in memory that hold datagrams. */
#ifndef KR_TESTS_RTC_DTLS_WORLD_H
#define KR_TESTS_RTC_DTLS_WORLD_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "rtc/dtls.h"

enum { QUEUE = 64, RECORD_HEADER = 13 };
#define ALL_PROFILES "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM:SRTP_AEAD_AES_128_GCM"

struct datagram {
    size_t len;
    uint8_t bytes[2048];
};

struct line {
    struct datagram queue[QUEUE];
    size_t n;
};

/* OpenSSL's client. What it writes is cut into records, one datagram each. */
struct client {
    SSL_CTX *ctx;
    SSL *ssl;
    BIO *in, *out;
    X509 *cert;
};

struct world {
    struct kr_dtls_context *context;
    struct kr_dtls *server;
    struct client client;
    struct line to_server, to_client;
    uint64_t now_us;
};

/* The clock that OpenSSL's timers read in place of the system's: it is the client's; the server must not need it. */
extern uint64_t client_clock_us;

void line_put(struct line *l, const void *p, size_t len);

/* Takes datagram number at. */
struct datagram line_take(struct line *l, size_t at);
void client_open(struct client *c, const char *profiles, EVP_PKEY *key, X509 *cert);
void client_close(struct client *c);

/* As an offer would tell it. */
struct kr_sdp_fingerprint fingerprint_of(X509 *cert, const char *name);
void world_open_with(struct world *w, const char *profiles, EVP_PKEY *key, X509 *cert);
void world_open(struct world *w, const char *profiles);
void world_close(struct world *w);

/* Puts what the client has written on the line. */
void client_flush(struct world *w);

/* Lets the client go on, without any input. */
void client_run(struct world *w);
void client_input(struct world *w, const struct datagram *d);
void server_flush(struct world *w);
enum kr_dtls_state server_input(struct world *w, const struct datagram *d);

/* Delivers everything in order until nothing moves. */
void run_quietly(struct world *w);

/* Asserts that both ends have the same keys, of this profile. */
void keys_are_the_same(struct world *w, enum kr_srtp_profile profile);

/* After the timers that are due by now_us. */
enum kr_dtls_state state_of(struct world *w);

#endif
