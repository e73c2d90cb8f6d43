/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Papers as they come out: long tables, letters, cards, and jobs that mean no good. What was set is looked at with
 * poppler's tools, as a stranger's reader would. The delivered texts: test_texts.c; what stays together: test_layout.c.
 */
#include "poppler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- kinds of pages ---- */

static void tables_go_on(void **state)
{
    struct kr_strbuf b;
    struct set s;
    kr_strbuf_init(&b, 1 << 20);
    kr_strbuf_addf(&b, "title: Liste\n\n| Nr. | Kopfzeile | Text |\n|--:|---|---|\n");
    for (int i = 1; i <= 300; i++)
        kr_strbuf_addf(&b, "| %d | Zeile %d | ein wenig Text, damit es etwas zu lesen gibt |\n", i, i);
    set_source(&s, KR_PAPER_DOCUMENT, b.text);
    assert_in_range(pages(&s), 6, 12);
    assert_int_equal(count(s.text.text, "Kopfzeile"), pages(&s)); /* repeated on each */
    assert_int_equal(count(s.text.text, "Zeile 300"), 1);
    set_closed(&s);
    /* A row that no page holds is the only one that breaks. */
    b.len = 0;
    kr_strbuf_addf(&b, "title: Liste\n\n| Kopfzeile | Text |\n|---|---|\n| kurz | ");
    for (int i = 0; i < 3000; i++)
        kr_strbuf_addf(&b, "Wort%d ", i);
    kr_strbuf_addf(&b, "|\n| Ende | da |\n");
    set_source(&s, KR_PAPER_DOCUMENT, b.text);
    assert_in_range(pages(&s), 3, 15);
    expect_text(&s, "Wort2999");
    assert_int_equal(count(s.text.text, "Wort1500"), 1);
    set_closed(&s);
    kr_strbuf_fini(&b);
}

static void letters_and_cards(void **state)
{
    struct set s;
    set_source(&s, KR_PAPER_LETTER, "title: Zugang\n\nErster\n\n[[mono: mk-abcd]]\n\n[[qr: https://kreide.example/signin]]\n\nNeben dem Code\n\n"
                                    "[[page]]\n\nZweiter\n\n[[page]]\n");
    assert_int_equal(pages(&s), 2);
    assert_int_equal(count(s.text.text, "Am Lindenhof 1"), 2); /* each has its window */
    assert_int_equal(count(s.text.text, "1. August 2026"), 2);
    assert_int_equal(count(s.text.text, "Seite"), 0);
    expect_text(&s, "mk-abcd");
    set_closed(&s);
    static const uint32_t counts[] = {1, 2, 4, 8};
    for (size_t i = 0; i < 4; i++) {
        static const char source[] = "title: Mathematik 7b\n\n[[qr: https://kreide.example/r/k7mp]]\n\nScanne **den** Code: https://kreide.example/r/k7mp";
        struct kr_paper_job job = job_of(KR_PAPER_CARD, source, strlen(source));
        job.cards = counts[i];
        set_opened(&s, &job);
        expect_sound(&s);
        assert_int_equal(pages(&s), 1);
        assert_int_equal(count(s.text.text, "Mathematik 7b"), counts[i]);
        assert_null(strstr(s.text.text, "https://")); /* nobody types that */
        set_closed(&s);
    }
}

static void structure_is_told(void **state)
{
    struct set s;
    struct kr_strbuf tree;
    set_source(&s, KR_PAPER_DOCUMENT, "title: Titel\n\n# Eins\n\nText mit https://kreide.example und mehr.\n\n1. Punkt\n   - Unterpunkt\n\n| A | B |\n|---|---|\n"
                                      "| c | d |\n\n> Hinweis\n\n[[qr: https://kreide.example]]\n\n[[ticked: ja]]\n\n[[sign: Ort | Name]]");
    listen_to(&tree, "pdfinfo -struct-text", s.path);
    static const char *const wanted[] = {"Document", "  H1 ", "  H2 ", "Link (", "  L (", "LI (", "Lbl (", "LBody (", "Table (", "TR\n", "TH:", "TD\n", "Note ("};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(tree.text, wanted[i]))
            fail_msg("no %s in the structure", wanted[i]);
    assert_null(strstr(tree.text, "Seite 1 von 1")); /* heads and feet are no content */
    kr_strbuf_fini(&tree);
    listen_to(&tree, "cat", s.path);
    /* Behind the first %%EOF stands what cairo cannot say; the file has NULs before. */
    const char *more = memmem(tree.text, tree.len, "%%EOF", 5);
    assert_non_null(more);
    size_t left = tree.len - (size_t)(more - tree.text);
    assert_non_null(memmem(more, left, "/Lang (de)", 10));
    assert_non_null(memmem(more, left, "/DisplayDocTitle true", 21));
    assert_non_null(memmem(tree.text, tree.len, "/S /Figure", 10)); /* has no text: pdfinfo does not show it */
    assert_non_null(memmem(more, left, "/Scope /Column", 14));
    assert_non_null(memmem(more, left, "/Alt <FEFF00510052002D0043006F00640065", 38)); /* QR-Code */
    kr_strbuf_fini(&tree);
    set_closed(&s);
}

static void same_job_same_bytes(void **state)
{
    static const char source[] = "title: Titel\n\n# Überschrift\n\nText";
    struct kr_paper_job job = job_of(KR_PAPER_DOCUMENT, source, strlen(source));
    struct kr_paper_fault fault;
    struct kr_strbuf a, b;
    kr_strbuf_init(&a, KR_PAPER_PDF_BYTES);
    kr_strbuf_init(&b, KR_PAPER_PDF_BYTES);
    assert_int_equal(kr_paper_set(press, &a, &job, &fault), 0);
    assert_int_equal(kr_paper_set(press, &b, &job, &fault), 0);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.text, b.text, a.len);
    kr_strbuf_fini(&a);
    kr_strbuf_fini(&b);
}

/* ---- what is refused, and what must merely not hurt ---- */

static void expect_refused(const struct kr_paper_job *job, const char *reason)
{
    struct kr_paper_fault fault = {0};
    struct kr_strbuf pdf;
    kr_strbuf_init(&pdf, KR_PAPER_PDF_BYTES);
    assert_true(kr_paper_set(press, &pdf, job, &fault) < 0);
    assert_string_equal(fault.reason, reason);
    kr_strbuf_fini(&pdf);
}

static void refuses(void **state)
{
    static const char titled[] = "title: T\n\n";
    struct kr_strbuf b;
    kr_strbuf_init(&b, 2 << 20);
    kr_strbuf_addf(&b, "%s", titled);
    for (unsigned i = 0; i <= KR_PAPER_PAGES; i++)
        kr_strbuf_addf(&b, "x\n\n[[page]]\n\n");
    struct kr_paper_job job = job_of(KR_PAPER_DOCUMENT, b.text, b.len);
    expect_refused(&job, "too_many_pages");
    b.len = 0;
    kr_strbuf_addf(&b, "title: T\n\n[[qr: ");
    for (int i = 0; i < 990; i++)
        kr_strbuf_add(&b, "\xC3\xBC", 2);
    kr_strbuf_addf(&b, "]]");
    job = job_of(KR_PAPER_DOCUMENT, b.text, b.len);
    expect_refused(&job, "bad_directive"); /* no code is that large */
    kr_strbuf_fini(&b);
    job = job_of(KR_PAPER_DOCUMENT, "Text", 4);
    expect_refused(&job, "no_title");
    job = job_of(KR_PAPER_DOCUMENT, titled, strlen(titled));
    uint8_t logo[60] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0x40, 0, 0, 0, 0x40, 0, 8, 6};
    job.logo = logo;
    job.logo_len = sizeof logo;
    expect_refused(&job, "bad_logo"); /* 16,384 pixels wide: not unpacked */
    logo[18] = logo[22] = 0;
    logo[19] = logo[23] = 8;
    expect_refused(&job, "bad_logo"); /* nothing follows */
}

static void bears(void **state)
{
    static const char *const sources[] = {
        "title: Nur ein Titel", "title: T\n\n[[page]]\n[[page]]\n[[page]]", "title: T\n\n[[mono: ]]\n[[qr: ]]\n[[line: ]]\n[[sign: ||]]\n[[box: ]]",
        "title: T\n\n|\n\n||\n\n| | |\n|---|---|\n", "title: T\n\n- [[box: a]]\n  > b\n  | c |\n  # d",
        "title: T\n\n\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7 \xE4\xBD\xA0\xE5\xA5\xBD \xF0\x9F\x8E\x93 e\xCC\x81\xCC\x81\xCC\x81",
        "title: T\n\n> a\n> [[sign: x]]\n> | b |\n> [[qr: c]]\n> [[mono: d]]\n> [[page]]\n> e",
        "title: T\nlang: xx\n\n1. a\n   1. b\n      1. c\n         1. d\n            1. e\n               1. f",
        "title: https://kreide.example/'x)(\\\\\n\nhttps://kreide.example/'a)(b uri='x'",
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        for (enum kr_paper_kind kind = KR_PAPER_DOCUMENT; kind <= KR_PAPER_SHEET; kind++) {
            struct set s;
            struct kr_paper_job job = job_of(kind, sources[i], strlen(sources[i]));
            set_opened(&s, &job);
            assert_true(pages(&s) >= 1 && pages(&s) <= 5);
            set_closed(&s);
        }
    struct kr_strbuf b;
    struct set s;
    kr_strbuf_init(&b, 2 << 20);
    kr_strbuf_addf(&b, "title: T\n\n"); /* a word of 100,000 letters, and a table of such */
    for (int i = 0; i < 100000; i++)
        kr_strbuf_add(&b, "w", 1);
    kr_strbuf_addf(&b, "\n\n|a|b|c|d|e|f|g|h|i|j|k|l|\n|");
    for (int i = 0; i < 12 * 300; i++)
        kr_strbuf_addf(&b, "%s", i % 300 == 299 ? "|" : "w");
    struct kr_paper_job job = job_of(KR_PAPER_DOCUMENT, b.text, b.len);
    set_opened(&s, &job);
    assert_true(pages(&s) < KR_PAPER_PAGES);
    set_closed(&s);
    kr_strbuf_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_go_on),        cmocka_unit_test(letters_and_cards), cmocka_unit_test(structure_is_told),
        cmocka_unit_test(same_job_same_bytes), cmocka_unit_test(refuses),           cmocka_unit_test(bears),
    };
    return cmocka_run_group_tests(tests, open_press, close_press);
}
