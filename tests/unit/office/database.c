/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/office/database.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "office/store/db.h"

static char address[700], schema[64];

static const char *server(void)
{
    const char *text = getenv("KREIDE_TEST_DATABASE");
    return text && *text ? text : NULL;
}

bool test_on_postgres(void)
{
    return server() != NULL;
}

static void execute(const char *where, const char *sql)
{
    PGconn *conn = PQconnectdb(where);
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(conn));
    PQclear(result);
    PQfinish(conn);
}

const char *test_database_begin(void)
{
    static unsigned n;
    char sql[200];
    if (!server())
        return NULL;
    snprintf(schema, sizeof schema, "t%d_%u", (int)getpid(), ++n);
    snprintf(sql, sizeof sql, "CREATE SCHEMA %s", schema);
    execute(server(), sql);
    snprintf(address, sizeof address, "%s&options=-csearch_path%%3D%s&application_name=%s", server(), schema, schema);
    return address;
}

const char *test_database(void)
{
    return server() ? address : NULL;
}

void test_database_end(void)
{
    char sql[200];
    if (!server())
        return;
    snprintf(sql, sizeof sql, "SET client_min_messages = warning; DROP SCHEMA %s CASCADE", schema);
    execute(server(), sql);
    schema[0] = '\0';
}

void test_database_change(const char *dir, const char *sql)
{
    char path[512], *why = NULL;
    sqlite3 *db;
    if (server()) {
        char *translated = kr_db_to_postgres(sql);
        assert_non_null(translated);
        execute(address, translated);
        free(translated);
        return;
    }
    snprintf(path, sizeof path, "%s/kreide.db", dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
}

/* Rows as text: bytes are hexadecimal digits there, so the text is looked for in that form too. */
bool test_database_contains(const char *text)
{
    static const char tables[] = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()";
    char sql[300], hex[2 * 200 + 1] = "";
    bool found = false;
    if (!server())
        return false;
    for (size_t i = 0; text[i] && i < 200; i++)
        snprintf(hex + 2 * i, 3, "%02x", (unsigned char)text[i]);
    PGconn *conn = PQconnectdb(address);
    PGresult *list = PQexec(conn, tables);
    assert_int_equal(PQresultStatus(list), PGRES_TUPLES_OK);
    assert_true(PQntuples(list) > 5);
    for (int i = 0; i < PQntuples(list) && !found; i++) {
        const char *values[] = {text, hex};
        snprintf(sql, sizeof sql, "SELECT 1 FROM %s AS t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0 LIMIT 1",
                 PQgetvalue(list, i, 0));
        PGresult *row = PQexecParams(conn, sql, 2, NULL, values, NULL, NULL, 0);
        assert_int_equal(PQresultStatus(row), PGRES_TUPLES_OK);
        found = PQntuples(row) > 0;
        PQclear(row);
    }
    PQclear(list);
    PQfinish(conn);
    return found;
}

void test_database_disconnect(void)
{
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '%s'", schema);
    execute(server(), sql);
}
