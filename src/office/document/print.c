/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/document/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/strbuf.h"
#include "crypto/secret.h"
#include "office/document/operator.h"

enum { FOOT_SIZE = 120 };

/* ---- what is kept ---- */

static struct kr_print_kept *find(struct kr_prints *p, const uint8_t key[32])
{
    for (size_t i = 0; i < KR_PRINT_KEPT; i++) {
        if (p->kept[i].pdf && memcmp(p->kept[i].key, key, 32) == 0) {
            p->kept[i].used = ++p->uses;
            return &p->kept[i];
        }
    }
    return NULL;
}

/* In the place of the one that nobody has asked for the longest. */
static void keep(struct kr_prints *p, const uint8_t key[32], const char *pdf, size_t len)
{
    struct kr_print_kept *at = &p->kept[0];
    for (size_t i = 1; i < KR_PRINT_KEPT; i++)
        if (p->kept[i].used < at->used)
            at = &p->kept[i];
    char *copy = len <= KR_PRINT_KEPT_BYTES ? malloc(len) : NULL;
    if (!copy)
        return; /* it is set again next time */
    memcpy(copy, pdf, len);
    free(at->pdf);
    *at = (struct kr_print_kept){.pdf = copy, .len = len, .used = ++p->uses};
    memcpy(at->key, key, 32);
}

void kr_prints_fini(struct kr_prints *p)
{
    for (size_t i = 0; i < KR_PRINT_KEPT; i++)
        free(p->kept[i].pdf);
    *p = (struct kr_prints){0};
}

struct waiting {
    struct kr_office *office;
    uint8_t key[32];
    kr_press_fn *done;
    void *arg;
};

static void on_set(void *arg, int err, const char *pdf, size_t len)
{
    struct waiting *w = arg;
    if (!err)
        keep(&w->office->prints, w->key, pdf, len);
    w->done(w->arg, err, pdf, len);
    free(w);
}

/* What makes the paper: its text, the operator's head, and the foot. */
static int key_of(struct kr_office *o, uint8_t out[32], const struct kr_press_job *job)
{
    static const char *const facts[] = {"operator.name", "operator.address", "operator.phone", "operator.mail", "branding.colour"};
    struct kr_strbuf all;
    char logo[KR_LOGO_HASH_SIZE];
    kr_strbuf_init(&all, KR_PAPER_FILLED_BYTES + 16384);
    int err = kr_logo_hash(o, logo);
    for (size_t i = 0; i < sizeof facts / sizeof facts[0] && !err; i++) {
        char *text = kr_operator_text(o, facts[i]);
        err = text ? 0 : KR_E_NOMEM;
        kr_strbuf_addf(&all, "%s\x1f", text ? text : "");
        free(text);
    }
    kr_strbuf_addf(&all, "%s\x1f%s\x1f%s\x1f%d\x1f", err ? "" : logo, job->lang, job->version, (int)job->kind);
    kr_strbuf_add(&all, job->source, job->source_len);
    if (!err && all.failed)
        err = KR_E_NOMEM;
    if (!err)
        kr_sha256(out, all.text, all.len);
    kr_strbuf_fini(&all);
    return err;
}

/* ---- printing ---- */

static enum kr_print_job_kind form_of(const char *kind)
{
    if (strcmp(kind, "zugangsbrief") == 0)
        return KR_PRINT_JOB_KIND_LETTER;
    if (strcmp(kind, "karte") == 0)
        return KR_PRINT_JOB_KIND_CARD;
    if (strcmp(kind, "nachweis") == 0 || strcmp(kind, "wiederherstellung") == 0 || strcmp(kind, "zugangsverzeichnis") == 0)
        return KR_PRINT_JOB_KIND_SHEET;
    return KR_PRINT_JOB_KIND_DOCUMENT;
}

/*
 * "Fassung 3, gültig ab 1. August 2026" of a text that is in force; "Vordruck, Fassung 3 vom 1. August 2026" of a form that is
 * filled in for somebody; "Vorlage" of what a school makes its own.
 */

static void foot_of(char out[FOOT_SIZE], const struct kr_store_document *v, const char *lang)
{
    char date[KR_DOCUMENT_DATE_SIZE];
    bool de = strcmp(lang, "de") == 0;
    if (!v || v->number == 0) {
        snprintf(out, FOOT_SIZE, "%s", de ? "Entwurf" : "Draft");
        return;
    }
    kr_document_date(date, lang, v->effective_ms);
    const struct kr_document_kind *kind = kr_document_kind(v->kind);
    bool own = kind && kind->own, form = form_of(v->kind) != KR_PRINT_JOB_KIND_DOCUMENT;
    if (de)
        snprintf(out, FOOT_SIZE, "%sFassung %u%s %s", own ? "Vorlage, " : form ? "Vordruck, " : "", v->number,
                 own || form ? " vom" : ", gültig ab", date);
    else
        snprintf(out, FOOT_SIZE, "%s %u%s %s", own ? "Template, version" : form ? "Form, version" : "Version", v->number,
                 own || form ? " of" : ", in force from", date);
}

static int set(struct kr_office *o, const struct kr_press_job *job, bool kept, kr_press_fn *done, void *arg)
{
    struct waiting w = {.office = o, .done = done, .arg = arg};
    if (!kept)
        return kr_press_set(o, job, done, arg);
    int err = key_of(o, w.key, job);
    if (err)
        return err;
    const struct kr_print_kept *found = find(&o->prints, w.key);
    if (found) {
        done(arg, 0, found->pdf, found->len);
        return 0;
    }
    struct waiting *copy = malloc(sizeof *copy);
    if (!copy)
        return KR_E_NOMEM;
    *copy = w;
    err = kr_press_set(o, job, on_set, copy);
    if (err)
        free(copy);
    return err;
}

int kr_document_print(struct kr_office *o, const struct kr_document_print *p, kr_press_fn *done, void *arg)
{
    const struct kr_store_document *v = p->version;
    const char *kind = v ? v->kind : p->kind, *lang = v ? v->lang : p->lang;
    char foot[FOOT_SIZE], date[KR_DOCUMENT_DATE_SIZE], hex[KR_DOCUMENT_HEX_SIZE] = "", *text = NULL;
    size_t len = 0;
    kr_assert(kind && lang && (v || p->source));
    int err = v ? kr_document_make_version(o, v, p->values, &text, &len) : kr_document_make(o, lang, p->source, p->values, &text, &len, NULL);
    if (err)
        return err;
    foot_of(foot, v, lang);
    kr_document_date(date, lang, kr_office_now_ms(o));
    if (v)
        kr_document_hex(hex, v);
    struct kr_press_job job = {
        .kind = form_of(kind), .source = text, .source_len = len, .lang = lang, .recipient = p->recipient, .date = date,
        .version = foot, .hash = hex, .cards = p->cards, .head_name = p->head ? p->head->name : NULL,
        .head_address = p->head ? p->head->address : NULL,
    };
    err = set(o, &job, p->keep, done, arg);
    kr_wipe(text, len); /* it may be a letter with a password */
    free(text);
    return err;
}

void kr_document_file_name(char out[KR_PRINT_NAME_SIZE], const char *kind, const char *lang, uint32_t number)
{
    if (number)
        snprintf(out, KR_PRINT_NAME_SIZE, "%s-%u%s.pdf", kind, number, strcmp(lang, "en") == 0 ? "-en" : "");
    else
        snprintf(out, KR_PRINT_NAME_SIZE, "%s-entwurf.pdf", kind);
}
