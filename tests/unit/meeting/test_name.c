/* SPDX-License-Identifier: EUPL-1.2 */
#include "meeting/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CHARS_39 "abcdefghijklmnopqrstuvwxyzabcdefghijklm"

static const struct {
    const char *raw, *clean; /* NULL: refused */
} names[] = {
    {"Mia", "Mia"},
    {"  Mia   Meier\t", "Mia Meier"},
    {"Mia\nMeier", "Mia Meier"},
    {"Mia\x01Meier", "MiaMeier"},
    {"Mi\xE2\x80\x8B" "a", "Mia"},                                 /* zero-width space */
    {"\xE2\x80\xAE" "aiM", "aiM"},                                 /* right-to-left override */
    {"\xE2\x81\xA6Mia\xE2\x81\xA9", "Mia"},                        /* isolates */
    {"Mia\xC2\xA0\xE2\x80\x83Meier", "Mia Meier"},                 /* no-break and em space */
    {"J\xC3\xB6rg \xC3\x84mter", "J\xC3\xB6rg \xC3\x84mter"},
    {"\xF0\x9F\xA6\x8A Fuchs", "\xF0\x9F\xA6\x8A Fuchs"},          /* emoji */
    {"a\xFF\xFE" "b", "ab"},                                       /* not UTF-8 */
    {"\xC0\xAF", NULL},                                            /* over-long slash */
    {"\xE2\x82", NULL},                                            /* cut off */
    {"Z\xCC\x80\xCC\x81\xCC\x82\xCC\x83\xCC\x84", "Z\xCC\x80\xCC\x81\xCC\x82"}, /* heaps of accents */
    {"Z\xCC\x80\xCC\x81\xCC\x82\xE2\x80\x8B\xCC\x83", "Z\xCC\x80\xCC\x81\xCC\x82"}, /* and hidden ones */
    {"\xCC\x80x", "x"},                                            /* an accent on nothing */
    {"", NULL},
    {"  \t ", NULL},
    {"\xE2\x80\x8B\xEF\xBB\xBF\xE2\xA0\x80", NULL},                /* nothing visible */
    {CHARS_39 "nop", CHARS_39 "n"},
    {CHARS_39 " op", CHARS_39},
};

static void cleans_names(void **state)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char out[KR_NAME_SIZE] = "untouched";
        int err = kr_name_clean(out, names[i].raw);
        assert_int_equal(err, names[i].clean ? 0 : KR_E_MALFORMED);
        assert_string_equal(out, names[i].clean ? names[i].clean : "untouched");
    }
}

/* Whatever bytes come: bounded, cleaned once and for all, and never more than there was. */
static void survives_any_bytes(void **state)
{
    uint32_t random = 1;
    for (int run = 0; run < 20000; run++) {
        char raw[200], out[KR_NAME_SIZE], again[KR_NAME_SIZE], text[200], text_again[200];
        size_t len = 0, max = (size_t)run % sizeof raw;
        while (len < max) {
            random = random * 1664525u + 1013904223u; /* Knuth and Lewis; the high bits are the good ones */
            static const char *const bits[] = {"\xE2\x80\x8F", "\xCC\x81", " ", "\xF0\x9F\xA6\x8A", "\xC3\xA9"};
            const char *bit = bits[(random >> 24) % 5];
            if (random >> 30 == 0 || len + strlen(bit) >= sizeof raw)
                raw[len++] = (char)(1 + (random >> 16) % 255);
            else
                len += (size_t)snprintf(raw + len, sizeof raw - len, "%s", bit);
        }
        raw[len < sizeof raw ? len : sizeof raw - 1] = '\0';
        if (kr_name_clean(out, raw) == 0) {
            size_t chars = 0;
            for (const char *p = out; *p; p++)
                chars += ((unsigned char)*p & 0xC0) != 0x80;
            assert_in_range(chars, 1, KR_LIMIT_NAME_CHARS);
            assert_int_equal(kr_name_clean(again, out), 0);
            assert_string_equal(again, out);
        }
        if (kr_text_clean(text, raw) == 0) {
            assert_true(strlen(text) <= strlen(raw));
            assert_int_equal(kr_text_clean(text_again, text), 0);
            assert_string_equal(text_again, text);
        }
    }
}

static bool is_taken(void *arg, const char *name)
{
    for (const char *const *taken = arg; *taken; taken++)
        if (kr_name_equal(*taken, name))
            return true;
    return false;
}

static void makes_names_unique(void **state)
{
    static const struct {
        const char *taken[4], *name, *unique;
    } cases[] = {
        {{NULL}, "Mia", "Mia"},
        {{"Mia", NULL}, "Mia", "Mia (2)"},
        {{"mia", NULL}, "Mia", "Mia (2)"},
        {{"Mia", "Mia (2)", NULL}, "Mia", "Mia (3)"},
        {{CHARS_39 "n", NULL}, CHARS_39 "n", "abcdefghijklmnopqrstuvwxyzabcdefghij (2)"},
        {{"\xC3\xA4" CHARS_39, NULL}, "\xC3\xA4" CHARS_39, "\xC3\xA4" "abcdefghijklmnopqrstuvwxyzabcdefghi (2)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[KR_NAME_SIZE];
        snprintf(name, sizeof name, "%s", cases[i].name);
        kr_name_make_unique(name, is_taken, (void *)(uintptr_t)cases[i].taken);
        assert_string_equal(name, cases[i].unique);
    }
}

static void cleans_texts(void **state)
{
    static const struct {
        const char *raw, *clean;
    } cases[] = {
        {"Hello\nclass", "Hello\nclass"},
        {"a\rb\x07", "ab"},
        {"\xE2\x80\xAE" "evil", "evil"},
        {"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x8F\xAB", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x8F\xAB"}, /* woman, joiner, school */
        {" \n\t", NULL},
        {"\xE2\x80\x8B", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[100];
        int err = kr_text_clean(out, cases[i].raw);
        assert_int_equal(err, cases[i].clean ? 0 : KR_E_MALFORMED);
        if (!err)
            assert_string_equal(out, cases[i].clean);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cleans_names),
        cmocka_unit_test(survives_any_bytes),
        cmocka_unit_test(makes_names_unique),
        cmocka_unit_test(cleans_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
