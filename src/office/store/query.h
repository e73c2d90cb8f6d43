/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * SQL, for the files of this folder and nobody else. A query names its statement by a string that lives for ever (a
 * `static const char sql_x[]`): it is prepared at its first use and found again by its address. It binds its values in
 * order, steps, reads its columns in order, and ends with kr_query_end, which gives the statement back and maps the
 * database's result to an error. The first failure sticks; what follows does nothing. One query per statement at a time.
 *
 * Statements are written in what SQLite and PostgreSQL share: parameters $1, $2 ... in order, no functions of JSON or
 * of time, CAST(... AS BIGINT) where a bare parameter has no column to take its type from. Truth is a comparison
 * (`locked <> 0`, not `locked`); LIKE minds case in one and not in the other; NULLs sort first in one and last in the
 * other; ON CONFLICT ... DO NOTHING, not OR IGNORE. ./test postgres finds what one of them does not understand.
 */
#ifndef KR_OFFICE_STORE_QUERY_H
#define KR_OFFICE_STORE_QUERY_H

#include "office/store/store.h"

struct kr_query {
    struct kr_store *store;
    void *stmt;       /* the backend's; NULL after a failure to prepare it */
    int err;          /* first failure, as kr_err */
    int bound, read;  /* values bound, columns read so far */
};

struct kr_query kr_query_begin(struct kr_store *s, const char *sql);

/* Texts and bytes must stay until kr_query_end. */
void kr_bind_text(struct kr_query *q, const char *text);
void kr_bind_text_or_null(struct kr_query *q, const char *text);
void kr_bind_bytes(struct kr_query *q, const void *bytes, size_t len);
void kr_bind_number(struct kr_query *q, uint64_t number);
void kr_bind_null(struct kr_query *q);

/* True if there is a (next) row. */
bool kr_query_row(struct kr_query *q);

/* A NULL column reads as "". */
void kr_read_text(struct kr_query *q, char *out, size_t out_size);
/* A text of any length, to be freed; NULL when out of memory (the query has failed then). */
char *kr_read_text_alloc(struct kr_query *q);
/* Bytes of any length, to be freed; NULL (and *len 0) for NULL, no bytes, or out of memory. */
uint8_t *kr_read_bytes_alloc(struct kr_query *q, size_t *len);
/* Exactly len bytes; anything else fails the query with KR_E_IO. */
void kr_read_exact(struct kr_query *q, void *out, size_t len);
void kr_read_hash(struct kr_query *q, uint8_t out[KR_LOOKUP_BYTES]);
void kr_read_sealed(struct kr_query *q, struct kr_sealed *out);
uint64_t kr_read_number(struct kr_query *q); /* NULL reads as 0 */
/* Whether the next column is NULL; does not go past it. */
bool kr_read_is_null(struct kr_query *q);

KR_MUST_CHECK int kr_query_end(struct kr_query *q);

/* Runs a query without rows to its end; with `must_hit`, KR_E_NOT_FOUND when it changed no row. */
KR_MUST_CHECK int kr_query_run(struct kr_query *q, bool must_hit);

/* For a statement whose one row holds one number, such as a count; 0 without a row. */
KR_MUST_CHECK int kr_query_number(struct kr_query *q, uint64_t *out);

#endif
