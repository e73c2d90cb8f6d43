/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/office/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "crypto/secret.h"
#include "office/store/migrations.h"

/* The word after the column's name in CREATE TABLE or ADD COLUMN. */
static char type_of(const char *table, const char *column)
{
    char create[100], added[200], name[100];
    snprintf(create, sizeof create, "CREATE TABLE %s (", table);
    snprintf(added, sizeof added, "ALTER TABLE %s ADD COLUMN %s ", table, column);
    snprintf(name, sizeof name, " %s ", column);
    for (size_t i = 0; i < kr_migrations_count; i++) {
        const char *at = strstr(kr_migrations[i].sqlite, create), *end = at ? strchr(at, ';') : NULL;
        const char *found = at ? strstr(at + strlen(create), name) : NULL;
        if (found && found < end)
            return found[strlen(name)];
        found = strstr(kr_migrations[i].sqlite, added);
        if (found)
            return found[strlen(added)];
    }
    fail_msg("no type of %s.%s", table, column);
    return 0;
}

static void choose_text(char out[200], const char *tag, const char *table, const char *column)
{
    static const char *const references[] = {"school", "account", "room", "paper"};
    snprintf(out, 200, "%s-%s-%s", tag, table, column);
    if (strcmp(column, "id") == 0)
        snprintf(out, 200, "%s-%s", tag, table);
    if (strcmp(column, "object") == 0)
        snprintf(out, 200, "%s-school", tag);
    if (strcmp(table, "revocation") == 0)
        snprintf(out, 200, "%s-account", tag);
    if (strcmp(table, "enrolment_document") == 0 && strcmp(column, "step") == 0)
        snprintf(out, 200, "%s-enrolment_step", tag);
    if (strcmp(column, "document") == 0)
        snprintf(out, 200, "operator-document_version");
    for (size_t i = 0; i < 4; i++)
        if (strcmp(column, references[i]) == 0)
            snprintf(out, 200, "%s-%s", tag, column);
}

static void add_row(struct kr_store *s, const struct kr_table *t, const char *tag)
{
    static int64_t counter = 1000;
    static char texts[KR_TABLE_COLUMNS_MAX][200];
    struct kr_db_value values[KR_TABLE_COLUMNS_MAX];
    struct kr_table_columns columns;
    assert_int_equal(kr_table_columns(s, &columns, t), 0);
    for (size_t i = 0; i < columns.n; i++) {
        const char *c = columns.names[i];
        char type = type_of(t->name, c);
        values[i] = (struct kr_db_value){.kind = type == 'I' ? KR_DB_NUMBER : type == 'B' ? KR_DB_BYTES : KR_DB_TEXT};
        if (type == 'I') {
            bool key = strcmp(c, "n") == 0 || strcmp(c, "month") == 0;
            values[i].number = key ? ++counter : strcmp(c, "role") == 0 ? 0 : 1;
        } else {
            if (type == 'B')
                snprintf(texts[i], sizeof texts[i], "%s-bytes-%s-%s", tag, t->name, c);
            else
                choose_text(texts[i], tag, t->name, c);
            values[i].bytes = texts[i];
            values[i].len = strlen(texts[i]);
        }
    }
    if (kr_table_insert(s, t, &columns, values))
        fail_msg("a row of %s: %s", t->name, s->ops->why(s->db));
}

void rows_of_school(struct kr_store *s, const char *tag)
{
    for (size_t i = 0; i < kr_tables_count; i++)
        if (kr_tables[i].of_school)
            add_row(s, &kr_tables[i], tag);
}

static int count(void *arg, const struct kr_table_columns *columns, const struct kr_db_value *values)
{
    ++*(int *)arg;
    return 0;
}

void rows_of_operator(struct kr_store *s)
{
    for (size_t i = 0; i < kr_tables_count; i++) {
        int n = 0;
        if (kr_tables[i].of_school)
            continue;
        assert_int_equal(kr_store_begin(s), 0);
        assert_int_equal(kr_table_rows(s, &kr_tables[i], NULL, count, &n), 0);
        assert_int_equal(kr_store_finish(s, 0), 0);
        if (n == 0 || strcmp(kr_tables[i].name, "document_version") == 0) /* which others point to */
            add_row(s, &kr_tables[i], "operator");
    }
}

struct listing {
    const char *needle;
    bool hashed;
    char **lines;
    size_t n;
};

static void add_hash(struct kr_strbuf *b, const struct kr_db_value *v)
{
    uint8_t hash[32];
    char hex[65];
    kr_sha256(hash, v->len ? v->bytes : "", v->len);
    kr_hex_write(hex, sizeof hex, hash, sizeof hash);
    kr_strbuf_addf(b, " %zu:%s", v->len, hex);
}

static void add_value(struct kr_strbuf *b, const struct kr_db_value *v)
{
    if (v->kind == KR_DB_NULL)
        kr_strbuf_addf(b, " NULL");
    else if (v->kind == KR_DB_NUMBER)
        kr_strbuf_addf(b, " %lld", (long long)v->number);
    else if (v->kind == KR_DB_TEXT)
        kr_strbuf_addf(b, " \"%.*s\"", (int)v->len, (const char *)v->bytes);
    else
        for (size_t i = 0; i < v->len; i++)
            kr_strbuf_addf(b, i ? "%02x" : " x%02x", ((const uint8_t *)v->bytes)[i]);
}

struct table_listing {
    struct listing *all;
    const char *table;
};

static int list_row(void *arg, const struct kr_table_columns *columns, const struct kr_db_value *values)
{
    struct table_listing *t = arg;
    struct listing *l = t->all;
    struct kr_strbuf b;
    kr_strbuf_init(&b, 1 << 22);
    kr_strbuf_addf(&b, "%s:", t->table);
    for (size_t i = 0; i < columns->n; i++)
        if (l->hashed && (values[i].kind == KR_DB_BYTES || strcmp(columns->names[i], "verifier") == 0))
            add_hash(&b, &values[i]);
        else
            add_value(&b, &values[i]);
    char *line = kr_strbuf_take(&b);
    assert_non_null(line);
    if (l->needle && !strstr(line, l->needle)) {
        free(line);
        return 0;
    }
    l->lines = realloc(l->lines, (l->n + 1) * sizeof *l->lines);
    l->lines[l->n++] = line;
    return 0;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_all(struct kr_store *s, struct listing *l)
{
    assert_int_equal(kr_store_begin(s), 0);
    for (size_t i = 0; i < kr_tables_count; i++) {
        struct table_listing t = {l, kr_tables[i].name};
        assert_int_equal(kr_table_rows(s, &kr_tables[i], NULL, list_row, &t), 0);
    }
    assert_int_equal(kr_store_finish(s, 0), 0);
    if (l->n)
        qsort(l->lines, l->n, sizeof *l->lines, compare);
}

char *rows_as_text(struct kr_store *s, const char *needle)
{
    struct listing l = {.needle = needle};
    struct kr_strbuf b;
    list_all(s, &l);
    kr_strbuf_init(&b, 1 << 26);
    kr_strbuf_addf(&b, "%zu rows\n", l.n);
    for (size_t i = 0; i < l.n; i++) {
        kr_strbuf_addf(&b, "%s\n", l.lines[i]);
        free(l.lines[i]);
    }
    free(l.lines);
    return kr_strbuf_take(&b);
}

char **rows_hashed(struct kr_store *s, size_t *n)
{
    struct listing l = {.hashed = true};
    list_all(s, &l);
    *n = l.n;
    return l.lines;
}
