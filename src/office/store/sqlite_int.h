/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside the SQLite backend. */
#ifndef KR_OFFICE_STORE_SQLITE_INT_H
#define KR_OFFICE_STORE_SQLITE_INT_H

#include <sqlite3.h>

#include "office/store/query.h"

enum { KR_STATEMENTS = 1024 }; /* a power of two, above twice the number of statements in this folder */

struct kr_store {
    sqlite3 *db;
    unsigned depth;  /* transactions begun and not finished */
    int failed;      /* first error inside the outermost one */
    struct {
        const char *sql; /* its address is the key */
        sqlite3_stmt *stmt;
    } statements[KR_STATEMENTS];
};

/* sqlite_migrate.c */
KR_MUST_CHECK int kr_store_migrate(sqlite3 *db);

/* Maps a result of SQLite. */
int kr_sqlite_err(int rc);

#endif
