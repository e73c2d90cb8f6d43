/* SPDX-License-Identifier: EUPL-1.2 */
#include "harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "base/limits.h"
#include "crypto/pair.h"
#include "crypto/selfsigned.h"

struct tls_client {
    SSL_CTX *ctx;
    SSL *ssl;
    int fd;
};

static void tls_open_trusting(struct tls_client *c, const char *cert_file)
{
    static const unsigned char alpn[] = "\x02h2\x08http/1.1";
    c->ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_load_verify_file(c->ctx, cert_file);
    SSL_CTX_set_verify(c->ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_security_level(c->ctx, 0);
    c->ssl = SSL_new(c->ctx);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)t.tls_port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(connect(c->fd, (struct sockaddr *)&at, sizeof at), 0);
    fcntl(c->fd, F_SETFL, fcntl(c->fd, F_GETFL) | O_NONBLOCK);
    SSL_set_fd(c->ssl, c->fd);
    SSL_set1_host(c->ssl, "localhost");
    SSL_set_alpn_protos(c->ssl, alpn, sizeof alpn - 1);
}

static void tls_open(struct tls_client *c)
{
    tls_open_trusting(c, t.cert_file);
}

/* 1 when connected, 0 when refused. */
static int tls_connect(struct tls_client *c)
{
    int n = 0;
    for (int turns = 0; turns < 5000; turns++) {
        n = SSL_connect(c->ssl);
        int err = SSL_get_error(c->ssl, n);
        if (n == 1 || (err != SSL_ERROR_WANT_READ && err != SSL_ERROR_WANT_WRITE))
            return n == 1;
        harness_turn();
    }
    fail();
    return 0;
}

static void tls_close(struct tls_client *c)
{
    SSL_free(c->ssl);
    SSL_CTX_free(c->ctx);
    close(c->fd);
}

static void tls_write(struct tls_client *c, const void *data, size_t len)
{
    const char *p = data;
    for (int turns = 0; len && turns < 20000; turns++) {
        size_t part = len < 16384 ? len : 16384;
        int n = SSL_write(c->ssl, p, (int)part);
        if (n > 0) {
            p += n;
            len -= (size_t)n;
        }
        harness_turn();
    }
    assert_int_equal(len, 0);
}

/* Reads until `want` bytes have come or the connection has ended; returns how many. */
static size_t tls_read(struct tls_client *c, char *out, size_t want)
{
    size_t len = 0;
    for (int turns = 0; len < want && turns < 5000; turns++) {
        int n = SSL_read(c->ssl, out + len, (int)(want - len));
        if (n > 0)
            len += (size_t)n;
        else if (SSL_get_error(c->ssl, n) != SSL_ERROR_WANT_READ)
            break;
        else
            harness_turn();
    }
    return len;
}

static void answers_over_tls(void **state)
{
    struct tls_client c;
    char in[8192] = {0};
    const unsigned char *alpn;
    unsigned alpn_len;
    tls_open(&c);
    assert_int_equal(tls_connect(&c), 1);
    assert_int_equal(SSL_version(c.ssl), TLS1_3_VERSION);
    SSL_get0_alpn_selected(c.ssl, &alpn, &alpn_len);
    assert_int_equal(alpn_len, 8);
    assert_memory_equal(alpn, "http/1.1", 8);
    const char *request = "GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    tls_write(&c, request, strlen(request));
    tls_read(&c, in, sizeof in - 1);
    assert_memory_equal(in, "HTTP/1.1 200", 12);
    assert_non_null(strstr(in, "\r\nstrict-transport-security: max-age=31536000\r\n"));
    assert_non_null(strstr(in, "{\"answer\":1}"));
    assert_true(t.secure);
    assert_string_equal(t.address, "127.0.0.1");
    tls_close(&c);
}

static void speaks_tls_1_2_and_no_less(void **state)
{
    static const struct {
        int version;
        const char *ciphers;
        int connects;
    } cases[] = {
        {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256", 1},
        {TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305", 1},
        {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA", 0},
        {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256", 0},
        {TLS1_1_VERSION, "ALL", 0},
        {TLS1_VERSION, "ALL", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tls_client c;
        tls_open(&c);
        SSL_set_max_proto_version(c.ssl, cases[i].version);
        SSL_set_min_proto_version(c.ssl, cases[i].version);
        SSL_set_cipher_list(c.ssl, cases[i].ciphers);
        assert_int_equal(tls_connect(&c), cases[i].connects);
        tls_close(&c);
    }
}

static void carries_large_bodies_and_answers(void **state)
{
    struct tls_client c;
    static char body[KR_LIMIT_HTTP_BODY_BYTES];
    char head[200], in[4096] = {0};
    uint32_t sum = 0;
    for (size_t i = 0; i < sizeof body; i++) {
        body[i] = (char)(i * 11 + i / 127);
        sum = sum * 31 + (uint8_t)body[i];
    }
    tls_open(&c);
    assert_int_equal(tls_connect(&c), 1);
    snprintf(head, sizeof head, "POST /whip/r/p HTTP/1.1\r\nHost: h\r\nContent-Length: %zu\r\n\r\n", sizeof body);
    tls_write(&c, head, strlen(head));
    tls_write(&c, body, sizeof body);
    tls_read(&c, in, 12);
    assert_memory_equal(in, "HTTP/1.1 200", 12);
    assert_int_equal(t.body_sum, sum);
    tls_close(&c);

    size_t len = 2 * 1000 * 1000;
    char *big = malloc(len), *got = malloc(len + 8192);
    for (size_t i = 0; i < len; i++)
        big[i] = (char)('a' + i % 23);
    t.hold = true;
    tls_open(&c);
    assert_int_equal(tls_connect(&c), 1);
    const char *request = "GET /api/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    tls_write(&c, request, strlen(request));
    until(t.held);
    kr_http_reply(t.held, 200, "text/plain", NULL, 0, big, len);
    size_t n = tls_read(&c, got, len + 8000);
    assert_true(n > len);
    assert_memory_equal(got + n - len, big, len);
    free(big);
    free(got);
    tls_close(&c);
}

static void carries_websockets(void **state)
{
    struct tls_client c;
    char in[4096] = {0};
    tls_open(&c);
    assert_int_equal(tls_connect(&c), 1);
    const char *request = "GET /api/v1/signal HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    tls_write(&c, request, strlen(request));
    until(t.opened == 1);
    size_t n = 0;
    for (int i = 0; i < 4000 && !strstr(in, "\r\n\r\n"); i++)
        n += tls_read(&c, in + n, 1);
    assert_memory_equal(in, "HTTP/1.1 101", 12);
    static const char frame[] = "\x81\x82\0\0\0\0hi";
    t.echo = true;
    tls_write(&c, frame, sizeof frame - 1);
    assert_int_equal(tls_read(&c, in, 4), 4);
    assert_memory_equal(in, "\x81\x02hi", 4);
    tls_close(&c);
    until(t.closed == 1);
}

static void survives_what_is_no_tls(void **state)
{
    static const char *const starts[] = {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\x16\x03\x01\xff\xff\xff\xff\xff", "\x80\x2e\x01\x00\x02"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct client c;
        int port = t.port;
        t.port = t.tls_port;
        client_open(&c);
        t.port = port;
        client_send(&c, starts[i], strlen(starts[i]));
        /* Either it is ended at once, or when the time for the handshake is over. */
        for (int k = 0; k < 20; k++)
            harness_turn();
        kr_http_sweep(t.http, uv_now(&t.loop) + KR_HTTP_HEADERS_MS);
        client_expect_end(&c);
        until(t.http->n_conns == 0);
        client_close(&c);
    }
    assert_int_equal(t.requests, 0);
}

/* The serial number of the certificate a new connection is served with; 0 if it is refused. */
static uint64_t served_serial(const char *cert_file)
{
    struct tls_client c;
    uint64_t serial = 0;
    tls_open_trusting(&c, cert_file);
    if (tls_connect(&c)) {
        X509 *cert = SSL_get1_peer_certificate(c.ssl);
        assert_int_equal(ASN1_INTEGER_get_uint64(&serial, X509_get_serialNumber(cert)), 1);
        X509_free(cert);
    }
    tls_close(&c);
    return serial;
}

/* Who is there stays, who comes gets the new one; what is no pair changes nothing. */
static void takes_another_certificate_while_it_serves(void **state)
{
    static const char *const names[] = {"localhost"};
    char paths[2][120], in[4096] = {0};
    struct tls_client c;
    struct kr_pair first, second;
    char why[KR_PAIR_WHY_BYTES];
    for (int i = 0; i < 2; i++)
        snprintf(paths[i], sizeof paths[i], "%s/.%d.pem", t.dir, i);
    assert_int_equal(kr_selfsigned_ensure(paths[0], paths[1], names, 1, NULL, 0), 0);
    assert_int_equal(kr_pair_read(&first, t.cert_file, t.key_file, (uint64_t)time(NULL), why), 0);
    assert_int_equal(kr_pair_read(&second, paths[0], paths[1], (uint64_t)time(NULL), why), 0);
    uint64_t former = served_serial(t.cert_file);
    assert_true(former);
    tls_open(&c);
    assert_int_equal(tls_connect(&c), 1);

    assert_int_equal(kr_http_certificate(t.http, second.chain, first.key), KR_E_CONFIG);
    assert_int_equal(kr_http_certificate(t.http, "", ""), KR_E_CONFIG);
    assert_true(served_serial(t.cert_file) == former);
    assert_int_equal(kr_http_certificate(t.http, second.chain, second.key), 0);
    assert_true(served_serial(paths[0]) && served_serial(paths[0]) != former);

    const char *request = "GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\n\r\n";
    tls_write(&c, request, strlen(request));
    tls_read(&c, in, 12);
    assert_memory_equal(in, "HTTP/1.1 200", 12);
    tls_close(&c);
    kr_pair_free(&first);
    kr_pair_free(&second);
    for (int i = 0; i < 2; i++)
        remove(paths[i]);
}

/* A connection whose TLS another process has ended is as good as HTTPS, and its end is that client's. */
static void serves_behind_a_tls_that_ended_elsewhere(void **state)
{
    int ends[2];
    struct client c = {0};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    assert_int_equal(kr_http_adopt_behind_tls(t.http, ends[0], "2001:db8::17"), 0);
    c.fd = ends[1];
    const char *request = "GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    char *head;
    client_send(&c, request, strlen(request));
    assert_int_equal(client_answer(&c, &head, NULL, NULL), 200);
    assert_non_null(strstr(head, "strict-transport-security: "));
    assert_true(t.secure);
    assert_string_equal(t.address, "2001:db8::17");
    free(head);
    client_expect_end(&c);
    client_close(&c);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    assert_int_equal(kr_http_adopt_behind_tls(t.http, ends[0], "somewhere"), KR_E_MALFORMED);
    close(ends[1]);
}

#define PLUGIN_DIR "/usr/lib/x86_64-linux-gnu"

static int try_without_plugin(void)
{
    uv_loop_t loop;
    struct kr_http *h;
    struct kr_http_handlers none = {0};
    struct kr_http_config config = {0};
    if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount("/dev/null", PLUGIN_DIR "/libwebsockets-evlib_uv.so", NULL, MS_BIND, NULL))
        return 77;
    uv_loop_init(&loop);
    int err = kr_http_new(&h, &loop, &config, &none, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    return err == KR_E_CONFIG && uv_loop_close(&loop) == 0 ? 0 : 1;
}

/* With the library's libuv part really out of sight; that takes the right to mount. */
static void refuses_to_start_without_the_librarys_libuv_part(void **state)
{
    if (access(PLUGIN_DIR "/libwebsockets-evlib_uv.so", R_OK))
        skip();
    pid_t child = fork();
    if (child == 0)
        _exit(try_without_plugin());
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, harness_setup_tls, harness_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_to_start_without_the_librarys_libuv_part),
        TEST(answers_over_tls),
        TEST(speaks_tls_1_2_and_no_less),
        TEST(carries_large_bodies_and_answers),
        TEST(carries_websockets),
        TEST(survives_what_is_no_tls),
        TEST(takes_another_certificate_while_it_serves),
        TEST(serves_behind_a_tls_that_ended_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
