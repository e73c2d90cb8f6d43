/* SPDX-License-Identifier: EUPL-1.2 */
#include "dtls_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/time.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "crypto/cert.h"

void line_put(struct line *l, const void *p, size_t len)
{
    assert_true(len <= sizeof l->queue[0].bytes);
    if (l->n == QUEUE)
        return;
    memcpy(l->queue[l->n].bytes, p, len);
    l->queue[l->n++].len = len;
}

struct datagram line_take(struct line *l, size_t at)
{
    assert_true(at < l->n);
    struct datagram d = l->queue[at];
    memmove(l->queue + at, l->queue + at + 1, (--l->n - at) * sizeof *l->queue);
    return d;
}

uint64_t client_clock_us;

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

void client_open(struct client *c, const char *profiles, EVP_PKEY *key, X509 *cert)
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

void client_close(struct client *c)
{
    SSL_free(c->ssl);
    SSL_CTX_free(c->ctx);
    X509_free(c->cert);
}

struct kr_sdp_fingerprint fingerprint_of(X509 *cert, const char *name)
{
    struct kr_sdp_fingerprint f = {.algorithm = {(const uint8_t *)name, strlen(name)}};
    unsigned n;
    const EVP_MD *md = strcmp(name, "sha-384") == 0 ? EVP_sha384() : strcmp(name, "sha-512") == 0 ? EVP_sha512() : EVP_sha256();
    assert_true(X509_digest(cert, md, f.digest, &n));
    f.digest_len = n;
    return f;
}

void world_open_with(struct world *w, const char *profiles, EVP_PKEY *key, X509 *cert)
{
    memset(w, 0, sizeof *w);
    w->now_us = client_clock_us = 1000000;
    client_open(&w->client, profiles, key, cert);
    EVP_PKEY_free(key);
    struct kr_sdp_fingerprint f = fingerprint_of(cert, "sha-256");
    assert_int_equal(kr_dtls_context_new(&w->context), 0);
    assert_int_equal(kr_dtls_new(&w->server, w->context, &f, 1, w->now_us), 0);
}

void world_open(struct world *w, const char *profiles)
{
    EVP_PKEY *key;
    X509 *cert;
    assert_int_equal(kr_cert_new(&key, &cert, NULL), 0);
    world_open_with(w, profiles, key, cert);
}

void world_close(struct world *w)
{
    kr_dtls_free(w->server);
    kr_dtls_context_free(w->context);
    client_close(&w->client);
}

void client_flush(struct world *w)
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

void client_run(struct world *w)
{
    uint8_t unused[64];
    ERR_clear_error();
    if (SSL_do_handshake(w->client.ssl) == 1)
        SSL_read(w->client.ssl, unused, sizeof unused);
    client_flush(w);
}

void client_input(struct world *w, const struct datagram *d)
{
    BIO_write(w->client.in, d->bytes, (int)d->len);
    client_run(w);
}

void server_flush(struct world *w)
{
    uint8_t out[KR_DTLS_MTU];
    size_t n;
    while ((n = kr_dtls_output(w->server, out, sizeof out)) > 0)
        line_put(&w->to_client, out, n);
}

enum kr_dtls_state server_input(struct world *w, const struct datagram *d)
{
    enum kr_dtls_state state = kr_dtls_input(w->server, d->bytes, d->len, w->now_us);
    server_flush(w);
    return state;
}

/* Delivers everything in order until nothing moves. */
void run_quietly(struct world *w)
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

void keys_are_the_same(struct world *w, enum kr_srtp_profile profile)
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

enum kr_dtls_state state_of(struct world *w)
{
    return kr_dtls_tick(w->server, w->now_us);
}
