/* SPDX-License-Identifier: EUPL-1.2 */
/* Teachers from and to tables: what is wrong is said by line, nobody gets two sign-ins, and only the school can read it. */
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/account/names.h"
#include "office/setting.h"
#include "office/store/roster.h"
#include "unit/office/desk.h"

static struct desk d;
static struct desk_school a, b;
static char operator[129];

static int setup(void **state)
{
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &a);
    desk_add_school(&d, &b);
    return 0;
}

static int teardown(void **state)
{
    desk_close(&d);
    return 0;
}

/* Sends a file as the browser does; its id. */
static void put_file(char id[65], const char *session, const char *bytes)
{
    char body[9000], path[120];
    size_t len = strlen(bytes);
    snprintf(body, sizeof body, "{\"size\":%zu,\"name\":\"lehrkraefte.csv\"}", len);
    struct desk_answer answer = desk_call(&d, "POST", "/uploads", session, body);
    assert_int_equal(answer.status, 201);
    char *text = desk_field(answer.body, "id");
    snprintf(id, 65, "%s", text);
    free(text);
    desk_free_answer(&answer);
    snprintf(path, sizeof path, "/uploads/%s", id);
    int at = snprintf(body, sizeof body, "{\"offset\":0,\"data\":\"");
    sodium_bin2base64(body + at, sizeof body - (size_t)at, (const unsigned char *)bytes, len, sodium_base64_VARIANT_ORIGINAL);
    at += (int)strlen(body + at);
    snprintf(body + at, sizeof body - (size_t)at, "\"}");
    desk_expect(&d, 204, "PUT", path, session, body);
}

static struct desk_answer take(const char *session, const char *school, const char *upload, bool commit)
{
    char path[120], body[200];
    snprintf(path, sizeof path, "/schools/%s/moderators/import", school);
    snprintf(body, sizeof body, "{\"upload\":\"%s\",\"commit\":%s}", upload, commit ? "true" : "false");
    return desk_call(&d, "POST", path, session, body);
}

static void expect(const struct desk_answer *answer, const char *field, const char *value)
{
    char *text = desk_field(answer->body, field);
    if (!text || strcmp(text, value) != 0)
        fail_msg("%s: %s instead of %s in %s", field, text ? text : "nothing", value, answer->body);
    free(text);
}

static uint64_t moderators(const char *school)
{
    uint64_t n = 0;
    assert_int_equal(kr_store_roster_count(d.office.store, &n, school, KR_ROLE_MODERATOR), 0);
    return n;
}

static char *export(const char *session, const char *query)
{
    char path[120];
    snprintf(path, sizeof path, "/schools/%s/moderators/export", a.id);
    struct desk_answer answer = desk_ask(&d, &(struct desk_request){.method = "GET", .path = path, .query = query, .session = session});
    if (answer.status != 200)
        fail_msg("%d %s", answer.status, answer.body);
    char *text = strdup(answer.file);
    desk_free_answer(&answer);
    return text;
}

static void a_table_is_shown_first_and_taken_once(void **state)
{
    /* As German Excel writes it: Windows-1252, semicolons; a line without a name, one twice, one too long. */
    char table[1000], id[65];
    snprintf(table, sizeof table, "Nachname;Vorname;Fach\r\nKiefernholz;Anna;Deutsch\r\n;;Sport\r\nLindenbl\xe4tter;Ida;\r\nKiefernholz;Anna;Ethik\r\n%090d;x;\r\n", 0);
    put_file(id, a.contact_session, table);
    struct desk_answer answer = take(a.contact_session, a.id, id, false);
    assert_int_equal(answer.status, 200);
    expect(&answer, "committed", "false");
    expect(&answer, "created", "2");
    expect(&answer, "wrong", "3");
    expect(&answer, "lines.0.name", "Anna Kiefernholz");
    expect(&answer, "lines.0.line", "2");
    expect(&answer, "lines.1.reason", "missing");
    expect(&answer, "lines.2.name", "Ida Lindenblätter");
    expect(&answer, "lines.3.reason", "twice");
    expect(&answer, "lines.4.reason", "too_long");
    desk_free_answer(&answer);
    assert_int_equal(moderators(a.id), 1);

    answer = take(a.contact_session, a.id, id, true);
    expect(&answer, "committed", "true");
    expect(&answer, "created", "2");
    desk_free_answer(&answer);
    assert_int_equal(moderators(a.id), 3);
    answer = take(a.contact_session, a.id, id, true); /* the file is gone */
    assert_int_equal(answer.status, 400);
    expect(&answer, "field", "upload");
    desk_free_answer(&answer);

    put_file(id, a.head_session, table); /* once more, by the head: nobody gets a second one */
    answer = take(a.head_session, a.id, id, true);
    expect(&answer, "created", "0");
    expect(&answer, "same", "2");
    desk_free_answer(&answer);
    assert_int_equal(moderators(a.id), 3);

    assert_false(desk_dir_contains(d.dir, "Kiefernholz"));
    assert_false(desk_dir_contains(d.dir, "Lindenbl"));
}

static void what_is_written_can_be_read_and_changed(void **state)
{
    char id[65], changed[2000];
    put_file(id, a.contact_session, "Name\n=1+1\n\"Frau \"\"Ahorn; B\"\"\"\n");
    struct desk_answer answer = take(a.contact_session, a.id, id, true);
    expect(&answer, "created", "2");
    char *account = desk_field(answer.body, "lines.0.account");
    desk_free_answer(&answer);
    char *table = export(a.contact_session, NULL);
    assert_int_equal(strncmp(table, "\xef\xbb\xbfKennung;Person;Stand;", 24), 0);
    assert_non_null(strstr(table, ";'=1+1;ohne Passwort;")); /* a spreadsheet computes nothing */
    assert_non_null(strstr(table, ";\"Frau \"\"Ahorn; B\"\"\";"));
    put_file(id, a.contact_session, table);
    answer = take(a.contact_session, a.id, id, true);
    expect(&answer, "same", "3");
    expect(&answer, "created", "0");
    desk_free_answer(&answer);

    /* Another name for a handle; a handle that is another school's. */
    struct kr_store_roster_row row;
    assert_int_equal(kr_store_roster_get(d.office.store, &row, account), 0);
    snprintf(changed, sizeof changed, "Kennung\tPerson\n%s\tHerr Ulme\n%s\tFremd\n", row.handle, b.moderator);
    put_file(id, a.contact_session, changed);
    answer = take(a.contact_session, a.id, id, true);
    expect(&answer, "changed", "1");
    expect(&answer, "lines.1.reason", "unknown_handle");
    desk_free_answer(&answer);
    free(table);
    table = export(a.contact_session, "lang=en");
    assert_int_equal(strncmp(table, "\xef\xbb\xbfHandle;Person;State;", 23), 0);
    assert_non_null(strstr(table, "Herr Ulme"));
    assert_null(strstr(table, "1+1"));
    free(table);
    free(account);
}

static void tables_that_are_none(void **state)
{
    static const struct {
        const char *bytes, *problem;
    } cases[] = {{"\n\n", "empty"}, {"Name\n", "empty"}, {"Name\n\"Ahorn\n", "open_quote"}};
    char id[65];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put_file(id, a.contact_session, cases[i].bytes);
        struct desk_answer answer = take(a.contact_session, a.id, id, true);
        assert_int_equal(answer.status, 200);
        expect(&answer, "problem", cases[i].problem);
        expect(&answer, "committed", "false");
        desk_free_answer(&answer);
    }
    assert_int_equal(moderators(a.id), 1);
}

static void limits_are_for_all_or_nothing(void **state)
{
    char id[65];
    assert_int_equal(kr_setting_set(&d.office, "accounts.max_moderators", "2"), 0);
    put_file(id, a.contact_session, "Ahorn\nBirke\n");
    struct desk_answer answer = take(a.contact_session, a.id, id, true);
    assert_int_equal(answer.status, 409);
    desk_free_answer(&answer);
    assert_int_equal(moderators(a.id), 1);
}

/* The operator has no key for names; another school's file and another school's list are not to be had. */
static void names_are_the_schools(void **state)
{
    char id[65], path[120];
    put_file(id, operator, "Ahorn\n");
    struct desk_answer answer = take(operator, a.id, id, true);
    assert_int_equal(answer.status, 409);
    expect(&answer, "error", "sealed");
    desk_free_answer(&answer);
    put_file(id, b.contact_session, "Ahorn\n");
    answer = take(a.contact_session, a.id, id, true);
    assert_int_equal(answer.status, 400);
    desk_free_answer(&answer);
    answer = take(b.contact_session, a.id, id, true);
    assert_int_equal(answer.status, 404);
    desk_free_answer(&answer);
    snprintf(path, sizeof path, "/schools/%s/moderators/export", a.id);
    desk_expect(&d, 403, "GET", path, operator, NULL);
    desk_expect(&d, 404, "GET", path, b.contact_session, NULL);
    desk_expect(&d, 403, "GET", path, a.moderator_session, NULL);
    assert_int_equal(moderators(a.id), 1);
}

int main(void)
{
#define DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        DESK(a_table_is_shown_first_and_taken_once), DESK(what_is_written_can_be_read_and_changed), DESK(tables_that_are_none),
        DESK(limits_are_for_all_or_nothing), DESK(names_are_the_schools),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
