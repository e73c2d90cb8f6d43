/* SPDX-License-Identifier: EUPL-1.2 */
/* German words and where they may be broken, with the patterns that Debian delivers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "paper/hyphen.h"

static struct kr_hyphen *german;

static void expect_hyphens(const char *with)
{
    char word[200] = "", points[KR_HYPHEN_WORD], found[300];
    size_t len = 0, n = 0;
    for (const char *p = with; *p; p++)
        if (*p != '-')
            word[len++] = *p;
    kr_hyphen_points(german, word, len, points);
    for (size_t i = 0; i < len; i++) {
        found[n++] = word[i];
        if (len < KR_HYPHEN_WORD && points[i])
            found[n++] = '-';
    }
    found[n] = '\0';
    assert_string_equal(found, with);
}

static void test_words(void **state)
{
    static const char *const words[] = {
        "Ver-ant-wort-li-cher", "Daten-schutz-grund-ver-ord-nung", "Schü-le-rin-nen", "Ver-ar-bei-tung", "Grö-ßen-ord-nung",
        "Pseud-onym", /* the seam of the compound, not «Pseu-do-nym» */
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        expect_hyphens(words[i]);
}

static void test_words_left_whole(void **state)
{
    static const char *const words[] = {
        "Schule", "BigBlueButton", "DSGVO", "\xD0\x96\xD0\x96\xD0\x96\xD0\x96\xD0\x96\xD0\x96\xD0\x96\xD0\x96", "abc1defghij", "",
        "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        expect_hyphens(words[i]);
}

static void test_no_patterns(void **state)
{
    char points[KR_HYPHEN_WORD];
    struct kr_hyphen *h;
    kr_hyphen_points(NULL, "Verantwortlicher", 16, points);
    for (size_t i = 0; i < KR_HYPHEN_WORD; i++)
        assert_int_equal(points[i], 0);
    assert_int_equal(kr_hyphen_open(&h, "/nowhere"), KR_E_NOT_FOUND);
    assert_int_equal(kr_hyphen_open(&h, "/proc/self/cmdline"), KR_E_MALFORMED);
}

static int open_german(void **state)
{
    return kr_hyphen_open(&german, KR_HYPHEN_GERMAN);
}

static int close_german(void **state)
{
    kr_hyphen_close(german);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words), cmocka_unit_test(test_words_left_whole), cmocka_unit_test(test_no_patterns)};
    return cmocka_run_group_tests(tests, open_german, close_german);
}
