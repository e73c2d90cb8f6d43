/* SPDX-License-Identifier: EUPL-1.2 */
/* Placeholders: what is put in, what is left out, what is repeated, and that a value stays a value. */
#include "outline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "paper/fill.h"

static void give(struct kr_paper_values *v)
{
    kr_paper_values_init(v);
    kr_paper_value_set(v, "school.name", "Lindenschule Musterstadt");
    kr_paper_value_set(v, "school.branch", "");
    kr_paper_value_set(v, "school.address", "Am Lindenhof 1\n12345 Musterstadt\n");
    kr_paper_value_set(v, "evil", "**x** [[page]] {{school.name}} | https://a.b\n# y\n1. z");
    kr_paper_value_set_address(v, "url", "https://kreide.example/portal/?a=b_c*");
    struct kr_paper_list *list = kr_paper_list_get(v, "accounts");
    for (int i = 0; i < 3; i++) {
        static const char *const handles[] = {"mk-aaaa", "mk-bbbb", "mk-cccc"};
        struct kr_paper_row *row = kr_paper_list_add(v, list);
        kr_paper_row_set(v, row, "handle", handles[i]);
        kr_paper_row_set(v, row, "note", i == 1 ? "neu" : "");
    }
    kr_paper_list_get(v, "none");
    assert_int_equal(v->err, 0);
}

static void expect_filled(const char *source, const char *outline)
{
    struct kr_paper_values v;
    struct kr_paper_fault fault = {0};
    char *filled;
    size_t len;
    give(&v);
    int err = kr_paper_fill(&filled, &len, source, strlen(source), &v, &fault);
    if (err)
        fail_msg("line %u: %s %s", fault.line, fault.reason, fault.name);
    assert_int_equal(len, strlen(filled));
    expect_outline(filled, outline);
    free(filled);
    kr_paper_values_fini(&v);
}

static void test_values(void **state)
{
    expect_filled("An {{school.name}}.", "p(An Lindenschule Musterstadt.)");
    expect_filled("**{{school.branch}}**x", "p(x)");
    expect_filled("| {{school.address}} |", "table<(Am Lindenhof 1^12345 Musterstadt)");
    expect_filled("[[sign: {{school.name}} | x]]", "sign(Lindenschule Musterstadt|x)");
    expect_filled("Siehe {{url}}.", "p(Siehe *l:https://kreide.example/portal/?a=b_c**.)");
    expect_filled("\\{{school.name}}", "p({{school.name}})");
}

static void test_values_are_no_markup(void **state)
{
    expect_filled("{{evil}}", "p(**x** [[page]] {{school.name}} | https://a.b^# y^1. z)");
    expect_filled("| {{evil}} | b |", "table<<(**x** [[page]] {{school.name}} | https://a.b^# y^1. z|b)");
    expect_filled("[[line: {{evil}}]]", "line(**x** [[page]] {{school.name}} | https://a.b # y 1. z)");
    expect_filled("- {{evil}}", "ul(-{p(**x** [[page]] {{school.name}} | https://a.b^# y^1. z)})");
}

static void test_conditions(void **state)
{
    expect_filled("a{{?school.name}} b{{/}}{{?school.branch}} c{{/}}{{!school.branch}} d{{/}}", "p(a b d)");
    expect_filled("a\n{{?school.branch}}\nb\n{{/}}\nc", "p(a c)");
    expect_filled("- a\n  {{?school.name}}\n- b\n  {{/}}\n- c", "ul(-{p(a)}-{p(b)}-{p(c)})");
    expect_filled("{{?school.branch}}{{unknown}}{{?auch}}{{/}}{{/}}x", "p(x)");
    expect_filled("{{?accounts}}da{{/}}{{?none}}keine{{/}}{{!none}}leer{{/}}", "p(daleer)");
}

static void test_lists(void **state)
{
    expect_filled("{{*accounts}}{{.handle}};{{/}}", "p(mk-aaaa;mk-bbbb;mk-cccc;)");
    expect_filled("| a | b |\n|---|---|\n{{*accounts}}\n| {{.handle}} | {{?.note}}!{{.note}}{{/}} |\n{{/}}\nEnde",
                  "table<<(#a|b / mk-aaaa| / mk-bbbb|!neu / mk-cccc|) p(Ende)");
    expect_filled("{{*none}}x{{/}}y", "p(y)");
    expect_filled("{{*accounts}}{{school.name}}{{/}}", "p(Lindenschule MusterstadtLindenschule MusterstadtLindenschule Musterstadt)");
}

static void expect_bad(const char *source, const char *reason, uint32_t line, const char *name)
{
    struct kr_paper_values v;
    struct kr_paper_fault fault = {0};
    char *filled;
    size_t len;
    give(&v);
    assert_true(kr_paper_fill(&filled, &len, source, strlen(source), &v, &fault) < 0);
    assert_string_equal(fault.reason, reason);
    assert_int_equal(fault.line, line);
    assert_string_equal(fault.name, name);
    kr_paper_values_fini(&v);
}

static void test_faults(void **state)
{
    expect_bad("a\n{{school.nam}}", "unknown_placeholder", 2, "school.nam");
    expect_bad("{{?nix}}{{/}}", "unknown_placeholder", 1, "nix");
    expect_bad("{{.handle}}", "unknown_placeholder", 1, ".handle");
    expect_bad("{{*accounts}}\n{{.nix}}\n{{/}}", "unknown_placeholder", 2, ".nix");
    expect_bad("{{*school.nix}}{{/}}", "unknown_placeholder", 1, "school.nix");
    expect_bad("{{School}}", "bad_placeholder", 1, "School");
    expect_bad("{{a b}}", "bad_placeholder", 1, "a b");
    expect_bad("{{school.name}", "unclosed_placeholder", 1, "school.name");
    expect_bad("{{school.name\n}}", "unclosed_placeholder", 1, "school.name");
    expect_bad("a\n{{?accounts}}\nb", "unclosed_placeholder", 2, "");
    expect_bad("a\n{{/}}", "unmatched_end", 2, "");
    expect_bad("{{*accounts}}{{*accounts}}{{/}}{{/}}", "list_in_list", 1, "accounts");
    expect_bad("{{?url}}{{?url}}{{?url}}{{?url}}{{?url}}{{?url}}{{?url}}", "too_deep", 1, "url");
}

static void test_limits(void **state)
{
    struct kr_paper_values v;
    struct kr_paper_fault fault;
    char *filled;
    size_t len;
    kr_paper_values_init(&v);
    struct kr_paper_list *list = kr_paper_list_get(&v, "rows");
    for (int i = 0; i < KR_PAPER_ROWS; i++)
        kr_paper_row_set(&v, kr_paper_list_add(&v, list), "x", "0123456789");
    assert_int_equal(v.err, 0);
    static char source[KR_PAPER_SOURCE_BYTES];
    memset(source, 'a', sizeof source);
    memcpy(source, "{{*rows}}", 9);
    memcpy(source + sizeof source - 5, "{{/}}", 5);
    assert_int_equal(kr_paper_fill(&filled, &len, source, sizeof source, &v, &fault), KR_E_TOO_LARGE);
    assert_string_equal(fault.reason, "too_large");
    /* The same work without a byte of output ends as well. */
    kr_paper_value_set(&v, "no", "");
    memset(source, 'a', sizeof source);
    memcpy(source, "{{*rows}}{{?no}}", 16);
    memcpy(source + sizeof source - 10, "{{/}}{{/}}", 10);
    assert_int_equal(kr_paper_fill(&filled, &len, source, sizeof source, &v, &fault), KR_E_TOO_LARGE);
    kr_paper_list_add(&v, list);
    assert_int_equal(v.err, KR_E_FULL);
    assert_int_equal(kr_paper_fill(&filled, &len, "a", 1, &v, &fault), KR_E_FULL);
    kr_paper_values_fini(&v);

    kr_paper_values_init(&v);
    kr_paper_value_set(&v, "Kein Schlüssel", "x");
    assert_int_equal(v.err, KR_E_MALFORMED);
    kr_paper_values_fini(&v);

    kr_paper_values_init(&v);
    kr_paper_value_set(&v, "a", "eins");
    kr_paper_value_set(&v, "a", "zwei");
    kr_paper_value_set(&v, "broken", "\xFF");
    assert_int_equal(kr_paper_fill(&filled, &len, "{{a}}", 5, &v, &fault), 0);
    assert_string_equal(filled, "zwei");
    free(filled);
    assert_int_equal(kr_paper_fill(&filled, &len, "{{broken}}", 10, &v, &fault), KR_E_MALFORMED);
    assert_string_equal(fault.reason, "not_utf8");
    assert_string_equal(fault.name, "broken");
    kr_paper_values_fini(&v);
}

static void note_key(void *arg, const char *key, uint32_t line)
{
    char *text = arg;
    size_t n = strlen(text);
    snprintf(text + n, 200 - n, "%s:%u ", key, line);
}

static void test_keys(void **state)
{
    static const char source[] = "{{a}}\n{{*rows}}\n{{.b}}{{?c}}x{{/}}\n{{/}}";
    char found[200] = "";
    assert_int_equal(kr_paper_keys(source, strlen(source), note_key, found, NULL), 0);
    assert_string_equal(found, "a:1 rows:2 .b:3 c:3 ");
    assert_int_equal(kr_paper_keys("{{?a}}", 6, note_key, found, NULL), KR_E_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values), cmocka_unit_test(test_values_are_no_markup), cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_lists),  cmocka_unit_test(test_faults),               cmocka_unit_test(test_limits),
        cmocka_unit_test(test_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
