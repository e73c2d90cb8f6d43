/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * PostgreSQL 15 through libpq: one connection, blocking. It is made again when it was lost, but never inside a
 * transaction: there it is an error, and what was begun is gone.
 *
 * An advisory lock keeps a second office out of the same schema, as office.key's does for the data directory. It is the
 * session's: a server that loses us lets it go. (So nothing that shares sessions, such as a pooler, may stand between.)
 */
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"
#include "office/store/db.h"
#include "os/clock.h"

enum {
    PARAMETERS_MAX = 48,
    NUMBER_BYTES = 24,
    RETRY_FIRST_MS = 100, /* between attempts to connect again, doubling */
    RETRY_MAX_MS = 5000,
    OFFICE_LOCK = 0x6b726569, /* "krei": the first half of the advisory lock's key; the schema's number is the other */

    /* Object identifiers of types (src/include/catalog/pg_type.dat of PostgreSQL: never change) */
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_NUMERIC = 1700,
};

struct postgres {
    PGconn *conn;            /* NULL: lost */
    char *place;
    uint64_t connection;     /* number of this connection, from 1: what was prepared on another is prepared again */
    uint64_t n_statements;
    bool in_transaction;     /* ours: begun and not ended */
    uint64_t retry_ms;       /* how long to wait after the next failure */
    uint64_t not_before_ms;  /* no attempt before */
    char why[400];
};

struct statement {
    struct postgres *pg;
    const char *sql;
    char name[24];
    uint64_t connection; /* where it is prepared; 0: nowhere */
    int n_bound;
    const char *values[PARAMETERS_MAX];
    int lengths[PARAMETERS_MAX], formats[PARAMETERS_MAX];
    char numbers[PARAMETERS_MAX][NUMBER_BYTES];
    PGresult *result;
    int row;
};

/* Appendix A of PostgreSQL's manual. */
static int err_of(const char *state)
{
    static const struct {
        const char *state; /* or how it begins */
        int err;
    } map[] = {
        {"23503", KR_E_NOT_FOUND}, /* foreign_key_violation */
        {"23", KR_E_EXISTS},       /* integrity constraints: 23505 unique_violation and others, as SQLite's backend has it */
        {"40", KR_E_AGAIN},        /* rolled back: serialization, deadlock */
        {"55P03", KR_E_AGAIN},     /* lock_not_available */
        {"57", KR_E_AGAIN},        /* an operator's intervention: timeouts, shutdown, start */
        {"08", KR_E_AGAIN},        /* connection */
        {"25P03", KR_E_AGAIN},     /* idle_in_transaction_session_timeout */
        {"53100", KR_E_IO},        /* disk_full */
        {"53200", KR_E_NOMEM},     /* out_of_memory */
        {"53", KR_E_AGAIN},        /* too many connections */
        {"58", KR_E_IO},           /* system_error, io_error */
        {"XX001", KR_E_IO},        /* data_corrupted */
        {"XX002", KR_E_IO},        /* index_corrupted */
        {"25006", KR_E_IO},        /* read_only_sql_transaction: a standby */
    };
    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if (strncmp(state, map[i].state, strlen(map[i].state)) == 0)
            return map[i].err;
    return KR_E_INTERNAL;
}

/* The primary message only: DETAIL may quote a row. */
static void note(struct postgres *pg, const char *text, const char *state)
{
    size_t len = strcspn(text ? text : "", "\n");
    snprintf(pg->why, sizeof pg->why, "%.*s%s%s", (int)(len < 300 ? len : 300), text ? text : "", state ? ", SQLSTATE " : "",
             state ? state : "");
}

static bool is_lost(const struct postgres *pg)
{
    return !pg->conn || PQstatus(pg->conn) != CONNECTION_OK;
}

/* 0, or what the result says. `result` stays the caller's. */
static int check(struct postgres *pg, const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return 0;
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state) {
        note(pg, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY), state);
        return err_of(state);
    }
    note(pg, PQerrorMessage(pg->conn), NULL);
    return is_lost(pg) ? KR_E_AGAIN : result ? KR_E_INTERNAL : KR_E_NOMEM;
}

static int run(struct postgres *pg, const char *sql)
{
    PGresult *result = PQexec(pg->conn, sql);
    int err = check(pg, result);
    PQclear(result);
    return err;
}

static void drop(struct postgres *pg)
{
    PQfinish(pg->conn);
    pg->conn = NULL;
}

static void be_quiet(void *arg, const PGresult *result)
{
}

/*
 * What the place does not say itself. A dead server is noticed within seconds, since everybody waits meanwhile. What
 * stands before "dbname" yields to it.
 */
static int connect_place(struct postgres *pg)
{
    static const char *const keywords[] = {"connect_timeout", "tcp_user_timeout", "keepalives_idle", "application_name",
                                           "dbname", "client_encoding", NULL};
    const char *values[] = {"3", "8000", "30", "kreide", pg->place, "UTF8", NULL};
    pg->conn = PQconnectdbParams(keywords, values, 1);
    if (!is_lost(pg)) {
        PQsetNoticeReceiver(pg->conn, be_quiet, NULL);
        pg->connection++;
        return 0;
    }
    note(pg, pg->conn ? PQerrorMessage(pg->conn) : "out of memory", NULL);
    drop(pg);
    return KR_E_AGAIN;
}

/* How this session shall be. */
static int set_up(struct postgres *pg, unsigned lock_wait_ms)
{
    static const char session[] = "SET client_min_messages = warning;"
                                  "SET standard_conforming_strings = on;"
                                  "SET synchronous_commit = on;"
                                  "SET statement_timeout = '20s';"
                                  "SET idle_in_transaction_session_timeout = '60s'";
    char lock[300];
    if (PQserverVersion(pg->conn) < 150000) {
        note(pg, "the server is older than PostgreSQL 15", NULL);
        return KR_E_UNSUPPORTED;
    }
    int err = run(pg, session);
    snprintf(lock, sizeof lock,
             "SET lock_timeout = %u; SELECT pg_advisory_lock(%d, (SELECT oid FROM pg_namespace"
             " WHERE nspname = current_schema())::bigint::bit(32)::int); SET lock_timeout = '5s'",
             lock_wait_ms, OFFICE_LOCK);
    if (!err)
        err = run(pg, lock);
    return err;
}

/*
 * Whether the connection still stands. A server that ended it has said so by now, and then closed; without a look the
 * next statement would be the one to learn of it.
 */
static bool is_alive(struct postgres *pg)
{
    struct pollfd fd = {.fd = is_lost(pg) ? -1 : PQsocket(pg->conn), .events = POLLIN};
    while (!is_lost(pg) && poll(&fd, 1, 0) > 0) {
        if (!PQconsumeInput(pg->conn))
            return false;
        PQisBusy(pg->conn); /* takes what was read apart */
    }
    return !is_lost(pg);
}

/* Makes sure that there is a connection, outside a transaction. */
static int ensure(struct postgres *pg)
{
    if (pg->in_transaction)
        return is_lost(pg) ? KR_E_AGAIN : 0;
    if (is_alive(pg))
        return 0;
    uint64_t now_ms = kr_clock_us() / 1000;
    if (now_ms < pg->not_before_ms)
        return KR_E_AGAIN;
    if (pg->conn)
        kr_warn("the connection to the database is lost");
    drop(pg);
    int err = connect_place(pg);
    if (!err)
        err = set_up(pg, 1000); /* the server may not have noticed our former end */
    if (err) {
        kr_warn("the database cannot be reached: %s", pg->why);
        drop(pg);
        pg->not_before_ms = kr_clock_us() / 1000 + pg->retry_ms;
        pg->retry_ms = 2 * pg->retry_ms < RETRY_MAX_MS ? 2 * pg->retry_ms : RETRY_MAX_MS;
        return KR_E_AGAIN;
    }
    kr_info("the database is connected again");
    pg->retry_ms = RETRY_FIRST_MS;
    return 0;
}

static void close_server(void *db)
{
    struct postgres *pg = db;
    PQfinish(pg->conn);
    free(pg->place);
    free(pg);
}

static struct postgres *new_postgres(const char *place)
{
    struct postgres *pg = calloc(1, sizeof *pg);
    if (!pg)
        return NULL;
    pg->retry_ms = RETRY_FIRST_MS;
    pg->place = strdup(place);
    if (pg->place)
        return pg;
    free(pg);
    return NULL;
}

static int open_server(void **out, const char *place)
{
    struct postgres *pg = new_postgres(place);
    if (!pg)
        return KR_E_NOMEM;
    int err = connect_place(pg);
    if (err) {
        kr_error("cannot connect to the database: %s", pg->why);
    } else {
        err = set_up(pg, 5000);
        if (err == KR_E_AGAIN && strstr(pg->why, "55P03")) {
            kr_error("another office uses this database");
            err = KR_E_STATE;
        } else if (err) {
            kr_error("the database cannot be used: %s", pg->why);
        }
    }
    if (err)
        close_server(pg);
    else
        *out = pg;
    return err;
}

static int open_snapshot(void **out, const char *place)
{
    struct postgres *pg = new_postgres(place);
    if (!pg)
        return KR_E_NOMEM;
    int err = connect_place(pg);
    if (!err)
        err = run(pg, "SET client_min_messages = warning; SET lock_timeout = '5s'");
    if (!err)
        err = run(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (err) {
        kr_error("the database cannot be read: %s", pg->why);
        close_server(pg);
        return err;
    }
    pg->in_transaction = true;
    *out = pg;
    return 0;
}

static int server_has_tables(bool *out, const char *place)
{
    struct postgres *pg = new_postgres(place);
    PGresult *result = NULL;
    if (!pg)
        return KR_E_NOMEM;
    int err = connect_place(pg);
    if (!err) {
        result = PQexec(pg->conn, "SELECT 1 WHERE to_regclass('migration') IS NOT NULL");
        err = check(pg, result);
    }
    if (err)
        kr_error("cannot connect to the database: %s", pg->why);
    else
        *out = PQntuples(result) > 0;
    PQclear(result);
    close_server(pg);
    return err;
}

static const char *why(void *db)
{
    return ((struct postgres *)db)->why;
}

static int begin(void *db)
{
    struct postgres *pg = db;
    kr_assert(!pg->in_transaction);
    int err = ensure(pg);
    if (!err)
        err = run(pg, "BEGIN");
    pg->in_transaction = !err;
    return err;
}

static void rollback(void *db)
{
    struct postgres *pg = db;
    pg->in_transaction = false;
    if (!is_lost(pg) && PQtransactionStatus(pg->conn) != PQTRANS_IDLE && run(pg, "ROLLBACK"))
        drop(pg); /* the server rolls back what it has no session for */
}

/* A COMMIT of a transaction that has failed is answered with "ROLLBACK", and no error. */
static int commit(void *db)
{
    struct postgres *pg = db;
    PGresult *result = is_lost(pg) ? NULL : PQexec(pg->conn, "COMMIT");
    int err = is_lost(pg) ? KR_E_AGAIN : check(pg, result);
    if (!err && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        err = KR_E_INTERNAL;
    PQclear(result);
    rollback(db);
    return err;
}

static int define(void *db, const char *sql)
{
    struct postgres *pg = db;
    char *translated = kr_db_to_postgres(sql);
    int err = translated ? ensure(pg) : KR_E_NOMEM;
    if (!err)
        err = run(pg, translated);
    free(translated);
    return err;
}

/* Deleted rows stay in their pages until a VACUUM, which would come by itself some time. */
static int tidy(void *db)
{
    struct postgres *pg = db;
    int err = ensure(pg);
    return err ? err : run(pg, "VACUUM (SKIP_LOCKED) account, session, key_wrap, account_key, second_factor, school, paper, paper_part,"
                               " enrolment_step, enrolment_document, mail, reminder, room, token, room_moderator, room_date, usage_month, access_record");
}

/* Prepared on the server when it is first used on a connection. */
static int prepare(void *db, void **stmt, const char *sql)
{
    struct postgres *pg = db;
    struct statement *st = calloc(1, sizeof *st);
    if (!st) {
        note(pg, "out of memory", NULL);
        return KR_E_NOMEM;
    }
    st->pg = pg;
    st->sql = sql;
    snprintf(st->name, sizeof st->name, "k%llu", (unsigned long long)++pg->n_statements);
    *stmt = st;
    return 0;
}

static void reset(void *stmt)
{
    struct statement *st = stmt;
    PQclear(st->result);
    st->result = NULL;
    st->n_bound = st->row = 0;
}

static void discard(void *stmt)
{
    reset(stmt);
    free(stmt);
}

static int bind(void *stmt, int n, const struct kr_db_value *v)
{
    struct statement *st = stmt;
    kr_assert(n >= 1 && n <= PARAMETERS_MAX);
    int i = n - 1;
    st->n_bound = n;
    st->values[i] = v->bytes;
    st->lengths[i] = (int)v->len;
    st->formats[i] = v->kind == KR_DB_BYTES; /* 1: binary */
    if (v->len > INT32_MAX)
        return KR_E_TOO_LARGE;
    if (v->kind == KR_DB_NULL)
        st->values[i] = NULL;
    if (v->kind == KR_DB_NUMBER) {
        snprintf(st->numbers[i], NUMBER_BYTES, "%lld", (long long)v->number);
        st->values[i] = st->numbers[i];
    }
    return 0;
}

static int execute(struct statement *st)
{
    struct postgres *pg = st->pg;
    int err = ensure(pg);
    if (!err && st->connection != pg->connection) {
        PGresult *result = PQprepare(pg->conn, st->name, st->sql, 0, NULL);
        err = check(pg, result);
        PQclear(result);
        if (!err)
            st->connection = pg->connection;
    }
    if (err)
        return err;
    st->result = PQexecPrepared(pg->conn, st->name, st->n_bound, st->values, st->lengths, st->formats, 1);
    st->row = -1;
    return check(pg, st->result);
}

static int step(void *stmt)
{
    struct statement *st = stmt;
    int err = st->result ? 0 : execute(st);
    if (err)
        return err;
    return ++st->row < PQntuples(st->result);
}

static int n_columns(void *stmt)
{
    return PQnfields(((struct statement *)stmt)->result);
}

static uint64_t big_endian(const uint8_t *p, int len)
{
    uint64_t v = 0;
    for (int i = 0; i < len; i++)
        v = v << 8 | p[i];
    return v;
}

/* The whole part of a `numeric`, which sums are: digits of base 10000 (numeric_send in its source). 0 when it is none. */
static int64_t numeric(const uint8_t *p, size_t len)
{
    if (len < 8)
        return 0;
    uint64_t n_digits = big_endian(p, 2), sign = big_endian(p + 4, 2);
    int weight = (int16_t)big_endian(p + 2, 2);
    int64_t v = 0;
    if (len < 8 + 2 * n_digits || weight > 3 || sign)
        return 0;
    for (int i = 0; i <= weight; i++)
        v = v * 10000 + (i < (int)n_digits ? (int64_t)big_endian(p + 8 + 2 * i, 2) : 0);
    return v;
}

static struct kr_db_value column(void *stmt, int n)
{
    struct statement *st = stmt;
    struct kr_db_value v = {.kind = KR_DB_NULL};
    if (n >= PQnfields(st->result) || PQgetisnull(st->result, st->row, n))
        return v;
    const char *bytes = PQgetvalue(st->result, st->row, n);
    const uint8_t *raw = (const uint8_t *)bytes;
    int len = PQgetlength(st->result, st->row, n);
    v.kind = KR_DB_NUMBER;
    switch (PQftype(st->result, n)) {
    case OID_INT8:
        v.number = (int64_t)big_endian(raw, 8);
        break;
    case OID_INT4:
        v.number = (int32_t)big_endian(raw, 4);
        break;
    case OID_INT2:
        v.number = (int16_t)big_endian(raw, 2);
        break;
    case OID_BOOL:
        v.number = raw[0];
        break;
    case OID_NUMERIC:
        v.number = numeric(raw, (size_t)len);
        break;
    default:
        v.kind = PQftype(st->result, n) == OID_BYTEA ? KR_DB_BYTES : KR_DB_TEXT;
        v.bytes = bytes;
        v.len = (size_t)len;
        break;
    }
    return v;
}

static uint64_t changed(void *stmt)
{
    return strtoull(PQcmdTuples(((struct statement *)stmt)->result), NULL, 10);
}

const struct kr_db_ops kr_db_postgres = {
    .name = "PostgreSQL",
    .exists = server_has_tables,
    .open = open_server,
    .open_snapshot = open_snapshot,
    .close = close_server,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .define = define,
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
    .list_tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename::text COLLATE \"C\"",
    .list_columns = "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(CAST($1 AS TEXT)) AND attnum > 0"
                    " AND NOT attisdropped ORDER BY attnum",
    .all_rows_at_once = true,
};

const char *kr_store_database_wrong(const char *database)
{
    if (!database[0] || database[0] == '/')
        return NULL;
    if (strncmp(database, "postgresql://", 13) != 0 && strncmp(database, "postgres://", 11) != 0)
        return "is neither a path that begins with / nor postgresql://...";
    const char *wrong = NULL;
    PQconninfoOption *options = PQconninfoParse(database, NULL);
    if (!options)
        return "is no connection string that libpq understands";
    for (PQconninfoOption *o = options; o->keyword; o++)
        if (strcmp(o->keyword, "password") == 0 && o->val)
            wrong = "must not contain the password: put it into a file and add ?passfile=/path (see docs/operate)";
    PQconninfoFree(options);
    return wrong;
}
