/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/document.h"

#include <stdlib.h>

#include "office/store/query.h"

#define COLUMNS "id, kind, lang, number, sha256, author, created_ms, effective_ms, accept_until_ms"
static const char sql_add[] = "INSERT INTO document_version (" COLUMNS ", source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
static const char sql_put_draft[] =
    "INSERT INTO document_version (" COLUMNS ", source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
    "ON CONFLICT (kind, lang, number) DO UPDATE SET sha256 = excluded.sha256, author = excluded.author,"
    " created_ms = excluded.created_ms, source = excluded.source";
static const char sql_get[] = "SELECT " COLUMNS " FROM document_version WHERE id = $1";
static const char sql_by_number[] = "SELECT " COLUMNS " FROM document_version WHERE kind = $1 AND lang = $2 AND number = $3";
static const char sql_in_force[] = "SELECT " COLUMNS " FROM document_version WHERE kind = $1 AND lang = $2 AND number > 0"
                                   " AND effective_ms <= $3 ORDER BY number DESC LIMIT 1";
static const char sql_source[] = "SELECT source FROM document_version WHERE id = $1";
static const char sql_taken[] = "SELECT count(*) FROM enrolment_document WHERE document = $1";
static const char sql_delete[] = "DELETE FROM document_version WHERE id = $1";
static const char sql_list[] = "SELECT " COLUMNS " FROM document_version ORDER BY kind, lang, number";
static const char sql_list_kind[] = "SELECT " COLUMNS " FROM document_version WHERE kind = $1 ORDER BY kind, lang, number";
static const char sql_news_add[] = "INSERT INTO news (id, lang, at_ms, source) VALUES ($1, $2, $3, $4)";
static const char sql_news_change[] = "UPDATE news SET lang = $1, at_ms = $2, source = $3 WHERE id = $4";
static const char sql_news_delete[] = "DELETE FROM news WHERE id = $1";
static const char sql_news_count[] = "SELECT count(*) FROM news";
static const char sql_news_list[] = "SELECT id, lang, at_ms, source FROM news WHERE at_ms <= $1 ORDER BY at_ms DESC, id LIMIT $2";
static const char sql_news_list_lang[] =
    "SELECT id, lang, at_ms, source FROM news WHERE at_ms <= $1 AND lang = $2 ORDER BY at_ms DESC, id LIMIT $3";

static int add(struct kr_store *s, const char *sql, const struct kr_store_document *row, const char *source)
{
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, row->id);
    kr_bind_text(&q, row->kind);
    kr_bind_text(&q, row->lang);
    kr_bind_number(&q, row->number);
    kr_bind_bytes(&q, row->sha256, sizeof row->sha256);
    kr_bind_text_or_null(&q, row->author[0] ? row->author : NULL);
    kr_bind_number(&q, row->created_ms);
    kr_bind_number(&q, row->effective_ms);
    kr_bind_number(&q, row->accept_until_ms);
    kr_bind_text(&q, source);
    return kr_query_run(&q, true);
}

int kr_store_document_add(struct kr_store *s, const struct kr_store_document *row, const char *source)
{
    return add(s, sql_add, row, source);
}

int kr_store_document_put_draft(struct kr_store *s, const struct kr_store_document *row, const char *source)
{
    return add(s, sql_put_draft, row, source);
}

static void read_row(struct kr_query *q, struct kr_store_document *out)
{
    kr_read_text(q, out->id, sizeof out->id);
    kr_read_text(q, out->kind, sizeof out->kind);
    kr_read_text(q, out->lang, sizeof out->lang);
    out->number = (uint32_t)kr_read_number(q);
    kr_read_exact(q, out->sha256, sizeof out->sha256);
    kr_read_text(q, out->author, sizeof out->author);
    out->created_ms = kr_read_number(q);
    out->effective_ms = kr_read_number(q);
    out->accept_until_ms = kr_read_number(q);
}

/* The one row of a query whose values are bound. */
static int get_one(struct kr_query *q, struct kr_store_document *out)
{
    struct kr_store_document row = {0};
    bool there = kr_query_row(q);
    if (there)
        read_row(q, &row);
    int err = kr_query_end(q);
    if (!err && !there)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = row;
    return err;
}

int kr_store_document_get(struct kr_store *s, struct kr_store_document *out, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_get);
    kr_bind_text(&q, id);
    return get_one(&q, out);
}

int kr_store_document_by_number(struct kr_store *s, struct kr_store_document *out, const char *kind, const char *lang,
                                uint32_t number)
{
    struct kr_query q = kr_query_begin(s, sql_by_number);
    kr_bind_text(&q, kind);
    kr_bind_text(&q, lang);
    kr_bind_number(&q, number);
    return get_one(&q, out);
}

int kr_store_document_in_force(struct kr_store *s, struct kr_store_document *out, const char *kind, const char *lang,
                               uint64_t now_ms)
{
    struct kr_query q = kr_query_begin(s, sql_in_force);
    kr_bind_text(&q, kind);
    kr_bind_text(&q, lang);
    kr_bind_number(&q, now_ms);
    return get_one(&q, out);
}

int kr_store_document_source(struct kr_store *s, char **out, const char *id)
{
    char *source = NULL;
    struct kr_query q = kr_query_begin(s, sql_source);
    kr_bind_text(&q, id);
    bool row = kr_query_row(&q);
    if (row)
        source = kr_read_text_alloc(&q);
    int err = kr_query_end(&q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (err)
        free(source);
    else
        *out = source;
    return err;
}

int kr_store_document_is_taken(struct kr_store *s, bool *out, const char *id)
{
    uint64_t n = 0;
    struct kr_query q = kr_query_begin(s, sql_taken);
    kr_bind_text(&q, id);
    int err = kr_query_number(&q, &n);
    if (!err)
        *out = n > 0;
    return err;
}

int kr_store_document_delete(struct kr_store *s, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_delete);
    kr_bind_text(&q, id);
    return kr_query_run(&q, false);
}

int kr_store_document_list(struct kr_store *s, const char *kind, kr_store_document_fn *each, void *arg)
{
    int err = 0;
    struct kr_query q = kr_query_begin(s, kind ? sql_list_kind : sql_list);
    if (kind)
        kr_bind_text(&q, kind);
    while (!err && kr_query_row(&q)) {
        struct kr_store_document row = {0};
        read_row(&q, &row);
        if (!q.err)
            err = each(arg, &row);
    }
    int ended = kr_query_end(&q);
    return err ? err : ended;
}

int kr_store_news_add(struct kr_store *s, const struct kr_store_news *row, const char *source)
{
    struct kr_query q = kr_query_begin(s, sql_news_add);
    kr_bind_text(&q, row->id);
    kr_bind_text(&q, row->lang);
    kr_bind_number(&q, row->at_ms);
    kr_bind_text(&q, source);
    return kr_query_run(&q, true);
}

int kr_store_news_change(struct kr_store *s, const struct kr_store_news *row, const char *source)
{
    struct kr_query q = kr_query_begin(s, sql_news_change);
    kr_bind_text(&q, row->lang);
    kr_bind_number(&q, row->at_ms);
    kr_bind_text(&q, source);
    kr_bind_text(&q, row->id);
    return kr_query_run(&q, true);
}

int kr_store_news_delete(struct kr_store *s, const char *id)
{
    struct kr_query q = kr_query_begin(s, sql_news_delete);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

int kr_store_news_count(struct kr_store *s, uint64_t *out)
{
    struct kr_query q = kr_query_begin(s, sql_news_count);
    return kr_query_number(&q, out);
}

int kr_store_news_list(struct kr_store *s, const char *lang, uint64_t until_ms, unsigned most, kr_store_news_fn *each, void *arg)
{
    int err = 0;
    struct kr_query q = kr_query_begin(s, lang ? sql_news_list_lang : sql_news_list);
    kr_bind_number(&q, until_ms);
    if (lang)
        kr_bind_text(&q, lang);
    kr_bind_number(&q, most);
    while (!err && kr_query_row(&q)) {
        struct kr_store_news row = {0};
        kr_read_text(&q, row.id, sizeof row.id);
        kr_read_text(&q, row.lang, sizeof row.lang);
        row.at_ms = kr_read_number(&q);
        char *source = kr_read_text_alloc(&q);
        if (source)
            err = each(arg, &row, source);
        free(source);
    }
    int ended = kr_query_end(&q);
    return err ? err : ended;
}
