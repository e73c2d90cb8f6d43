/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is said to be everything about a school equals what a dump of the database has about it: found there in another
 * way, by following ids from row to row through all tables.
 */
#include <jansson.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "office/school/everything.h"
#include "unit/office/desk.h"
#include "unit/office/rows.h"

enum { LINES = 4000, IDS = 4000, ID_SIZE = 80 };

static struct desk d;
static struct desk_school school, other;
static char operator_session[129];

static int set_up(void **state)
{
    char id[65], link[65];
    desk_open(&d);
    desk_add_operator(&d, operator_session);
    desk_add_school(&d, &school);
    desk_add_school(&d, &other);
    desk_add_room(&d, school.school_session, "Mathe der 6a", id, link);
    desk_add_room(&d, school.moderator_session, "Geheime \\\"Konferenz\\\"", id, link);
    desk_add_room(&d, other.school_session, "Deutsch", id, link);
    return 0;
}

static int tear_down(void **state)
{
    desk_close(&d);
    return 0;
}

/* ---- from the answer ---- */

static void add_json_value(struct kr_strbuf *b, const json_t *v)
{
    if (json_is_null(v))
        kr_strbuf_addf(b, " NULL");
    else if (json_is_integer(v))
        kr_strbuf_addf(b, " %lld", (long long)json_integer_value(v));
    else if (json_is_string(v))
        kr_strbuf_addf(b, " \"%s\"", json_string_value(v));
    else
        kr_strbuf_addf(b, " %lld:%s", (long long)json_integer_value(json_object_get(v, "bytes")),
                       json_string_value(json_object_get(v, "sha256")));
}

static void add_json_rows(const json_t *document, char **lines, size_t *n)
{
    size_t i, k;
    json_t *table, *row, *value;
    const char *column;
    json_array_foreach(json_object_get(document, "tables"), i, table)
        json_array_foreach(json_object_get(table, "rows"), k, row) {
            struct kr_strbuf b;
            kr_strbuf_init(&b, 1 << 20);
            kr_strbuf_addf(&b, "%s:", json_string_value(json_object_get(table, "table")));
            json_object_foreach(row, column, value)
                add_json_value(&b, value);
            assert_true(*n < LINES);
            lines[(*n)++] = kr_strbuf_take(&b);
        }
}

/* The document that begins at this row, or NULL after the last. */
static json_t *ask(const char *session, long long from)
{
    char path[200], query[40];
    snprintf(path, sizeof path, "/schools/%s/everything", school.id);
    snprintf(query, sizeof query, "from=%lld", from);
    struct desk_answer a = desk_ask(&d, &(struct desk_request){.method = "GET", .path = path, .query = query, .session = session});
    assert_int_equal(a.status, 200);
    size_t len = strlen(a.body), size = 0;
    char *text = malloc(len + 1);
    assert_int_equal(sodium_base642bin((unsigned char *)text, len, a.body, len, NULL, &size, NULL, sodium_base64_VARIANT_ORIGINAL), 0);
    json_error_t error;
    json_t *document = json_loadb(text, size, 0, &error);
    if (!document)
        fail_msg("%s in %.*s", error.text, (int)size, text);
    assert_string_equal(json_string_value(json_object_get(document, "school")), school.id);
    free(text);
    desk_free_answer(&a);
    return document;
}

/* ---- from the database ---- */

struct ids {
    char all[IDS][ID_SIZE];
    size_t n;
};

static bool names_one(const char *line, const struct ids *ids)
{
    for (size_t i = 0; i < ids->n; i++) {
        char quoted[ID_SIZE + 2];
        snprintf(quoted, sizeof quoted, "\"%s\"", ids->all[i]);
        if (strstr(line, quoted))
            return true;
    }
    return false;
}

/* A row's own id is its first value, where that is a text. */
static void take_id(struct ids *ids, const char *line)
{
    const char *at = strstr(line, ": ");
    if (at && at[2] == '"') {
        size_t n = strcspn(at + 3, "\"");
        assert_true(n < ID_SIZE && ids->n < IDS);
        snprintf(ids->all[ids->n++], ID_SIZE, "%.*s", (int)n, at + 3);
    }
}

static size_t filter_dump(char **all, size_t n, char **out)
{
    static struct ids ids;
    static bool taken[LINES];
    size_t found = 0;
    bool more = true;
    memset(taken, 0, sizeof taken);
    assert_true(n < LINES);
    ids.n = 1;
    snprintf(ids.all[0], ID_SIZE, "%s", school.id);
    while (more) {
        more = false;
        for (size_t i = 0; i < n; i++) {
            if (taken[i] || !names_one(all[i], &ids))
                continue;
            taken[i] = more = true;
            take_id(&ids, all[i]);
            out[found++] = all[i];
        }
    }
    return found;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void it_is_what_a_dump_shows(void **state)
{
    static char *lines[LINES], *expected[LINES];
    size_t n = 0, n_all;
    json_t *document = ask(school.head_session, 0);
    add_json_rows(document, lines, &n);
    assert_null(json_object_get(document, "next"));
    json_decref(document);
    char **all = rows_hashed(d.office.store, &n_all);
    size_t n_expected = filter_dump(all, n_all, expected);
    qsort(lines, n, sizeof *lines, compare);
    qsort(expected, n_expected, sizeof *expected, compare);
    assert_true(n > 10 && n_expected < n_all);
    for (size_t i = 0; i < n && i < n_expected; i++)
        if (strcmp(lines[i], expected[i]) != 0)
            fail_msg("said:   %s\nstored: %s", lines[i], expected[i]);
    assert_int_equal(n, n_expected);
    for (size_t i = 0; i < n; i++)
        free(lines[i]);
    for (size_t i = 0; i < n_all; i++)
        free(all[i]);
    free(all);
}

/* The values of a column in a table, opened, with a bar after each. */
static void opened_of(char out[2000], const char *session, const char *table_name, const char *column)
{
    size_t i, k;
    json_t *document = ask(session, 0), *table, *row;
    out[0] = '\0';
    json_array_foreach(json_object_get(document, "tables"), i, table)
        json_array_foreach(json_object_get(table, "rows"), k, row) {
            json_t *value = json_object_get(row, column), *text = json_object_get(value, "opened");
            if (strcmp(json_string_value(json_object_get(table, "table")), table_name) != 0 || !json_is_object(value))
                continue;
            char *shown = text ? json_dumps(text, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
            snprintf(out + strlen(out), 2000 - strlen(out), "%s|", shown ? shown : "sealed");
            assert_true(text || json_is_true(json_object_get(value, "sealed")));
            free(shown);
        }
    json_decref(document);
}

static void it_is_opened_for_whom_it_is_meant(void **state)
{
    char text[2000], office[2000];
    opened_of(text, operator_session, "school", "profile_sealed");
    assert_non_null(strstr(text, "name"));
    opened_of(office, school.contact_session, "school", "profile_sealed");
    assert_string_equal(text, office);
    opened_of(text, school.head_session, "room", "title_sealed");
    assert_non_null(strstr(text, "\"Mathe der 6a\""));
    assert_non_null(strstr(text, "Geheime \\\"Konferenz\\\""));
    opened_of(text, operator_session, "room", "title_sealed");
    assert_string_equal(text, "sealed|sealed|");
    opened_of(text, operator_session, "room", "link_sealed");
    assert_string_equal(text, "sealed|sealed|");
}

static void it_is_nobody_elses(void **state)
{
    char path[200];
    snprintf(path, sizeof path, "/schools/%s/everything", school.id);
    desk_expect(&d, 404, "GET", path, other.head_session, NULL);
    desk_expect(&d, 403, "GET", path, school.moderator_session, NULL);
    desk_expect(&d, 403, "GET", path, school.school_session, NULL);
    desk_expect(&d, 401, "GET", path, NULL, NULL);
    desk_expect(&d, 404, "GET", "/schools/nosuchschool/everything", operator_session, NULL);
}

static void a_long_one_goes_on(void **state)
{
    static char *lines[LINES], *whole[LINES];
    struct kr_strbuf b;
    struct kr_session who = desk_session(&d, school.head_session);
    size_t n = 0, n_whole = 0, parts = 0;
    json_t *document = ask(school.head_session, 0);
    add_json_rows(document, whole, &n_whole);
    json_decref(document);
    for (long long from = 0; from >= 0; parts++) {
        kr_strbuf_init(&b, 6000);
        assert_int_equal(kr_school_everything(&d.office, &who, school.id, (uint64_t)from, &b), 0);
        document = json_loads(b.text, 0, NULL);
        assert_non_null(document);
        add_json_rows(document, lines, &n);
        json_t *next = json_object_get(document, "next");
        from = next ? json_integer_value(next) : -1;
        json_decref(document);
        kr_strbuf_fini(&b);
    }
    assert_true(parts > 1);
    assert_int_equal(n, n_whole);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(lines[i], whole[i]);
        free(lines[i]);
        free(whole[i]);
    }
    kr_strbuf_init(&b, 6000);
    assert_int_equal(kr_school_everything(&d.office, &who, school.id, n, &b), KR_E_NOT_FOUND);
    kr_strbuf_fini(&b);
}

int main(void)
{
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        AT_DESK(it_is_what_a_dump_shows),
        AT_DESK(it_is_opened_for_whom_it_is_meant),
        AT_DESK(it_is_nobody_elses),
        AT_DESK(a_long_one_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
