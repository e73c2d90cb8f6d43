/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Every text that Kreide is delivered with, in each language, as the paper that people get: tagged, in its language, under
 * its title, read in its order; and filled with values that mean no good.
 */
#include "poppler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/document/check.h"
#include "office/document/include.h"
#include "office/document/texts.h"
#include "paper/fill.h"

static int find_delivered(void *arg, const char *kind, char **text, size_t *len)
{
    const struct kr_document_text *t = kr_document_delivered(kind, arg);
    t = t ? t : kr_document_delivered(kind, "de");
    if (!t)
        return KR_E_NOT_FOUND;
    *text = strdup(t->source);
    *len = t->len;
    return *text ? 0 : KR_E_NOMEM;
}

static enum kr_paper_kind kind_of(const char *kind)
{
    return strcmp(kind, "zugangsbrief") == 0                                         ? KR_PAPER_LETTER
           : strcmp(kind, "karte") == 0                                              ? KR_PAPER_CARD
           : strcmp(kind, "nachweis") == 0 || strcmp(kind, "wiederherstellung") == 0 ? KR_PAPER_SHEET
                                                                                     : KR_PAPER_DOCUMENT;
}

/* The text with its values in it; to be freed. `more` is set over the samples. */
static char *filled_of(const struct kr_document_text *t, const char *const more[][2], size_t n)
{
    struct kr_paper_values values;
    struct kr_paper_fault fault = {0};
    char *whole, *filled;
    size_t len;
    assert_int_equal(kr_include_expand(&whole, &len, t->source, t->len, find_delivered, (void *)t->lang, &fault), 0);
    kr_paper_values_init(&values);
    kr_document_samples(&values, t->lang);
    for (size_t i = 0; i < n; i++)
        kr_paper_value_set(&values, more[i][0], more[i][1]);
    if (kr_paper_fill(&filled, &len, whole, len, &values, &fault))
        fail_msg("%s.%s line %u: %s %s", t->kind, t->lang, fault.line, fault.reason, fault.name);
    kr_paper_values_fini(&values);
    free(whole);
    return filled;
}

/* Text as one line: pdftotext breaks it where the paper does, and at a broken word says a soft hyphen or a plain one. */
static char *one_line(const char *text)
{
    char *out = malloc(strlen(text) + 1), *to = out;
    assert_non_null(out);
    for (const char *p = text; *p; p++) {
        bool space = strchr(" \n\r\f", *p) != NULL;
        if (strncmp(p, "\xC2\xAD", 2) == 0) {
            p += 1;
            p += p[1] == '\n';
        } else if (!space || (to > out && to[-1] != ' ')) {
            *to++ = space ? ' ' : *p;
        }
    }
    *to = '\0';
    return out;
}

/* Its headings stand in the text in the order of the source: whoever listens hears it as it was written. */
static void expect_order(const struct set *s, const char *source, const char *name)
{
    char *text = one_line(s->text.text), heading[400];
    const char *from = text;
    for (const char *line = strstr(source, "\n#"); line; line = strstr(line + 1, "\n#")) {
        const char *words = line + 1 + strspn(line + 1, "# ");
        snprintf(heading, sizeof heading, "%.*s", (int)strcspn(words, "\n"), words);
        char *plain = one_line(heading);
        const char *at = strstr(from, plain);
        if (!at)
            fail_msg("%s: \"%s\" is not in its place", name, plain);
        from = at;
        free(plain);
    }
    free(text);
}

static void expect_told(const struct set *s, const char *lang, const char *source)
{
    struct kr_strbuf file;
    char wanted[400];
    snprintf(wanted, sizeof wanted, "Title:           %.*s\n", (int)strcspn(source + 7, "\n"), source + 7);
    if (!strstr(s->info.text, wanted))
        fail_msg("no \"%s\"", wanted);
    listen_to(&file, "cat", s->path);
    snprintf(wanted, sizeof wanted, "/Lang (%s)", lang);
    assert_non_null(memmem(file.text, file.len, wanted, strlen(wanted)));
    kr_strbuf_fini(&file);
}

static void check_delivered(const struct kr_document_text *t)
{
    char *filled = filled_of(t, NULL, 0);
    struct kr_paper_job job = job_of(kind_of(t->kind), filled, strlen(filled));
    struct set s;
    bool one_sheet = job.kind == KR_PAPER_LETTER || job.kind == KR_PAPER_CARD || strcmp(t->kind, "wiederherstellung") == 0;
    set_opened(&s, &job);
    expect_sound(&s);
    expect_told(&s, t->lang, filled);
    expect_order(&s, filled, t->kind);
    assert_in_range(pages(&s), 1, one_sheet ? 1 : 8);
    static const char *const signs[] = {"ä", "ö", "ü", "Ä", "Ü", "ß", "§", "„", "“", "–", "’"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs && job.kind != KR_PAPER_CARD; i++) /* a card leaves out what does not fit */
        if (strstr(filled, signs[i]) && !strstr(s.text.text, signs[i]))
            fail_msg("%s.%s: no %s", t->kind, t->lang, signs[i]);
    set_closed(&s);
    free(filled);
}

static void in_every_language(void **state)
{
    for (size_t i = 0; i < kr_document_texts_count; i++)
        if (strncmp(kr_document_texts[i].kind, "absatz-", 7) != 0)
            check_delivered(&kr_document_texts[i]);
}

static void the_agreement_is_read_as_it_is_written(void **state)
{
    static const char *const wanted[] = {
        "Vereinbarung zur Auftragsverarbeitung", "im Folgenden „Schule“", "§ 1 Gegenstand und Dauer", "Maßnahmen",
        "Art. 28 Abs. 3 Satz 2 Buchst. a DSGVO", "Buchst. b,", "Buchst. c DSGVO", "Buchst. d DSGVO", "Buchst. e DSGVO",
        "Buchst. f DSGVO", "Buchst. g DSGVO", "Buchst. h DSGVO", "Art. 28 Abs. 3 Satz 3 DSGVO", "Unterschrift der Schulleitung",
    };
    char *filled = filled_of(kr_document_delivered("avv", "de"), NULL, 0);
    struct kr_paper_job job = job_of(KR_PAPER_DOCUMENT, filled, strlen(filled));
    struct set s;
    set_opened(&s, &job);
    char *text = one_line(s.text.text);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(text, wanted[i]))
            fail_msg("\"%s\" is not in the agreement", wanted[i]);
    expect_text(&s, "Seite 1 von ");
    free(text);
    set_closed(&s);
    free(filled);
}

/* A school may be called what it likes: it is text, in a paragraph, in a table, in a title. */
static void values_are_text(void **state)
{
    static const char name[] = "# **Süß** [[page]] {{x}} | [[sign: a]] \\ > 1. *b* <i>&amp;";
    static const char *const values[][2] = {{"school.name", name}, {"school.head", name}, {"operator.name", name}};
    static const char *const kinds[] = {"avv", "anmeldedokument", "vvt-schule", "nachweis", "nutzungsordnung"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct kr_document_text *t = kr_document_delivered(kinds[i], "de");
        char *filled = filled_of(t, values, 3), *plain = filled_of(t, NULL, 0);
        struct kr_paper_job job = job_of(kind_of(t->kind), filled, strlen(filled)), other = job_of(job.kind, plain, strlen(plain));
        struct set s, without;
        set_opened(&s, &job);
        set_opened(&without, &other);
        expect_sound(&s);
        char *text = one_line(s.text.text);
        if (!strstr(text, "**Süß** [[page]] {{x}}"))
            fail_msg("%s: the name is not text", kinds[i]);
        assert_true(pages(&s) <= pages(&without) + 1);
        assert_int_equal(count(text, "Unterschrift der Schulleitung") > 0, strstr(plain, "Unterschrift der Schulleitung") != NULL);
        free(text);
        set_closed(&without);
        set_closed(&s);
        free(plain);
        free(filled);
    }
}

/* As long as no profile is: still a paper. */
static void huge_values_are_bounded(void **state)
{
    static char huge[6000];
    for (size_t i = 0; i + 1 < sizeof huge; i++)
        huge[i] = i % 40 == 39 ? ' ' : "abcdefgh"[i % 8];
    const char *const values[][2] = {{"school.name", huge}, {"school.address", huge}, {"operator.name", huge}};
    char *filled = filled_of(kr_document_delivered("vvt-schule", "de"), values, 3);
    struct kr_paper_job job = job_of(KR_PAPER_DOCUMENT, filled, strlen(filled));
    struct set s;
    job.operator_name = job.operator_address = job.version = huge;
    set_opened(&s, &job);
    assert_non_null(strstr(s.info.text, "Tagged:          yes"));
    assert_in_range(pages(&s), 4, 40);
    set_closed(&s);
    free(filled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_every_language), cmocka_unit_test(the_agreement_is_read_as_it_is_written),
        cmocka_unit_test(values_are_text), cmocka_unit_test(huge_values_are_bounded),
    };
    return cmocka_run_group_tests(tests, open_press, close_press);
}
