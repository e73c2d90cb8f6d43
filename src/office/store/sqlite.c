/* SPDX-License-Identifier: EUPL-1.2 */
/* The SQLite store: its connection, its statements and their running. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/log.h"
#include "office/store/sqlite_int.h"

enum { BUSY_TIMEOUT_MS = 5000 };

/*
 * WAL: readers such as a backup do not stop the writer. FULL: a commit is on the disk when it returns, in WAL mode too.
 * No statement sorts or joins enough to need temporary files: they stay in memory, so that nothing lands elsewhere.
 */
static const char pragmas[] = "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA trusted_schema = OFF;"
                              "PRAGMA secure_delete = ON;"
                              "PRAGMA temp_store = MEMORY;";

int kr_sqlite_err(int rc)
{
    switch (rc & 0xff) { /* the primary code; the rest of the bits say more (sqlite.org/rescode.html) */
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW:
        return 0;
    case SQLITE_CONSTRAINT:
        return rc == SQLITE_CONSTRAINT_FOREIGNKEY ? KR_E_NOT_FOUND : KR_E_EXISTS;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return KR_E_AGAIN;
    case SQLITE_NOMEM:
        return KR_E_NOMEM;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return KR_E_IO;
    default:
        return KR_E_INTERNAL;
    }
}

static int database_path(char out[PATH_MAX], const char *dir)
{
    int n = snprintf(out, PATH_MAX, "%s/kreide.db", dir);
    return n < 0 || n >= PATH_MAX ? KR_E_TOO_LARGE : 0;
}

bool kr_store_exists(const char *dir)
{
    char path[PATH_MAX];
    return !database_path(path, dir) && access(path, F_OK) == 0;
}

int kr_store_open(struct kr_store **out, const char *dir)
{
    char path[PATH_MAX];
    int err = database_path(path, dir);
    if (err)
        return err;
    struct kr_store *s = calloc(1, sizeof *s);
    if (!s)
        return KR_E_NOMEM;
    int rc = sqlite3_open_v2(path, &s->db,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_busy_timeout(s->db, BUSY_TIMEOUT_MS);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(s->db, pragmas, NULL, NULL, NULL);
    if (rc != SQLITE_OK) {
        kr_error("cannot open the database: %s", s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc));
        err = kr_sqlite_err(rc);
        goto out;
    }
    err = kr_store_migrate(s->db);
out:
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
        sqlite3_finalize(s->statements[i].stmt);
    sqlite3_close(s->db);
    free(s);
}

static sqlite3_stmt *prepared(struct kr_store *s, const char *sql, int *err)
{
    size_t i = ((uintptr_t)sql >> 3) * 0x9e3779b1u % KR_STATEMENTS, tries = 0;
    for (; s->statements[i].sql && s->statements[i].sql != sql; i = (i + 1) % KR_STATEMENTS)
        kr_assert(++tries < KR_STATEMENTS);
    if (s->statements[i].sql)
        return s->statements[i].stmt;
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
    if (rc != SQLITE_OK) {
        kr_error("a statement of the store: %s", sqlite3_errmsg(s->db));
        *err = kr_sqlite_err(rc);
        return NULL;
    }
    s->statements[i].sql = sql;
    s->statements[i].stmt = stmt;
    return stmt;
}

struct kr_query kr_query_begin(struct kr_store *s, const char *sql)
{
    struct kr_query q = {.store = s};
    q.stmt = prepared(s, sql, &q.err);
    return q;
}

static void bound(struct kr_query *q, int rc)
{
    if (rc != SQLITE_OK)
        q->err = kr_sqlite_err(rc);
}

void kr_bind_text(struct kr_query *q, const char *text)
{
    if (!q->err)
        bound(q, sqlite3_bind_text(q->stmt, ++q->bound, text, -1, SQLITE_STATIC));
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
    if (!q->err)
        bound(q, sqlite3_bind_blob64(q->stmt, ++q->bound, len ? bytes : "", len, SQLITE_STATIC));
}

void kr_bind_number(struct kr_query *q, uint64_t number)
{
    kr_assert(number <= INT64_MAX);
    if (!q->err)
        bound(q, sqlite3_bind_int64(q->stmt, ++q->bound, (sqlite3_int64)number));
}

void kr_bind_null(struct kr_query *q)
{
    if (!q->err)
        bound(q, sqlite3_bind_null(q->stmt, ++q->bound));
}

bool kr_query_row(struct kr_query *q)
{
    if (q->err)
        return false;
    int rc = sqlite3_step(q->stmt);
    q->read = 0;
    if (rc != SQLITE_ROW)
        q->err = kr_sqlite_err(rc);
    return rc == SQLITE_ROW;
}

/* A column of the wrong length was not written by us: the file is damaged or somebody else's. */
void kr_read_text(struct kr_query *q, char *out, size_t out_size)
{
    const unsigned char *text = sqlite3_column_text(q->stmt, q->read);
    size_t len = (size_t)sqlite3_column_bytes(q->stmt, q->read++);
    if (len >= out_size) {
        q->err = KR_E_IO;
        return;
    }
    if (text)
        memcpy(out, text, len);
    out[text ? len : 0] = '\0';
}

char *kr_read_text_alloc(struct kr_query *q)
{
    const unsigned char *text = sqlite3_column_text(q->stmt, q->read);
    size_t len = (size_t)sqlite3_column_bytes(q->stmt, q->read++);
    char *out = malloc(len + 1);
    if (!out) {
        q->err = KR_E_NOMEM;
        return NULL;
    }
    if (text)
        memcpy(out, text, len);
    out[text ? len : 0] = '\0';
    return out;
}

uint8_t *kr_read_bytes_alloc(struct kr_query *q, size_t *len)
{
    const void *bytes = sqlite3_column_blob(q->stmt, q->read);
    *len = (size_t)sqlite3_column_bytes(q->stmt, q->read++);
    if (!bytes || !*len) {
        *len = 0;
        return NULL;
    }
    uint8_t *out = malloc(*len);
    if (out) {
        memcpy(out, bytes, *len);
    } else {
        q->err = KR_E_NOMEM;
        *len = 0;
    }
    return out;
}

void kr_read_exact(struct kr_query *q, void *out, size_t len)
{
    const void *bytes = sqlite3_column_blob(q->stmt, q->read);
    if (!bytes || (size_t)sqlite3_column_bytes(q->stmt, q->read) != len)
        q->err = KR_E_IO;
    else
        memcpy(out, bytes, len);
    q->read++;
}

void kr_read_hash(struct kr_query *q, uint8_t out[KR_LOOKUP_BYTES])
{
    kr_read_exact(q, out, KR_LOOKUP_BYTES);
}

void kr_read_sealed(struct kr_query *q, struct kr_sealed *out)
{
    const void *bytes = sqlite3_column_blob(q->stmt, q->read);
    size_t len = (size_t)sqlite3_column_bytes(q->stmt, q->read++);
    if (!bytes || len > sizeof out->bytes) {
        q->err = KR_E_IO;
        return;
    }
    memcpy(out->bytes, bytes, len);
    out->len = len;
}

uint64_t kr_read_number(struct kr_query *q)
{
    sqlite3_int64 v = sqlite3_column_int64(q->stmt, q->read++);
    return v < 0 ? 0 : (uint64_t)v;
}

bool kr_read_is_null(struct kr_query *q)
{
    return sqlite3_column_type(q->stmt, q->read) == SQLITE_NULL;
}

int kr_query_end(struct kr_query *q)
{
    struct kr_store *s = q->store;
    if (q->stmt && (q->err == KR_E_IO || q->err == KR_E_INTERNAL))
        kr_error("the database: %s", sqlite3_errmsg(s->db));
    if (q->stmt) {
        sqlite3_reset(q->stmt);
        sqlite3_clear_bindings(q->stmt);
    }
    if (q->err && s->depth && !s->failed)
        s->failed = q->err;
    return q->err;
}

int kr_query_run(struct kr_query *q, bool must_hit)
{
    while (kr_query_row(q))
        ;
    int changed = sqlite3_changes(q->store->db), err = kr_query_end(q);
    if (!err && must_hit && changed == 0)
        err = KR_E_NOT_FOUND;
    return err;
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

static int run_text(struct kr_store *s, const char *sql)
{
    struct kr_query q = kr_query_begin(s, sql);
    return kr_query_run(&q, false);
}

int kr_store_begin(struct kr_store *s)
{
    static const char sql_begin[] = "BEGIN IMMEDIATE";
    int err = s->depth ? 0 : run_text(s, sql_begin);
    if (err)
        return err;
    if (!s->depth++)
        s->failed = 0;
    return 0;
}

int kr_store_finish(struct kr_store *s, int err)
{
    static const char sql_commit[] = "COMMIT", sql_rollback[] = "ROLLBACK";
    kr_assert(s->depth);
    if (err && !s->failed)
        s->failed = err;
    if (--s->depth)
        return err;
    if (!err)
        err = s->failed;
    if (!err)
        err = run_text(s, sql_commit);
    if (err && !sqlite3_get_autocommit(s->db) && run_text(s, sql_rollback))
        kr_error("a transaction cannot be rolled back: %s", sqlite3_errmsg(s->db));
    return err;
}
