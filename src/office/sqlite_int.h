/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Inside the SQLite store: every statement is prepared once and named here. A query binds its values in order, steps,
 * reads its columns in order, and ends with kr_query_end, which gives the statement back and maps SQLite's result to
 * an error. The first failure sticks; what follows does nothing.
 */
#ifndef KR_OFFICE_SQLITE_INT_H
#define KR_OFFICE_SQLITE_INT_H

#include <sqlite3.h>

#include "office/store.h"

enum kr_statement {
    KR_SQL_BEGIN,
    KR_SQL_COMMIT,
    KR_SQL_ROLLBACK,
    KR_SQL_PIN_ADD,
    KR_SQL_PIN_GET,
    KR_SQL_ACCOUNT_ADD,
    KR_SQL_ACCOUNT_ADD_FIRST,
    KR_SQL_ACCOUNT_BY_HANDLE,
    KR_SQL_ACCOUNT_BY_ID,
    KR_SQL_ACCOUNT_COUNT,
    KR_SQL_ACCOUNT_LIST,
    KR_SQL_ACCOUNT_LOCK,
    KR_SQL_ACCOUNT_PASSWORD,
    KR_SQL_ACCOUNT_REVERIFY,
    KR_SQL_SESSION_ADD,
    KR_SQL_SESSION_GET,
    KR_SQL_SESSION_TOUCH,
    KR_SQL_SESSION_DELETE,
    KR_SQL_SESSION_DELETE_ALL,
    KR_SQL_SESSION_SWEEP,
    KR_SQL_SESSION_TRIM,
    KR_SQL_ROOM_ADD,
    KR_SQL_ROOM_BY_ID,
    KR_SQL_ROOM_BY_LINK,
    KR_SQL_ROOM_BY_CODE,
    KR_SQL_ROOM_COUNT,
    KR_SQL_ROOM_LIST,
    KR_SQL_ROOM_EXPIRED_CODES,
    KR_SQL_ROOM_CHANGE,
    KR_SQL_ROOM_DELETE,
    KR_SQL_TOKEN_ADD,
    KR_SQL_TOKEN_BY_HASH,
    KR_SQL_TOKEN_BY_ID,
    KR_SQL_TOKEN_COUNT,
    KR_SQL_TOKEN_LIST,
    KR_SQL_TOKEN_DELETE,
    KR_SQL_TOKEN_SWEEP,
    KR_SQL_COUNT,
};

struct kr_store {
    sqlite3 *db;
    sqlite3_stmt *statements[KR_SQL_COUNT];
};

struct kr_query {
    sqlite3_stmt *stmt;
    int err;          /* first failure, as kr_err */
    int bound, read;  /* values bound, columns read so far */
};

/* Text of each statement, indexed by enum kr_statement. */
extern const char *const kr_statements[KR_SQL_COUNT];

struct kr_query kr_query_begin(struct kr_store *s, enum kr_statement which);
void kr_bind_text(struct kr_query *q, const char *text);
void kr_bind_bytes(struct kr_query *q, const void *bytes, size_t len);
void kr_bind_number(struct kr_query *q, uint64_t number);
void kr_bind_null(struct kr_query *q);

/* True if there is a (next) row. */
bool kr_query_row(struct kr_query *q);
void kr_read_text(struct kr_query *q, char *out, size_t out_size);
void kr_read_hash(struct kr_query *q, uint8_t out[KR_LOOKUP_BYTES]);
void kr_read_sealed(struct kr_query *q, struct kr_sealed *out);
uint64_t kr_read_number(struct kr_query *q);
/* Whether the next column is NULL; does not go past it. */
bool kr_read_is_null(struct kr_query *q);

KR_MUST_CHECK int kr_query_end(struct kr_query *q);

/* Runs a query without rows to its end; with `must_hit`, KR_E_NOT_FOUND when it changed no row. */
KR_MUST_CHECK int kr_query_run(struct kr_store *s, struct kr_query *q, bool must_hit);

KR_MUST_CHECK int kr_store_begin(struct kr_store *s);
/* Commits when err is 0, rolls back otherwise; returns err or the commit's own error. */
KR_MUST_CHECK int kr_store_finish(struct kr_store *s, int err);

/* sqlite_migrate.c */
KR_MUST_CHECK int kr_store_migrate(sqlite3 *db);

/* Maps a result of SQLite. */
int kr_sqlite_err(int rc);

#endif
