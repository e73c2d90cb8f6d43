/* SPDX-License-Identifier: EUPL-1.2 */
/* Handshakes, over good and bad lines, and their end. */
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "crypto/cert.h"
#include "crypto/secret.h"
#include "dice.h"
#include "dtls_world.h"

enum { STEP_US = 10000 };

static void agrees_on_keys_in_our_order(void **state)
{
    static const struct {
        const char *offer;
        enum kr_srtp_profile profile;
    } rows[] = {
        {ALL_PROFILES, KR_SRTP_AEAD_AES_128_GCM},
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
    world_open(&w, ALL_PROFILES);
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
    world_open_with(&w, ALL_PROFILES, key, cert);
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
        world_open(&w, ALL_PROFILES);
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
    dice_seed(seed);
    client_run(w);
    for (int step = 1; step < 6000; step++) {
        struct line *lines[2] = {&w->to_server, &w->to_client};
        for (int i = 0; i < 2; i++) {
            if (!lines[i]->n)
                continue;
            struct datagram d = line_take(lines[i], (size_t)dice_roll() % lines[i]->n);
            if (dice_roll() % 100 < 10)
                line_put(lines[i], d.bytes, d.len);
            if (dice_roll() % 100 < loss_percent)
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
            world_open(&w, ALL_PROFILES);
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
    world_open(&w, ALL_PROFILES);
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
    world_open(&w, ALL_PROFILES);
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
    world_open(&w, ALL_PROFILES);
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
    world_open(&w, ALL_PROFILES);
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
    world_open(&w, ALL_PROFILES);
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

static void either_side_may_close(void **state)
{
    struct world w;
    world_open(&w, ALL_PROFILES);
    run_quietly(&w);
    SSL_shutdown(w.client.ssl);
    run_quietly(&w);
    assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
    world_close(&w);

    world_open(&w, ALL_PROFILES);
    run_quietly(&w);
    kr_dtls_close(w.server);
    server_flush(&w);
    assert_int_equal(state_of(&w), KR_DTLS_CLOSED);
    assert_true(w.to_client.n == 1);
    run_quietly(&w);
    assert_true(SSL_get_shutdown(w.client.ssl) & SSL_RECEIVED_SHUTDOWN);
    world_close(&w);
}

/* After the handshake it is our own code that opens what the client says: in every suite, and nothing forged. */
static void an_end_counts_in_every_suite_and_only_when_authentic(void **state)
{
    static const char *const suites[] = {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"};
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        struct world w;
        world_open(&w, ALL_PROFILES);
        assert_true(SSL_set_cipher_list(w.client.ssl, suites[i]));
        run_quietly(&w);
        assert_string_equal(SSL_get_cipher_name(w.client.ssl), suites[i]);
        SSL_shutdown(w.client.ssl);
        client_flush(&w);
        assert_int_equal(w.to_server.n, 1);
        struct datagram bye = line_take(&w.to_server, 0);
        for (size_t at = 0; at < bye.len; at++) { /* any byte changed, or cut off there */
            struct datagram forged = bye;
            forged.bytes[at] ^= 0x40;
            assert_int_equal(server_input(&w, &forged), KR_DTLS_CONNECTED);
            forged = bye;
            forged.len = at;
            assert_int_equal(server_input(&w, &forged), KR_DTLS_CONNECTED);
        }
        assert_int_equal(w.to_client.n, 0);
        assert_int_equal(server_input(&w, &bye), KR_DTLS_CLOSED);
        world_close(&w);
    }
}

static void tickets_are_not_given(void **state)
{
    struct world w;
    world_open(&w, ALL_PROFILES);
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
    enum { MOST = 1024 };
    struct world w;
    world_open(&w, ALL_PROFILES);
    run_quietly(&w);
    size_t before = held;
    kr_dtls_free(w.server);
    assert_in_range(before - held, 0, MOST);
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
        cmocka_unit_test(either_side_may_close),
        cmocka_unit_test(an_end_counts_in_every_suite_and_only_when_authentic),
        cmocka_unit_test(tickets_are_not_given),
        cmocka_unit_test(a_resting_connection_is_small),
    };
    if (!CRYPTO_set_mem_functions(held_malloc, held_realloc, held_free))
        return 1;
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
