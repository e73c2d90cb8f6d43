/* SPDX-License-Identifier: EUPL-1.2 */
/* The markup of documents: a table of sources and the trees they are. */
#include "outline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

static void test_blocks(void **state)
{
    static const struct {
        const char *source, *outline;
    } rows[] = {
        {"", ""},
        {"# Eins\n## Zwei\n### Drei\nText", "h1(Eins) h2(Zwei) h3(Drei) p(Text)"},
        {"#Kein Titel\n\n#### auch nicht", "p(#Kein Titel) p(#### auch nicht)"},
        {"erste\nzweite\n\n\ndritte\r\n", "p(erste zweite) p(dritte)"},
        {"Zeile\\\nUmbruch\\", "p(Zeile^Umbruch\\)"},
        {"> Achtung\n> weiter\n>\n> zwei\nText", "note(p(Achtung weiter) p(zwei)) p(Text)"},
        {"> - a\n> - b\n\n> neu", "note(ul(-{p(a)}-{p(b)})) note(p(neu))"},
        {">kein Hinweis", "p(>kein Hinweis)"},
        {"[[page]]\n[[space]]", "page() space()"},
        {"[[sign: Ort, Datum | Unterschrift]]", "sign(Ort, Datum|Unterschrift)"},
        {"[[box: Ich **will**]]\n[[ticked: Ja]]", "box(Ich *b:will*) ticked(Ja)"},
        {"[[line: PLZ]] [[line: Ort]]", "line(PLZ) line(Ort)"},
        {"[[qr: https://kreide.example/x]]\n[[mono: k7mp-x2wd]]", "qr(https://kreide.example/x) mono(k7mp-x2wd)"},
        {"[[mono: a\\]\\]b\\|c]]", "mono(a]]b|c)"},
        {"[[line: ]]", "line()"},
        {"vor\n[[space]]\nnach", "p(vor) space() p(nach)"},
        {"{{bleibt}}", "p({{bleibt}})"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_outline(rows[i].source, rows[i].outline);
}

static void test_inline(void **state)
{
    static const struct {
        const char *source, *outline;
    } rows[] = {
        {"ein **fettes** und *schräges* Wort", "p(ein *b:fettes* und *i:schräges* Wort)"},
        {"***beides***", "p(*bi:beides*)"},
        {"**fett *und schräg* wieder**", "p(*b:fett **bi:und schräg**b: wieder*)"},
        {"Lehrer*innen und Schüler*innen", "p(Lehrer*innen und Schüler*innen)"},
        {"5 * 3 * 2", "p(5 * 3 * 2)"},
        {"** kein **", "p(** kein **)"},
        {"**offen", "p(**offen)"},
        {"****", "p()"},
        {"Schul**hof**", "p(Schul*b:hof*)"},
        {"\\*kein\\* \\# \\\\ \\a", "p(*kein* # \\ \\a)"},
        {"siehe https://kreide.example/a_b?c=d&e. Ende", "p(siehe *l:https://kreide.example/a_b?c=d&e*. Ende)"},
        {"(https://kreide.example) xhttps://a.b https:// http\\://a.b", "p((*l:https://kreide.example*) xhttps://a.b https:// http://a.b)"},
        {"https://kreide.example/a\\-b\\_c,", "p(*l:https://kreide.example/a-b_c*,)"},
        {"**https://kreide.example**", "p(*bl:https://kreide.example*)"},
        {"viel   \t Platz\n   hier", "p(viel Platz hier)"},
        {"eins\xE2\x80\xA8zwei", "p(eins^zwei)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_outline(rows[i].source, rows[i].outline);
}

static void test_lists(void **state)
{
    static const struct {
        const char *source, *outline;
    } rows[] = {
        {"- a\n- b\n  - c\n- d", "ul(-{p(a)}-{p(b) ul(-{p(c)})}-{p(d)})"},
        {"1. a\n1. b\n   1. c\n   1. d\n      1. e\n1. f", "ol(1{p(a)}2{p(b) ol(2.1{p(c)}2.2{p(d) ol(2.2.1{p(e)})})}3{p(f)})"},
        {"1. a\n   weiter\n\n   Absatz\n\n2. b\nfaul", "ol(1{p(a weiter) p(Absatz)}2{p(b faul)})"},
        {"1. a\n   - x\n   - y\n1. b", "ol(1{p(a) ul(-{p(x)}-{p(y)})}2{p(b)})"},
        {"- a\n  1. b\n", "ul(-{p(a) ol(1{p(b)})})"},
        {"- a\n1. b", "ul(-{p(a)}) ol(1{p(b)})"},
        {"1. a\n\nText\n\n2. b", "ol(1{p(a)}) p(Text) ol(2{p(b)})"},
        {"bis zum\n1. August", "p(bis zum 1. August)"},
        {"Es gilt:\n1. a", "p(Es gilt:) ol(1{p(a)})"},
        {"1. a\n   [[box: b]]\n   | x |", "ol(1{p(a) box(b) table<(x)})"},
        {"1. a\n\n# Neu\n\n1. b", "ol(1{p(a)}) h1(Neu) ol(1{p(b)})"},
        {"-kein\n12345. auch nicht", "p(-kein 12345. auch nicht)"},
        {"1\\. kein Punkt", "p(1. kein Punkt)"},
        {"Liste\n- a", "p(Liste) ul(-{p(a)})"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_outline(rows[i].source, rows[i].outline);
}

static void test_tables(void **state)
{
    static const struct {
        const char *source, *outline;
    } rows[] = {
        {"| a | b |\n|---|---|\n| c | **d** |", "table<<(#a|b / c|*b:d*)"},
        {"| a | b | c |\n|:--|:-:|--:|\n| d", "table<=>(#a|b|c / d||)"},
        {"| a\\|b | c |", "table<<(a|b|c)"},
        {"| a |\nText\n| b |", "table<(a) p(Text) table<(b)"},
        {"| a |\n\n| b |", "table<(a) table<(b)"},
        {"| a |\n| b |\n|---|", "table<(a / b / ---)"},
        {"|", "table<()"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_outline(rows[i].source, rows[i].outline);
}

static void test_header(void **state)
{
    static const char source[] = "title: Nutzungs\\*bedingungen\nsubtitle: für Schulen\nlang: en\nshort: NB\n\n# Eins\ntitle: Text";
    struct kr_paper *paper;
    assert_int_equal(kr_paper_parse(&paper, source, strlen(source), NULL), 0);
    assert_string_equal(paper->title, "Nutzungs*bedingungen");
    assert_string_equal(paper->subtitle, "für Schulen");
    assert_string_equal(paper->lang, "en");
    assert_string_equal(paper->short_title, "NB");
    char *found = outline_of(paper);
    assert_string_equal(found, "h1(Eins) p(title: Text)");
    free(found);
    kr_paper_free(paper);
    assert_int_equal(kr_paper_parse(&paper, "Hinweis: Text", 13, NULL), 0);
    assert_string_equal(paper->title, "");
    assert_string_equal(paper->lang, "de");
    kr_paper_free(paper);
}

static void test_faults(void **state)
{
    expect_fault("title: a\nfarbe: rot\n", "unknown_header", 2, "farbe");
    expect_fault("title: a\ntitle: b\n", "repeated_header", 2, "title");
    expect_fault("title: a\n# Titel\n", "unknown_header", 2, "# Titel");
    expect_fault("a\n\n[[malen: x]]", "unknown_directive", 3, "malen");
    expect_fault("[[box: x", "unclosed_directive", 1, "box: x");
    expect_fault("[[box: x]] Text", "bad_directive", 1, "Text");
    expect_fault("[[page: 2]]", "bad_directive", 1, "page");
    expect_fault("[[sign]]", "bad_directive", 1, "sign");
    expect_fault("[[sign: a|b|c|d]]", "bad_directive", 1, "sign");
    expect_fault("[[qr: a|b]]", "bad_directive", 1, "qr");
    expect_fault("a\nb\x01", "control_character", 2, "");
    expect_fault("a\n\xE2\x80\xAE" "b", "control_character", 2, "");
    expect_fault("a\rb", "control_character", 1, "");
    expect_fault("a\n\xC0\xAF", "not_utf8", 2, "");
    expect_fault("- a\n  - b\n    - c\n      - d\n        - e\n          - f\n            - g", "too_deep", 7, "");
    expect_fault("|a|b|\n|c|d|e|", "too_many_columns", 2, "");
    expect_fault("|1|2|3|4|5|6|7|8|9|10|11|12|13|", "too_many_columns", 1, "");
}

/* One byte, character or block more than there may be. */
static void test_limits(void **state)
{
    struct kr_paper *paper;
    struct kr_paper_fault fault;
    struct kr_strbuf b;
    kr_strbuf_init(&b, 4 << 20);
    for (size_t i = 0; i < KR_PAPER_BLOCKS; i++)
        kr_strbuf_add(&b, "a\n\n", 3);
    assert_int_equal(kr_paper_parse(&paper, b.text, b.len, NULL), 0);
    assert_int_equal(paper->n_blocks, KR_PAPER_BLOCKS);
    kr_paper_free(paper);
    kr_strbuf_add(&b, "a", 1);
    assert_int_equal(kr_paper_parse(&paper, b.text, b.len, &fault), KR_E_TOO_LARGE);
    assert_string_equal(fault.reason, "too_many_blocks");
    while (b.len <= KR_PAPER_FILLED_BYTES)
        kr_strbuf_add(&b, "*a *b** ", 8);
    assert_int_equal(kr_paper_parse(&paper, b.text, b.len, &fault), KR_E_TOO_LARGE);
    assert_string_equal(fault.reason, "too_large");
    /* A megabyte of asterisks that never close is read once, not once for each. */
    b.len = 0;
    while (b.len < KR_PAPER_FILLED_BYTES - 8)
        kr_strbuf_add(&b, " *a **b", 7);
    assert_int_equal(kr_paper_parse(&paper, b.text, b.len, NULL), 0);
    kr_paper_free(paper);
    kr_strbuf_fini(&b);
    char long_name[200];
    memset(long_name, 'z', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    memcpy(long_name, "[[box", 5);
    memcpy(long_name + 5 + 60, "\xC3\xBC", 2);
    assert_int_equal(kr_paper_parse(&paper, long_name, strlen(long_name), &fault), KR_E_MALFORMED);
    assert_int_equal(strlen(fault.name), 63 - 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks), cmocka_unit_test(test_inline), cmocka_unit_test(test_lists),  cmocka_unit_test(test_tables),
        cmocka_unit_test(test_header), cmocka_unit_test(test_faults), cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
