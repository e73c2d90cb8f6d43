/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * All tables there are, and which of their rows are a school's. One list, from which a backup, the statement of
 * everything stored about a school and its deletion are made; a test holds it against the database's own catalogue, so
 * that no table can be forgotten.
 */
#ifndef KR_OFFICE_STORE_TABLE_H
#define KR_OFFICE_STORE_TABLE_H

#include "office/store/db.h"

enum { KR_TABLE_COLUMNS_MAX = 40, KR_TABLE_NAME_MAX = 63 };

struct kr_table {
    const char *name;
    const char *of_school; /* condition in SQL: rows that belong to school $1; NULL: rows of no school */
    bool kept;             /* they stay when the school is deleted: the audit log, and what voids tickets for 12 hours; ids alone */
};

/* What a row points to comes before it. */
extern const struct kr_table kr_tables[];
extern const size_t kr_tables_count;

/* The list's row of that name, or NULL. */
const struct kr_table *kr_table_find(const char *name);

struct kr_table_columns {
    char names[KR_TABLE_COLUMNS_MAX][KR_TABLE_NAME_MAX + 1];
    size_t n;
};

/* In the database's own order. */
KR_MUST_CHECK int kr_table_columns(struct kr_store *s, struct kr_table_columns *out, const struct kr_table *t);

/* One value for each column; they live until it returns. */
typedef int kr_table_row_fn(void *arg, const struct kr_table_columns *columns, const struct kr_db_value *values);

/*
 * Calls `each` for every row, or only for those of a school. Inside a transaction; memory stays bounded however many
 * there are. An error that `each` returns ends it.
 */
KR_MUST_CHECK int kr_table_rows(struct kr_store *s, const struct kr_table *t, const char *school, kr_table_row_fn *each, void *arg);

/* Inserts a row with these columns. */
KR_MUST_CHECK int kr_table_insert(struct kr_store *s, const struct kr_table *t, const struct kr_table_columns *columns,
                                  const struct kr_db_value *values);

/* Deletes all that is the school's, in one transaction. KR_E_NOT_FOUND when there is no such school. */
KR_MUST_CHECK int kr_store_school_delete(struct kr_store *s, const char *school);

/*
 * Opens the database for reading only, beside a running office; it must be there and as this program knows it
 * (KR_E_UNSUPPORTED; KR_E_NOT_FOUND). Begins a transaction that sees one moment. End with kr_store_close.
 */
KR_MUST_CHECK int kr_store_open_snapshot(struct kr_store **out, const char *dir, const char *database);

/*
 * Opens an empty database and begins a transaction in which the first `steps` steps of the migrations have been done:
 * for a backup to be read into. KR_E_EXISTS when there is something in it. kr_store_migrate does the rest.
 */
KR_MUST_CHECK int kr_store_open_empty(struct kr_store **out, const char *dir, const char *database, size_t steps);

/* SHA-256 of a step, as the history has it. */
void kr_migration_hash(char out[65], size_t step);

#endif
