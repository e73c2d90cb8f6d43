/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/table.h"

#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"

enum { SQL_MAX = 8192 };

#define ACCOUNTS "(SELECT id FROM account WHERE school = $1)"
#define ROOMS "(SELECT id FROM room WHERE school = $1 OR account IN " ACCOUNTS ")"
#define OF_ACCOUNT "account IN " ACCOUNTS
#define OF_ROOM "room IN " ROOMS
#define OF_SCHOOL "school = $1"

const struct kr_table kr_tables[] = {
    {"pin", NULL, false},
    {"setting", NULL, false},
    {"operator_key", NULL, false},
    {"document_version", NULL, false},
    {"news", NULL, false},
    {"school", "id = $1", false},
    {"account", OF_SCHOOL, false},
    {"account_key", OF_ACCOUNT, false},
    {"session", OF_ACCOUNT, false},
    {"key_wrap", OF_SCHOOL " OR " OF_ACCOUNT, false},
    {"second_factor", OF_ACCOUNT, false},
    {"paper", OF_SCHOOL, false},
    {"paper_part", "paper IN (SELECT id FROM paper WHERE school = $1)", false},
    {"enrolment_step", OF_SCHOOL, false},
    {"enrolment_document", "step IN (SELECT id FROM enrolment_step WHERE school = $1)", false},
    {"mail", OF_SCHOOL " OR " OF_ACCOUNT, false},
    {"reminder", OF_SCHOOL, false},
    {"audit", "object = $1 OR object IN " ACCOUNTS " OR object IN " ROOMS " OR who IN " ACCOUNTS, true},
    {"audit_ends", NULL, false},
    {"room", OF_SCHOOL " OR " OF_ACCOUNT, false},
    {"token", OF_ROOM, false},
    {"room_moderator", OF_ROOM " OR " OF_ACCOUNT, false},
    {"room_date", OF_ROOM, false},
    {"usage_month", OF_SCHOOL, false},
    {"access_record", OF_SCHOOL " OR " OF_ACCOUNT, false},
    {"revocation", "id IN " ACCOUNTS " OR id IN " ROOMS " OR id IN (SELECT id FROM token WHERE " OF_ROOM ")", true},
};
const size_t kr_tables_count = sizeof kr_tables / sizeof kr_tables[0];

const struct kr_table *kr_table_find(const char *name)
{
    for (size_t i = 0; i < kr_tables_count; i++)
        if (strcmp(kr_tables[i].name, name) == 0)
            return &kr_tables[i];
    return NULL;
}

/* A query of a statement that is made here and used once. */
static struct kr_query begin_once(struct kr_store *s, const char *sql)
{
    struct kr_query q = {.store = s, .err = s->depth ? s->failed : 0};
    if (!q.err)
        q.err = s->ops->prepare(s->db, &q.stmt, sql);
    return q;
}

static int end_once(struct kr_query *q)
{
    void *stmt = q->stmt;
    int err = kr_query_end(q);
    if (stmt)
        q->store->ops->discard(stmt);
    return err;
}

int kr_table_columns(struct kr_store *s, struct kr_table_columns *out, const struct kr_table *t)
{
    struct kr_table_columns got = {.n = 0};
    struct kr_query q = kr_query_begin(s, s->ops->list_columns);
    kr_bind_text(&q, t->name);
    while (kr_query_row(&q)) {
        if (got.n == KR_TABLE_COLUMNS_MAX)
            q.err = KR_E_INTERNAL;
        else
            kr_read_text(&q, got.names[got.n++], sizeof got.names[0]);
    }
    int err = kr_query_end(&q);
    if (!err && !got.n)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = got;
    return err;
}

static void add_columns(struct kr_strbuf *b, const struct kr_table_columns *columns)
{
    for (size_t i = 0; i < columns->n; i++)
        kr_strbuf_addf(b, "%s%s", i ? ", " : "", columns->names[i]);
}

/* Goes through what a query brings; *n counts. */
static int go_through(struct kr_query *q, const struct kr_table_columns *columns, kr_table_row_fn *each, void *arg, size_t *n)
{
    struct kr_db_value values[KR_TABLE_COLUMNS_MAX];
    int stop = 0;
    while (!stop && kr_query_row(q)) {
        for (size_t i = 0; i < columns->n; i++)
            values[i] = q->store->ops->column(q->stmt, (int)i);
        stop = each(arg, columns, values);
        ++*n;
    }
    int err = end_once(q);
    return err ? err : stop;
}

static int run_once(struct kr_store *s, const char *sql, const char *school)
{
    struct kr_query q = begin_once(s, sql);
    if (school)
        kr_bind_text(&q, school);
    while (kr_query_row(&q))
        ;
    return end_once(&q);
}

/* All rows of a table at once would be too much for a database that gives them all at once. */
static int by_cursor(struct kr_store *s, const char *select, const struct kr_table_columns *columns, kr_table_row_fn *each, void *arg)
{
    char sql[SQL_MAX];
    size_t n = 1;
    if (snprintf(sql, sizeof sql, "DECLARE kreide_rows NO SCROLL CURSOR FOR %s", select) >= (int)sizeof sql)
        return KR_E_INTERNAL;
    int err = run_once(s, sql, NULL);
    while (!err && n > 0) {
        struct kr_query q = begin_once(s, "FETCH 40 FROM kreide_rows");
        n = 0;
        err = go_through(&q, columns, each, arg, &n);
    }
    int closed = run_once(s, "CLOSE kreide_rows", NULL);
    return err ? err : closed;
}

int kr_table_rows(struct kr_store *s, const struct kr_table *t, const char *school, kr_table_row_fn *each, void *arg)
{
    struct kr_table_columns columns;
    struct kr_strbuf b;
    size_t n = 0;
    if (school && !t->of_school)
        return 0;
    int err = kr_table_columns(s, &columns, t);
    kr_strbuf_init(&b, SQL_MAX);
    kr_strbuf_addf(&b, "SELECT ");
    if (!err)
        add_columns(&b, &columns);
    kr_strbuf_addf(&b, " FROM %s", t->name);
    if (school)
        kr_strbuf_addf(&b, " WHERE %s", t->of_school);
    kr_strbuf_addf(&b, " ORDER BY 1, 2");
    if (!err && b.failed)
        err = KR_E_NOMEM;
    if (!err && s->ops->all_rows_at_once && !school) {
        err = by_cursor(s, b.text, &columns, each, arg);
    } else if (!err) {
        struct kr_query q = begin_once(s, b.text);
        if (school)
            kr_bind_text(&q, school);
        err = go_through(&q, &columns, each, arg, &n);
    }
    kr_strbuf_fini(&b);
    return err;
}

int kr_table_insert(struct kr_store *s, const struct kr_table *t, const struct kr_table_columns *columns,
                    const struct kr_db_value *values)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, SQL_MAX);
    kr_strbuf_addf(&b, "INSERT INTO %s (", t->name);
    add_columns(&b, columns);
    kr_strbuf_addf(&b, ") VALUES (");
    for (size_t i = 1; i <= columns->n; i++)
        kr_strbuf_addf(&b, "%s$%zu", i > 1 ? ", " : "", i);
    kr_strbuf_addf(&b, ")");
    if (b.failed) {
        kr_strbuf_fini(&b);
        return KR_E_NOMEM;
    }
    struct kr_query q = begin_once(s, b.text);
    for (size_t i = 0; i < columns->n && !q.err; i++)
        q.err = s->ops->bind(q.stmt, (int)i + 1, &values[i]);
    while (kr_query_row(&q))
        ;
    int err = end_once(&q);
    kr_strbuf_fini(&b);
    return err;
}

/* Children first: so it needs no cascade, and what has no reference to the school goes too. */
int kr_store_school_delete(struct kr_store *s, const char *school)
{
    static const char find[] = "SELECT count(*) FROM school WHERE id = $1";
    uint64_t n = 0;
    int err = kr_store_begin(s);
    if (err)
        return err;
    struct kr_query q = kr_query_begin(s, find);
    kr_bind_text(&q, school);
    err = kr_query_number(&q, &n);
    if (!err && !n)
        err = KR_E_NOT_FOUND;
    for (size_t i = kr_tables_count; i-- > 0 && !err;) {
        char sql[SQL_MAX];
        if (!kr_tables[i].of_school || kr_tables[i].kept)
            continue;
        snprintf(sql, sizeof sql, "DELETE FROM %s WHERE %s", kr_tables[i].name, kr_tables[i].of_school);
        err = run_once(s, sql, school);
    }
    return kr_store_finish(s, err);
}
