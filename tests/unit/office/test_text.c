/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts that people type: titles, codes, handles, command lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "office/account/account.h"
#include "office/admin.h"
#include "office/room/room.h"
#include "office/room/title.h"

static void titles_are_cleaned(void **state)
{
    static const struct {
        const char *raw, *clean; /* clean NULL: refused */
    } rows[] = {
        {"Sachkunde 4b", "Sachkunde 4b"},
        {"  Gr\xc3\xbc\xc3\x9f" "e \t\r\n  8a ", "Gr\xc3\xbc\xc3\x9f" "e 8a"},
        {"a\xe2\x80\x8b" "b", "ab"},                      /* U+200B zero width space */
        {"a\xe2\x80\xae" "b\xe2\x81\xa9", "ab"},          /* U+202E turns the direction, U+2069 ends it */
        {"a\x1b[31mb", "a[31mb"},                         /* an escape of terminals */
        {"a\xc2\xa0\xe3\x80\x80" "b", "a b"},             /* U+00A0, U+3000 */
        {"a\xe2\x80\xa8" "b", "a b"},                     /* U+2028 line separator */
        {"\xf0\x9f\x93\x90 Mathe", "\xf0\x9f\x93\x90 Mathe"},
        {"<b>&\"'", "<b>&\"'"},                           /* markup is for the page to escape */
        {"", NULL},
        {" \n\t", NULL},
        {"\xe2\x80\x8b", NULL},
        {"\x80", NULL},
        {"a\xc3", NULL},
        {"\xc0\xaf", NULL},             /* an overlong '/' */
        {"\xe0\x80\xaf", NULL},
        {"\xed\xa0\x80", NULL},         /* a surrogate */
        {"\xf4\x90\x80\x80", NULL},     /* beyond U+10FFFF */
        {"\xf8\x88\x80\x80\x80", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[KR_TITLE_SIZE] = "untouched";
        int err = kr_title_clean(out, rows[i].raw);
        assert_int_equal(err, rows[i].clean ? 0 : KR_E_MALFORMED);
        assert_string_equal(out, rows[i].clean ? rows[i].clean : "untouched");
    }
}

static void titles_have_at_most_80_characters(void **state)
{
    char raw[4 * 80 + 2] = "", out[KR_TITLE_SIZE];
    for (int i = 0; i < 80; i++)
        memcpy(raw + 4 * i, "\xf0\x9f\x93\x90", 4);
    assert_int_equal(kr_title_clean(out, raw), 0);
    assert_string_equal(out, raw);
    raw[4 * 80] = 'x';
    assert_int_equal(kr_title_clean(out, raw), KR_E_TOO_LARGE);
}

static void notes_may_be_empty(void **state)
{
    char out[KR_NOTE_SIZE];
    assert_int_equal(kr_note_clean(out, " "), 0);
    assert_string_equal(out, "");
    assert_int_equal(kr_note_clean(out, "\xff"), KR_E_MALFORMED);
    char longest[202];
    memset(longest, 'x', 201);
    longest[201] = '\0';
    assert_int_equal(kr_note_clean(out, longest), KR_E_TOO_LARGE);
    assert_int_equal(kr_note_clean(out, longest + 1), 0);
}

static void codes_are_read_as_typed(void **state)
{
    static const struct {
        const char *typed, *code;
    } rows[] = {
        {"0123456789", "0123456789"},   {"abcde-fghjk", "abcdefghjk"},   {" ABCDE FGHJK ", "abcdefghjk"},
        {"oOiIlL2345", "0011112345"},   {"-a-b-c-d-e-f-g-h-j-k-", "abcdefghjk"},
        {"", NULL},                     {"012345678", NULL},             {"01234567890", NULL},
        {"u123456789", NULL},           {"0123456\xc3\xa4", NULL},       {"01234_6789", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char code[KR_CODE_SIZE] = "";
        assert_int_equal(kr_code_read(code, rows[i].typed), rows[i].code ? 0 : KR_E_MALFORMED);
        assert_string_equal(code, rows[i].code ? rows[i].code : "");
    }
    char shown[KR_CODE_SHOWN_SIZE];
    kr_code_show(shown, "abcdefghjk");
    assert_string_equal(shown, "abcde-fghjk");
}

static void handles_are_normalized(void **state)
{
    static const char *const rows[][2] = {{" MK-7K3m9\n", "mk-7k3m9"}, {"", ""}, {"  ", ""}, {"a b", "a b"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[KR_LIMIT_ID_BYTES + 1];
        kr_handle_normalize(out, rows[i][0]);
        assert_string_equal(out, rows[i][1]);
    }
}

static void prefixes_make_handles_that_can_be_typed(void **state)
{
    static const char *const good[] = {"", "mk-", "a", "123456789012345"}, *const bad[] = {"MK-", "-mk", "m k", "\xc3\xa4",
                                                                                           "1234567890123456"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(kr_handle_prefix_fits(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(kr_handle_prefix_fits(bad[i]));
}

static void command_lines_are_taken_apart(void **state)
{
    static const struct {
        const char *words[8];
        int verb; /* -1: no command */
        const char *args[2], *handle, *note;
        uint32_t hours;
    } rows[] = {
        {{"help"}, KR_ADMIN_HELP, {0}, NULL, NULL, 24},
        {{"account", "first"}, KR_ADMIN_ACCOUNT_FIRST, {0}, NULL, NULL, 24},
        {{"account", "create"}, KR_ADMIN_ACCOUNT_CREATE, {0}, NULL, NULL, 24},
        {{"account", "create", "--handle", "mk-1"}, KR_ADMIN_ACCOUNT_CREATE, {0}, "mk-1", NULL, 24},
        {{"account", "lock", "mk-1"}, KR_ADMIN_ACCOUNT_LOCK, {"mk-1"}, NULL, NULL, 24},
        {{"room", "create", "mk-1", "--title"}, KR_ADMIN_ROOM_CREATE, {"mk-1", "--title"}, NULL, NULL, 24},
        {{"token", "create", "r", "play"}, KR_ADMIN_TOKEN_CREATE, {"r", "play"}, NULL, NULL, 24},
        {{"token", "create", "--hours", "8760", "r", "--note", "x", "play"},
         KR_ADMIN_TOKEN_CREATE,
         {"r", "play"},
         NULL,
         "x",
         8760},
        {{0}, -1, {0}, NULL, NULL, 0},
        {{"account"}, -1, {0}, NULL, NULL, 0},
        {{"account", "burn"}, -1, {0}, NULL, NULL, 0},
        {{"account", "list", "x"}, -1, {0}, NULL, NULL, 0},
        {{"account", "lock"}, -1, {0}, NULL, NULL, 0},
        {{"account", "lock", "a", "b"}, -1, {0}, NULL, NULL, 0},
        {{"account", "create", "mk-1"}, -1, {0}, NULL, NULL, 0},
        {{"account", "create", "--handle"}, -1, {0}, NULL, NULL, 0},
        {{"account", "create", "--handle", "a", "--handle", "b"}, -1, {0}, NULL, NULL, 0},
        {{"account", "create", "--hours", "1"}, -1, {0}, NULL, NULL, 0},
        {{"token", "create", "r", "play", "--hours", "0"}, -1, {0}, NULL, NULL, 0},
        {{"token", "create", "r", "play", "--hours", "8761"}, -1, {0}, NULL, NULL, 0},
        {{"token", "create", "r", "play", "--hours", "1x"}, -1, {0}, NULL, NULL, 0},
        {{"token", "create", "r", "play", "--hours", "-1"}, -1, {0}, NULL, NULL, 0},
        {{"token", "create", "r"}, -1, {0}, NULL, NULL, 0},
        {{"help", "me"}, -1, {0}, NULL, NULL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct kr_admin_command c;
        size_t n = 0;
        while (n < 8 && rows[i].words[n])
            n++;
        int err = kr_admin_parse(&c, rows[i].words, n);
        assert_int_equal(err, rows[i].verb < 0 ? KR_E_MALFORMED : 0);
        if (err)
            continue;
        assert_int_equal(c.verb, rows[i].verb);
        assert_int_equal(c.hours, rows[i].hours);
        const char *expected[] = {rows[i].args[0], rows[i].args[1], rows[i].handle, rows[i].note};
        const char *got[] = {c.args[0], c.args[1], c.handle, c.note};
        for (int k = 0; k < 4; k++) {
            assert_int_equal(!expected[k], !got[k]);
            if (expected[k])
                assert_string_equal(expected[k], got[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_are_cleaned),
        cmocka_unit_test(titles_have_at_most_80_characters),
        cmocka_unit_test(notes_may_be_empty),
        cmocka_unit_test(codes_are_read_as_typed),
        cmocka_unit_test(handles_are_normalized),
        cmocka_unit_test(prefixes_make_handles_that_can_be_typed),
        cmocka_unit_test(command_lines_are_taken_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
