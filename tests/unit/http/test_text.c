/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/utf8.h"
#include "http/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void knows_utf8(void **state)
{
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {"", true}, {"abc", true}, {"\xc3\xa4", true}, {"\xe2\x82\xac", true}, {"\xf0\x9f\x99\x82", true}, {"\xf4\x8f\xbf\xbf", true},
        {"\xee\x80\x80", true}, {"\xed\x9f\xbf", true},
        {"\x80", false}, {"\xc3", false}, {"a\xc3", false}, {"\xc0\xaf", false}, {"\xc1\xbf", false}, {"\xe0\x9f\xbf", false},
        {"\xed\xa0\x80", false}, {"\xf0\x8f\xbf\xbf", false}, {"\xf4\x90\x80\x80", false}, {"\xf5\x80\x80\x80", false},
        {"\xff", false}, {"\xe2\x82", false}, {"\xe2\x28\xa1", false}, {"\xf0\x9f\x99", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(kr_utf8_is_valid(cases[i].text, strlen(cases[i].text)), cases[i].valid);
    assert_true(kr_utf8_is_valid("a\0b", 3));
}

static void knows_safe_paths(void **state)
{
    static const struct {
        const char *path;
        bool safe;
    } cases[] = {
        {"/", true}, {"/a/b.c", true}, {"/a..b", true}, {"/...", true}, {"/.well-known/x", true}, {"//", true}, {"/\xc3\xa4", true},
        {"", false}, {"a", false}, {"/..", false}, {"/../a", false}, {"/a/..", false}, {"/a/../b", false}, {"/.", false},
        {"/a/./b", false}, {"/a\nb", false}, {"/\x7f", false}, {"/\xff", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(kr_path_is_safe(cases[i].path, strlen(cases[i].path)), cases[i].safe);
    assert_false(kr_path_is_safe("/a\0b", 4));
}

static void decodes_percent(void **state)
{
    static const struct {
        const char *in, *out; /* NULL: malformed */
    } cases[] = {
        {"/a%20b", "/a b"}, {"%2F%2f", "//"}, {"%C3%a4", "\xc3\xa4"}, {"a+b", "a+b"}, {"%252e", "%2e"}, {"", ""},
        {"%", NULL}, {"%2", NULL}, {"%g0", NULL}, {"%0g", NULL}, {"a%", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32];
        size_t len;
        snprintf(text, sizeof text, "%s", cases[i].in);
        assert_int_equal(kr_percent_decode(text, &len), cases[i].out ? 0 : KR_E_MALFORMED);
        if (cases[i].out) {
            assert_string_equal(text, cases[i].out);
            assert_int_equal(len, strlen(cases[i].out));
        }
    }
    char nul[] = "a%00b";
    size_t len;
    assert_int_equal(kr_percent_decode(nul, &len), 0);
    assert_int_equal(len, 3);
}

static void reads_lengths(void **state)
{
    static const struct {
        const char *text;
        int err;
        uint64_t value;
    } cases[] = {
        {"0", 0, 0}, {"12", 0, 12}, {"007", 0, 7}, {"9007199254740992", 0, UINT64_C(1) << 53},
        {"9007199254740993", KR_E_TOO_LARGE, 0}, {"99999999999999999999999999", KR_E_TOO_LARGE, 0},
        {"", KR_E_MALFORMED, 0}, {"-1", KR_E_MALFORMED, 0}, {"+1", KR_E_MALFORMED, 0}, {"1 ", KR_E_MALFORMED, 0}, {"1,1", KR_E_MALFORMED, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t value = 0;
        assert_int_equal(kr_length_parse(&value, cases[i].text), cases[i].err);
        assert_int_equal(value, cases[i].value);
    }
}

static void finds_tokens_in_lists(void **state)
{
    static const struct {
        const char *list, *token;
        bool has;
    } cases[] = {
        {"close", "close", true}, {"keep-alive, Upgrade", "upgrade", true}, {"a,b,c", "c", true}, {" , ,a", "a", true},
        {"gzip;q=1.0, br", "gzip", true}, {"br;q=1.0, gzip;q=0.5", "gzip", true},
        {"", "a", false}, {"closed", "close", false}, {"clos", "close", false}, {"a;close", "close", false}, {",,,", "a", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(kr_list_has(cases[i].list, cases[i].token), cases[i].has);
}

static void names_types(void **state)
{
    assert_string_equal(kr_mime_type("/index.html"), "text/html; charset=utf-8");
    assert_string_equal(kr_mime_type("/a/b.min.js"), "text/javascript; charset=utf-8");
    assert_string_equal(kr_mime_type("/x.wasm"), "application/wasm");
    assert_string_equal(kr_mime_type("/site.webmanifest"), "application/manifest+json");
    assert_string_equal(kr_mime_type("/favicon.ico"), "image/vnd.microsoft.icon");
    assert_string_equal(kr_mime_type("/font.woff2"), "font/woff2");
    assert_string_equal(kr_mime_type("/x.unknown"), "application/octet-stream");
    assert_string_equal(kr_mime_type("/x"), "application/octet-stream");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_utf8),    cmocka_unit_test(knows_safe_paths),      cmocka_unit_test(decodes_percent),
        cmocka_unit_test(reads_lengths), cmocka_unit_test(finds_tokens_in_lists), cmocka_unit_test(names_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
