/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "crypto/secret.h"
#include "office/store/migrations.h"
#include "office/store/sqlite_int.h"

static const char make_history[] = "CREATE TABLE IF NOT EXISTS migration ("
                                   " version INTEGER NOT NULL PRIMARY KEY,"
                                   " title TEXT NOT NULL,"
                                   " sha256 TEXT NOT NULL,"
                                   " applied_ms INTEGER NOT NULL"
                                   ") STRICT";

static void step_hash(char out[65], const struct kr_migration *m)
{
    uint8_t hash[32];
    kr_sha256(hash, m->sqlite, strlen(m->sqlite));
    kr_hex_write(out, 65, hash, sizeof hash);
}

/* Compares what the database went through with the program's own steps; *done is how many are done. */
static int read_history(sqlite3 *db, size_t *done)
{
    sqlite3_stmt *stmt = NULL;
    size_t n = 0;
    int err = 0, rc = sqlite3_prepare_v2(db, "SELECT version, sha256 FROM migration ORDER BY version", -1, &stmt, NULL);
    while (rc == SQLITE_OK && !err) {
        int step = sqlite3_step(stmt);
        if (step != SQLITE_ROW) {
            rc = step == SQLITE_DONE ? SQLITE_OK : step;
            break;
        }
        char expected[65];
        const char *hash = (const char *)sqlite3_column_text(stmt, 1);
        if (n >= kr_migrations_count) {
            kr_error("the database was written by a newer version of Kreide (step %lld, this program knows %zu)",
                     (long long)sqlite3_column_int64(stmt, 0), kr_migrations_count);
            err = KR_E_UNSUPPORTED;
            break;
        }
        step_hash(expected, &kr_migrations[n]);
        if (sqlite3_column_int64(stmt, 0) != (sqlite3_int64)n + 1 || !hash || strcmp(hash, expected) != 0) {
            kr_error("step %zu in the database's history is not this program's", n + 1);
            err = KR_E_UNSUPPORTED;
        }
        n++;
    }
    sqlite3_finalize(stmt);
    if (!err && rc != SQLITE_OK)
        err = kr_sqlite_err(rc);
    if (!err)
        *done = n;
    return err;
}

static int record(sqlite3 *db, size_t version, const struct kr_migration *m)
{
    char hash[65];
    struct timespec now;
    sqlite3_stmt *stmt = NULL;
    clock_gettime(CLOCK_REALTIME, &now);
    step_hash(hash, m);
    int rc = sqlite3_prepare_v2(db, "INSERT INTO migration (version, title, sha256, applied_ms) VALUES ($1, $2, $3, $4)", -1,
                                &stmt, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_int64(stmt, 1, (sqlite3_int64)version);
        sqlite3_bind_text(stmt, 2, m->title, -1, SQLITE_STATIC);
        sqlite3_bind_text(stmt, 3, hash, -1, SQLITE_STATIC);
        sqlite3_bind_int64(stmt, 4, (sqlite3_int64)now.tv_sec * 1000);
        rc = sqlite3_step(stmt) == SQLITE_DONE ? SQLITE_OK : sqlite3_errcode(db);
    }
    sqlite3_finalize(stmt);
    return rc;
}

/* One step with its record in one transaction: after a crash it is done or not begun. */
static int apply(sqlite3 *db, size_t version, const struct kr_migration *m)
{
    int rc = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, m->sqlite, NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = record(db, version, m);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    if (rc != SQLITE_OK) {
        kr_error("step %zu (%s) failed: %s", version, m->title, sqlite3_errmsg(db));
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return rc;
}

int kr_store_migrate(sqlite3 *db)
{
    size_t done;
    int rc = sqlite3_exec(db, make_history, NULL, NULL, NULL);
    if (rc != SQLITE_OK)
        return kr_sqlite_err(rc);
    int err = read_history(db, &done);
    if (err)
        return err;
    for (size_t i = done; i < kr_migrations_count; i++) {
        rc = apply(db, i + 1, &kr_migrations[i]);
        if (rc != SQLITE_OK)
            return kr_sqlite_err(rc);
    }
    return 0;
}
