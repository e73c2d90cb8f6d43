/* SPDX-License-Identifier: EUPL-1.2 */
/* The SQLite store: its connection, its statements and their running. What they say is in sqlite_statements.c. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/log.h"
#include "office/sqlite_int.h"

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

static int prepare_all(struct kr_store *s)
{
    for (int i = 0; i < KR_SQL_COUNT; i++) {
        kr_assert(kr_statements[i]);
        int rc = sqlite3_prepare_v3(s->db, kr_statements[i], -1, SQLITE_PREPARE_PERSISTENT, &s->statements[i], NULL);
        if (rc != SQLITE_OK) {
            kr_error("statement %d of the store: %s", i, sqlite3_errmsg(s->db));
            return kr_sqlite_err(rc);
        }
    }
    return 0;
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
    if (!err)
        err = prepare_all(s);
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
    for (int i = 0; i < KR_SQL_COUNT; i++)
        sqlite3_finalize(s->statements[i]);
    sqlite3_close(s->db);
    free(s);
}

struct kr_query kr_query_begin(struct kr_store *s, enum kr_statement which)
{
    return (struct kr_query){.stmt = s->statements[which]};
}

static void bound(struct kr_query *q, int rc)
{
    if (rc != SQLITE_OK && !q->err)
        q->err = kr_sqlite_err(rc);
}

void kr_bind_text(struct kr_query *q, const char *text)
{
    bound(q, sqlite3_bind_text(q->stmt, ++q->bound, text, -1, SQLITE_STATIC));
}

void kr_bind_bytes(struct kr_query *q, const void *bytes, size_t len)
{
    bound(q, sqlite3_bind_blob64(q->stmt, ++q->bound, bytes, len, SQLITE_STATIC));
}

void kr_bind_number(struct kr_query *q, uint64_t number)
{
    kr_assert(number <= INT64_MAX);
    bound(q, sqlite3_bind_int64(q->stmt, ++q->bound, (sqlite3_int64)number));
}

void kr_bind_null(struct kr_query *q)
{
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
    if (!text || len >= out_size) {
        q->err = KR_E_IO;
        return;
    }
    memcpy(out, text, len);
    out[len] = '\0';
}

void kr_read_hash(struct kr_query *q, uint8_t out[KR_LOOKUP_BYTES])
{
    const void *bytes = sqlite3_column_blob(q->stmt, q->read);
    if (sqlite3_column_bytes(q->stmt, q->read++) != KR_LOOKUP_BYTES)
        q->err = KR_E_IO;
    else
        memcpy(out, bytes, KR_LOOKUP_BYTES);
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
    if (q->err == KR_E_IO || q->err == KR_E_INTERNAL)
        kr_error("the database: %s", sqlite3_errmsg(sqlite3_db_handle(q->stmt)));
    sqlite3_reset(q->stmt);
    sqlite3_clear_bindings(q->stmt);
    return q->err;
}

int kr_query_run(struct kr_store *s, struct kr_query *q, bool must_hit)
{
    while (kr_query_row(q))
        ;
    int err = kr_query_end(q);
    if (!err && must_hit && sqlite3_changes(s->db) == 0)
        err = KR_E_NOT_FOUND;
    return err;
}

int kr_store_begin(struct kr_store *s)
{
    struct kr_query q = kr_query_begin(s, KR_SQL_BEGIN);
    return kr_query_run(s, &q, false);
}

int kr_store_finish(struct kr_store *s, int err)
{
    struct kr_query q;
    if (!err) {
        q = kr_query_begin(s, KR_SQL_COMMIT);
        err = kr_query_run(s, &q, false);
    }
    if (err && !sqlite3_get_autocommit(s->db)) {
        q = kr_query_begin(s, KR_SQL_ROLLBACK);
        int rollback = kr_query_run(s, &q, false);
        if (rollback)
            kr_error("a transaction cannot be rolled back: %s", sqlite3_errmsg(s->db));
    }
    return err;
}
