/* SPDX-License-Identifier: EUPL-1.2 */
/* Documents: lists, sources, drafts, publication. Files and previews are in document_file.c. */
#include <stdlib.h>
#include <string.h>

#include "office/api/document_view.h"

static const char *lang_of(const struct kr_api_call *c)
{
    char lang[3];
    return kr_api_param(c, "lang", lang, sizeof lang) && strcmp(lang, "en") == 0 ? "en" : "de";
}

/* A kind that is not there is answered as such; the call has ended then. */
static const struct kr_document_kind *kind_of(struct kr_api_call *c)
{
    const struct kr_document_kind *kind = kr_document_kind(kr_api_part(c, "kind"));
    if (!kind)
        kr_api_fail(&c->answer, KR_E_NOT_FOUND);
    return kind;
}

static void fail(struct kr_api_call *c, int err)
{
    if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "changed", "It has been changed meanwhile.", NULL);
    else if (err == KR_E_TOO_LARGE)
        kr_api_problem(&c->answer, 400, "out_of_range", "The text is too long.", "source");
    else
        kr_api_fail(&c->answer, err);
}

void kr_api_document_list(struct kr_api_call *c)
{
    struct kr_document_list list;
    bool all = c->session.account.role == KR_ROLE_OPERATOR;
    int err = kr_document_list_read(c->office, &list, NULL, c->req->origin);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    struct kr_api_document *out = calloc(list.n + 1, sizeof *out);
    size_t n = 0;
    for (size_t i = 0; out && i < list.n; i++) {
        const struct kr_document_entry *e = &list.entries[i];
        bool shown = all || (e->has_now && kr_document_is_open(e->kind));
        if (shown)
            out[n++] = kr_document_entry_view(e, all);
    }
    if (out) {
        struct kr_api_msg msg = {.head.type = KR_API_DOCUMENTS, .u.documents = {.documents = out, .documents_len = n}};
        kr_api_answer(&c->answer, 200, &msg);
    } else {
        kr_api_fail(&c->answer, KR_E_NOMEM);
    }
    free(out);
    kr_document_list_fini(&list);
}

struct version_list {
    struct kr_office *office;
    const char *lang;
    struct kr_version_view *views;
    struct kr_api_document_version *out;
    size_t n, max;
};

static int collect(void *arg, const struct kr_store_document *row)
{
    struct version_list *l = arg;
    if (strcmp(row->lang, l->lang) != 0 || l->n == l->max)
        return 0;
    return kr_version_view_make(l->office, &l->views[l->n++], row);
}

/* The draft, then the newest first. */
static void put_in_order(struct version_list *l)
{
    size_t drafts = l->n > 0 && l->views[0].row.number == 0;
    for (size_t i = 0; i < l->n; i++)
        l->out[i] = i < drafts ? kr_version_view_api(&l->views[0]) : kr_version_view_api(&l->views[l->n - 1 - (i - drafts)]);
}

void kr_api_document_show(struct kr_api_call *c)
{
    enum { MOST = 1000 };
    const struct kr_document_kind *kind = kind_of(c);
    if (!kind)
        return;
    struct version_list l = {c->office, lang_of(c), calloc(MOST, sizeof *l.views), calloc(MOST, sizeof *l.out), 0, MOST};
    struct kr_document_list list = {0};
    const struct kr_document_entry *entry = NULL;
    int err = l.views && l.out ? kr_store_document_list(c->office->store, kind->id, collect, &l) : KR_E_NOMEM;
    if (!err)
        err = kr_document_list_read(c->office, &list, kind->id, c->req->origin);
    for (size_t i = 0; i < list.n; i++)
        if (strcmp(list.entries[i].lang, l.lang) == 0)
            entry = &list.entries[i];
    if (!err && !entry)
        err = KR_E_NOT_FOUND;
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        put_in_order(&l);
        struct kr_api_msg msg = {.head.type = KR_API_DOCUMENT_VERSIONS,
                                 .u.document_versions = {.document = kr_document_entry_view(entry, true), .versions = l.out,
                                                         .versions_len = l.n}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    kr_document_list_fini(&list);
    free(l.views);
    free(l.out);
}

static void answer_text(struct kr_api_call *c, int status, const struct kr_store_document *v)
{
    struct kr_version_view view;
    char *source = NULL;
    int err = kr_store_document_source(c->office->store, &source, v->id);
    if (!err)
        err = kr_version_view_make(c->office, &view, v);
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {.head.type = KR_API_DOCUMENT_TEXT,
                                 .u.document_text = {.version = kr_version_view_api(&view), .source = source}};
        kr_api_answer(&c->answer, status, &msg);
    }
    free(source);
}

/* The text that the program came with. */
static void answer_delivered(struct kr_api_call *c, const struct kr_document_kind *kind)
{
    const struct kr_document_text *text = kr_document_delivered(kind->id, lang_of(c));
    if (!text) {
        kr_api_fail(&c->answer, KR_E_NOT_FOUND);
        return;
    }
    struct kr_version_view view = kr_version_view_of_text(text);
    struct kr_api_msg msg = {.head.type = KR_API_DOCUMENT_TEXT,
                             .u.document_text = {.version = kr_version_view_api(&view), .source = text->source}};
    kr_api_answer(&c->answer, 200, &msg);
}

void kr_api_document_source(struct kr_api_call *c)
{
    const struct kr_document_kind *kind = kind_of(c);
    struct kr_store_document v;
    if (!kind)
        return;
    const char *id = kr_api_part(c, "version");
    if (strcmp(id, "delivered") == 0) {
        answer_delivered(c, kind);
        return;
    }
    int err = kr_document_version_get(c->office, id, &v);
    if (!err && strcmp(v.kind, kind->id) != 0)
        err = KR_E_NOT_FOUND;
    if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_text(c, 200, &v);
}

void kr_api_document_save(struct kr_api_call *c)
{
    const struct kr_api_document_save *body = &c->body->u.document_save;
    const struct kr_document_kind *kind = kind_of(c);
    struct kr_store_document v;
    struct kr_version_view view;
    struct kr_document_check check;
    struct kr_api_document_fault faults[KR_DOCUMENT_FAULTS];
    if (!kind)
        return;
    int err = kr_document_save(c->office, c->session.account.id, kind->id, body->lang, body->source, body->base, &v);
    if (!err)
        err = kr_document_try(c->office, kind, body->lang, body->source, &check);
    if (!err)
        err = kr_version_view_make(c->office, &view, &v);
    if (err) {
        fail(c, err);
        return;
    }
    struct kr_api_msg msg = {.head.type = KR_API_DOCUMENT_SAVED,
                             .u.document_saved = {.version = kr_version_view_api(&view), .faults = faults,
                                                  .faults_len = kr_document_faults_view(faults, &check), .blanks = check.blanks}};
    kr_api_answer(&c->answer, 200, &msg);
}

void kr_api_document_drop(struct kr_api_call *c)
{
    const struct kr_document_kind *kind = kind_of(c);
    if (!kind)
        return;
    int err = kr_document_drop(c->office, c->session.account.id, kind->id, lang_of(c));
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}

void kr_api_document_publish(struct kr_api_call *c)
{
    const struct kr_api_document_publish *body = &c->body->u.document_publish;
    const struct kr_document_kind *kind = kind_of(c);
    struct kr_store_document v;
    if (!kind)
        return;
    struct kr_document_publication p = {body->sha256, (uint64_t)body->effective_ms, (uint64_t)body->accept_until_ms};
    int err = kr_document_publish(c->office, c->session.account.id, kind->id, body->lang, &p, &v);
    if (err == KR_E_EXISTS)
        kr_api_problem(&c->answer, 409, "planned", "A version waits for its day already.", NULL);
    else if (err == KR_E_MALFORMED)
        kr_api_problem(&c->answer, 400, "bad_document", "The text has faults.", "source");
    else if (err == KR_E_EXPIRED)
        kr_api_problem(&c->answer, 400, "out_of_range", "The dates do not fit.", "effective_ms");
    else if (err)
        fail(c, err);
    else
        answer_text(c, 201, &v);
}

void kr_api_document_withdraw(struct kr_api_call *c)
{
    const struct kr_document_kind *kind = kind_of(c);
    if (!kind)
        return;
    int err = kr_document_withdraw(c->office, c->session.account.id, kind->id, kr_api_part(c, "version"));
    if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "in_force", "It is in force, or was.", NULL);
    else if (err == KR_E_EXISTS)
        kr_api_problem(&c->answer, 409, "accepted", "A school has accepted it already.", NULL);
    else if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}
