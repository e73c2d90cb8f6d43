/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is refused, and what somebody else's datagrams may not do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "crypto/cert.h"
#include "crypto/secret.h"
#include "dice.h"
#include "dtls_world.h"

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
    world_open(&w, ALL_PROFILES);
    assert_int_equal(kr_cert_new(&key, &other, NULL), 0);
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
        world_open(&w, ALL_PROFILES);
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
    world_open(&w, ALL_PROFILES);
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
    world_open(&w, ALL_PROFILES);
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
        world_open(&w, ALL_PROFILES);
        assert_true(SSL_set_cipher_list(w.client.ssl, ciphers[i]));
        assert_true(client_alert(&w) != 0);
        assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
        world_close(&w);
    }
    struct world w;
    world_open(&w, ALL_PROFILES);
    SSL_set_security_level(w.client.ssl, 0);
    assert_true(SSL_set_min_proto_version(w.client.ssl, DTLS1_VERSION) && SSL_set_max_proto_version(w.client.ssl, DTLS1_VERSION));
    assert_true(SSL_set_cipher_list(w.client.ssl, "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"));
    assert_true(client_alert(&w) != 0);
    assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
    world_close(&w);
}

/* What anybody can send who knows the address: noise, alerts and hellos in the clear, records that do not decrypt. */
static void inject(struct world *w, unsigned seed)
{
    static const uint8_t alert[] = {21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40};
    static const uint8_t close_notify[] = {21, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 99, 0, 2, 1, 0};
    struct datagram d;
    dice_seed(seed);
    for (int i = 0; i < 300; i++) {
        d.len = 1 + (size_t)dice_roll() % 200;
        for (size_t k = 0; k < d.len; k++)
            d.bytes[k] = (uint8_t)dice_roll();
        d.bytes[0] = (uint8_t)(20 + dice_roll() % 4);
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
    assert_int_equal(kr_cert_new(&key, &cert, NULL), 0);
    client_open(&foreign.client, ciphers ? NULL : ALL_PROFILES, key, cert);
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
        world_open(&w, ALL_PROFILES);
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
    world_open(&w, ALL_PROFILES);
    struct datagram d = {.len = 120};
    dice_seed(7);
    for (int i = 0; i < 200; i++) { /* records of no known version, cut off, or of a later epoch */
        for (size_t k = 0; k < d.len; k++)
            d.bytes[k] = (uint8_t)dice_roll();
        d.bytes[0] = (uint8_t)(20 + dice_roll() % 4);
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
    world_open(&w, ALL_PROFILES);
    run_quietly(&w);
    assert_int_equal(kr_dtls_export(w.server, &before), 0);
    SSL_renegotiate(w.client.ssl);
    client_run(&w);
    assert_true(w.to_server.n > 0);
    while (w.to_server.n) {
        struct datagram d = line_take(&w.to_server, 0);
        assert_int_equal(server_input(&w, &d), KR_DTLS_CONNECTED);
    }
    assert_int_equal(w.to_client.n, 0); /* no ServerHello */
    assert_int_equal(kr_dtls_export(w.server, &after), 0);
    assert_memory_equal(&before, &after, sizeof before);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_certificate_is_refused),
        cmocka_unit_test(any_fingerprint_of_the_offer_will_do),
        cmocka_unit_test(a_client_without_a_certificate_is_refused),
        cmocka_unit_test(without_srtp_there_is_no_connection),
        cmocka_unit_test(weak_ciphers_are_refused),
        cmocka_unit_test(foreign_bytes_do_not_end_a_connection),
        cmocka_unit_test(noise_before_the_handshake_does_no_harm),
        cmocka_unit_test(renegotiation_is_refused),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
