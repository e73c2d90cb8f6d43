/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which database a test of the office runs on. Without KREIDE_TEST_DATABASE it is SQLite, in the test's directory;
 * with the address of a PostgreSQL database in it, a fresh schema there for each test. ./test runs all tests of the
 * office both ways.
 */
#ifndef KR_TESTS_OFFICE_DATABASE_H
#define KR_TESTS_OFFICE_DATABASE_H

#include <stdbool.h>

bool test_on_postgres(void);

/*
 * What kr_store_open's `database` is to be for a new, empty database: NULL for SQLite. Until test_database_end.
 */
const char *test_database_begin(void);
void test_database_end(void);

/* The present one. */
const char *test_database(void);

/* Changes the database behind the office's back, as somebody with rights on it could; asserts that it works. Bytes are x'00'. */
void test_database_change(const char *dir, const char *sql);

/* Whether some row of PostgreSQL's tables has the text, as text or as bytes. False on SQLite: its file tells. */
bool test_database_contains(const char *text);

/* Ends the server's sessions of this test, as a restarted server does. PostgreSQL only. */
void test_database_disconnect(void);

#endif
