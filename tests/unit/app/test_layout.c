/* SPDX-License-Identifier: EUPL-1.2 */
/* What stays together on a page, and what a paper looks like around its text. Each rule is tried at many heights of a page. */
#include "poppler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_lines(struct kr_strbuf *b, int n)
{
    for (int i = 0; i < n; i++)
        kr_strbuf_addf(b, "Absatz %d steht hier.\n\n", i);
}

/* The text of the page on which `what` stands; to be freed with kr_strbuf_fini. */
static void page_of(struct kr_strbuf *out, const struct set *s, const char *what)
{
    char command[60];
    for (unsigned page = 1; page <= pages(s); page++) {
        snprintf(command, sizeof command, "pdftotext -f %u -l %u", page, page);
        listen_to(out, command, s->path);
        if (strstr(out->text, what))
            return;
        kr_strbuf_fini(out);
    }
    fail_msg("\"%s\" is on no page", what);
}

static void expect_together(const char *end, const char *what, const char *const with[], size_t n)
{
    for (int lines = 20; lines < 33; lines++) {
        struct kr_strbuf source, page;
        struct set s;
        kr_strbuf_init(&source, 1 << 16);
        kr_strbuf_addf(&source, "title: T\n\n");
        add_lines(&source, lines);
        kr_strbuf_addf(&source, "%s", end);
        set_source(&s, KR_PAPER_DOCUMENT, source.text);
        page_of(&page, &s, what);
        for (size_t i = 0; i < n; i++)
            if (!strstr(page.text, with[i]))
                fail_msg("after %d lines \"%s\" is not with \"%s\"", lines, what, with[i]);
        kr_strbuf_fini(&page);
        kr_strbuf_fini(&source);
        set_closed(&s);
    }
}

static void nobody_signs_an_empty_page(void **state)
{
    static const char *const with[] = {"Unterschriften", "Absatz", "zweite Stelle"};
    expect_together("# Unterschriften\n\nFür die Schule:\n\n[[sign: Ort, Datum | erste Stelle]]\n\nFür den Betreiber:\n\n"
                    "[[sign: Ort, Datum | zweite Stelle]]\n", "erste Stelle", with, 3);
}

static void small_tables_are_whole(void **state)
{
    static const char *const with[] = {"Ansage", "Kopf", "Zelle 2", "Zelle 5"};
    expect_together("Ansage:\n\n| Kopf | b |\n|---|---|\n| Zelle 1 | x |\n| Zelle 2 | x |\n| Zelle 3 | x |\n| Zelle 4 | x |\n| Zelle 5 | x |\n",
                    "Zelle 1", with, 4);
}

static void what_announces_stays_with_it(void **state)
{
    static const char *const list[] = {"Ansage", "zweiter Punkt"}, *const boxes[] = {"Ansage"};
    expect_together("Ansage\n\n- erster Punkt\n- zweiter Punkt\n- dritter Punkt\n", "erster Punkt", list, 2);
    expect_together("Ansage\n\n[[box: erstes Kästchen]]\n", "erstes Kästchen", boxes, 1);
}

/* Where the first word of this text stands, in points from the top of its page. */
static double top_of(const struct set *s, const char *word)
{
    struct kr_strbuf words;
    char wanted[80];
    listen_to(&words, "pdftotext -bbox", s->path);
    snprintf(wanted, sizeof wanted, ">%s</word>", word);
    const char *at = strstr(words.text, wanted);
    assert_non_null(at);
    while (at > words.text && strncmp(at, "yMin=\"", 6) != 0)
        at--;
    double y = strtod(at + 6, NULL);
    kr_strbuf_fini(&words);
    return y;
}

static void a_letter_that_is_sent_has_a_window(void **state)
{
    static const char source[] = "title: Betreff\n\nText";
    struct kr_paper_job job = job_of(KR_PAPER_LETTER, source, strlen(source));
    struct set sent, given;
    set_opened(&sent, &job);
    job.recipient = "";
    set_opened(&given, &job);
    /* DIN 5008 form B: the address field is 45 to 90 mm from the upper edge, the subject below it */
    assert_in_range(top_of(&sent, "Lindenhof"), 45 * 72 / 25.4, 90 * 72 / 25.4);
    assert_true(top_of(&sent, "Betreff") > 90 * 72 / 25.4);
    assert_true(top_of(&given, "Betreff") < 60 * 72 / 25.4);
    assert_int_equal(count(sent.text.text, "Kreismedienzentrum Musterkreis"), 2); /* in the head, and to return it to */
    assert_int_equal(count(given.text.text, "Kreismedienzentrum Musterkreis"), 1);
    assert_int_equal(count(given.text.text, "1. August 2026"), 1);
    set_closed(&sent);
    set_closed(&given);
}

/* Sixty-four digits, in a column that is too narrow: two halves, and nothing that is no digit. */
static void checksums_are_exact(void **state)
{
    static const char hash[] = "fadebadcabfaceddeadbeefacefeedbabecafedecadefacadeaddedfeedfaceb1";
    struct kr_strbuf source;
    struct set s;
    char half[33];
    kr_strbuf_init(&source, 4096);
    kr_strbuf_addf(&source, "title: T\n\n| Dokument mit einem langen Namen | Nr. | Prüfsumme |\n|---|---|---|\n"
                            "| Technische und organisatorische Maßnahmen, Anlage 1 | 1 | %.64s |\n", hash);
    set_source(&s, KR_PAPER_SHEET, source.text);
    for (int i = 0; i < 2; i++) {
        snprintf(half, sizeof half, "%.32s", hash + 32 * i);
        expect_text(&s, half);
    }
    assert_null(strstr(s.text.text, "-\n"));
    kr_strbuf_fini(&source);
    set_closed(&s);
}

static void long_names_do_not_run_into_each_other(void **state)
{
    static const char name[] = "Sonderpädagogisches Bildungs- und Beratungszentrum mit dem Förderschwerpunkt Sprache an der Großen Süßlinde";
    struct kr_strbuf source, page;
    struct set s;
    kr_strbuf_init(&source, 1 << 16);
    kr_strbuf_addf(&source, "title: Verzeichnis von Verarbeitungstätigkeiten der Schule\nshort: VVT\n\n");
    add_lines(&source, 60);
    struct kr_paper_job job = job_of(KR_PAPER_DOCUMENT, source.text, source.len);
    job.operator_name = name;
    set_opened(&s, &job);
    listen_to(&page, "pdftotext -layout -f 2 -l 2", s.path);
    assert_non_null(strstr(page.text, "Sonderpädagogisches Bildungs- und Beratungszentrum"));
    assert_non_null(strstr(page.text, "VVT\n")); /* the short title makes room */
    assert_null(strstr(page.text, "Verzeichnis von Verarbeitungstätigkeiten"));
    kr_strbuf_fini(&page);
    kr_strbuf_fini(&source);
    set_closed(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_signs_an_empty_page), cmocka_unit_test(small_tables_are_whole),
        cmocka_unit_test(what_announces_stays_with_it), cmocka_unit_test(a_letter_that_is_sent_has_a_window),
        cmocka_unit_test(checksums_are_exact), cmocka_unit_test(long_names_do_not_run_into_each_other),
    };
    return cmocka_run_group_tests(tests, open_press, close_press);
}
