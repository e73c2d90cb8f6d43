/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a database must be able to do to be the store's: the backends (db_sqlite.c, db_postgres.c) fill in one table of
 * operations each, store.c does the rest once for both. Errors are enum kr_err, as in store.h. One thread, one
 * connection.
 */
#ifndef KR_OFFICE_STORE_DB_H
#define KR_OFFICE_STORE_DB_H

#include "office/store/query.h"

/* A value that is bound or read. Bytes and texts stay the caller's when bound; read ones live until the next step. */
struct kr_db_value {
    enum kr_db_kind { KR_DB_NULL, KR_DB_NUMBER, KR_DB_TEXT, KR_DB_BYTES } kind;
    int64_t number;
    const void *bytes; /* of a text too, with a terminator after them when bound or read */
    size_t len;
};

struct kr_db_ops {
    const char *name; /* in log lines */

    /* Whether there is a database with something in it. */
    int (*exists)(bool *out, const char *place);
    /* `place`: a file, or a connection string. KR_E_STATE: another office has it. */
    int (*open)(void **db, const char *place);
    /* Beside an office, with a transaction begun that reads only and sees one moment. */
    int (*open_snapshot)(void **db, const char *place);
    void (*close)(void *db);

    /* Only COMMIT's success says that it is done. After a failed one nothing is open. */
    int (*begin)(void *db);
    int (*commit)(void *db);
    void (*rollback)(void *db);

    /* One or more statements without values or rows, written for SQLite: the steps of the migration. */
    int (*define)(void *db, const char *sql);

    int (*tidy)(void *db); /* kr_store_tidy */

    int (*prepare)(void *db, void **stmt, const char *sql);
    void (*discard)(void *stmt);
    int (*bind)(void *stmt, int n, const struct kr_db_value *value); /* n from 1 */
    /* 1: there is a (next) row. 0: it is done. Else the error. */
    int (*step)(void *stmt);
    int (*n_columns)(void *stmt);
    struct kr_db_value (*column)(void *stmt, int n); /* n from 0 */
    uint64_t (*changed)(void *stmt);                 /* rows, once it is done */
    void (*reset)(void *stmt);

    const char *(*why)(void *db); /* the last failure in words, without any value of a row */
    const char *list_tables;  /* a statement: the names of all tables, sorted */
    const char *list_columns; /* a statement: the names of the columns of table $1, in their order */
    bool all_rows_at_once;    /* a query's first step fetches all rows into memory */
};

extern const struct kr_db_ops kr_db_sqlite, kr_db_postgres;

/*
 * The steps are written as SQLite has them. In PostgreSQL's words: INTEGER is BIGINT, BLOB is BYTEA, TEXT compares by
 * its bytes (COLLATE "C", as SQLite's does, and no index depends on a library's idea of order) but for CAST(... AS TEXT),
 * ") STRICT" is ")", X'00' is '\x00'. Words in quotes stay. To be freed; NULL when out of memory.
 */
char *kr_db_to_postgres(const char *sqlite);

enum { KR_STATEMENTS = 2048 }; /* a power of two, above twice the number of statements in this folder */

struct kr_store {
    const struct kr_db_ops *ops;
    void *db;
    unsigned depth;  /* transactions begun and not finished */
    int failed;      /* first error inside the outermost one */
    struct {
        const char *sql; /* its address is the key */
        void *stmt;
    } statements[KR_STATEMENTS];
};

/* store.c: without the migrations; with a snapshot, inside its transaction. */
KR_MUST_CHECK int kr_store_connect(struct kr_store **out, const char *dir, const char *database, bool snapshot);

/* migrate.c */
KR_MUST_CHECK int kr_store_migrate(struct kr_store *s);

#endif
