/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The inside of a backup: all rows of all tables in a form of no database, so that what was SQLite can become
 * PostgreSQL. Pure: bytes come from and go to functions.
 *
 * Records, each with a letter first; numbers in network byte order:
 *   K  u32 length, bytes                   the file office.key
 *   S  u32 count, each 32 bytes            SHA-256 of the migrations' steps the database went through
 *   T  name, u16 count, names              a table begins: its columns. A name is u8 length and bytes of a-z, 0-9 and _
 *   R  a value for each column             a row of it: 0 NULL | 1 i64 | 2 u32 text | 3 u32 bytes
 *   E  u64 rows                            the end: how many rows there were
 * K and S come once, in this order, before all T.
 */
#ifndef KR_OFFICE_BACKUP_DUMP_H
#define KR_OFFICE_BACKUP_DUMP_H

#include "office/store/table.h"

enum {
    KR_DUMP_KEY_MAX = 4096,
    KR_DUMP_STEPS_MAX = 1000,
    KR_DUMP_VALUE_MAX = 8 * 1024 * 1024,
    KR_DUMP_ROW_MAX = 16 * 1024 * 1024,
    KR_DUMP_HASH = 32,
};

typedef int kr_dump_write_fn(void *arg, const void *bytes, size_t len);

KR_MUST_CHECK int kr_dump_key(kr_dump_write_fn *write, void *arg, const void *key, size_t len);
KR_MUST_CHECK int kr_dump_steps(kr_dump_write_fn *write, void *arg, const uint8_t (*hashes)[KR_DUMP_HASH], size_t n);
KR_MUST_CHECK int kr_dump_table(kr_dump_write_fn *write, void *arg, const char *name, const struct kr_table_columns *columns);
KR_MUST_CHECK int kr_dump_row(kr_dump_write_fn *write, void *arg, const struct kr_table_columns *columns,
                              const struct kr_db_value *values);
KR_MUST_CHECK int kr_dump_end(kr_dump_write_fn *write, void *arg, uint64_t rows);

/* Exactly len bytes, or an error. */
typedef int kr_dump_read_fn(void *arg, void *out, size_t len);

/* What is called for what is read; an error from one ends the reading. What is given lives until it returns. */
struct kr_dump_events {
    int (*key)(void *arg, const uint8_t *key, size_t len);
    int (*steps)(void *arg, const uint8_t (*hashes)[KR_DUMP_HASH], size_t n);
    int (*table)(void *arg, const char *name, const struct kr_table_columns *columns);
    int (*row)(void *arg, const struct kr_table_columns *columns, const struct kr_db_value *values);
};

/* Reads to the record of the end. KR_E_MALFORMED, KR_E_TOO_LARGE, or what `read` or an event returned. */
KR_MUST_CHECK int kr_dump_read(kr_dump_read_fn *read, void *read_arg, const struct kr_dump_events *events, void *arg, uint64_t *rows);

#endif
