/* SPDX-License-Identifier: EUPL-1.2 */
/* Documents for browsers and mails. */
#include "outline.h"

#include <stdlib.h>
#include <string.h>

#include "paper/export.h"

typedef int export_fn(struct kr_strbuf *out, const struct kr_paper *paper);

static int to_html(struct kr_strbuf *out, const struct kr_paper *paper)
{
    return kr_paper_to_html(out, paper, 2);
}

static void expect_export(export_fn *export, const char *source, const char *expected)
{
    struct kr_paper *paper;
    struct kr_strbuf b;
    kr_strbuf_init(&b, KR_PAPER_HTML_BYTES);
    assert_int_equal(kr_paper_parse(&paper, source, strlen(source), NULL), 0);
    assert_int_equal(export(&b, paper), 0);
    assert_string_equal(b.text ? b.text : "", expected);
    kr_strbuf_fini(&b);
    kr_paper_free(paper);
}

static void test_html(void **state)
{
    expect_export(to_html, "# Übersicht & Maß\n## 2. Teil\n###   ", "<h2 id=\"s-1-uebersicht-mass\">Übersicht &amp; Maß</h2>\n"
                                                                    "<h3 id=\"s-2-2-teil\">2. Teil</h3>\n<p>###</p>\n");
    expect_export(to_html, "<script>\"x\" & 'y'</script> **a** *b*\\\nc",
                  "<p>&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt; <strong>a</strong> <em>b</em><br>c</p>\n");
    expect_export(to_html, "https://a.example/?b&c", "<p><a rel=\"noopener noreferrer\" href=\"https://a.example/?b&amp;c\">"
                                                     "https://a.example/?b&amp;c</a></p>\n");
    expect_export(to_html, "javascript:alert(1)", "<p>javascript:alert(1)</p>\n");
    expect_export(to_html, "1. a\n   - b\n\n   c", "<ol class=\"paper-clauses\">\n<li><span class=\"paper-number\">1</span><div>"
                                                   "a<ul>\n<li>b</li>\n</ul>\n<p>c</p>\n</div></li>\n</ol>\n");
    expect_export(to_html, "| a | b |\n|---|--:|\n| c | <d> |",
                  "<div class=\"paper-table\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">a</th><th scope=\"col\" "
                  "class=\"paper-right\">b</th></tr>\n</thead>\n<tbody>\n<tr><td>c</td><td class=\"paper-right\">&lt;d&gt;</td></tr>\n"
                  "</tbody></table></div>\n");
    expect_export(to_html, "> n\n\n[[sign: a | <b>]]\n[[box: x]]\n[[page]]",
                  "<div class=\"paper-note\" role=\"note\">\n<p>n</p>\n</div>\n<div class=\"paper-sign\"><span>a</span>"
                  "<span>&lt;b&gt;</span></div>\n<p class=\"paper-box\">☐ x</p>\n<hr class=\"paper-page\">\n");
}

static void test_codes(void **state)
{
    struct kr_paper *paper;
    struct kr_strbuf html, source;
    unsigned pictures = 0, captions = 0;
    kr_strbuf_init(&html, KR_PAPER_HTML_BYTES);
    kr_strbuf_init(&source, 1000);
    for (int i = 0; i < 12; i++)
        kr_strbuf_addf(&source, "[[qr: https://kreide.example/?a&%d\"<]]\n", i);
    assert_int_equal(kr_paper_parse(&paper, source.text, source.len, NULL), 0);
    assert_int_equal(kr_paper_to_html(&html, paper, 2), 0);
    assert_non_null(strstr(html.text, "<figure class=\"paper-qr\"><svg xmlns="));
    assert_non_null(strstr(html.text, "<figcaption>https://kreide.example/?a&amp;11&quot;&lt;</figcaption></figure>\n"));
    for (const char *at = html.text; (at = strstr(at, "<svg ")); at++)
        pictures++;
    for (const char *at = html.text; (at = strstr(at, "<figcaption>")); at++)
        captions++;
    assert_int_equal(captions, 12);
    assert_int_equal(pictures, 8); /* the rest is said in words: codes take time */
    kr_paper_free(paper);
    kr_strbuf_fini(&source);
    kr_strbuf_fini(&html);
    expect_export(to_html, "[[qr: ]]\n\na", "<p>a</p>\n");
}

static void test_text(void **state)
{
    expect_export(kr_paper_to_text, "# Für Sie\n\n**Guten** Tag,\\\nwir", "Für Sie\n=======\n\nGuten Tag,\nwir\n");
    expect_export(kr_paper_to_text, "1. eins\n   - a\n   - b\n1. zwei", "1. eins\n   - a\n   - b\n2. zwei\n");
    expect_export(kr_paper_to_text,
                  "- Ein langer Satz, der über die zweiundsiebzig Zeichen einer Zeile hinausgeht, wird umbrochen und eingerückt.",
                  "- Ein langer Satz, der über die zweiundsiebzig Zeichen einer Zeile\n  hinausgeht, wird umbrochen und eingerückt.\n");
    expect_export(kr_paper_to_text, "| a | b |\n|---|---|\n| c | d |\n\n> Hinweis\n\n[[box: ja]]\n[[mono: mk-abcd]]\n[[page]]",
                  "a | b\nc | d\n\n  Hinweis\n\n[ ] ja\n\nmk-abcd\n");
}

static void test_bound(void **state)
{
    struct kr_paper *paper;
    struct kr_strbuf b;
    kr_strbuf_init(&b, 10);
    assert_int_equal(kr_paper_parse(&paper, "zu viel Text", 12, NULL), 0);
    assert_int_equal(kr_paper_to_html(&b, paper, 1), KR_E_TOO_LARGE);
    kr_strbuf_fini(&b);
    assert_int_equal(kr_paper_to_text(&b, paper), KR_E_TOO_LARGE);
    kr_strbuf_fini(&b);
    kr_paper_free(paper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_html), cmocka_unit_test(test_codes), cmocka_unit_test(test_text),
                                       cmocka_unit_test(test_bound)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
