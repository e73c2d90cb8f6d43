/* SPDX-License-Identifier: EUPL-1.2 */
/* Whose a connection is by its ClientHello: real ones, made by OpenSSL, whole, in pieces, and cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/ssl.h>

#include "door/hello.h"

/* alpn: as OpenSSL wants it, each name with its length before it; NULL: none. */
static size_t hello_of(uint8_t *out, size_t cap, const char *name, const char *alpn)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *ssl = SSL_new(ctx);
    BIO *in = BIO_new(BIO_s_mem()), *net = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl, in, net);
    if (name)
        SSL_set_tlsext_host_name(ssl, name);
    if (alpn)
        assert_int_equal(SSL_set_alpn_protos(ssl, (const uint8_t *)alpn, (unsigned)strlen(alpn)), 0);
    assert_int_equal(SSL_connect(ssl), -1); /* waits for an answer */
    int len = BIO_read(net, out, (int)cap);
    assert_true(len > 100);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return (size_t)len;
}

static void tells_pages_from_the_relay(void **state)
{
    static const struct {
        const char *name, *alpn;
        enum kr_hello verdict;
    } cases[] = {
        {"kreide.example", "\x02h2\x08http/1.1", KR_HELLO_WEB},
        {"kreide.example", "\x08http/1.1", KR_HELLO_WEB},
        {NULL, "\x08http/1.0", KR_HELLO_WEB},
        {"kreide.example", NULL, KR_HELLO_RELAY},
        {NULL, NULL, KR_HELLO_RELAY},
        {"kreide.example", "\x09stun.turn", KR_HELLO_RELAY}, /* RFC 7443 */
        {"turn.kreide.example", "\x08http/1.1", KR_HELLO_RELAY},
        {"TURN.kreide.example", NULL, KR_HELLO_RELAY},
        {"turn", "\x08http/1.1", KR_HELLO_WEB},
        {"return.kreide.example", "\x08http/1.1", KR_HELLO_WEB},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t p[4096];
        size_t len = hello_of(p, sizeof p, cases[i].name, cases[i].alpn);
        assert_int_equal(kr_hello_judge(p, len), cases[i].verdict);
        for (size_t cut = 0; cut < len; cut++)
            assert_int_equal(kr_hello_judge(p, cut), KR_HELLO_MORE);
    }
}

/* RFC 8446 section 5.1: a handshake message may be spread over records. */
static void takes_it_from_several_records(void **state)
{
    uint8_t whole[4096], p[8192];
    size_t len = hello_of(whole, sizeof whole, "kreide.example", "\x08http/1.1"), n = 0;
    for (size_t at = 5; at < len; at += 7) {
        size_t part = len - at < 7 ? len - at : 7;
        const uint8_t head[5] = {22, 3, 1, 0, (uint8_t)part};
        memcpy(p + n, head, 5);
        memcpy(p + n + 5, whole + at, part);
        n += 5 + part;
    }
    assert_int_equal(kr_hello_judge(p, n), KR_HELLO_WEB);
    assert_int_equal(kr_hello_judge(p, n - 1), KR_HELLO_MORE);
}

static void knows_what_is_no_hello(void **state)
{
    static const char get[] = "GET / HTTP/1.1\r\n";
    static const uint8_t alert[] = {21, 3, 1, 0, 2, 2, 40}, server[] = {22, 3, 1, 0, 4, 2, 0, 0, 0}, ssl2[] = {0x80, 0x2e, 1, 0, 2}, nothing[] = {22, 3, 1, 0, 0},
                         stun[] = {0, 3, 0, 0, 0x21, 0x12, 0xa4, 0x42};
    assert_int_equal(kr_hello_judge((const uint8_t *)get, sizeof get), KR_HELLO_NONE);
    assert_int_equal(kr_hello_judge(alert, sizeof alert), KR_HELLO_NONE);
    assert_int_equal(kr_hello_judge(server, sizeof server), KR_HELLO_NONE);
    assert_int_equal(kr_hello_judge(ssl2, sizeof ssl2), KR_HELLO_NONE);
    assert_int_equal(kr_hello_judge(nothing, sizeof nothing), KR_HELLO_NONE);
    assert_int_equal(kr_hello_judge(stun, sizeof stun), KR_HELLO_NONE);
    assert_int_equal(kr_hello_judge(NULL, 0), KR_HELLO_MORE);
}

/* Nobody is waited for without end. */
static void a_hello_without_end_is_decided(void **state)
{
    static uint8_t p[KR_HELLO_BYTES + 100] = {22, 3, 1, 0x40, 0, 1, 0, 0x3f, 0xff};
    assert_int_equal(kr_hello_judge(p, KR_HELLO_BYTES - 1), KR_HELLO_MORE);
    assert_int_equal(kr_hello_judge(p, KR_HELLO_BYTES), KR_HELLO_WEB);
    assert_int_equal(kr_hello_judge(p, sizeof p), KR_HELLO_WEB);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_pages_from_the_relay),
        cmocka_unit_test(takes_it_from_several_records),
        cmocka_unit_test(knows_what_is_no_hello),
        cmocka_unit_test(a_hello_without_end_is_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
