/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/amend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "paper/utf8.h"

/* How cairo begins the objects that are amended. A stream is compressed and a text has no line feed: neither looks so. */
static const char catalog_start[] = " 0 obj\n<< /Type /Catalog\n", element_start[] = " 0 obj\n<< /Type /StructElem\n   /S /";

enum { OBJECTS = 200000 };

struct amended {
    unsigned long number;
    size_t offset;
};

struct amender {
    struct kr_strbuf *out;
    size_t base; /* where the PDF begins in out */
    const char *pdf;
    size_t len;
    struct amended *done;
    size_t n, cap;
    int err;
};

/* The number of the object whose " 0 obj" is at p. */
static unsigned long number_before(const char *pdf, const char *p)
{
    while (p > pdf && p[-1] >= '0' && p[-1] <= '9')
        p--;
    return strtoul(p, NULL, 10);
}

/* Appends the object at `at` (its " 0 obj") with more entries in its dictionary. */
static void amend_object(struct amender *a, const char *at, const char *more)
{
    const char *body = at + strlen(" 0 obj\n<< ");
    const char *end = memmem(at, a->len - (size_t)(at - a->pdf), ">>\nendobj\n", 10);
    if (!end || a->n >= OBJECTS) {
        a->err = KR_E_INTERNAL;
        return;
    }
    if (a->n == a->cap) {
        size_t cap = a->cap ? 2 * a->cap : 64;
        struct amended *grown = realloc(a->done, cap * sizeof *grown);
        if (!grown) {
            a->err = KR_E_NOMEM;
            return;
        }
        a->done = grown;
        a->cap = cap;
    }
    a->done[a->n++] = (struct amended){number_before(a->pdf, at), a->out->len - a->base};
    kr_strbuf_addf(a->out, "%lu 0 obj\n<< %s\n   ", a->done[a->n - 1].number, more);
    kr_strbuf_add(a->out, body, (size_t)(end - body));
    kr_strbuf_addf(a->out, ">>\nendobj\n");
}

/* A text as UTF-16 in hexadecimal (ISO 32000-1 clause 7.9.2.2). */
static void add_text(struct kr_strbuf *to, const char *text)
{
    size_t len = strlen(text);
    kr_strbuf_addf(to, "<FEFF");
    for (size_t at = 0; at < len;) {
        uint32_t c;
        size_t n = kr_utf8_read(text + at, len - at, &c);
        at += n ? n : 1;
        if (n && c < 0x10000)
            kr_strbuf_addf(to, "%04X", c);
        else if (n)
            kr_strbuf_addf(to, "%04X%04X", 0xD800 + ((c - 0x10000) >> 10), 0xDC00 + ((c - 0x10000) & 0x3FF));
    }
    kr_strbuf_addf(to, ">");
}

static void amend_elements(struct amender *a, const char *const *alts, size_t n_alts)
{
    static const size_t skip = sizeof element_start - 1;
    size_t figure = 0;
    for (const char *at = a->pdf; !a->err; at += skip) {
        at = memmem(at, a->len - (size_t)(at - a->pdf), element_start, skip);
        if (!at || a->len - (size_t)(at - a->pdf) < skip + 8)
            return;
        if (memcmp(at + skip, "TH\n", 3) == 0) {
            amend_object(a, at, "/A << /O /Table /Scope /Column >>");
        } else if (memcmp(at + skip, "Figure\n", 7) == 0 && figure < n_alts) {
            struct kr_strbuf more;
            kr_strbuf_init(&more, 16 * 1024);
            kr_strbuf_addf(&more, "/Alt ");
            add_text(&more, alts[figure++]);
            if (more.failed)
                a->err = KR_E_TOO_LARGE;
            else
                amend_object(a, at, more.text);
            kr_strbuf_fini(&more);
        }
    }
}

static void amend_catalog(struct amender *a, const char *lang)
{
    const char *at = a->pdf, *found = NULL;
    char more[160], tag[9];
    size_t n = strspn(lang, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");
    n = n < sizeof tag - 1 ? n : sizeof tag - 1;
    memcpy(tag, lang, n);
    tag[n] = '\0';
    while ((at = memmem(at, a->len - (size_t)(at - a->pdf), catalog_start, sizeof catalog_start - 1)))
        found = at++;
    if (!found) {
        a->err = KR_E_INTERNAL;
        return;
    }
    int used = snprintf(more, sizeof more, "/Lang (%s) /ViewerPreferences << /DisplayDocTitle true >>", n ? tag : "de");
    if (used > 0)
        amend_object(a, found, more);
}

static int by_number(const void *x, const void *y)
{
    const struct amended *a = x, *b = y;
    return a->number < b->number ? -1 : a->number > b->number;
}

/* The new cross-reference section, and the old trailer with a pointer to the old section. */
static void add_trailer(struct amender *a)
{
    const char *trailer = NULL, *at = a->pdf;
    while ((at = memmem(at, a->len - (size_t)(at - a->pdf), "\ntrailer\n<< ", 12)))
        trailer = at++;
    const char *end = trailer ? memmem(trailer, a->len - (size_t)(trailer - a->pdf), ">>\nstartxref\n", 13) : NULL;
    if (!end) {
        a->err = KR_E_INTERNAL;
        return;
    }
    unsigned long before = strtoul(end + 13, NULL, 10);
    size_t section = a->out->len - a->base;
    qsort(a->done, a->n, sizeof *a->done, by_number);
    kr_strbuf_addf(a->out, "xref\n");
    for (size_t i = 0; i < a->n; i++)
        kr_strbuf_addf(a->out, "%lu 1\n%010zu 00000 n \n", a->done[i].number, a->done[i].offset);
    kr_strbuf_add(a->out, trailer + 1, (size_t)(end - trailer - 1));
    kr_strbuf_addf(a->out, "   /Prev %lu\n>>\nstartxref\n%zu\n%%%%EOF\n", before, section);
}

int kr_pdf_amend(struct kr_strbuf *out, const char *pdf, size_t len, const char *lang, const char *const *alts, size_t n_alts)
{
    struct amender a = {.out = out, .base = out->len, .pdf = pdf, .len = len};
    kr_strbuf_add(out, pdf, len);
    amend_catalog(&a, lang);
    amend_elements(&a, alts, n_alts);
    if (!a.err)
        add_trailer(&a);
    free(a.done);
    return a.err ? a.err : out->failed ? KR_E_TOO_LARGE : 0;
}
