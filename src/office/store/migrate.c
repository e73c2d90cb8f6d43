/* SPDX-License-Identifier: EUPL-1.2 */
/* Brings a database up to date, step by step, and refuses one that is ahead of this program. */
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "crypto/secret.h"
#include "office/store/db.h"
#include "office/store/migrations.h"
#include "office/store/table.h"

static const char make_history[] = "CREATE TABLE IF NOT EXISTS migration ("
                                   " version INTEGER NOT NULL PRIMARY KEY,"
                                   " title TEXT NOT NULL,"
                                   " sha256 TEXT NOT NULL,"
                                   " applied_ms INTEGER NOT NULL"
                                   ") STRICT";

void kr_migration_hash(char out[65], size_t step)
{
    const char *sql = kr_migrations[step - 1].sqlite;
    uint8_t hash[32];
    kr_sha256(hash, sql, strlen(sql));
    kr_hex_write(out, 65, hash, sizeof hash);
}

/* One line of the history against the program's own step of that number. */
static int check_step(uint64_t version, const char *hash, size_t n)
{
    char expected[65];
    if (n > kr_migrations_count) {
        kr_error("the database was written by a newer version of Kreide (step %llu, this program knows %zu)",
                 (unsigned long long)version, kr_migrations_count);
        return KR_E_UNSUPPORTED;
    }
    kr_migration_hash(expected, n);
    if (version != n || strcmp(hash, expected) != 0) {
        kr_error("step %zu in the database's history is not this program's", n);
        return KR_E_UNSUPPORTED;
    }
    return 0;
}

/* Compares what the database went through with the program's own steps; *done is how many are done. */
static int read_history(struct kr_store *s, size_t *done)
{
    static const char sql[] = "SELECT version, sha256 FROM migration ORDER BY version";
    size_t n = 0;
    int wrong = 0;
    struct kr_query q = kr_query_begin(s, sql);
    while (!wrong && kr_query_row(&q)) {
        char hash[65];
        uint64_t version = kr_read_number(&q);
        kr_read_text(&q, hash, sizeof hash);
        wrong = q.err ? q.err : check_step(version, hash, ++n);
    }
    int err = kr_query_end(&q);
    if (!err)
        err = wrong;
    if (!err)
        *done = n;
    return err;
}

static int record(struct kr_store *s, size_t version, const struct kr_migration *m)
{
    static const char sql[] = "INSERT INTO migration (version, title, sha256, applied_ms) VALUES ($1, $2, $3, $4)";
    char hash[65];
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    kr_migration_hash(hash, version);
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_number(&q, version);
    kr_bind_text(&q, m->title);
    kr_bind_text(&q, hash);
    kr_bind_number(&q, (uint64_t)now.tv_sec * 1000);
    return kr_query_run(&q, true);
}

/* One step with its record in one transaction: after a crash it is done or not begun. */
static int apply(struct kr_store *s, size_t version, const struct kr_migration *m)
{
    int err = kr_store_begin(s);
    if (err)
        return err;
    err = s->ops->define(s->db, m->sqlite);
    if (err)
        kr_error("step %zu (%s) failed: %s", version, m->title, s->ops->why(s->db));
    else
        err = record(s, version, m);
    return kr_store_finish(s, err);
}

/* Does the steps from the first that is not done to this one. */
static int migrate_to(struct kr_store *s, size_t last)
{
    size_t done = 0;
    int err = s->ops->define(s->db, make_history);
    if (!err)
        err = read_history(s, &done);
    for (size_t i = done; !err && i < last; i++)
        err = apply(s, i + 1, &kr_migrations[i]);
    return err;
}

int kr_store_migrate(struct kr_store *s)
{
    return migrate_to(s, kr_migrations_count);
}

int kr_store_open_snapshot(struct kr_store **out, const char *dir, const char *database)
{
    struct kr_store *s;
    bool exists;
    size_t done = 0;
    int err = kr_store_exists(&exists, dir, database);
    if (!err && !exists)
        err = KR_E_NOT_FOUND;
    if (!err)
        err = kr_store_connect(&s, dir, database, true);
    if (err)
        return err;
    err = read_history(s, &done);
    if (!err && done < kr_migrations_count) {
        kr_error("the database is not up to date: start Kreide once");
        err = KR_E_UNSUPPORTED;
    }
    if (err)
        kr_store_close(s);
    else
        *out = s;
    return err;
}

int kr_store_open_empty(struct kr_store **out, const char *dir, const char *database, size_t steps)
{
    struct kr_store *s;
    bool exists;
    int err = kr_store_exists(&exists, dir, database);
    if (!err && exists)
        err = KR_E_EXISTS;
    if (!err)
        err = kr_store_connect(&s, dir, database, false);
    if (err)
        return err;
    err = kr_store_begin(s);
    if (!err)
        err = migrate_to(s, steps);
    if (err)
        kr_store_close(s);
    else
        *out = s;
    return err;
}
