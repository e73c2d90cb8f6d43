/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct kr_mail_message simple = {
    .from = "videokonferenz@kmz.example", .from_name = "Kreismedienzentrum Musterkreis", .to = "linde@schule.example",
    .subject = "Ihr Zugang", .text = "Guten Tag,\n\nalles bereit.\n", .lang = "de", .id = "AbC-12_x",
    .date_ms = UINT64_C(1795425014123),
};

static char *compose(const struct kr_mail_message *m)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, KR_MAIL_MESSAGE_MAX);
    assert_int_equal(kr_mail_compose(&b, m), 0);
    char *text = kr_strbuf_take(&b);
    assert_non_null(text);
    return text;
}

static int refusal(const struct kr_mail_message *m)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, KR_MAIL_MESSAGE_MAX);
    int err = kr_mail_compose(&b, m);
    assert_true(b.len == 0 || err == 0);
    kr_strbuf_fini(&b);
    return err;
}

static void is_written_as_the_standard_says(void **state)
{
    char *text = compose(&simple);
    assert_string_equal(text, "Date: Mon, 23 Nov 2026 09:10:14 +0000\r\n"
                              "From: \r\n =?UTF-8?B?S3JlaXNtZWRpZW56ZW50cnVtIE11c3RlcmtyZWlz?=\r\n"
                              " <videokonferenz@kmz.example>\r\n"
                              "To:\r\n <linde@schule.example>\r\n"
                              "Message-ID:\r\n <AbC-12_x@kmz.example>\r\n"
                              "Subject: Ihr Zugang\r\n"
                              "Auto-Submitted: auto-generated\r\n"
                              "X-Auto-Response-Suppress: All\r\n"
                              "MIME-Version: 1.0\r\n"
                              "Content-Type: text/plain; charset=utf-8\r\n"
                              "Content-Transfer-Encoding: quoted-printable\r\n"
                              "Content-Language: de\r\n"
                              "\r\n"
                              "Guten Tag,\r\n\r\nalles bereit.\r\n");
    free(text);
}

static void encodes_what_is_not_ascii(void **state)
{
    struct kr_mail_message m = simple;
    m.subject = "Für Ihre Schule: neue Nutzungsbedingungen, gültig ab 1. Februar";
    m.text = "Grüße = gut \nFrom here\n.\n\tEnde";
    char *text = compose(&m);
    /* Words end at characters: no umlaut is cut in two. */
    assert_non_null(strstr(text, "Subject: \r\n =?UTF-8?B?RsO8ciBJaHJlIFNjaHVsZTogbmV1ZSBOdXR6dW5nc2JlZGluZ3VuZ2Vu?=\r\n"
                                 " =?UTF-8?B?LCBnw7xsdGlnIGFiIDEuIEZlYnJ1YXI=?=\r\n"));
    assert_non_null(strstr(text, "\r\n\r\nGr=C3=BC=C3=9Fe =3D gut=20\r\n=46rom here\r\n=2E\r\n\tEnde\r\n"));
    free(text);
}

static void breaks_no_line_too_late(void **state)
{
    char longest[3001];
    struct kr_mail_message m = simple;
    for (size_t i = 0; i < 3000; i++)
        longest[i] = i % 3 == 0 ? '=' : i % 7 ? 'x' : ' ';
    longest[3000] = '\0';
    m.text = longest;
    m.subject = "A plain subject that is by itself longer than a line of seventy-eight characters may be";
    char *text = compose(&m);
    for (const char *line = text, *end; *line; line = end + 2) {
        end = strstr(line, "\r\n");
        assert_non_null(end);
        assert_true(end - line <= 76);
        assert_null(memchr(line, '\n', (size_t)(end - line)));
    }
    free(text);
}

static void lets_nobody_bring_in_a_header(void **state)
{
    static const char *const tricks[] = {"a\r\nBcc: birke@schule.example", "a\nX: y", "a\rX: y", "a\x7f", "a\xc2\x85", "a\xff", "a\xc0\x8a",
                                         "a\xed\xa0\x80", "\x01"};
    for (size_t i = 0; i < sizeof tricks / sizeof tricks[0]; i++) {
        struct kr_mail_message m = simple;
        m.subject = tricks[i];
        assert_int_equal(refusal(&m), KR_E_MALFORMED);
        m = simple;
        m.from_name = tricks[i];
        assert_int_equal(refusal(&m), KR_E_MALFORMED);
        m = simple;
        m.to = tricks[i];
        assert_int_equal(refusal(&m), KR_E_MALFORMED);
        m = simple;
        m.id = tricks[i];
        assert_int_equal(refusal(&m), KR_E_MALFORMED);
    }
    struct kr_mail_message m = simple;
    m.text = "a\r\n.\r\nMAIL FROM:<x@y.example>"; /* \r alone has no place in a text */
    assert_int_equal(refusal(&m), KR_E_MALFORMED);
    m.text = "a\n.\nMAIL FROM:<x@y.example>\n";
    char *text = compose(&m);
    assert_null(strstr(text, "\r\n.\r\n"));
    free(text);
    m = simple;
    m.from_name = "\"A\" <birke@schule.example>,";
    text = compose(&m);
    assert_null(strstr(text, "birke@"));
    free(text);
    m = simple;
    m.lang = "de\r\nX: y";
    assert_int_equal(refusal(&m), KR_E_MALFORMED);
}

static void knows_an_address(void **state)
{
    static const char *const good[] = {"a@b", "linde.ahorn+x@schule-1.example", "!#$%&'*/=?^_`{|}~@b.example", "a@1.2.example"};
    static const char *const bad[] = {"", "a", "@", "a@", "@b", "a@@b", "a@b@c", ".a@b", "a.@b", "a..b@c", "a@.b", "a@b.", "a@b..c",
                                      "a@-b.c", "a@b-.c", "a@b.c-", "a b@c", "a@b c", "\"a\"@b", "a@[127.0.0.1]", "<a@b>", "a@b>", "a,b@c",
                                      "\xc3\xa4@b", "a@\xc3\xa4.example", "a@b\n", "a\t@b", "a@b_c"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!kr_mail_address_fits(good[i]))
            fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (kr_mail_address_fits(bad[i]))
            fail_msg("taken: %s", bad[i]);
    assert_false(kr_mail_address_fits(NULL));
    char address[400];
    memset(address, 'a', sizeof address);
    memcpy(address + 64, "@b.example", 11);
    assert_true(kr_mail_address_fits(address));
    memcpy(address + 65, "@b.example", 11);
    address[64] = 'a';
    assert_false(kr_mail_address_fits(address));
    memset(address, 'a', sizeof address);
    memcpy(address, "a@", 2);
    address[2 + 63] = '\0';
    assert_true(kr_mail_address_fits(address));
    address[2 + 63] = 'a';
    address[2 + 64] = '\0';
    assert_false(kr_mail_address_fits(address));
    address[2 + 63] = '.';
    address[2 + 64] = 'a';
    address[2 + 65] = '\0';
    assert_true(kr_mail_address_fits(address));
}

static void has_its_limits(void **state)
{
    struct kr_mail_message m = simple;
    char *text = malloc(KR_MAIL_TEXT_MAX + 2);
    assert_non_null(text);
    memset(text, '=', KR_MAIL_TEXT_MAX + 1);
    text[KR_MAIL_TEXT_MAX + 1] = '\0';
    m.text = text;
    assert_int_equal(refusal(&m), KR_E_TOO_LARGE);
    text[KR_MAIL_TEXT_MAX] = '\0';
    char *composed = compose(&m);
    assert_true(strlen(composed) < KR_MAIL_MESSAGE_MAX);
    free(composed);
    m = simple;
    text[KR_MAIL_SUBJECT_MAX + 1] = '\0';
    m.subject = text;
    assert_int_equal(refusal(&m), KR_E_TOO_LARGE);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_written_as_the_standard_says), cmocka_unit_test(encodes_what_is_not_ascii),
        cmocka_unit_test(breaks_no_line_too_late),         cmocka_unit_test(lets_nobody_bring_in_a_header),
        cmocka_unit_test(knows_an_address),                cmocka_unit_test(has_its_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
