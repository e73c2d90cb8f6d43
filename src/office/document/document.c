/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/document/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "crypto/secret.h"
#include "office/document/texts.h"

enum { ID_DIGITS = 20 };

static int install_text(struct kr_office *o, const struct kr_document_text *text)
{
    struct kr_store_document row;
    int err = kr_store_document_by_number(o->store, &row, text->kind, text->lang, 1);
    if (err != KR_E_NOT_FOUND)
        return err;
    row = (struct kr_store_document){.number = 1, .created_ms = kr_office_now_ms(o), .effective_ms = kr_office_now_ms(o)};
    kr_random_code(row.id, sizeof row.id, ID_DIGITS);
    snprintf(row.kind, sizeof row.kind, "%s", text->kind);
    snprintf(row.lang, sizeof row.lang, "%s", text->lang);
    kr_sha256(row.sha256, text->source, text->len);
    return kr_store_document_add(o->store, &row, text->source);
}

int kr_document_install(struct kr_office *o)
{
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    for (size_t i = 0; i < kr_document_texts_count && !err; i++)
        err = install_text(o, &kr_document_texts[i]);
    return kr_store_finish(o->store, err);
}

const struct kr_document_text *kr_document_delivered(const char *kind, const char *lang)
{
    for (size_t i = 0; i < kr_document_texts_count; i++)
        if (strcmp(kr_document_texts[i].kind, kind) == 0 && strcmp(kr_document_texts[i].lang, lang) == 0)
            return &kr_document_texts[i];
    return NULL;
}

int kr_document_in_force(struct kr_office *o, const char *kind, const char *lang, uint64_t now_ms, struct kr_store_document *out)
{
    int err = kr_store_document_in_force(o->store, out, kind, lang, now_ms);
    if (err == KR_E_NOT_FOUND && strcmp(lang, "de") != 0)
        err = kr_store_document_in_force(o->store, out, kind, "de", now_ms);
    return err;
}

int kr_document_version_get(struct kr_office *o, const char *id, struct kr_store_document *out)
{
    return kr_store_document_get(o->store, out, id);
}

int kr_document_state_of(struct kr_office *o, const struct kr_store_document *v, enum kr_document_state *out)
{
    uint64_t now_ms = kr_office_now_ms(o);
    struct kr_store_document now;
    if (v->number == 0 || v->effective_ms > now_ms) {
        *out = v->number == 0 ? KR_DOCUMENT_DRAFT : KR_DOCUMENT_PLANNED;
        return 0;
    }
    int err = kr_store_document_in_force(o->store, &now, v->kind, v->lang, now_ms);
    if (!err)
        *out = now.number == v->number ? KR_DOCUMENT_IN_FORCE : KR_DOCUMENT_PAST;
    return err;
}

void kr_document_hex(char out[KR_DOCUMENT_HEX_SIZE], const struct kr_store_document *v)
{
    for (size_t i = 0; i < sizeof v->sha256; i++)
        snprintf(out + 2 * i, 3, "%02x", v->sha256[i]);
}

/* ---- texts ---- */

struct finder {
    struct kr_office *office;
    const char *lang;
};

/*
 * An included text says since when it is in force itself, not the one around it. Takes source; the result is allocated.
 * A dot is escaped, so that a day at the beginning of a line is no numbered clause.
 */
static char *with_own_day(char *source, const struct kr_store_document *v)
{
    static const char mark[] = "{{effective}}";
    char date[KR_DOCUMENT_DATE_SIZE];
    struct kr_strbuf out;
    kr_document_date(date, v->lang, v->effective_ms);
    size_t dot = strcspn(date, ".");
    kr_strbuf_init(&out, KR_PAPER_FILLED_BYTES);
    kr_strbuf_add(&out, "", 0);
    for (const char *at = source, *hit; *at; at = hit + strlen(mark)) {
        hit = strstr(at, mark);
        if (!hit) {
            kr_strbuf_add(&out, at, strlen(at));
            break;
        }
        kr_strbuf_add(&out, at, (size_t)(hit - at));
        kr_strbuf_add(&out, date, dot);
        if (date[dot])
            kr_strbuf_addf(&out, "\\%s", date + dot);
    }
    free(source);
    char *text = kr_strbuf_take(&out);
    kr_strbuf_fini(&out);
    return text;
}

static int find(void *arg, const char *kind, char **text, size_t *len)
{
    struct finder *f = arg;
    struct kr_store_document v;
    char *source = NULL;
    int err = kr_document_in_force(f->office, kind, f->lang, kr_office_now_ms(f->office), &v);
    if (!err)
        err = kr_store_document_source(f->office->store, &source, v.id);
    if (!err) {
        source = with_own_day(source, &v);
        err = source ? 0 : KR_E_NOMEM;
    }
    if (!err) {
        *text = source;
        *len = strlen(source);
    }
    return err;
}

int kr_document_try(struct kr_office *o, const struct kr_document_kind *kind, const char *lang, const char *source,
                    struct kr_document_check *out)
{
    struct finder f = {o, lang};
    return kr_document_check(out, kind, lang, source, strlen(source), find, &f);
}

int kr_document_make(struct kr_office *o, const char *lang, const char *source, const struct kr_paper_values *values, char **out,
                     size_t *out_len, struct kr_paper_fault *fault)
{
    struct finder f = {o, lang};
    char *expanded = NULL;
    size_t len;
    int err = kr_include_expand(&expanded, &len, source, strlen(source), find, &f, fault);
    if (!err)
        err = kr_paper_fill(out, out_len, expanded, len, values, fault);
    free(expanded);
    return err;
}

int kr_document_make_version(struct kr_office *o, const struct kr_store_document *v, struct kr_paper_values *values, char **out,
                             size_t *out_len)
{
    char date[KR_DOCUMENT_DATE_SIZE], *source = NULL;
    kr_document_date(date, v->lang, v->number ? v->effective_ms : kr_office_now_ms(o));
    kr_paper_value_set(values, "effective", date);
    int err = kr_store_document_source(o->store, &source, v->id);
    if (!err)
        err = kr_document_make(o, v->lang, source, values, out, out_len, NULL);
    free(source);
    return err;
}

int kr_document_title_of(struct kr_document_title *out, const char *text, size_t len)
{
    struct kr_paper *paper;
    int err = kr_paper_parse(&paper, text, len, NULL);
    if (err)
        return err;
    struct kr_document_title t = {strdup(paper->title), strdup(paper->subtitle), strdup(paper->short_title)};
    kr_paper_free(paper);
    if (!t.title || !t.subtitle || !t.short_title) {
        kr_document_title_fini(&t);
        return KR_E_NOMEM;
    }
    *out = t;
    return 0;
}

void kr_document_title_fini(struct kr_document_title *t)
{
    free(t->title);
    free(t->subtitle);
    free(t->short_title);
    *t = (struct kr_document_title){0};
}
