/* SPDX-License-Identifier: EUPL-1.2 */
/* What operators do with documents: drafts, publication, withdrawal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/audit/audit.h"
#include "office/document/document.h"

enum { ID_DIGITS = 20, DAY_MS = 24 * 60 * 60 * 1000, VERSIONS_MAX = 1000 };

static int draft_of(struct kr_office *o, const char *kind, const char *lang, struct kr_store_document *out)
{
    return kr_store_document_by_number(o->store, out, kind, lang, 0);
}

static int audit(struct kr_office *o, const char *who, const char *action, const struct kr_store_document *v)
{
    char detail[KR_AUDIT_DETAIL_MAX + 1], hex[KR_DOCUMENT_HEX_SIZE];
    kr_document_hex(hex, v);
    snprintf(detail, sizeof detail, "kind=%s lang=%s number=%u sha256=%s", v->kind, v->lang, v->number, hex);
    return kr_audit(o, who, action, v->id, detail);
}

/* A draft of this text, in the place of the one there is. */
static int put_draft(struct kr_office *o, const char *who, const char *kind, const char *lang, const char *source,
                     struct kr_store_document *out)
{
    struct kr_store_document row = {.created_ms = kr_office_now_ms(o)};
    kr_random_code(row.id, sizeof row.id, ID_DIGITS);
    snprintf(row.kind, sizeof row.kind, "%s", kind);
    snprintf(row.lang, sizeof row.lang, "%s", lang);
    snprintf(row.author, sizeof row.author, "%s", who);
    kr_sha256(row.sha256, source, strlen(source));
    int err = kr_store_document_put_draft(o->store, &row, source);
    return err ? err : draft_of(o, kind, lang, out);
}

/* Whether the draft is the one of that hash; no draft has the hash "". */
static int check_base(struct kr_office *o, const char *kind, const char *lang, const char *base)
{
    struct kr_store_document now;
    char hex[KR_DOCUMENT_HEX_SIZE] = "";
    int err = draft_of(o, kind, lang, &now);
    if (err && err != KR_E_NOT_FOUND)
        return err;
    if (!err)
        kr_document_hex(hex, &now);
    return strcmp(hex, base) == 0 ? 0 : KR_E_STATE;
}

int kr_document_save(struct kr_office *o, const char *who, const char *kind, const char *lang, const char *source,
                     const char *base, struct kr_store_document *out)
{
    if (!kr_document_kind(kind) || !kr_document_lang_is_known(lang))
        return KR_E_NOT_FOUND;
    if (strlen(source) > KR_DOCUMENT_SOURCE_BYTES)
        return KR_E_TOO_LARGE;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = check_base(o, kind, lang, base);
    if (!err)
        err = put_draft(o, who, kind, lang, source, out);
    return kr_store_finish(o->store, err);
}

int kr_document_drop(struct kr_office *o, const char *who, const char *kind, const char *lang)
{
    struct kr_store_document draft;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = draft_of(o, kind, lang, &draft);
    if (!err)
        err = kr_store_document_delete(o->store, draft.id);
    if (!err)
        err = audit(o, who, "document.draft_dropped", &draft);
    if (err == KR_E_NOT_FOUND)
        err = 0;
    return kr_store_finish(o->store, err);
}

struct newest {
    const char *lang;
    uint64_t now_ms;
    uint32_t number; /* the highest */
    struct kr_store_document planned; /* the last that waits for its day; number 0: none does */
};

static int look(void *arg, const struct kr_store_document *row)
{
    struct newest *n = arg;
    if (row->number > 0 && strcmp(row->lang, n->lang) == 0) {
        n->number = row->number > n->number ? row->number : n->number;
        if (row->effective_ms > n->now_ms)
            n->planned = *row;
    }
    return 0;
}

static int check_dates(const struct kr_document_kind *kind, const struct kr_document_publication *p, uint64_t now_ms,
                       uint64_t *effective_ms)
{
    uint64_t from = p->effective_ms ? p->effective_ms : now_ms;
    if (from + KR_DOCUMENT_SOON_MS < now_ms || from > now_ms + (uint64_t)KR_DOCUMENT_AHEAD_DAYS * DAY_MS)
        return KR_E_EXPIRED;
    if (from < now_ms)
        from = now_ms;
    if (p->accept_until_ms && (kind->accept == KR_DOCUMENT_NONE || p->accept_until_ms <= from ||
                               p->accept_until_ms > from + (uint64_t)KR_DOCUMENT_AHEAD_DAYS * DAY_MS))
        return KR_E_EXPIRED;
    *effective_ms = from;
    return 0;
}

/*
 * A version that waits for its day is withdrawn before another is published. When schools accepted it already, that
 * cannot be; it is followed by one that comes into force with it or later, so that numbers and days have one order.
 */
static int check_planned(struct kr_office *o, const struct kr_store_document *planned, uint64_t effective_ms)
{
    bool taken;
    int err = kr_store_document_is_taken(o->store, &taken, planned->id);
    if (!err && !taken)
        err = KR_E_EXISTS;
    return err ? err : effective_ms < planned->effective_ms ? KR_E_EXPIRED : 0;
}

/* The draft, if it is the one that was read and has no faults; its source is the caller's. */
static int take_draft(struct kr_office *o, const struct kr_document_kind *kind, const char *lang, const char *sha256,
                      struct kr_store_document *draft, char **source)
{
    char hex[KR_DOCUMENT_HEX_SIZE];
    struct kr_document_check check;
    int err = draft_of(o, kind->id, lang, draft);
    if (err)
        return err;
    kr_document_hex(hex, draft);
    if (strcmp(hex, sha256) != 0)
        return KR_E_STATE;
    err = kr_store_document_source(o->store, source, draft->id);
    if (!err)
        err = kr_document_try(o, kind, lang, *source, &check);
    if (!err && check.n_faults)
        err = KR_E_MALFORMED;
    return err;
}

static int publish(struct kr_office *o, const char *who, const struct kr_document_kind *kind, const char *lang,
                   const struct kr_document_publication *p, struct kr_store_document *out)
{
    struct kr_store_document draft, v;
    struct newest newest = {.lang = lang, .now_ms = kr_office_now_ms(o)};
    uint64_t effective_ms;
    char *source = NULL;
    int err = check_dates(kind, p, newest.now_ms, &effective_ms);
    if (!err)
        err = take_draft(o, kind, lang, p->sha256, &draft, &source);
    if (!err)
        err = kr_store_document_list(o->store, kind->id, look, &newest);
    if (!err && newest.planned.number)
        err = check_planned(o, &newest.planned, effective_ms);
    if (!err && newest.number >= VERSIONS_MAX)
        err = KR_E_FULL;
    if (!err) {
        v = draft;
        v.number = newest.number + 1;
        v.effective_ms = effective_ms;
        v.accept_until_ms = p->accept_until_ms;
        v.created_ms = newest.now_ms;
        snprintf(v.author, sizeof v.author, "%s", who);
        kr_random_code(v.id, sizeof v.id, ID_DIGITS);
        err = kr_store_document_delete(o->store, draft.id);
    }
    if (!err)
        err = kr_store_document_add(o->store, &v, source);
    if (!err)
        err = audit(o, who, "document.published", &v);
    if (!err && o->on_document_published)
        err = o->on_document_published(o, &v);
    if (!err)
        *out = v;
    free(source);
    return err;
}

int kr_document_publish(struct kr_office *o, const char *who, const char *kind, const char *lang,
                        const struct kr_document_publication *p, struct kr_store_document *out)
{
    const struct kr_document_kind *k = kr_document_kind(kind);
    if (!k || !kr_document_lang_is_known(lang))
        return KR_E_NOT_FOUND;
    int err = kr_store_begin(o->store);
    return err ? err : kr_store_finish(o->store, publish(o, who, k, lang, p, out));
}

static int withdraw(struct kr_office *o, const char *who, const char *kind, const char *id)
{
    struct kr_store_document v, draft;
    char *source = NULL;
    bool taken = false;
    int err = kr_store_document_get(o->store, &v, id);
    if (!err && strcmp(v.kind, kind) != 0)
        err = KR_E_NOT_FOUND;
    if (!err && (v.number == 0 || v.effective_ms <= kr_office_now_ms(o)))
        err = KR_E_STATE;
    if (!err)
        err = kr_store_document_is_taken(o->store, &taken, v.id);
    if (!err && taken)
        err = KR_E_EXISTS;
    if (!err)
        err = kr_store_document_source(o->store, &source, v.id);
    if (!err)
        err = kr_store_document_delete(o->store, v.id);
    if (!err) {
        err = draft_of(o, v.kind, v.lang, &draft);
        if (err == KR_E_NOT_FOUND)
            err = put_draft(o, who, v.kind, v.lang, source, &draft);
    }
    if (!err)
        err = audit(o, who, "document.withdrawn", &v);
    free(source);
    return err;
}

int kr_document_withdraw(struct kr_office *o, const char *who, const char *kind, const char *id)
{
    int err = kr_store_begin(o->store);
    return err ? err : kr_store_finish(o->store, withdraw(o, who, kind, id));
}
