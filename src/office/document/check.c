/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/document/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

static void add(struct kr_document_check *c, const struct kr_paper_fault *fault)
{
    if (c->n_faults < KR_DOCUMENT_FAULTS)
        c->faults[c->n_faults++] = *fault;
}

static void add_reason(struct kr_document_check *c, uint32_t line, const char *reason, const char *name)
{
    struct kr_paper_fault fault = {.line = line, .reason = reason};
    memcpy(fault.name, name, strnlen(name, sizeof fault.name - 1));
    add(c, &fault);
}

unsigned kr_document_blanks(const char *text, size_t len)
{
    static const char *const marks[] = {"[eintragen:", "[fill in:"};
    unsigned n = 0;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *at = text, *hit;
        while ((hit = memmem(at, len - (size_t)(at - text), marks[i], strlen(marks[i]))) != NULL) {
            n++;
            at = hit + strlen(marks[i]);
        }
    }
    return n;
}

/* Writes the text with each include's line empty, so that every other line keeps its number. */
static void without_includes(struct kr_strbuf *out, struct kr_document_check *c, const char *source, size_t len)
{
    uint32_t line = 0;
    for (size_t at = 0; at < len;) {
        const char *end = memchr(source + at, '\n', len - at);
        size_t n = end ? (size_t)(end - source) - at : len - at;
        char name[KR_INCLUDE_NAME_BYTES + 1];
        size_t bare = n > 0 && source[at + n - 1] == '\r' ? n - 1 : n;
        line++;
        bool ok = kr_include_line(source + at, bare, name);
        if (!ok)
            add_reason(c, line, "bad_include", "");
        if (ok && !name[0])
            kr_strbuf_add(out, source + at, n);
        kr_strbuf_add(out, "\n", 1);
        at += n + 1;
    }
}

/* Where a placeholder that opens at `at` is closed; NULL if none opens there, or it stays open. */
static const char *closing_braces(const char *text, size_t at, size_t len)
{
    if (len - at < 4 || text[at] != '{' || text[at + 1] != '{')
        return NULL;
    for (size_t end = at + 2; end + 1 < len; end++)
        if (text[end] == '}' && text[end + 1] == '}')
            return text + end;
    return NULL;
}

/* Writes the text with a letter for each placeholder and nothing for what encloses conditions and lists. */
static void without_placeholders(struct kr_strbuf *out, const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        if (text[at] == '\\' && at + 1 < len) {
            kr_strbuf_add(out, text + at, 2);
            at += 2;
            continue;
        }
        const char *end = closing_braces(text, at, len);
        if (!end || memchr(text + at, '\n', (size_t)(end - text) - at)) {
            kr_strbuf_add(out, text + at, 1);
            at++;
            continue;
        }
        if (!strchr("?!*/", text[at + 2]))
            kr_strbuf_add(out, "x", 1);
        at = (size_t)(end - text) + 2;
    }
}

struct key_check {
    struct kr_document_check *check;
    const struct kr_document_kind *kind;
};

static void on_key(void *arg, const char *key, uint32_t line)
{
    struct key_check *k = arg;
    if (!kr_document_may_name(k->kind, key))
        add_reason(k->check, line, "unknown_placeholder", key);
}

static void check_header(struct kr_document_check *c, const struct kr_paper *paper, const char *lang)
{
    if (!paper->title[0])
        add_reason(c, 1, "no_title", "title");
    if (strcmp(paper->lang, lang) != 0)
        add_reason(c, 1, "wrong_lang", paper->lang);
}

/* Reads the text as a document. Faults go to c; whole: the lines are not the operator's any more. */
static int parse(struct kr_document_check *c, const char *text, size_t len, const char *lang, bool whole)
{
    struct kr_paper *paper = NULL;
    struct kr_paper_fault fault = {0};
    int err = kr_paper_parse(&paper, text, len, &fault);
    if (err == KR_E_NOMEM)
        return err;
    if (err) {
        if (whole)
            fault.line = 0;
        add(c, &fault);
    } else if (!whole) {
        check_header(c, paper, lang);
    }
    kr_paper_free(paper);
    return 0;
}

/* As written: line by line. */
static int check_lines(struct kr_document_check *c, const struct kr_document_kind *kind, const char *lang, const char *source,
                       size_t len)
{
    struct kr_strbuf plain, bare;
    struct kr_paper_fault fault = {0};
    struct key_check keys = {c, kind};
    kr_strbuf_init(&plain, KR_PAPER_FILLED_BYTES);
    kr_strbuf_init(&bare, KR_PAPER_FILLED_BYTES);
    without_includes(&plain, c, source, len);
    kr_strbuf_add(&plain, "", 0);
    int err = plain.failed ? KR_E_NOMEM : 0;
    if (!err && kr_paper_keys(plain.text, plain.len, on_key, &keys, &fault) != 0)
        add(c, &fault);
    if (!err) {
        without_placeholders(&bare, plain.text, plain.len);
        kr_strbuf_add(&bare, "", 0);
        err = bare.failed ? KR_E_NOMEM : parse(c, bare.text, bare.len, lang, false);
    }
    kr_strbuf_fini(&bare);
    kr_strbuf_fini(&plain);
    return err;
}

/* Put together: with what it includes, and with values. */
static int check_whole(struct kr_document_check *c, const char *lang, const char *source, size_t len, kr_include_find_fn *find,
                       void *arg)
{
    struct kr_paper_values samples;
    struct kr_paper_fault fault = {0};
    char *expanded = NULL, *filled = NULL;
    size_t expanded_len, filled_len;
    kr_paper_values_init(&samples);
    kr_document_samples(&samples, lang);
    int err = kr_include_expand(&expanded, &expanded_len, source, len, find, arg, &fault);
    if (!err) {
        err = kr_paper_fill(&filled, &filled_len, expanded, expanded_len, &samples, &fault);
        fault.line = 0;
    }
    if (!err)
        err = parse(c, filled, filled_len, lang, true);
    if (err == KR_E_MALFORMED || err == KR_E_TOO_LARGE) {
        add(c, &fault);
        err = 0;
    }
    if (!err && expanded)
        c->blanks = kr_document_blanks(expanded, expanded_len);
    kr_paper_values_fini(&samples);
    free(filled);
    free(expanded);
    return err;
}

int kr_document_check(struct kr_document_check *out, const struct kr_document_kind *kind, const char *lang, const char *source,
                      size_t len, kr_include_find_fn *find, void *arg)
{
    struct kr_document_check c = {0};
    int err = 0;
    if (len > KR_PAPER_SOURCE_BYTES)
        add_reason(&c, 0, "too_large", "");
    else
        err = check_lines(&c, kind, lang, source, len);
    if (!err && c.n_faults == 0)
        err = check_whole(&c, lang, source, len, find, arg);
    if (!err)
        *out = c;
    return err;
}

void kr_document_samples(struct kr_paper_values *v, const char *lang)
{
    bool de = strcmp(lang, "de") == 0;
    const struct {
        const char *key, *de, *en;
    } values[] = {
        {"operator.name", "Kreismedienzentrum Musterkreis", NULL},
        {"operator.address", "Musterstraße 1, 12345 Musterstadt", NULL},
        {"operator.mail", "videokonferenz@musterkreis.example", NULL},
        {"operator.phone", "00000 1234-0", NULL},
        {"operator.head", "Leitung Ahorn", "Ahorn, head of centre"},
        {"operator.dsb", "datenschutz@musterkreis.example", NULL},
        {"operator.site", "https://www.musterkreis.example", NULL},
        {"service.address", "https://kreide.musterkreis.example", NULL},
        {"service.hosting", "angemietete virtuelle Server in Deutschland", "rented virtual servers in Germany"},
        {"date", "1. September 2026", "1 September 2026"},
        {"effective", "1. September 2026", "1 September 2026"},
        {"school.name", "Lindenschule Musterstadt", NULL},
        {"school.number", "04123456", NULL},
        {"school.address", "Lindenweg 2, 12345 Musterstadt", NULL},
        {"school.mail", "poststelle@lindenschule.example", NULL},
        {"school.head", "Birke", NULL},
        {"school.contact", "Linde", NULL},
        {"school.dsb", "datenschutz@lindenschule.example", NULL},
        {"posted", "", NULL},
        {"recovery.code", "k7mp-x2wd-9hqt-c4rn-m8pa-t3vz", NULL},
        {"enrolment.state", "teilnehmend", "taking part"},
        {"period.from", "01.09.2026, 00:00 Uhr", NULL},
        {"period.until", "15.09.2026, 12:00 Uhr", NULL},
        {"period.count", "1", NULL},
        {"room.title", "Mathematik 7b", "Mathematics 7b"},
        {"room.link", "https://kreide.musterkreis.example/r/Beispiel-Link", NULL},
        {"room.code", "k7mpx-2wd9h", NULL},
        {"room.until", "1. September, 10:15 Uhr", "1 September, 10:15"},
        {"room.when", "jeden Dienstag, 10:00 bis 10:45 Uhr, bis 29. Januar 2027", "every Tuesday, 10:00 to 10:45, until 29 January 2027"},
        {"room.lobby", "1", NULL},
        {"room.adults", "", NULL},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        kr_paper_value_set(v, values[i].key, de || !values[i].en ? values[i].de : values[i].en);

    struct kr_paper_row *row = kr_paper_list_add(v, kr_paper_list_get(v, "accounts"));
    kr_paper_row_set(v, row, "title", de ? "Gemeinsames Konto der Schule" : "The school's shared account");
    kr_paper_row_set(v, row, "handle", "mk-7k3m9");
    kr_paper_row_set(v, row, "password", "hx4d-29pk-w7mt-c8rq");
    kr_paper_row_set(v, row, "purpose", "");
    kr_paper_row_set(v, row, "expires", de ? "31. Juli 2027" : "31 July 2027");

    row = kr_paper_list_add(v, kr_paper_list_get(v, "steps"));
    kr_paper_row_set(v, row, "title", de ? "Vereinbarung unterschrieben" : "Agreement signed");
    kr_paper_row_set(v, row, "when", "1. September 2026, 10:15");
    kr_paper_row_set(v, row, "by", de ? "Schulleitung" : "head of school");
    kr_paper_row_set(v, row, "way", de ? "Papier" : "paper");
    kr_paper_row_set(v, row, "document", "AVV, 1");

    row = kr_paper_list_add(v, kr_paper_list_get(v, "holdings"));
    kr_paper_row_set(v, row, "label", "Ahorn");
    kr_paper_row_set(v, row, "handle", "mk-7k3m9");
    kr_paper_row_set(v, row, "from", "01.09.2026, 08:15 Uhr");
    kr_paper_row_set(v, row, "until", "15.09.2026, 10:40 Uhr");
    kr_paper_row_set(v, row, "ended", de ? "neues Passwort" : "new password");

    row = kr_paper_list_add(v, kr_paper_list_get(v, "versions"));
    kr_paper_row_set(v, row, "title", de ? "Vereinbarung zur Auftragsverarbeitung" : "Data processing agreement");
    kr_paper_row_set(v, row, "number", "1");
    kr_paper_row_set(v, row, "sha256", "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0");
}
