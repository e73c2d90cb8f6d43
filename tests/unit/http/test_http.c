/* SPDX-License-Identifier: EUPL-1.2 */
#include "harness.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/strbuf.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: h\r\n\r\n"

static void answers_a_request(void **state)
{
    char *head, *body;
    int status = ask("GET /api/v1/rooms?a=1&b=x%26y%20z HTTP/1.1\r\nHost: school.example:8443\r\nOrigin: https://school.example\r\n"
                     "Cookie: kr_session=abc; x=1\r\nX-Kreide: 1\r\nSec-Fetch-Site: same-origin\r\nAuthorization: Bearer t0\r\n"
                     "Accept: */*\r\n\r\n",
                     &head, &body);
    assert_int_equal(status, 200);
    assert_string_equal(body, "{\"answer\":1}");
    assert_string_equal(t.method, "GET");
    assert_string_equal(t.path, "/api/v1/rooms");
    assert_string_equal(t.query, "a=1&b=x%26y%20z");
    assert_string_equal(t.host, "school.example:8443");
    assert_string_equal(t.origin, "https://school.example");
    assert_string_equal(t.cookie, "kr_session=abc; x=1");
    assert_string_equal(t.kreide, "1");
    assert_string_equal(t.fetch_site, "same-origin");
    assert_string_equal(t.authorization, "Bearer t0");
    assert_string_equal(t.address, "127.0.0.1");
    assert_false(t.secure);
    assert_int_equal(t.body_len, 0);
    free(head);
    free(body);
}


static void sets_the_guarding_headers_on_every_answer(void **state)
{
    static const struct {
        const char *request;
        int status;
    } cases[] = {
        {GET("/"), 200},
        {GET("/robots.txt"), 200},
        {GET("/no.such"), 404},
        {GET("/api/v1/session"), 200},
        {GET("/%zz"), 400},
        {"POST /api/v1/rooms HTTP/1.1\r\nHost: h\r\n\r\n", 411},
    };
    static const char *const names[] = {
        "\r\ncontent-security-policy: default-src 'self'; ", "\r\nx-content-type-options: nosniff\r\n",
        "\r\nreferrer-policy: no-referrer\r\n", "\r\npermissions-policy: camera=(self), ",
        "\r\ncross-origin-opener-policy: same-origin\r\n", "\r\ncross-origin-resource-policy: same-origin\r\n",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *head;
        assert_int_equal(ask(cases[i].request, &head, NULL), cases[i].status);
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            assert_non_null(strstr(head, names[k]));
        assert_null(strstr(head, "strict-transport-security"));
        free(head);
    }
}

static void serves_files_and_the_app(void **state)
{
    static const struct {
        const char *request;
        int status;
        const char *body, *in_head;
    } cases[] = {
        {GET("/"), 200, "<!doctype html><title>app</title>", "content-type: text/html; charset=utf-8"},
        {GET("/index.html"), 200, "<!doctype html><title>app</title>", "cache-control: no-cache"},
        {GET("/r/Zm9vYmFy-_"), 200, "<!doctype html><title>app</title>", "cache-control: no-cache"},
        {GET("/rooms?x=1"), 200, "<!doctype html><title>app</title>", "text/html"},
        {GET("/robots.txt"), 200, "User-agent: *\n", "content-type: text/plain; charset=utf-8"},
        {GET("/assets/app-1a2b3c.js"), 200, "let a = 1\n", "cache-control: public, max-age=31536000, immutable"},
        {"GET /assets/app-1a2b3c.js HTTP/1.1\r\nHost: h\r\nAccept-Encoding: br, gzip;q=1\r\n\r\n", 200, "compressed",
         "content-encoding: gzip"},
        {GET("/assets/app-1a2b3c.js.gz"), 404, NULL, ""},
        {GET("/nothing.js"), 404, NULL, "cache-control: no-store"},
        {GET("/assets/../robots.txt"), 400, NULL, ""},
        {GET("/%72obots.txt"), 200, "User-agent: *\n", ""},
        {GET("/../../../../etc/passwd.txt"), 400, NULL, ""},
        {GET("/%2e%2e/%2e%2e/etc/passwd.txt"), 400, NULL, ""},
        {GET("/..%2f..%2fetc/passwd.txt"), 400, NULL, ""},
        {GET("/%252e%252e/robots.txt"), 404, NULL, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *head, *body;
        assert_int_equal(ask(cases[i].request, &head, &body), cases[i].status);
        if (cases[i].body)
            assert_string_equal(body, cases[i].body);
        assert_non_null(strstr(head, cases[i].in_head));
        free(head);
        free(body);
    }
    assert_int_equal(t.requests, 0);
}

static void answers_304_to_a_cache_that_has_it(void **state)
{
    char *head, request[400], etag[60];
    assert_int_equal(ask(GET("/"), &head, NULL), 200);
    assert_int_equal(sscanf(strstr(head, "etag: "), "etag: %50[^\r]", etag), 1);
    free(head);
    snprintf(request, sizeof request, "GET /rooms HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"x\", W/%s\r\n\r\n", etag);
    assert_int_equal(ask(request, &head, NULL), 304);
    assert_null(strstr(head, "content-length"));
    free(head);
    snprintf(request, sizeof request, "GET /robots.txt HTTP/1.1\r\nHost: h\r\nIf-None-Match: %s\r\n\r\n", etag);
    assert_int_equal(ask(request, NULL, NULL), 200);
}

static void answers_head_without_body(void **state)
{
    static const char *const paths[] = {"/", "/api/v1/health"};
    for (int i = 0; i < 2; i++) {
        struct client c;
        char request[200];
        client_open(&c);
        snprintf(request, sizeof request, "HEAD %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", paths[i]);
        client_send(&c, request, strlen(request));
        client_expect_end(&c);
        assert_non_null(strstr((char *)c.in, "HTTP/1.1 200"));
        assert_non_null(strstr((char *)c.in, i ? "content-length: 12\r\n" : "content-length: 33\r\n"));
        assert_string_equal((char *)c.in + c.len - 4, "\r\n\r\n");
        client_close(&c);
    }
    assert_string_equal(t.method, "HEAD");
}

static void refuses_what_is_malformed(void **state)
{
    static const struct {
        const char *request;
        int status; /* 0: ended without answer */
    } cases[] = {
        {"GET /api/%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"GET /api/%f HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"GET /api/%00x HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"GET /api/%0d%0aX HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"GET /api/%ff HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"GET /api/x HTTP/1.1\r\n\r\n", 400},
        {"GET /api/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"GET /api/x HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"BREW /api/x HTTP/1.1\r\nHost: h\r\n\r\n", 501},
        {"CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", 501},
        {"POST /api/x HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400},
        {"POST /api/x HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 2\r\n\r\n", 400},
        {"POST /api/x HTTP/1.1\r\nHost: h\r\nContent-Length: 0x10\r\n\r\n", 400},
        {"POST /api/x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
        {"POST /api/x HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n", 413},
        {"POST /api/x HTTP/1.1\r\nHost: h\r\nContent-Length: 262145\r\n\r\n", 413},
        {"POST /api/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", 411},
        {"GET /api/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
        {"POST /api/x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
        {"PUT /api/x HTTP/1.1\r\nHost: h\r\n\r\n", 411},
        {"PATCH /api/x HTTP/1.1\r\nHost: h\r\n\r\n", 411},
        {"GET /api/./x HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"GET api/x HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"GET /api/x#y HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"GET /api/x HTTP/1.1\nHost: h\n\r\n\r\n", 400},
        {"GET /api/x HTTP/1.1\r\nHost : h\r\n\r\n", 400},
        {"GET /api/x HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n", 400},
        {"GET /api/x HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n", 400},
        {"GET /api/x HTTP/1.1\r\nHost: h\r\nOrigin: a\r\nOrigin: b\r\n\r\n", 400},
        {"GET /api/x HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n", 400},
        {"GET  /api/x HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"GET /api/x HTTP/2.0\r\nHost: h\r\n\r\n", 505},
        {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 0},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct client c;
        client_open(&c);
        client_send(&c, cases[i].request, strlen(cases[i].request));
        if (!cases[i].status)
            shutdown(c.fd, SHUT_WR);
        int status = client_answer(&c, NULL, NULL, NULL);
        if (status != cases[i].status)
            print_message("case %zu: %s\n", i, cases[i].request);
        assert_int_equal(status, cases[i].status);
        client_close(&c);
    }
    assert_int_equal(t.requests, 0);
}

static void takes_a_whole_body_in_pieces(void **state)
{
    static char body[KR_LIMIT_HTTP_BODY_BYTES];
    static const size_t sizes[] = {1, 2, 16 * 1024, 100 * 1000, sizeof body};
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (char)(i * 7 + i / 251);
    struct client c;
    client_open(&c);
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        char head[200];
        uint32_t sum = 0;
        for (size_t i = 0; i < sizes[k]; i++)
            sum = sum * 31 + (uint8_t)body[i];
        snprintf(head, sizeof head, "POST /whip/r/p HTTP/1.1\r\nHost: h\r\nContent-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n",
                 sizes[k]);
        client_send(&c, head, strlen(head));
        size_t first = sizes[k] / 3;
        client_send(&c, body, first);
        harness_turn();
        client_send(&c, body + first, sizes[k] - first);
        assert_int_equal(client_answer(&c, NULL, NULL, NULL), 200);
        assert_int_equal(t.body_len, sizes[k]);
        assert_int_equal(t.body_sum, sum);
        assert_int_equal(t.requests, (int)k + 1);
        assert_string_equal(t.type, "application/sdp");
    }
    client_close(&c);
}

static void takes_an_empty_post(void **state)
{
    struct client c;
    client_open(&c);
    for (int i = 1; i <= 3; i++) {
        static const char *const methods[] = {"POST", "PUT", "DELETE"};
        char request[100];
        snprintf(request, sizeof request, "%s /api/v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", methods[i - 1]);
        client_send(&c, request, strlen(request));
        assert_int_equal(client_answer(&c, NULL, NULL, NULL), 200);
        assert_int_equal(t.requests, i);
        assert_string_equal(t.method, methods[i - 1]);
    }
    client_close(&c);
}

static void invites_a_body_that_waits_for_it(void **state)
{
    static const char *const request = "POST /api/x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
    struct client c;
    client_open(&c);
    client_send(&c, request, strlen(request));
    assert_int_equal(client_answer(&c, NULL, NULL, NULL), 100);
    assert_int_equal(t.requests, 0);
    client_send(&c, "abc", 3);
    assert_int_equal(client_answer(&c, NULL, NULL, NULL), 200);
    assert_int_equal(t.body_len, 3);
    client_close(&c);
}

static void bounds_the_connections_from_one_address(void **state)
{
    static struct client clients[KR_HTTP_CONNECTIONS_PER_ADDRESS];
    struct client one_more;
    for (size_t i = 0; i < KR_HTTP_CONNECTIONS_PER_ADDRESS; i++) {
        client_open(&clients[i]);
        /* The backlog of the listening socket is short. */
        if (i % 16 == 15)
            until(t.http->n_conns == i + 1);
    }
    until(t.http->n_conns == KR_HTTP_CONNECTIONS_PER_ADDRESS);
    client_open(&one_more);
    client_expect_end(&one_more);
    client_close(&one_more);
    client_close(&clients[0]);
    until(t.http->n_conns == KR_HTTP_CONNECTIONS_PER_ADDRESS - 1);
    assert_int_equal(ask(GET("/api/v1/a"), NULL, NULL), 200);
    for (size_t i = 1; i < KR_HTTP_CONNECTIONS_PER_ADDRESS; i++)
        client_close(&clients[i]);
    until(t.http->n_conns == 0);
}

static void answers_413_although_the_body_comes(void **state)
{
    struct client c;
    static char part[64 * 1024];
    client_open(&c);
    const char *head = "POST /api/x HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n";
    client_send(&c, head, strlen(head));
    for (int i = 0; i < 8; i++)
        client_send(&c, part, sizeof part);
    assert_int_equal(client_answer(&c, NULL, NULL, NULL), 413);
    /* But not without end. */
    for (int i = 0; i < 100 && !c.eof; i++)
        client_send(&c, part, sizeof part);
    client_expect_end(&c);
    client_close(&c);
}

static void answers_pipelined_requests_in_order(void **state)
{
    struct client c;
    client_open(&c);
    const char *three = GET("/robots.txt") GET("/api/v1/a")
        "POST /api/v1/b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" GET("/nothing.js");
    client_send(&c, three, strlen(three));
    assert_int_equal(client_answer(&c, NULL, NULL, NULL), 200);
    assert_int_equal(client_answer(&c, NULL, NULL, NULL), 200);
    assert_int_equal(client_answer(&c, NULL, NULL, NULL), 200);
    assert_int_equal(client_answer(&c, NULL, NULL, NULL), 404);
    assert_int_equal(t.requests, 2);
    assert_int_equal(t.body_len, 3);
    client_close(&c);
}

static void holds_back_what_follows_an_open_request(void **state)
{
    struct client c;
    client_open(&c);
    t.hold = true;
    client_send(&c, GET("/api/v1/a"), strlen(GET("/api/v1/a")));
    until(t.held);
    client_send(&c, GET("/api/v1/b"), strlen(GET("/api/v1/b")));
    for (int i = 0; i < 20; i++)
        harness_turn();
    assert_int_equal(t.requests, 1);
    t.hold = false;
    kr_http_reply(t.held, 201, "text/plain", NULL, 0, "a", 1);
    assert_int_equal(client_answer(&c, NULL, NULL, NULL), 201);
    assert_int_equal(client_answer(&c, NULL, NULL, NULL), 200);
    assert_int_equal(t.requests, 2);
    client_close(&c);
}

static void tells_when_the_client_goes_before_the_answer(void **state)
{
    struct client c;
    client_open(&c);
    t.hold = true;
    client_send(&c, GET("/api/v1/a"), strlen(GET("/api/v1/a")));
    until(t.held);
    client_close(&c);
    until(t.gone == 1);
    assert_null(t.held);
}

static void tells_of_open_requests_at_its_own_end(void **state)
{
    struct client c;
    client_open(&c);
    t.hold = true;
    client_send(&c, GET("/api/v1/a"), strlen(GET("/api/v1/a")));
    until(t.held);
    kr_http_free(t.http);
    t.http = NULL;
    assert_int_equal(t.gone, 1);
    client_expect_end(&c);
    client_close(&c);
}

static void sends_the_handlers_headers(void **state)
{
    char *head;
    t.headers[0] = (struct kr_http_header){"set-cookie", "kr_session=a; HttpOnly"};
    t.headers[1] = (struct kr_http_header){"set-cookie", "kr_browser=b; HttpOnly"};
    t.n_headers = 2;
    assert_int_equal(ask(GET("/api/v1/session"), &head, NULL), 200);
    assert_non_null(strstr(head, "\r\nset-cookie: kr_session=a; HttpOnly\r\nset-cookie: kr_browser=b; HttpOnly\r\n"));
    assert_non_null(strstr(head, "\r\ncontent-type: application/json\r\n"));
    assert_non_null(strstr(head, "\r\ncache-control: no-store\r\n"));
    free(head);
    /* A value that would end its line ends the answer instead. */
    t.headers[0].value = "x\r\nset-cookie: evil=1";
    assert_int_equal(ask(GET("/api/v1/session"), &head, NULL), 500);
    assert_null(strstr(head, "evil"));
    free(head);
}

static void sends_long_answers_whole(void **state)
{
    struct client c;
    size_t len = 3 * 1000 * 1000, got_len;
    char *big = malloc(len), *got;
    for (size_t i = 0; i < len; i++)
        big[i] = (char)('a' + i % 23);
    client_open(&c);
    t.hold = true;
    client_send(&c, GET("/api/v1/a"), strlen(GET("/api/v1/a")));
    until(t.held);
    kr_http_reply(t.held, 200, "text/plain", NULL, 0, big, len);
    assert_int_equal(client_answer(&c, NULL, &got, &got_len), 200);
    assert_int_equal(got_len, len);
    assert_memory_equal(got, big, len);
    free(got);
    free(big);
    client_close(&c);
}

static void ends_the_connection_when_asked(void **state)
{
    static const char *const requests[] = {
        "GET /api/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "GET /api/a HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Close\r\n\r\n",
        "GET /api/a HTTP/1.0\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct client c;
        client_open(&c);
        client_send(&c, requests[i], strlen(requests[i]));
        assert_int_equal(client_answer(&c, NULL, NULL, NULL), 200);
        client_expect_end(&c);
        client_close(&c);
    }
}

static void bounds_the_headers(void **state)
{
    static const struct {
        const char *line;
        int times, status;
    } cases[] = {
        {"x-short: 1\r\n", KR_REQUEST_LINES - 1, 200},
        {"x-short: 1\r\n", KR_REQUEST_LINES, 431},
        {"x-short: 1\r\n", 20 * 1000, 431},
        {"cookie: a=1\r\n", 1, 200},
        {"cookie: a=1\r\n", 2, 400},
        {"0123456789012345678901234567890123456789", 200, 200}, /* one long header, as cookies may be */
        {"0123456789012345678901234567890123456789", 4000, 431},
    };
    int answered = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kr_strbuf b;
        kr_strbuf_init(&b, 1000 * 1000);
        kr_strbuf_addf(&b, "GET /api/a HTTP/1.1\r\nHost: h\r\n%s", cases[i].line[0] == '0' ? "x-long: " : "");
        for (int k = 0; k < cases[i].times; k++)
            kr_strbuf_addf(&b, "%s", cases[i].line);
        kr_strbuf_addf(&b, "%s\r\n", cases[i].line[0] == '0' ? "\r\n" : "");
        assert_false(b.failed);
        assert_int_equal(ask(b.text, NULL, NULL), cases[i].status);
        answered += cases[i].status == 200;
        kr_strbuf_fini(&b);
    }
    assert_int_equal(t.requests, answered);
}

/* The clock is the sweep's: no test waits for a time-out. */
static void gives_up_on_slow_clients(void **state)
{
    static const struct {
        const char *bytes;
        uint64_t limit_ms;
    } cases[] = {
        {"", KR_HTTP_HEADERS_MS},
        {"GET /api/a HT", KR_HTTP_HEADERS_MS},
        {"POST /api/a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc", KR_HTTP_BODY_MS},
        {"POST /api/a HTTP/1.1\r\nHost: h\r\n\r\n", KR_HTTP_LINGER_MS},
        {GET("/robots.txt"), KR_HTTP_IDLE_MS},
        {GET("/robots.txt") "GET /r", KR_HTTP_IDLE_MS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct client c;
        client_open(&c);
        client_send(&c, cases[i].bytes, strlen(cases[i].bytes));
        for (int k = 0; k < 20; k++)
            harness_turn();
        kr_http_sweep(t.http, uv_now(&t.loop) + cases[i].limit_ms / 2);
        for (int k = 0; k < 5; k++)
            harness_turn();
        assert_int_equal(t.http->n_conns, 1);
        kr_http_sweep(t.http, uv_now(&t.loop) + cases[i].limit_ms);
        client_expect_end(&c);
        until(t.http->n_conns == 0);
        client_close(&c);
    }
    assert_int_equal(t.requests, 0);
}

static void waits_for_its_own_handlers_without_limit(void **state)
{
    struct client c;
    client_open(&c);
    t.hold = true;
    client_send(&c, GET("/api/v1/a"), strlen(GET("/api/v1/a")));
    until(t.held);
    kr_http_sweep(t.http, uv_now(&t.loop) + 3600 * 1000);
    for (int k = 0; k < 5; k++)
        harness_turn();
    assert_int_equal(t.gone, 0);
    kr_http_reply(t.held, 204, NULL, NULL, 0, NULL, 0);
    assert_int_equal(client_answer(&c, NULL, NULL, NULL), 204);
    client_close(&c);
}

static void knows_dynamic_paths(void **state)
{
    assert_true(kr_http_is_dynamic("/api/v1/session"));
    assert_true(kr_http_is_dynamic("/whip/r/p"));
    assert_true(kr_http_is_dynamic("/whep/r/p"));
    assert_false(kr_http_is_dynamic("/"));
    assert_false(kr_http_is_dynamic("/apis"));
    assert_false(kr_http_is_dynamic("/r/whip"));
}

static void hands_other_methods_on_static_paths_to_the_handler(void **state)
{
    assert_int_equal(ask("OPTIONS /r/x HTTP/1.1\r\nHost: h\r\n\r\n", NULL, NULL), 200);
    assert_string_equal(t.method, "OPTIONS");
    assert_int_equal(ask("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n", NULL, NULL), 200);
    assert_string_equal(t.method, "DELETE");
}

static void refuses_a_directory_that_is_not_there(void **state)
{
    struct kr_http *h;
    struct kr_http_handlers none = {0};
    struct kr_http_config no_dir = {.static_dir = "/no/such/directory"};
    assert_int_equal(kr_http_new(&h, &t.loop, &no_dir, &none, NULL), KR_E_CONFIG);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, harness_setup, harness_teardown)
    const struct CMUnitTest tests[] = {
        TEST(answers_a_request),
        TEST(sets_the_guarding_headers_on_every_answer),
        TEST(serves_files_and_the_app),
        TEST(answers_304_to_a_cache_that_has_it),
        TEST(answers_head_without_body),
        TEST(refuses_what_is_malformed),
        TEST(takes_a_whole_body_in_pieces),
        TEST(takes_an_empty_post),
        TEST(invites_a_body_that_waits_for_it),
        TEST(bounds_the_connections_from_one_address),
        TEST(answers_413_although_the_body_comes),
        TEST(answers_pipelined_requests_in_order),
        TEST(holds_back_what_follows_an_open_request),
        TEST(tells_when_the_client_goes_before_the_answer),
        TEST(tells_of_open_requests_at_its_own_end),
        TEST(sends_the_handlers_headers),
        TEST(sends_long_answers_whole),
        TEST(ends_the_connection_when_asked),
        TEST(bounds_the_headers),
        TEST(gives_up_on_slow_clients),
        TEST(waits_for_its_own_handlers_without_limit),
        TEST(knows_dynamic_paths),
        TEST(hands_other_methods_on_static_paths_to_the_handler),
        TEST(refuses_a_directory_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
