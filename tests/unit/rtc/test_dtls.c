/* SPDX-License-Identifier: EUPL-1.2 */
/* The DTLS server against OpenSSL's own client, over a line in memory that loses, swaps and repeats datagrams. */
#include "rtc/dtls.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <cmocka.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/bytes.h"
#include "crypto/cert.h"
#include "crypto/secret.h"

enum { QUEUE = 64, RECORD_HEADER = 13, STEP_US = 10000 };
static const char all_profiles[] = "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM:SRTP_AEAD_AES_128_GCM";

struct datagram {
    size_t len;
    uint8_t bytes[2048];
};

struct line {
    struct datagram queue[QUEUE];
    size_t n;
};

static void line_put(struct line *l, const void *p, size_t len)
{
    assert_true(len <= sizeof l->queue[0].bytes);
    if (l->n == QUEUE)
        return;
    memcpy(l->queue[l->n].bytes, p, len);
    l->queue[l->n++].len = len;
}

static struct datagram line_take(struct line *l, size_t at)
{
    assert_true(at < l->n);
    struct datagram d = l->queue[at];
    memmove(l->queue + at, l->queue + at + 1, (--l->n - at) * sizeof *l->queue);
    return d;
}

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

/* OpenSSL's timers read this clock in place of the system's: it is the client's; the server must not need it. */
static uint64_t client_clock_us;

int gettimeofday(struct timeval *restrict tv, void *restrict tz)
{
    *tv = (struct timeval){.tv_sec = (time_t)(client_clock_us / 1000000), .tv_usec = (suseconds_t)(client_clock_us % 1000000)};
    return 0;
}

/* As browsers set it. */
static unsigned client_timer(SSL *ssl, unsigned timer_us)
{
    return timer_us == 0 ? 50000 : timer_us < 2000000 ? 2 * timer_us : timer_us;
}

static int take_any_certificate(X509_STORE_CTX *store, void *arg)
{
    return 1;
}

static void client_open(struct client *c, const char *profiles, EVP_PKEY *key, X509 *cert)
{
    c->ctx = SSL_CTX_new(DTLS_client_method());
    SSL_CTX_set_cert_verify_callback(c->ctx, take_any_certificate, NULL);
    SSL_CTX_set_verify(c->ctx, SSL_VERIFY_PEER, NULL);
    assert_true(SSL_CTX_use_certificate(c->ctx, cert) && SSL_CTX_use_PrivateKey(c->ctx, key));
    if (profiles)
        assert_int_equal(SSL_CTX_set_tlsext_use_srtp(c->ctx, profiles), 0);
    c->ssl = SSL_new(c->ctx);
    c->in = BIO_new(BIO_s_mem());
    c->out = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(c->in, -1);
    SSL_set_bio(c->ssl, c->in, c->out);
    SSL_set_options(c->ssl, SSL_OP_NO_QUERY_MTU);
    SSL_set_mtu(c->ssl, 300); /* every flight comes in pieces, the ClientHello too */
    SSL_set_connect_state(c->ssl);
    DTLS_set_timer_cb(c->ssl, client_timer);
    c->cert = cert;
}

static void client_close(struct client *c)
{
    SSL_free(c->ssl);
    SSL_CTX_free(c->ctx);
    X509_free(c->cert);
}

static struct kr_sdp_fingerprint fingerprint_of(X509 *cert, const char *name)
{
    struct kr_sdp_fingerprint f = {.algorithm = {(const uint8_t *)name, strlen(name)}};
    unsigned n;
    const EVP_MD *md = strcmp(name, "sha-384") == 0 ? EVP_sha384() : strcmp(name, "sha-512") == 0 ? EVP_sha512() : EVP_sha256();
    assert_true(X509_digest(cert, md, f.digest, &n));
    f.digest_len = n;
    return f;
}

static void world_open_with(struct world *w, const char *profiles, EVP_PKEY *key, X509 *cert)
{
    memset(w, 0, sizeof *w);
    w->now_us = client_clock_us = 1000000;
    client_open(&w->client, profiles, key, cert);
    EVP_PKEY_free(key);
    struct kr_sdp_fingerprint f = fingerprint_of(cert, "sha-256");
    assert_int_equal(kr_dtls_context_new(&w->context), 0);
    assert_int_equal(kr_dtls_new(&w->server, w->context, &f, 1, w->now_us), 0);
}

static void world_open(struct world *w, const char *profiles)
{
    EVP_PKEY *key;
    X509 *cert;
    assert_int_equal(kr_cert_new(&key, &cert), 0);
    world_open_with(w, profiles, key, cert);
}

static void world_close(struct world *w)
{
    kr_dtls_free(w->server);
    kr_dtls_context_free(w->context);
    client_close(&w->client);
}

static void client_flush(struct world *w)
{
    char *p;
    size_t left = (size_t)BIO_get_mem_data(w->client.out, &p);
    while (left >= RECORD_HEADER) {
        size_t n = RECORD_HEADER + kr_get_be16((const uint8_t *)p + 11);
        line_put(&w->to_server, p, n);
        p += n;
        left -= n;
    }
    (void)BIO_reset(w->client.out);
}

static void client_run(struct world *w)
{
    uint8_t unused[64];
    ERR_clear_error();
    if (SSL_do_handshake(w->client.ssl) == 1)
        SSL_read(w->client.ssl, unused, sizeof unused);
    client_flush(w);
}

static void client_input(struct world *w, const struct datagram *d)
{
    BIO_write(w->client.in, d->bytes, (int)d->len);
    client_run(w);
}

static void server_flush(struct world *w)
{
    uint8_t out[KR_DTLS_MTU];
    size_t n;
    while ((n = kr_dtls_output(w->server, out, sizeof out)) > 0)
        line_put(&w->to_client, out, n);
}

static enum kr_dtls_state server_input(struct world *w, const struct datagram *d)
{
    enum kr_dtls_state state = kr_dtls_input(w->server, d->bytes, d->len, w->now_us);
    server_flush(w);
    return state;
}

/* Delivers everything in order until nothing moves. */
static void run_quietly(struct world *w)
{
    client_run(w);
    while (w->to_server.n || w->to_client.n) {
        struct datagram d;
        if (w->to_server.n) {
            d = line_take(&w->to_server, 0);
            server_input(w, &d);
        } else {
            d = line_take(&w->to_client, 0);
            client_input(w, &d);
        }
    }
}

static void keys_are_the_same(struct world *w, enum kr_srtp_profile profile)
{
    struct kr_dtls_keys k;
    uint8_t theirs[2 * (32 + 14)];
    assert_int_equal(kr_dtls_export(w->server, &k), 0);
    assert_int_equal(k.profile, profile);
    size_t len = 2 * (k.key_len + k.salt_len);
    assert_int_equal(SSL_export_keying_material(w->client.ssl, theirs, len, "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0), 1);
    assert_memory_equal(k.client_key, theirs, k.key_len);
    assert_memory_equal(k.server_key, theirs + k.key_len, k.key_len);
    assert_memory_equal(k.client_salt, theirs + 2 * k.key_len, k.salt_len);
    assert_memory_equal(k.server_salt, theirs + 2 * k.key_len + k.salt_len, k.salt_len);
}

static enum kr_dtls_state state_of(struct world *w)
{
    return kr_dtls_tick(w->server, w->now_us);
}

static void agrees_on_keys_in_our_order(void **state)
{
    static const struct {
        const char *offer;
        enum kr_srtp_profile profile;
    } rows[] = {
        {all_profiles, KR_SRTP_AEAD_AES_128_GCM},
        {"SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM", KR_SRTP_AEAD_AES_256_GCM},
        {"SRTP_AES128_CM_SHA1_80", KR_SRTP_AES128_CM_SHA1_80},
        {"SRTP_AES128_CM_SHA1_32:SRTP_AES128_CM_SHA1_80", KR_SRTP_AES128_CM_SHA1_80},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world w;
        struct kr_dtls_keys k;
        world_open(&w, rows[i].offer);
        assert_int_equal(kr_dtls_export(w.server, &k), KR_E_STATE);
        run_quietly(&w);
        assert_int_equal(state_of(&w), KR_DTLS_CONNECTED);
        keys_are_the_same(&w, rows[i].profile);
        assert_true(kr_dtls_due_us(w.server) == UINT64_MAX);
        assert_int_equal(SSL_version(w.client.ssl), DTLS1_2_VERSION);
        world_close(&w);
    }
}

static void shows_the_certificate_of_its_fingerprint(void **state)
{
    struct world w;
    uint8_t digest[32];
    char text[8 + 3 * 32] = "sha-256 ";
    world_open(&w, all_profiles);
    run_quietly(&w);
    X509 *cert = SSL_get1_peer_certificate(w.client.ssl);
    assert_true(X509_digest(cert, EVP_sha256(), digest, NULL));
    X509_free(cert);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), i ? ":%02X" : "%02X", digest[i]);
    assert_string_equal(kr_dtls_fingerprint(w.context), text);
    world_close(&w);
}

static void takes_an_rsa_certificate(void **state)
{
    EVP_PKEY *key = EVP_RSA_gen(2048);
    X509 *cert = X509_new();
    X509_set_version(cert, 2);
    X509_gmtime_adj(X509_getm_notBefore(cert), -20 * 86400); /* long expired: nobody looks */
    X509_gmtime_adj(X509_getm_notAfter(cert), -10 * 86400);
    X509_set_pubkey(cert, key);
    assert_true(X509_sign(cert, key, EVP_sha256()));
    struct world w;
    world_open_with(&w, all_profiles, key, cert);
    run_quietly(&w);
    assert_int_equal(state_of(&w), KR_DTLS_CONNECTED);
    keys_are_the_same(&w, KR_SRTP_AEAD_AES_128_GCM);
    world_close(&w);
}

/* Makes the ClientHello as long as a browser's with all it offers. */
static void lengthen_hello(struct client *c)
{
    uint8_t protocols[250];
    memset(protocols, 'x', sizeof protocols);
    protocols[0] = sizeof protocols - 1;
    assert_int_equal(SSL_set_alpn_protos(c->ssl, protocols, sizeof protocols), 0);
}

/* All orders and doublings of the pieces of a ClientHello lead to an answer. */
static void the_hello_comes_in_any_order(void **state)
{
    for (int order = 0; order < 4; order++) {
        struct world w;
        world_open(&w, all_profiles);
        lengthen_hello(&w.client);
        client_run(&w);
        assert_true(w.to_server.n == 2);
        struct datagram first = line_take(&w.to_server, 0), second = line_take(&w.to_server, 0);
        if (order == 1 || order == 3)
            server_input(&w, &second);
        server_input(&w, &first);
        if (order >= 2)
            server_input(&w, &first);
        if (order != 1)
            server_input(&w, &second);
        assert_true(w.to_client.n > 0);
        run_quietly(&w);
        assert_int_equal(state_of(&w), KR_DTLS_CONNECTED);
        world_close(&w);
    }
}

/*
 * A line that loses, repeats and swaps, one datagram a step each way. Returns the steps it took, 0 if too many.
 */
static int run_roughly(struct world *w, unsigned seed, int loss_percent)
{
    srand(seed);
    client_run(w);
    for (int step = 1; step < 6000; step++) {
        struct line *lines[2] = {&w->to_server, &w->to_client};
        for (int i = 0; i < 2; i++) {
            if (!lines[i]->n)
                continue;
            struct datagram d = line_take(lines[i], (size_t)rand() % lines[i]->n);
            if (rand() % 100 < 10)
                line_put(lines[i], d.bytes, d.len);
            if (rand() % 100 < loss_percent)
                continue;
            if (i == 0)
                server_input(w, &d);
            else
                client_input(w, &d);
        }
        w->now_us += STEP_US;
        if (w->now_us >= kr_dtls_due_us(w->server)) {
            kr_dtls_tick(w->server, w->now_us);
            server_flush(w);
        }
        client_clock_us += STEP_US;
        DTLSv1_handle_timeout(w->client.ssl);
        client_flush(w);
        if (SSL_is_init_finished(w->client.ssl) && state_of(w) == KR_DTLS_CONNECTED)
            return step;
    }
    return 0;
}

static void survives_a_bad_line(void **state)
{
    static const int losses[] = {0, 10, 20, 30};
    for (size_t i = 0; i < sizeof losses / sizeof *losses; i++) {
        for (unsigned seed = 1; seed <= 15; seed++) {
            struct world w;
            world_open(&w, all_profiles);
            SSL_set_mtu(w.client.ssl, 600);
            if (!run_roughly(&w, seed, losses[i]))
                fail_msg("loss %d %%, seed %u: no connection, state %d", losses[i], seed, (int)state_of(&w));
            keys_are_the_same(&w, KR_SRTP_AEAD_AES_128_GCM);
            world_close(&w);
        }
    }
}

/* However late it is on the system's clock: what comes in makes OpenSSL repeat nothing. */
static void the_systems_clock_does_not_matter(void **state)
{
    struct world w;
    world_open(&w, all_profiles);
    client_run(&w);
    while (w.to_server.n) {
        struct datagram d = line_take(&w.to_server, 0);
        server_input(&w, &d);
    }
    w.to_client.n = 0;
    client_clock_us += 600 * UINT64_C(1000000);
    struct datagram noise = {.len = 20, .bytes = {22, 0xfe, 0xfd, 0, 9}};
    assert_int_equal(server_input(&w, &noise), KR_DTLS_HANDSHAKE);
    assert_int_equal(w.to_client.n, 0);
    world_close(&w);
}

/* Our flight is lost, and the client does nothing by itself: only our own timer helps. */
static void repeats_its_flight_on_the_callers_clock(void **state)
{
    static const uint64_t waits_us[] = {200000, 400000, 800000, 1600000, 3200000, 3200000};
    struct world w;
    world_open(&w, all_profiles);
    client_run(&w);
    while (w.to_server.n) {
        struct datagram d = line_take(&w.to_server, 0);
        server_input(&w, &d);
    }
    for (size_t i = 0; i < sizeof waits_us / sizeof *waits_us; i++) {
        assert_true(w.to_client.n > 0);
        w.to_client.n = 0; /* lost */
        assert_true(kr_dtls_due_us(w.server) == w.now_us + waits_us[i]);
        w.now_us += waits_us[i] - 1;
        kr_dtls_tick(w.server, w.now_us);
        server_flush(&w);
        assert_int_equal(w.to_client.n, 0);
        w.now_us += 1;
        kr_dtls_tick(w.server, w.now_us);
        server_flush(&w);
    }
    run_quietly(&w);
    assert_int_equal(state_of(&w), KR_DTLS_CONNECTED);
    world_close(&w);
}

/* Then the client repeats its own, and the server, done already, must answer it again. */
static void repeats_its_last_flight_when_asked(void **state)
{
    struct world w;
    world_open(&w, all_profiles);
    client_run(&w);
    while (state_of(&w) != KR_DTLS_CONNECTED) {
        while (w.to_client.n) {
            struct datagram d = line_take(&w.to_client, 0);
            client_input(&w, &d);
        }
        struct datagram d = line_take(&w.to_server, 0);
        server_input(&w, &d);
    }
    for (int i = 0; i < 5; i++) {
        assert_true(w.to_client.n > 0);
        w.to_client.n = 0; /* lost */
        assert_false(SSL_is_init_finished(w.client.ssl));
        client_clock_us += 5000000;
        assert_int_equal(DTLSv1_handle_timeout(w.client.ssl), 1);
        client_flush(&w);
        while (w.to_server.n) {
            struct datagram d = line_take(&w.to_server, 0);
            assert_int_equal(server_input(&w, &d), KR_DTLS_CONNECTED);
        }
    }
    run_quietly(&w);
    assert_true(SSL_is_init_finished(w.client.ssl));
    keys_are_the_same(&w, KR_SRTP_AEAD_AES_128_GCM);
    world_close(&w);
}

static void gives_up_after_its_time(void **state)
{
    struct world w;
    world_open(&w, all_profiles);
    assert_true(kr_dtls_due_us(w.server) == w.now_us + KR_DTLS_HANDSHAKE_S * UINT64_C(1000000));
    w.now_us = kr_dtls_due_us(w.server) - 1;
    assert_int_equal(state_of(&w), KR_DTLS_HANDSHAKE);
    w.now_us++;
    assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
    world_close(&w);
}

static void no_datagram_is_too_long(void **state)
{
    struct world w;
    world_open(&w, all_profiles);
    SSL_set_mtu(w.client.ssl, 1400);
    client_run(&w);
    while (w.to_server.n) {
        struct datagram d = line_take(&w.to_server, 0);
        assert_int_equal(kr_dtls_input(w.server, d.bytes, d.len, w.now_us), KR_DTLS_HANDSHAKE);
    }
    uint8_t out[2 * KR_DTLS_MTU];
    size_t n, all = 0;
    while ((n = kr_dtls_output(w.server, out, sizeof out)) > 0) {
        assert_true(n <= KR_DTLS_MTU);
        size_t at = 0; /* whole records */
        while (at < n)
            at += RECORD_HEADER + kr_get_be16(out + at + 11);
        assert_int_equal(at, n);
        all += n;
    }
    assert_true(all > 400);
    world_close(&w);
}

/* The level and description of the alert that the client got, as OpenSSL's error tells it. */
static int client_alert(struct world *w)
{
    client_run(w);
    while (w->to_client.n || w->to_server.n) {
        if (w->to_server.n) {
            struct datagram d = line_take(&w->to_server, 0);
            server_input(w, &d);
            continue;
        }
        struct datagram d = line_take(&w->to_client, 0);
        BIO_write(w->client.in, d.bytes, (int)d.len);
        ERR_clear_error();
        if (SSL_do_handshake(w->client.ssl) < 0 && ERR_peek_error())
            return ERR_GET_REASON(ERR_peek_error());
        client_flush(w);
    }
    return 0;
}

static void a_wrong_certificate_is_refused(void **state)
{
    struct world w;
    EVP_PKEY *key;
    X509 *other;
    world_open(&w, all_profiles);
    assert_int_equal(kr_cert_new(&key, &other), 0);
    struct kr_sdp_fingerprint f = fingerprint_of(other, "sha-256");
    kr_dtls_free(w.server);
    assert_int_equal(kr_dtls_new(&w.server, w.context, &f, 1, w.now_us), 0);
    assert_int_equal(client_alert(&w), SSL_R_SSLV3_ALERT_BAD_CERTIFICATE);
    assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
    struct kr_dtls_keys k;
    assert_int_equal(kr_dtls_export(w.server, &k), KR_E_STATE);
    EVP_PKEY_free(key);
    X509_free(other);
    world_close(&w);
}

static void any_fingerprint_of_the_offer_will_do(void **state)
{
    static const char *const names[] = {"sha-256", "SHA-384", "sha-512"};
    for (size_t i = 0; i < 3; i++) {
        struct world w;
        world_open(&w, all_profiles);
        struct kr_sdp_fingerprint f[3] = {fingerprint_of(w.client.cert, "sha-256"), fingerprint_of(w.client.cert, "sha-384"),
                                          fingerprint_of(w.client.cert, "sha-512")};
        for (size_t k = 0; k < 3; k++)
            if (k != i)
                f[k].digest[3] ^= 1;
        f[i].algorithm = (struct kr_span){(const uint8_t *)names[i], strlen(names[i])};
        kr_dtls_free(w.server);
        assert_int_equal(kr_dtls_new(&w.server, w.context, f, 3, w.now_us), 0);
        memset(f, 0, sizeof f); /* they are copied */
        run_quietly(&w);
        assert_int_equal(state_of(&w), KR_DTLS_CONNECTED);
        world_close(&w);
    }
    struct world w;
    world_open(&w, all_profiles);
    struct kr_sdp_fingerprint f = fingerprint_of(w.client.cert, "sha-256");
    struct kr_dtls *d = NULL;
    f.algorithm = (struct kr_span){(const uint8_t *)"md5", 3};
    assert_int_equal(kr_dtls_new(&d, w.context, &f, 1, 0), KR_E_UNSUPPORTED);
    f = fingerprint_of(w.client.cert, "sha-256");
    f.digest_len = 20; /* a digest of another length than its name says */
    assert_int_equal(kr_dtls_new(&d, w.context, &f, 1, 0), KR_E_UNSUPPORTED);
    assert_int_equal(kr_dtls_new(&d, w.context, NULL, 0, 0), KR_E_UNSUPPORTED);
    assert_null(d);
    world_close(&w);
}

static void a_client_without_a_certificate_is_refused(void **state)
{
    struct world w;
    world_open(&w, all_profiles);
    SSL_certs_clear(w.client.ssl);
    assert_true(client_alert(&w) != 0);
    assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
    world_close(&w);
}

static void without_srtp_there_is_no_connection(void **state)
{
    static const char *const offers[] = {NULL, "SRTP_AES128_CM_SHA1_32"};
    for (size_t i = 0; i < 2; i++) {
        struct world w;
        struct kr_dtls_keys k;
        world_open(&w, offers[i]);
        run_quietly(&w);
        assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
        assert_int_equal(kr_dtls_export(w.server, &k), KR_E_STATE);
        assert_true(SSL_get_shutdown(w.client.ssl) & SSL_RECEIVED_SHUTDOWN);
        world_close(&w);
    }
}

static void weak_ciphers_are_refused(void **state)
{
    static const char *const ciphers[] = {"eNULL:@SECLEVEL=0", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES128-SHA"};
    for (size_t i = 0; i < 3; i++) {
        struct world w;
        world_open(&w, all_profiles);
        assert_true(SSL_set_cipher_list(w.client.ssl, ciphers[i]));
        assert_true(client_alert(&w) != 0);
        assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
        world_close(&w);
    }
    struct world w;
    world_open(&w, all_profiles);
    SSL_set_security_level(w.client.ssl, 0);
    assert_true(SSL_set_min_proto_version(w.client.ssl, DTLS1_VERSION) && SSL_set_max_proto_version(w.client.ssl, DTLS1_VERSION));
    assert_true(SSL_set_cipher_list(w.client.ssl, "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"));
    assert_true(client_alert(&w) != 0);
    assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
    world_close(&w);
}

static void either_side_may_close(void **state)
{
    struct world w;
    world_open(&w, all_profiles);
    run_quietly(&w);
    SSL_shutdown(w.client.ssl);
    run_quietly(&w);
    assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
    world_close(&w);

    world_open(&w, all_profiles);
    run_quietly(&w);
    kr_dtls_close(w.server);
    server_flush(&w);
    assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
    assert_true(w.to_client.n == 1);
    run_quietly(&w);
    assert_true(SSL_get_shutdown(w.client.ssl) & SSL_RECEIVED_SHUTDOWN);
    world_close(&w);
}

/* What anybody can send who knows the address: noise, alerts and hellos in the clear, records that do not decrypt. */
static void inject(struct world *w, unsigned seed)
{
    static const uint8_t alert[] = {21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40};
    static const uint8_t close_notify[] = {21, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 99, 0, 2, 1, 0};
    struct datagram d;
    srand(seed);
    for (int i = 0; i < 300; i++) {
        d.len = 1 + (size_t)rand() % 200;
        for (size_t k = 0; k < d.len; k++)
            d.bytes[k] = (uint8_t)rand();
        d.bytes[0] = (uint8_t)(20 + rand() % 4);
        if (i % 2 && d.len > RECORD_HEADER) {
            memcpy(d.bytes, (const uint8_t[]){22, 0xfe, 0xfd, 0, (uint8_t)(i % 3), 0, 0, 0, 0, 0, (uint8_t)i}, 11);
            kr_put_be16(d.bytes + 11, (uint16_t)(d.len - RECORD_HEADER));
        }
        server_input(w, &d);
    }
    d.len = sizeof alert;
    memcpy(d.bytes, alert, sizeof alert);
    server_input(w, &d);
    memcpy(d.bytes, close_notify, sizeof close_notify);
    server_input(w, &d);
}

static void inject_hello(struct world *w, const char *ciphers)
{
    EVP_PKEY *key;
    X509 *cert;
    struct world foreign = {0};
    assert_int_equal(kr_cert_new(&key, &cert), 0);
    client_open(&foreign.client, ciphers ? NULL : all_profiles, key, cert);
    EVP_PKEY_free(key);
    if (ciphers)
        assert_true(SSL_set_cipher_list(foreign.client.ssl, ciphers));
    client_run(&foreign);
    assert_true(foreign.to_server.n > 0);
    while (foreign.to_server.n) {
        struct datagram d = line_take(&foreign.to_server, 0);
        server_input(w, &d);
    }
    client_close(&foreign.client);
}

static void foreign_bytes_do_not_end_a_connection(void **state)
{
    for (unsigned seed = 1; seed <= 10; seed++) {
        struct world w;
        struct kr_dtls_keys before, after;
        memset(&before, 0, sizeof before);
        memset(&after, 0, sizeof after);
        world_open(&w, all_profiles);
        run_quietly(&w);
        assert_int_equal(kr_dtls_export(w.server, &before), 0);
        inject(&w, seed);
        inject_hello(&w, NULL);
        inject_hello(&w, "eNULL:@SECLEVEL=0");
        assert_int_equal(state_of(&w), KR_DTLS_CONNECTED);
        assert_int_equal(w.to_client.n, 0); /* and nothing is answered */
        assert_int_equal(kr_dtls_export(w.server, &after), 0);
        assert_memory_equal(&before, &after, sizeof before);
        SSL_shutdown(w.client.ssl); /* the association works still */
        run_quietly(&w);
        assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
        world_close(&w);
    }
}

static void noise_before_the_handshake_does_no_harm(void **state)
{
    struct world w;
    world_open(&w, all_profiles);
    struct datagram d = {.len = 120};
    srand(7);
    for (int i = 0; i < 200; i++) { /* records of no known version, cut off, or of a later epoch */
        for (size_t k = 0; k < d.len; k++)
            d.bytes[k] = (uint8_t)rand();
        d.bytes[0] = (uint8_t)(20 + rand() % 4);
        d.bytes[1] = i % 2 ? 0x03 : 0xfe;
        d.bytes[2] = 0xfd;
        d.bytes[3] = 0x77;
        assert_int_equal(server_input(&w, &d), KR_DTLS_HANDSHAKE);
    }
    assert_int_equal(w.to_client.n, 0);
    run_quietly(&w);
    assert_int_equal(state_of(&w), KR_DTLS_CONNECTED);
    world_close(&w);
}

static void renegotiation_is_refused(void **state)
{
    struct world w;
    struct kr_dtls_keys before, after;
    memset(&before, 0, sizeof before);
    memset(&after, 0, sizeof after);
    world_open(&w, all_profiles);
    run_quietly(&w);
    assert_int_equal(kr_dtls_export(w.server, &before), 0);
    SSL_renegotiate(w.client.ssl);
    client_run(&w);
    assert_true(w.to_server.n > 0);
    while (w.to_server.n) {
        struct datagram d = line_take(&w.to_server, 0);
        assert_int_equal(server_input(&w, &d), KR_DTLS_CONNECTED);
    }
    assert_int_equal(w.to_client.n, 1); /* an alert, and no ServerHello */
    assert_int_equal(w.to_client.queue[0].bytes[0], 21);
    assert_int_equal(kr_dtls_export(w.server, &after), 0);
    assert_memory_equal(&before, &after, sizeof before);
    world_close(&w);
}

static void tickets_are_not_given(void **state)
{
    struct world w;
    world_open(&w, all_profiles);
    run_quietly(&w);
    assert_false(SSL_SESSION_has_ticket(SSL_get_session(w.client.ssl)));
    unsigned n;
    SSL_SESSION_get_id(SSL_get_session(w.client.ssl), &n);
    assert_int_equal(n, 0); /* nor is a session kept under an id */
    world_close(&w);
}

/* What OpenSSL holds, in bytes. */
static size_t held;

static void *held_malloc(size_t n, const char *file, int line)
{
    void *p = malloc(n);
    held += malloc_usable_size(p);
    return p;
}

static void held_free(void *p, const char *file, int line)
{
    held -= malloc_usable_size(p);
    free(p);
}

static void *held_realloc(void *p, size_t n, const char *file, int line)
{
    held -= malloc_usable_size(p);
    p = realloc(p, n);
    held += malloc_usable_size(p);
    return p;
}

static void a_resting_connection_is_small(void **state)
{
    enum { MOST = 48 * 1024 };
    struct world w;
    world_open(&w, all_profiles);
    run_quietly(&w);
    size_t before = held;
    kr_dtls_free(w.server);
    assert_in_range(before - held, 1, MOST);
    w.server = NULL;
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_on_keys_in_our_order),
        cmocka_unit_test(shows_the_certificate_of_its_fingerprint),
        cmocka_unit_test(takes_an_rsa_certificate),
        cmocka_unit_test(the_hello_comes_in_any_order),
        cmocka_unit_test(survives_a_bad_line),
        cmocka_unit_test(the_systems_clock_does_not_matter),
        cmocka_unit_test(repeats_its_flight_on_the_callers_clock),
        cmocka_unit_test(repeats_its_last_flight_when_asked),
        cmocka_unit_test(gives_up_after_its_time),
        cmocka_unit_test(no_datagram_is_too_long),
        cmocka_unit_test(a_wrong_certificate_is_refused),
        cmocka_unit_test(any_fingerprint_of_the_offer_will_do),
        cmocka_unit_test(a_client_without_a_certificate_is_refused),
        cmocka_unit_test(without_srtp_there_is_no_connection),
        cmocka_unit_test(weak_ciphers_are_refused),
        cmocka_unit_test(either_side_may_close),
        cmocka_unit_test(foreign_bytes_do_not_end_a_connection),
        cmocka_unit_test(noise_before_the_handshake_does_no_harm),
        cmocka_unit_test(renegotiation_is_refused),
        cmocka_unit_test(tickets_are_not_given),
        cmocka_unit_test(a_resting_connection_is_small),
    };
    if (!CRYPTO_set_mem_functions(held_malloc, held_realloc, held_free))
        return 1;
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
