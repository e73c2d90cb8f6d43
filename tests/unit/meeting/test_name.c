/* SPDX-License-Identifier: EUPL-1.2 */
#include "meeting/name.h"

#include <setjmp.h>
#include <stdarg.h>
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
        strcpy(name, cases[i].name);
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
        cmocka_unit_test(makes_names_unique),
        cmocka_unit_test(cleans_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
