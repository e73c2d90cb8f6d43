/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/store/migrations.h"

static void says_it_in_the_words_of_postgresql(void **state)
{
    static const char *const pairs[][2] = {
        {"", ""},
        {"CREATE TABLE t (a INTEGER NOT NULL, b BLOB, c TEXT) STRICT;",
         "CREATE TABLE t (a BIGINT NOT NULL, b BYTEA, c TEXT COLLATE \"C\");"},
        {"ALTER TABLE t ADD COLUMN d TEXT NOT NULL DEFAULT 'TEXT'", "ALTER TABLE t ADD COLUMN d TEXT COLLATE \"C\" NOT NULL DEFAULT 'TEXT'"},
        {"SET a = 'x' || CAST(b AS TEXT), c = CAST(d AS INTEGER)", "SET a = 'x' || CAST(b AS TEXT), c = CAST(d AS BIGINT)"},
        {"integer integers integer_", "BIGINT integers integer_"},
        {"'a BLOB ''INTEGER'' STRICT' BLOB", "'a BLOB ''INTEGER'' STRICT' BYTEA"},
        {"\"BLOB\" BLOB", "\"BLOB\" BYTEA"},
        {"DEFAULT x'00ff', X'' ax'0'", "DEFAULT '\\x00ff', '\\x' ax'0'"},
        {"CREATE TABLE strict (x INTEGER)", "CREATE TABLE strict (x BIGINT)"},
        {"'no end BLOB", "'no end BLOB"},
        {"(a) STRICT; (b) STRICT", "(a); (b)"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *got = kr_db_to_postgres(pairs[i][0]);
        assert_non_null(got);
        assert_string_equal(got, pairs[i][1]);
        free(got);
    }
}

static void leaves_no_word_of_sqlite_in_our_steps(void **state)
{
    for (size_t i = 0; i < kr_migrations_count; i++) {
        char *got = kr_db_to_postgres(kr_migrations[i].sqlite);
        assert_non_null(got);
        assert_null(strstr(got, "INTEGER"));
        assert_null(strstr(got, "BLOB"));
        assert_null(strstr(got, "STRICT"));
        assert_true(strlen(got) > 100);
        free(got);
    }
}

static void knows_which_settings_cannot_be(void **state)
{
    static const char *const good[] = {"", "/var/lib/kreide/kreide.db", "postgresql:///kreide", "postgres://kreide@db.example/kreide",
                                       "postgresql://kreide@db.example:5433/kreide?sslmode=verify-full&passfile=/etc/kreide/pgpass"};
    static const char *const bad[] = {"kreide.db", "mysql://x", "postgresql://kreide:geheim@db.example/kreide",
                                      "postgresql:///kreide?password=geheim", "postgresql:///kreide?no_such_option=1",
                                      "postgresql://[x"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_null(kr_store_database_wrong(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *wrong = kr_store_database_wrong(bad[i]);
        assert_non_null(wrong);
        assert_null(strstr(wrong, "geheim"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_it_in_the_words_of_postgresql),
        cmocka_unit_test(leaves_no_word_of_sqlite_in_our_steps),
        cmocka_unit_test(knows_which_settings_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
