/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/api/document_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"

int kr_version_view_make(struct kr_office *o, struct kr_version_view *out, const struct kr_store_document *row)
{
    struct kr_version_view view = {.row = *row};
    struct kr_store_account author;
    int err = kr_document_state_of(o, row, &view.state);
    if (!err && row->author[0]) {
        err = kr_store_account_by_id(o->store, &author, row->author);
        if (!err)
            snprintf(view.author, sizeof view.author, "%s", author.handle);
        if (err == KR_E_NOT_FOUND)
            err = 0; /* an account that is gone */
    }
    if (err)
        return err;
    kr_document_hex(view.hex, row);
    *out = view;
    return 0;
}

struct kr_version_view kr_version_view_of_text(const struct kr_document_text *text)
{
    struct kr_version_view view = {.row = {.id = "delivered"}, .state = KR_DOCUMENT_PAST};
    snprintf(view.row.kind, sizeof view.row.kind, "%s", text->kind);
    snprintf(view.row.lang, sizeof view.row.lang, "%s", text->lang);
    kr_sha256(view.row.sha256, text->source, text->len);
    kr_document_hex(view.hex, &view.row);
    return view;
}

struct kr_api_document_version kr_version_view_api(const struct kr_version_view *v)
{
    static const enum kr_api_document_version_state states[] = {
        [KR_DOCUMENT_DRAFT] = KR_API_DOCUMENT_VERSION_STATE_DRAFT,
        [KR_DOCUMENT_PLANNED] = KR_API_DOCUMENT_VERSION_STATE_PLANNED,
        [KR_DOCUMENT_IN_FORCE] = KR_API_DOCUMENT_VERSION_STATE_IN_FORCE,
        [KR_DOCUMENT_PAST] = KR_API_DOCUMENT_VERSION_STATE_PAST,
    };
    return (struct kr_api_document_version){
        .id = v->row.id, .number = v->row.number, .sha256 = v->hex, .created_ms = (int64_t)v->row.created_ms,
        .effective_ms = (int64_t)v->row.effective_ms, .accept_until_ms = (int64_t)v->row.accept_until_ms, .author = v->author,
        .state = states[v->state],
    };
}

/* ---- lists ---- */

static const char *const langs[] = {"de", "en"};
enum { LANGS = sizeof langs / sizeof langs[0] };

struct reader {
    struct kr_office *office;
    struct kr_document_list *list;
    uint64_t now_ms;
};

static int take_row(void *arg, const struct kr_store_document *row)
{
    struct reader *r = arg;
    for (size_t i = 0; i < r->list->n; i++) {
        struct kr_document_entry *e = &r->list->entries[i];
        if (strcmp(e->kind->id, row->kind) != 0 || strcmp(e->lang, row->lang) != 0)
            continue;
        /* Numbers ascend, so the last whose day has come is the one in force. */
        bool draft = row->number == 0, planned = row->effective_ms > r->now_ms;
        e->has_draft = e->has_draft || draft;
        e->has_planned = e->has_planned || (!draft && planned);
        e->has_now = e->has_now || (!draft && !planned);
        (draft ? &e->draft : planned ? &e->planned : &e->now)->row = *row;
    }
    return 0;
}

/* The part of a source that has the title: up to the first empty line. */
static size_t header_length(const char *source)
{
    const char *end = strstr(source, "\n\n"), *crlf = strstr(source, "\r\n\r\n");
    if (crlf && (!end || crlf < end))
        end = crlf;
    return end ? (size_t)(end - source) + 1 : strlen(source);
}

static int read_title(struct kr_document_entry *e, const char *source, const struct kr_paper_values *values)
{
    char *filled;
    size_t len;
    int err = kr_paper_fill(&filled, &len, source, header_length(source), values, NULL);
    if (!err) {
        err = kr_document_title_of(&e->title, filled, len);
        free(filled);
    }
    if (err == KR_E_MALFORMED || err == KR_E_TOO_LARGE) { /* a draft may be anything */
        e->title = (struct kr_document_title){strdup(e->kind->id), strdup(""), strdup("")};
        err = e->title.title && e->title.subtitle && e->title.short_title ? 0 : KR_E_NOMEM;
    }
    return err;
}

/* whole: with all there is to say of its versions. */
static int complete(struct kr_office *o, struct kr_document_entry *e, const struct kr_paper_values *values, bool whole)
{
    char *source = NULL;
    const struct kr_version_view *shown = e->has_now ? &e->now : e->has_planned ? &e->planned : &e->draft;
    int err = kr_store_document_source(o->store, &source, shown->row.id);
    if (!err)
        err = read_title(e, source, values);
    if (!err && whole)
        e->blanks = kr_document_blanks(source, strlen(source));
    if (!err && whole && e->has_now)
        err = kr_version_view_make(o, &e->now, &e->now.row);
    if (!err && whole && e->has_planned)
        err = kr_version_view_make(o, &e->planned, &e->planned.row);
    if (!err && whole && e->has_draft)
        err = kr_version_view_make(o, &e->draft, &e->draft.row);
    free(source);
    return err;
}

bool kr_document_is_open(const struct kr_document_kind *kind)
{
    return kind->audience == KR_DOCUMENT_FOR_ALL && kind->group <= KR_DOCUMENT_PRIVACY;
}

static int read_list(struct kr_office *o, struct kr_document_list *out, const char *kind, const char *address, bool whole)
{
    struct kr_document_list l = {calloc(kr_document_kinds_count * LANGS, sizeof *l.entries), 0};
    struct kr_document_list kept = {l.entries, 0};
    struct reader reader = {o, &l, kr_office_now_ms(o)};
    if (!l.entries)
        return KR_E_NOMEM;
    for (size_t i = 0; i < kr_document_kinds_count * LANGS; i++) {
        const struct kr_document_kind *k = &kr_document_kinds[i / LANGS];
        if (kind && strcmp(kind, k->id) != 0)
            continue;
        struct kr_document_entry *e = &l.entries[l.n++];
        e->kind = k;
        memcpy(e->lang, langs[i % LANGS], sizeof e->lang);
    }
    int err = kr_store_document_list(o->store, kind, take_row, &reader);
    for (size_t i = 0; i < l.n && !err; i++) {
        struct kr_document_entry e = l.entries[i];
        struct kr_paper_values values;
        if (whole ? !e.has_now && !e.has_planned && !e.has_draft : !e.has_now || !kr_document_is_open(e.kind))
            continue;
        kr_paper_values_init(&values);
        kr_document_samples(&values, e.lang);
        kr_document_school_values(&values, NULL);
        kr_document_values(o, &values, e.lang, address);
        err = complete(o, &e, &values, whole);
        kr_paper_values_fini(&values);
        kept.entries[kept.n++] = e; /* never past the entry that is being read */
    }
    if (err)
        kr_document_list_fini(&kept);
    else
        *out = kept;
    return err;
}

int kr_document_list_read(struct kr_office *o, struct kr_document_list *out, const char *kind, const char *address)
{
    return read_list(o, out, kind, address, true);
}

int kr_document_list_open(struct kr_office *o, struct kr_document_list *out, const char *address)
{
    return read_list(o, out, NULL, address, false);
}

void kr_document_list_fini(struct kr_document_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        kr_document_title_fini(&l->entries[i].title);
    free(l->entries);
    *l = (struct kr_document_list){0};
}

struct kr_api_document kr_document_entry_view(const struct kr_document_entry *e, bool whole)
{
    struct kr_api_document out = {
        .kind = e->kind->id, .lang = e->lang, .title = e->title.title,
        .short_title = e->title.short_title,
        .group = (enum kr_api_document_group)e->kind->group, .accept = (enum kr_api_document_accept)e->kind->accept,
        .open = e->kind->audience == KR_DOCUMENT_FOR_ALL, .filled = (e->kind->values & KR_DOCUMENT_VALUES_SCHOOL) != 0,
        .blanks = e->blanks, .has_now = e->has_now,
        .has_planned = whole && e->has_planned, .has_draft = whole && e->has_draft,
    };
    if (out.has_now)
        out.now = kr_version_view_api(&e->now);
    if (out.has_planned)
        out.planned = kr_version_view_api(&e->planned);
    if (out.has_draft)
        out.draft = kr_version_view_api(&e->draft);
    return out;
}

/* The API's order of values is that of kind.h. */
_Static_assert((int)KR_API_DOCUMENT_GROUP_BLOCK == (int)KR_DOCUMENT_BLOCK && (int)KR_API_DOCUMENT_ACCEPT_RECEIVED == (int)KR_DOCUMENT_RECEIVED,
               "proto/api/document.json and office/document/kind.h");

size_t kr_document_faults_view(struct kr_api_document_fault out[KR_DOCUMENT_FAULTS], const struct kr_document_check *check)
{
    for (size_t i = 0; i < check->n_faults; i++)
        out[i] = (struct kr_api_document_fault){.line = check->faults[i].line, .reason = check->faults[i].reason,
                                                .name = check->faults[i].name};
    return check->n_faults;
}
