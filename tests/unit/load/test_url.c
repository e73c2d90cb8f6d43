/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "load/url.h"

static void addresses_are_read(void **state)
{
    static const struct {
        const char *text;
        bool tls;
        const char *host, *authority, *path;
        uint16_t port;
    } good[] = {
        {"https://meet.example.org", true, "meet.example.org", "meet.example.org", "", 443},
        {"http://127.0.0.1:8080/", false, "127.0.0.1", "127.0.0.1:8080", "/", 8080},
        {"https://[2001:db8::1]:8443/r/abc", true, "2001:db8::1", "[2001:db8::1]:8443", "/r/abc", 8443},
        {"http://[::1]", false, "::1", "[::1]", "", 80},
    };
    static const char *const bad[] = {"", "meet.example.org", "ftp://meet.example.org", "https://", "https://:443", "https://a:0", "https://a:65536",
                                      "https://a:", "https://a:8x", "https://[::1", "https://[::1]x", "https://me@host/", "https://a/?q=1",
                                      "https://a/#f", "https://a/b c", "https://a b/", "https://a/\r\nX: y"};
    struct kr_load_url u;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(kr_load_url_parse(&u, good[i].text), 0);
        assert_int_equal(u.tls, good[i].tls);
        assert_int_equal(u.port, good[i].port);
        assert_string_equal(u.host, good[i].host);
        assert_string_equal(u.authority, good[i].authority);
        assert_string_equal(u.path, good[i].path);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(kr_load_url_parse(&u, bad[i]), KR_E_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(addresses_are_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
