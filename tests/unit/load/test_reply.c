/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "load/reply.h"

static const struct {
    const char *bytes;
    int got, status;
    const char *location, *cookies, *body;
} cases[] = {
    {"HTTP/1.1 201 Created\r\nLocation: /whep/a/b/c\r\nContent-Length: 3\r\n\r\nv=0", 1, 201, "/whep/a/b/c", "", "v=0"},
    {"HTTP/1.1 200 OK\r\ncontent-length:2\r\nSET-COOKIE: a=1; Path=/\r\nset-cookie: b=2\r\n\r\n{}and more", 1, 200, "", "a=1; b=2", "{}"},
    {"HTTP/1.1 204 No Content\r\n\r\n", 1, 204, "", "", ""},
    {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x01x", 1, 101, "", "", "\x81\x01x"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd", 0, 0, NULL, NULL, NULL},
    {"HTTP/1.1 200 OK\r\nContent-Le", 0, 0, NULL, NULL, NULL},
    {"", 0, 0, NULL, NULL, NULL},
    {"HTTP/1.1 200 OK\r\n\r\n", KR_E_MALFORMED, 0, NULL, NULL, NULL}, /* how long? */
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", KR_E_MALFORMED, 0, NULL, NULL, NULL},
    {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", KR_E_MALFORMED, 0, NULL, NULL, NULL},
    {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", KR_E_MALFORMED, 0, NULL, NULL, NULL},
    {"HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", KR_E_MALFORMED, 0, NULL, NULL, NULL},
    {"HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n", KR_E_MALFORMED, 0, NULL, NULL, NULL},
    {"ICY 200 OK\r\nContent-Length: 0\r\n\r\n", KR_E_MALFORMED, 0, NULL, NULL, NULL},
    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: a=1\nX: y\r\n\r\n", KR_E_MALFORMED, 0, NULL, NULL, NULL},
    {"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", KR_E_MALFORMED, 0, NULL, NULL, NULL},
};

static void answers_are_read(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = strlen(cases[i].bytes);
        char *exact = malloc(len + 1); /* nothing behind it may be touched */
        memcpy(exact, cases[i].bytes, len);
        struct kr_load_reply r;
        assert_int_equal(kr_load_reply_parse(&r, exact, len), cases[i].got);
        if (cases[i].got == 1) {
            assert_int_equal(r.status, cases[i].status);
            assert_string_equal(r.location, cases[i].location);
            assert_string_equal(r.cookies, cases[i].cookies);
            assert_int_equal(r.body_len, strlen(cases[i].body));
            assert_memory_equal(r.body, cases[i].body, r.body_len);
        }
        free(exact);
    }
}

static void byte_by_byte_it_is_the_same(void **state)
{
    const char *bytes = cases[0].bytes;
    struct kr_load_reply r;
    for (size_t n = 0; n < strlen(bytes); n++)
        assert_int_equal(kr_load_reply_parse(&r, bytes, n), 0);
    assert_int_equal(kr_load_reply_parse(&r, bytes, strlen(bytes)), 1);
}

static void a_head_without_end_is_given_up(void **state)
{
    static char bytes[20000];
    struct kr_load_reply r;
    memset(bytes, 'a', sizeof bytes);
    assert_int_equal(kr_load_reply_parse(&r, bytes, sizeof bytes), KR_E_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_read),
        cmocka_unit_test(byte_by_byte_it_is_the_same),
        cmocka_unit_test(a_head_without_end_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
