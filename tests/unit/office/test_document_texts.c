/* SPDX-License-Identifier: EUPL-1.2 */
/* Documents in documents, checks of what an operator writes, and every text that Kreide is delivered with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/document/check.h"
#include "office/document/texts.h"

/* A few documents that include each other. */
static const struct {
    const char *kind, *text;
} shelf[] = {
    {"block", "title: Block\nlang: de\n\nInhalt des Bausteins.\n"},
    {"noted", "title: T\n\n> Muster.\n> Noch eine Zeile.\n\n## Teil\n"},
    {"bare", "Nur Text"},
    {"outer", "title: A\n\n{{>block}}\n"},
    {"self", "title: S\n\n{{>self}}\n"},
    {"empty", ""},
    {"broken", "title: B\n\nEin {{>block}} mitten in der Zeile.\n"},
};

static int find_on_shelf(void *arg, const char *kind, char **text, size_t *len)
{
    for (size_t i = 0; i < sizeof shelf / sizeof shelf[0]; i++) {
        if (strcmp(shelf[i].kind, kind) == 0) {
            *text = strdup(shelf[i].text);
            *len = strlen(shelf[i].text);
            return *text ? 0 : KR_E_NOMEM;
        }
    }
    return KR_E_NOT_FOUND;
}

static int find_delivered(void *arg, const char *kind, char **text, size_t *len)
{
    const struct kr_document_text *found = NULL;
    for (size_t i = 0; i < kr_document_texts_count; i++) {
        const struct kr_document_text *t = &kr_document_texts[i];
        if (strcmp(t->kind, kind) == 0 && (strcmp(t->lang, arg) == 0 || (!found && strcmp(t->lang, "de") == 0)))
            found = t;
    }
    if (!found)
        return KR_E_NOT_FOUND;
    *text = strdup(found->source);
    *len = found->len;
    return *text ? 0 : KR_E_NOMEM;
}

static void includes_become_text(void **state)
{
    static const struct {
        const char *source, *expanded, *reason;
        uint32_t line;
    } rows[] = {
        {"Davor\n{{>block}}\nDanach\n", "Davor\nInhalt des Bausteins.\n\nDanach\n", NULL, 0},
        {"  {{>block}}  \r\nDanach", "Inhalt des Bausteins.\n\nDanach", NULL, 0},
        {"{{>noted}}", "\n## Teil\n\n", NULL, 0},
        {"# A\n{{>noted}}\n# B\n", "# A\n\n### Teil\n\n# B\n", NULL, 0}, /* below the heading it stands under */
        {"### A\n{{>noted}}\n", "### A\n\n### Teil\n\n", NULL, 0},      /* there are three levels */
        {"{{>bare}}\n", "Nur Text\n", NULL, 0},
        {"{{>empty}}\n", "\n", NULL, 0},
        {"{{>outer}}\n", "Inhalt des Bausteins.\n\n\n", NULL, 0},
        {"Geschweift: \\{{>block}}\n", "Geschweift: \\{{>block}}\n", NULL, 0},
        {"", "", NULL, 0},
        {"eins\nzwei\n{{>nirgends}}\n", NULL, "unknown_document", 3},
        {"eins\nText {{>block}}\n", NULL, "bad_include", 2},
        {"{{>block}} Text\n", NULL, "bad_include", 1},
        {"{{>Block}}\n", NULL, "bad_include", 1},
        {"{{>}}\n", NULL, "bad_include", 1},
        {"{{>block", NULL, "bad_include", 1},
        {"\n{{>self}}\n", NULL, "include_too_deep", 2},
        {"\n\n{{>broken}}\n", NULL, "bad_include", 3}, /* told at the line that includes it */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *out = NULL;
        size_t len = 0;
        struct kr_paper_fault fault = {0};
        int err = kr_include_expand(&out, &len, rows[i].source, strlen(rows[i].source), find_on_shelf, NULL, &fault);
        if (rows[i].expanded) {
            assert_int_equal(err, 0);
            assert_string_equal(out, rows[i].expanded);
            assert_int_equal(len, strlen(rows[i].expanded));
        } else {
            assert_int_equal(err, KR_E_MALFORMED);
            assert_string_equal(fault.reason, rows[i].reason);
            assert_int_equal(fault.line, rows[i].line);
        }
        free(out);
    }
}

static void includes_are_counted(void **state)
{
    char source[KR_INCLUDE_COUNT * 11 + 12] = "", *out = NULL;
    size_t len;
    struct kr_paper_fault fault;
    for (int i = 0; i < KR_INCLUDE_COUNT; i++)
        memcpy(source + i * 11, "{{>empty}}\n", 12);
    assert_int_equal(kr_include_expand(&out, &len, source, strlen(source), find_on_shelf, NULL, &fault), 0);
    free(out);
    memcpy(source + KR_INCLUDE_COUNT * 11, "{{>empty}}\n", 12);
    assert_int_equal(kr_include_expand(&out, &len, source, strlen(source), find_on_shelf, NULL, &fault), KR_E_TOO_LARGE);
    assert_string_equal(fault.reason, "too_large");
}

static void faults_name_their_line(void **state)
{
    static const struct {
        const char *kind, *source, *reason, *name;
        uint32_t line;
    } rows[] = {
        {"infoblatt", "title: A\nlang: de\n\nText von {{operator.name}}.\n", NULL, NULL, 0},
        {"avv", "title: A\nlang: de\n\n{{school.name}} {{?school.mail}}{{school.mail}}{{/}}\n", NULL, NULL, 0},
        {"infoblatt", "title: A\nlang: de\n\n{{>block}}\n{{school.name}}\n", "unknown_placeholder", "school.name", 5},
        {"infoblatt", "title: A\nlang: de\n\n{{operator.nmae}}\n", "unknown_placeholder", "operator.nmae", 4},
        {"infoblatt", "title: A\nlang: de\n\nx\n{{>nirgends}}\n", "unknown_document", "nirgends", 5},
        {"infoblatt", "title: A\nlang: de\n\nx {{>block}}\n", "bad_include", "", 4},
        {"infoblatt", "title: A\nlang: de\n\n{{?operator.site}}offen\n", "unclosed_placeholder", NULL, 4},
        {"infoblatt", "title: A\nlang: de\n\n{{>block}}\n\n[[gibtsnicht: x]]\n", "unknown_directive", NULL, 6},
        {"infoblatt", "title: A\nlang: en\n\nText\n", "wrong_lang", "en", 1},
        {"infoblatt", "Text ohne Kopf\n", "no_title", "title", 1},
        {"infoblatt", "title: A\nlang: de\ncolour: red\n\nText\n", "unknown_header", "colour", 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct kr_document_check check;
        assert_int_equal(kr_document_check(&check, kr_document_kind(rows[i].kind), "de", rows[i].source, strlen(rows[i].source),
                                           find_on_shelf, NULL), 0);
        if (!rows[i].reason) {
            if (check.n_faults)
                fail_msg("row %zu: %s %s", i, check.faults[0].reason, check.faults[0].name);
            continue;
        }
        assert_true(check.n_faults > 0);
        if (strcmp(check.faults[0].reason, rows[i].reason) != 0 || check.faults[0].line != rows[i].line)
            fail_msg("row %zu: line %u %s", i, check.faults[0].line, check.faults[0].reason);
        if (rows[i].name)
            assert_string_equal(check.faults[0].name, rows[i].name);
    }
}

static void several_faults_are_told_at_once(void **state)
{
    static const char source[] = "title: A\nlang: de\n\n{{a.b}}\n{{>x y}}\n[[was: x]]\n{{c.d}}\n";
    struct kr_document_check check;
    assert_int_equal(kr_document_check(&check, kr_document_kind("infoblatt"), "de", source, sizeof source - 1, find_on_shelf, NULL), 0);
    assert_int_equal(check.n_faults, 4);
}

static void blanks_are_counted(void **state)
{
    static const char text[] = "[eintragen: Datum] und [fill in: date] und [eintragen] und [x]";
    assert_int_equal(kr_document_blanks(text, sizeof text - 1), 2);
    assert_int_equal(kr_document_blanks("", 0), 0);
}

/* The text as a school would get it, as plain source. */
static char *delivered(const struct kr_document_text *t, size_t *len)
{
    struct kr_paper_values samples;
    char *expanded = NULL, *filled = NULL;
    size_t n;
    struct kr_paper_fault fault = {0};
    kr_paper_values_init(&samples);
    kr_document_samples(&samples, t->lang);
    if (kr_include_expand(&expanded, &n, t->source, t->len, find_delivered, (void *)t->lang, &fault) != 0 ||
        kr_paper_fill(&filled, len, expanded, n, &samples, &fault) != 0)
        fail_msg("%s.%s line %u: %s %s", t->kind, t->lang, fault.line, fault.reason, fault.name);
    free(expanded);
    kr_paper_values_fini(&samples);
    return filled;
}

static void every_text_is_a_document(void **state)
{
    for (size_t i = 0; i < kr_document_texts_count; i++) {
        const struct kr_document_text *t = &kr_document_texts[i];
        const struct kr_document_kind *kind = kr_document_kind(t->kind);
        struct kr_document_check check;
        if (!kind)
            fail_msg("%s: no such kind", t->kind);
        assert_true(kr_document_lang_is_known(t->lang));
        assert_int_equal(kr_document_check(&check, kind, t->lang, t->source, t->len, find_delivered, (void *)t->lang), 0);
        if (check.n_faults)
            fail_msg("%s.%s line %u: %s %s", t->kind, t->lang, check.faults[0].line, check.faults[0].reason, check.faults[0].name);
    }
}

static void every_kind_has_a_german_text(void **state)
{
    for (size_t i = 0; i < kr_document_kinds_count; i++) {
        size_t len;
        char *text;
        assert_int_equal(find_delivered("de", kr_document_kinds[i].id, &text, &len), 0);
        free(text);
    }
}

/* Legal texts say that they are templates; what is printed for one person has no such note. */
static void templates_say_so(void **state)
{
    static const char *const without[] = {"zugangsbrief", "wiederherstellung", "nachweis", "zugangsverzeichnis", "karte", "seite-start",
                                          "seite-teilnehmen", "seite-technik", "seite-barrierefreiheit"};
    for (size_t i = 0; i < kr_document_texts_count; i++) {
        const struct kr_document_text *t = &kr_document_texts[i];
        bool expected = strncmp(t->kind, "absatz-", 7) != 0;
        for (size_t k = 0; k < sizeof without / sizeof without[0]; k++)
            expected = expected && strcmp(t->kind, without[k]) != 0;
        const char *body = strstr(t->source, "\n\n");
        assert_non_null(body);
        bool has = strncmp(body + 2, "> Muster des Programms", 22) == 0 || strncmp(body + 2, "> Template of the program", 25) == 0;
        if (has != expected)
            fail_msg("%s.%s: a note that it is a template: %d", t->kind, t->lang, has);
    }
}

static void assert_says(const char *kind, const char *const *needles, size_t n)
{
    for (size_t i = 0; i < kr_document_texts_count; i++) {
        const struct kr_document_text *t = &kr_document_texts[i];
        if (strcmp(t->kind, kind) != 0 || strcmp(t->lang, "de") != 0)
            continue;
        size_t len;
        char *text = delivered(t, &len);
        for (size_t k = 0; k < n; k++)
            if (!strstr(text, needles[k]))
                fail_msg("%s does not say \"%s\"", kind, needles[k]);
        free(text);
        return;
    }
    fail_msg("no text of %s", kind);
}

#define ASSERT_SAYS(kind, ...)                                                                                         \
    do {                                                                                                               \
        static const char *const needles[] = {__VA_ARGS__};                                                            \
        assert_says(kind, needles, sizeof needles / sizeof needles[0]);                                                \
    } while (0)

static void the_agreement_has_all_of_article_28(void **state)
{
    /* Art. 28(3): subject, duration, nature, purpose, data, data subjects; then letters a to h and the last sentence */
    ASSERT_SAYS("avv", "Gegenstand", "unbestimmte Zeit", "**Art der Verarbeitung**", "**Zweck**",
                "**Arten personenbezogener Daten**", "**Kategorien betroffener Personen**", "Rechte und Pflichten der Schule",
                "Art. 28 Abs. 3 Satz 2 Buchst. a DSGVO", "Art. 28 Abs. 3 Satz 2 Buchst. b", "Art. 28 Abs. 3 Satz 2 Buchst. c DSGVO",
                "Art. 28 Abs. 2, Abs. 3 Satz 2 Buchst. d DSGVO", "Art. 28 Abs. 3 Satz 2 Buchst. e DSGVO",
                "Art. 28 Abs. 3 Satz 2 Buchst. f DSGVO", "Art. 28 Abs. 3 Satz 2 Buchst. g DSGVO",
                "Art. 28 Abs. 3 Satz 2 Buchst. h DSGVO", "Art. 28 Abs. 3 Satz 3 DSGVO", "Art. 28 Abs. 4 DSGVO",
                "Art. 28 Abs. 9 DSGVO", "Art. 33 Abs. 2 DSGVO", "Art. 82 DSGVO", "[[sign:");
}

static void records_and_notices_are_complete(void **state)
{
    ASSERT_SAYS("vvt-schule", "(Buchst. a)", "(Buchst. b)", "(Buchst. c)", "(Buchst. d)", "(Buchst. e)", "(Buchst. f)",
                "(Buchst. g)", "Art. 30 Abs. 1");
    ASSERT_SAYS("vvt-betreiber", "(Buchst. a)", "(Buchst. b)", "(Buchst. c)", "(Buchst. d)", "Art. 30 Abs. 2");
    /* Art. 13(1) and (2): controller, officer, purposes and basis, recipients, third countries, period, rights, complaint, duty */
    ASSERT_SAYS("datenschutzhinweise", "Wer ist verantwortlich", "Datenschutzbeauftragte", "Art. 6 Abs. 1", "Wer erhält die Daten",
                "außerhalb der Europäischen Union", "Wie lange", "Art. 15", "Art. 16", "Art. 17", "Art. 18", "Art. 21", "Art. 77",
                "Art. 22", "Müssen Sie Daten angeben");
    ASSERT_SAYS("dsfa", "Art. 35 Abs. 7 Buchst. a", "Art. 35 Abs. 7 Buchst. b", "Buchst. c und d", "Art. 35 Abs. 2", "Art. 36",
                "Art. 35 Abs. 9", "Art. 35 Abs. 11");
    ASSERT_SAYS("avv-tom", "Art. 32", "Pseudonymisierung", "Verschlüsselung", "Vertraulichkeit", "Integrität", "Verfügbarkeit",
                "Belastbarkeit", "Wiederherstellung", "Art. 32 Abs. 1 Buchst. d");
    ASSERT_SAYS("barrierefreiheit", "§ 10 Abs. 1", "BITV 2.0", "EN 301 549", "Schlichtungs", "Rückmeldung");
    ASSERT_SAYS("infoblatt", "fünf Schritten", "kostenlos", "Anonyme Zugänge", "BigBlueButton", "Gesamtelternbeirat", "Kontaktperson");
}

static void the_schools_policy_contains_the_terms(void **state)
{
    ASSERT_SAYS("nutzungsordnung", "Lindenschule Musterstadt", "## § 3 Zugangsdaten", "niemals", "§ 201");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(includes_become_text),
        cmocka_unit_test(includes_are_counted),
        cmocka_unit_test(faults_name_their_line),
        cmocka_unit_test(several_faults_are_told_at_once),
        cmocka_unit_test(blanks_are_counted),
        cmocka_unit_test(every_text_is_a_document),
        cmocka_unit_test(every_kind_has_a_german_text),
        cmocka_unit_test(templates_say_so),
        cmocka_unit_test(the_agreement_has_all_of_article_28),
        cmocka_unit_test(records_and_notices_are_complete),
        cmocka_unit_test(the_schools_policy_contains_the_terms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
