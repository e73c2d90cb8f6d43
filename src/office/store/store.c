/* SPDX-License-Identifier: EUPL-1.2 */
/* The store over either database: which one it is, transactions, statements and what they bring. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"
#include "office/store/db.h"

static bool is_postgres(const char *database)
{
    return strncmp(database, "postgresql://", 13) == 0 || strncmp(database, "postgres://", 11) == 0;
}

/* Where the database is: in what backend, in which of its places. */
static int find_place(const struct kr_db_ops **ops, char place[PATH_MAX], const char *dir, const char *database)
{
    bool given = database && *database;
    *ops = given && is_postgres(database) ? &kr_db_postgres : &kr_db_sqlite;
    int n = given ? snprintf(place, PATH_MAX, "%s", database) : snprintf(place, PATH_MAX, "%s/kreide.db", dir);
    return n < 0 || n >= PATH_MAX ? KR_E_TOO_LARGE : 0;
}

int kr_store_exists(bool *out, const char *dir, const char *database)
{
    const struct kr_db_ops *ops;
    char place[PATH_MAX];
    int err = find_place(&ops, place, dir, database);
    return err ? err : ops->exists(out, place);
}

int kr_store_connect(struct kr_store **out, const char *dir, const char *database, bool snapshot)
{
    const struct kr_db_ops *ops;
    char place[PATH_MAX];
    int err = find_place(&ops, place, dir, database);
    if (err)
        return err;
    struct kr_store *s = calloc(1, sizeof *s);
    if (!s)
        return KR_E_NOMEM;
    s->ops = ops;
    s->depth = snapshot;
    err = snapshot ? ops->open_snapshot(&s->db, place) : ops->open(&s->db, place);
    if (err)
        kr_store_close(s);
    else
        *out = s;
    return err;
}

int kr_store_open(struct kr_store **out, const char *dir, const char *database)
{
    struct kr_store *s;
    int err = kr_store_connect(&s, dir, database, false);
    if (err)
        return err;
    err = kr_store_migrate(s);
    if (err)
        kr_store_close(s);
    else
        *out = s;
    return err;
}

void kr_store_close(struct kr_store *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < KR_STATEMENTS; i++)
        if (s->statements[i].stmt)
            s->ops->discard(s->statements[i].stmt);
    if (s->db)
        s->ops->close(s->db);
    free(s);
}

static void *prepared(struct kr_store *s, const char *sql, int *err)
{
    size_t i = ((uintptr_t)sql >> 3) * 0x9e3779b1u % KR_STATEMENTS, tries = 0;
    for (; s->statements[i].sql && s->statements[i].sql != sql; i = (i + 1) % KR_STATEMENTS)
        kr_assert(++tries < KR_STATEMENTS);
    if (s->statements[i].sql)
        return s->statements[i].stmt;
    void *stmt = NULL;
    *err = s->ops->prepare(s->db, &stmt, sql);
    if (*err) {
        kr_error("a statement of the store: %s", s->ops->why(s->db));
        return NULL;
    }
    s->statements[i].sql = sql;
    s->statements[i].stmt = stmt;
    return stmt;
}

/* Where a transaction has failed already, PostgreSQL does nothing more. So neither of them is asked. */
struct kr_query kr_query_begin(struct kr_store *s, const char *sql)
{
    struct kr_query q = {.store = s, .err = s->depth ? s->failed : 0};
    if (!q.err)
        q.stmt = prepared(s, sql, &q.err);
    return q;
}

static void bind(struct kr_query *q, struct kr_db_value value)
{
    if (!q->err)
        q->err = q->store->ops->bind(q->stmt, ++q->bound, &value);
}

void kr_bind_text(struct kr_query *q, const char *text)
{
    bind(q, (struct kr_db_value){.kind = KR_DB_TEXT, .bytes = text, .len = strlen(text)});
}

void kr_bind_text_or_null(struct kr_query *q, const char *text)
{
    if (text)
        kr_bind_text(q, text);
    else
        kr_bind_null(q);
}

void kr_bind_bytes(struct kr_query *q, const void *bytes, size_t len)
{
    bind(q, (struct kr_db_value){.kind = KR_DB_BYTES, .bytes = len ? bytes : "", .len = len});
}

void kr_bind_number(struct kr_query *q, uint64_t number)
{
    kr_assert(number <= INT64_MAX);
    bind(q, (struct kr_db_value){.kind = KR_DB_NUMBER, .number = (int64_t)number});
}

void kr_bind_null(struct kr_query *q)
{
    bind(q, (struct kr_db_value){.kind = KR_DB_NULL});
}

bool kr_query_row(struct kr_query *q)
{
    if (q->err)
        return false;
    int got = q->store->ops->step(q->stmt);
    q->read = 0;
    if (got < 0)
        q->err = got;
    return got > 0;
}

static struct kr_db_value column(struct kr_query *q)
{
    return q->store->ops->column(q->stmt, q->read++);
}

/* A column of the wrong length was not written by us: the file is damaged or somebody else's. */
void kr_read_text(struct kr_query *q, char *out, size_t out_size)
{
    struct kr_db_value v = column(q);
    if (v.len >= out_size) {
        q->err = KR_E_IO;
        return;
    }
    if (v.len)
        memcpy(out, v.bytes, v.len);
    out[v.len] = '\0';
}

char *kr_read_text_alloc(struct kr_query *q)
{
    struct kr_db_value v = column(q);
    char *out = malloc(v.len + 1);
    if (!out) {
        q->err = KR_E_NOMEM;
        return NULL;
    }
    if (v.len)
        memcpy(out, v.bytes, v.len);
    out[v.len] = '\0';
    return out;
}

uint8_t *kr_read_bytes_alloc(struct kr_query *q, size_t *len)
{
    struct kr_db_value v = column(q);
    uint8_t *out = v.len ? malloc(v.len) : NULL;
    *len = out ? v.len : 0;
    if (out)
        memcpy(out, v.bytes, v.len);
    else if (v.len)
        q->err = KR_E_NOMEM;
    return out;
}

void kr_read_exact(struct kr_query *q, void *out, size_t len)
{
    struct kr_db_value v = column(q);
    if (v.kind == KR_DB_NULL || v.len != len)
        q->err = KR_E_IO;
    else if (len)
        memcpy(out, v.bytes, len);
}

void kr_read_hash(struct kr_query *q, uint8_t out[KR_LOOKUP_BYTES])
{
    kr_read_exact(q, out, KR_LOOKUP_BYTES);
}

void kr_read_sealed(struct kr_query *q, struct kr_sealed *out)
{
    struct kr_db_value v = column(q);
    if (!v.len || v.len > sizeof out->bytes) {
        q->err = KR_E_IO;
        return;
    }
    memcpy(out->bytes, v.bytes, v.len);
    out->len = v.len;
}

uint64_t kr_read_number(struct kr_query *q)
{
    struct kr_db_value v = column(q);
    return v.kind != KR_DB_NUMBER || v.number < 0 ? 0 : (uint64_t)v.number;
}

bool kr_read_is_null(struct kr_query *q)
{
    return q->store->ops->column(q->stmt, q->read).kind == KR_DB_NULL;
}

int kr_query_end(struct kr_query *q)
{
    struct kr_store *s = q->store;
    if (q->stmt && (q->err == KR_E_IO || q->err == KR_E_INTERNAL))
        kr_error("the database: %s", s->ops->why(s->db));
    if (q->stmt)
        s->ops->reset(q->stmt);
    if (q->err && s->depth && !s->failed)
        s->failed = q->err;
    return q->err;
}

int kr_query_run(struct kr_query *q, bool must_hit)
{
    while (kr_query_row(q))
        ;
    bool hit = !q->err && q->store->ops->changed(q->stmt) > 0;
    int err = kr_query_end(q);
    return !err && must_hit && !hit ? KR_E_NOT_FOUND : err;
}

int kr_query_number(struct kr_query *q, uint64_t *out)
{
    uint64_t n = 0;
    if (kr_query_row(q))
        n = kr_read_number(q);
    int err = kr_query_end(q);
    if (!err)
        *out = n;
    return err;
}

int kr_store_begin(struct kr_store *s)
{
    int err = s->depth ? 0 : s->ops->begin(s->db);
    if (err)
        return err;
    if (!s->depth++)
        s->failed = 0;
    return 0;
}

int kr_store_finish(struct kr_store *s, int err)
{
    kr_assert(s->depth);
    if (err && !s->failed)
        s->failed = err;
    if (--s->depth)
        return err;
    if (!err)
        err = s->failed;
    if (!err)
        return s->ops->commit(s->db);
    s->ops->rollback(s->db);
    return err;
}

bool kr_store_in_transaction(const struct kr_store *s)
{
    return s->depth > 0;
}

void kr_store_tidy(struct kr_store *s)
{
    kr_assert(!s->depth);
    if (s->ops->tidy(s->db))
        kr_warn("the database was not tidied up after a deletion: %s", s->ops->why(s->db));
}
