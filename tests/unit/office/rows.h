/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A row in every table there is, for tests of what must not forget one: made from the tables' definitions, so that a new
 * table or column is there by itself.
 */
#ifndef KR_TESTS_OFFICE_ROWS_H
#define KR_TESTS_OFFICE_ROWS_H

#include "office/store/table.h"

/*
 * In every table of rows of schools, one of the school "<tag>-school", whose account is "<tag>-account", room "<tag>-room",
 * paper "<tag>-paper". Texts are "<tag>-<table>-<column>", bytes "<tag>-bytes-<table>-<column>".
 */
void rows_of_school(struct kr_store *s, const char *tag);
/* In every other table that is empty, one. */
void rows_of_operator(struct kr_store *s);

/* All rows in all tables as text, sorted; to be freed. With `needle`, only those in which it stands. */
char *rows_as_text(struct kr_store *s, const char *needle);
/* The same as lines, with bytes (and what checks a password) as LENGTH:SHA-256. Each and the list are to be freed. */
char **rows_hashed(struct kr_store *s, size_t *n);

#endif
