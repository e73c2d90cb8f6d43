/* SPDX-License-Identifier: EUPL-1.2 */
/* SQLite: one file in the data directory, the default. */
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "office/store/db.h"

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

static int err_of(int rc)
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

static int file_exists(bool *out, const char *place)
{
    *out = access(place, F_OK) == 0;
    return 0;
}

static void close_file(void *db)
{
    sqlite3_close(db);
}

static int open_file(void **out, const char *place)
{
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(place, &db,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, pragmas, NULL, NULL, NULL);
    if (rc == SQLITE_OK) {
        *out = db;
        return 0;
    }
    kr_error("cannot open the database: %s", db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
    sqlite3_close(db);
    return err_of(rc);
}

/* A reader in WAL mode stops nobody. The first read fixes the moment that it sees. */
static int open_snapshot(void **out, const char *place)
{
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(place, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; BEGIN; SELECT count(*) FROM sqlite_schema",
                          NULL, NULL, NULL);
    if (rc == SQLITE_OK) {
        *out = db;
        return 0;
    }
    kr_error("cannot open the database: %s", db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
    sqlite3_close(db);
    return err_of(rc);
}

static const char *why(void *db)
{
    return sqlite3_errmsg(db);
}

static int execute(void *db, const char *sql)
{
    return err_of(sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static int begin(void *db)
{
    return execute(db, "BEGIN IMMEDIATE");
}

static void rollback(void *db)
{
    if (!sqlite3_get_autocommit(db) && execute(db, "ROLLBACK"))
        kr_error("a transaction cannot be rolled back: %s", why(db));
}

static int commit(void *db)
{
    int err = execute(db, "COMMIT");
    if (err)
        rollback(db);
    return err;
}

/* secure_delete has overwritten the rows in their pages; their former state is in the log until this. */
static int tidy(void *db)
{
    return execute(db, "PRAGMA wal_checkpoint(TRUNCATE)");
}

static int prepare(void *db, void **stmt, const char *sql)
{
    sqlite3_stmt *made = NULL;
    int err = err_of(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL));
    if (!err)
        *stmt = made;
    return err;
}

static void discard(void *stmt)
{
    sqlite3_finalize(stmt);
}

static int bind(void *stmt, int n, const struct kr_db_value *v)
{
    switch (v->kind) {
    case KR_DB_NULL:
        return err_of(sqlite3_bind_null(stmt, n));
    case KR_DB_NUMBER:
        return err_of(sqlite3_bind_int64(stmt, n, v->number));
    case KR_DB_TEXT:
        return err_of(sqlite3_bind_text64(stmt, n, v->bytes, v->len, SQLITE_STATIC, SQLITE_UTF8));
    case KR_DB_BYTES:
        return err_of(sqlite3_bind_blob64(stmt, n, v->bytes, v->len, SQLITE_STATIC));
    }
    return KR_E_INTERNAL;
}

static int step(void *stmt)
{
    int rc = sqlite3_step(stmt);
    return rc == SQLITE_ROW ? 1 : err_of(rc);
}

static int n_columns(void *stmt)
{
    return sqlite3_column_count(stmt);
}

static struct kr_db_value column(void *stmt, int n)
{
    struct kr_db_value v = {.kind = KR_DB_NULL};
    switch (sqlite3_column_type(stmt, n)) {
    case SQLITE_NULL:
        break;
    case SQLITE_INTEGER:
        v.kind = KR_DB_NUMBER;
        v.number = sqlite3_column_int64(stmt, n);
        break;
    case SQLITE_BLOB:
        v.kind = KR_DB_BYTES;
        v.bytes = sqlite3_column_blob(stmt, n);
        v.len = (size_t)sqlite3_column_bytes(stmt, n);
        break;
    default:
        v.kind = KR_DB_TEXT;
        v.bytes = sqlite3_column_text(stmt, n);
        v.len = (size_t)sqlite3_column_bytes(stmt, n);
        break;
    }
    return v;
}

static uint64_t changed(void *stmt)
{
    return (uint64_t)sqlite3_changes64(sqlite3_db_handle(stmt));
}

static void reset(void *stmt)
{
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
}

const struct kr_db_ops kr_db_sqlite = {
    .name = "SQLite",
    .exists = file_exists,
    .open = open_file,
    .open_snapshot = open_snapshot,
    .close = close_file,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .define = execute,
    .tidy = tidy,
    .prepare = prepare,
    .discard = discard,
    .bind = bind,
    .step = step,
    .n_columns = n_columns,
    .column = column,
    .changed = changed,
    .reset = reset,
    .why = why,
    .list_tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    .list_columns = "SELECT name FROM pragma_table_info($1) ORDER BY cid",
};
