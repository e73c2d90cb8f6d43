/* SPDX-License-Identifier: EUPL-1.2 */
/* Many schools from a table and back, and schools that register themselves. */
#include "unit/office/desk.h"

#include <jansson.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/job.h"
#include "office/school/index.h"
#include "office/school/register.h"
#include "office/store/roster.h"
#include "office/upload.h"

#define HEADERS "Schule;Dienststellenschlüssel;Straße;PLZ;Ort;E-Mail;Schulleitung"
#define LINE(name, number) name ";" number ";Lindenweg 4;74000;Musterstadt;poststelle@schule.example;Frau Birke"

static const uint64_t month_ms = 30ull * 24 * 60 * 60 * 1000;

static struct desk desk;
static char operator[129];

static int open_desk(void **state)
{
    desk_open(&desk);
    desk_add_operator(&desk, operator);
    return 0;
}

static int close_desk(void **state)
{
    desk_close(&desk);
    return 0;
}

static json_t *ask(int status, const char *method, const char *path, const char *query, const char *session, const char *body)
{
    struct desk_answer a = desk_ask(&desk, &(struct desk_request){
        .method = method, .path = path, .query = query ? query : "", .session = session, .body = body});
    if (a.status != status)
        fail_msg("%s %s: %d, not %d: %s", method, path, a.status, status, a.body);
    json_t *json = a.body[0] ? json_loads(a.body, 0, NULL) : NULL;
    desk_free_answer(&a);
    return json;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static int number_of(const json_t *object, const char *key)
{
    return (int)json_integer_value(json_object_get(object, key));
}

/* Imports a table to the end; the report. */
static json_t *import(const char *table, size_t len, bool commit)
{
    char id[KR_UPLOAD_ID_DIGITS + 1], body[120], path[120];
    struct kr_session who = desk_session(&desk, operator);
    assert_int_equal(kr_upload_start(&desk.office, id, who.account.id, len), 0);
    assert_int_equal(kr_upload_add(&desk.office, who.account.id, id, 0, table, len), 0);
    snprintf(body, sizeof body, "{\"upload\":\"%s\",\"commit\":%s}", id, commit ? "true" : "false");
    json_t *job = ask(202, "POST", "/schools/import", NULL, operator, body);
    snprintf(path, sizeof path, "/schools/import/%s", text_of(json_object_get(job, "job"), "id"));
    json_decref(job);
    desk_finish(&desk);
    json_t *report = ask(200, "GET", path, NULL, operator, NULL);
    assert_string_equal(text_of(report, "state"), "done");
    return report;
}

static void imports(const char *table, bool commit, int created, int changed, int same, int wrong)
{
    json_t *r = import(table, strlen(table), commit);
    assert_string_equal(text_of(r, "problem"), "");
    assert_int_equal(number_of(r, "created"), created);
    assert_int_equal(number_of(r, "changed"), changed);
    assert_int_equal(number_of(r, "same"), same);
    assert_int_equal(number_of(r, "wrong"), wrong);
    json_decref(r);
}

static int schools(const char *query)
{
    json_t *list = ask(200, "GET", "/schools", query, operator, NULL);
    int n = number_of(list, "total");
    json_decref(list);
    return n;
}

static void schools_come_from_a_table(void **state)
{
    static const char table[] = HEADERS "\r\n" LINE("Lindenschule", "04100001") "\r\n" LINE("M\xc3\xbchlenschule", "04100002") "\r\n";
    static const char change[] = HEADERS "\r\n" LINE("Lindenschule", "4100001") "\r\n" LINE("Schlossschule", "4100002") "\r\n";
    imports(table, false, 2, 0, 0, 0);
    assert_int_equal(schools(""), 0); /* nothing happened */
    imports(table, true, 2, 0, 0, 0);
    assert_int_equal(schools(""), 2);
    imports(table, true, 0, 0, 2, 0); /* the second time changes nothing */
    imports(change, false, 0, 1, 1, 0); /* a spreadsheet took the zeros away */
    imports(change, true, 0, 1, 1, 0);
    assert_int_equal(schools(""), 2);
    assert_int_equal(schools("search=schlossschule"), 1);
    assert_int_equal(schools("search=04100002"), 1); /* they are still there */
    assert_int_equal(schools("search=muehlenschule"), 0);
    /* Some columns only. */
    imports("Schulnummer,School,Phone\n4100001,Lindenschule,07131 12\n", true, 0, 1, 0, 0);
    assert_int_equal(schools("search=musterstadt"), 2);
}

static void wrong_lines_are_told_and_left_out(void **state)
{
    static const char table[] = HEADERS ";AVV;Moderatoren\n" LINE("Lindenschule", "04100001") ";;\n"
        LINE("Birkenschule", "") ";;\n" LINE("", "04100003") ";;\n"
        "Ahornschule;04100004;Lindenweg 4;7;Ort;a@b.example;Frau Birke;;\n" LINE("Eschenschule", "04100005") ";31.2.2020;\n"
        LINE("Buchenschule", "04100006") ";01.02.1970;\n" LINE("Ulmenschule", "04100007") ";;viele\n"
        LINE("Lindenschule", "4100001") ";;\n";
    json_t *r = import(table, strlen(table), true), *line;
    static const struct {
        int line;
        const char *field, *reason;
    } expected[] = {{3, "number", "missing_field"}, {4, "name", "missing_field"}, {5, "postcode", "bad_text"},
                    {6, "agreement", "bad_date"}, {7, "agreement", "out_of_range"}, {8, "moderators", "out_of_range"}, {9, "number", "twice"}};
    size_t i;
    assert_int_equal(number_of(r, "created"), 1);
    assert_int_equal(number_of(r, "wrong"), 7);
    json_array_foreach(json_object_get(r, "lines"), i, line) {
        if (i == 7)
            break;
        assert_string_equal(text_of(line, "result"), "wrong");
        assert_int_equal(number_of(line, "line"), expected[i].line);
        assert_string_equal(text_of(line, "field"), expected[i].field);
        assert_string_equal(text_of(line, "reason"), expected[i].reason);
    }
    json_decref(r);
    assert_int_equal(schools(""), 1);
}

static void steps_on_paper_come_with_it(void **state)
{
    static const char table[] = HEADERS ";Infoblatt;Nutzungsbedingungen;AVV;Anmeldung;Gegenzeichnung;Schulkonto;Moderatoren\n"
        LINE("Lindenschule", "04100001") ";02.01.1970;02.01.1970;03.01.1970;1970-01-04;05.01.1970;ja;3\n"
        LINE("Birkenschule", "04100002") ";;;03.01.1970;;;;\n";
    imports(table, false, 1, 0, 0, 1);
    assert_int_equal(schools(""), 0);
    imports(table, true, 1, 0, 0, 1);
    assert_int_equal(schools("state=active"), 1);
    imports(table, true, 0, 0, 1, 1);
    uint64_t n;
    char id[KR_LIMIT_ID_BYTES + 1];
    assert_int_equal(kr_index_by_number(&desk.office, id, "4100001"), 0);
    assert_int_equal(kr_store_roster_count(desk.office.store, &n, id, KR_ROLE_MODERATOR), 0);
    assert_int_equal(n, 3);
}

static void what_is_no_table_of_schools_is_refused(void **state)
{
    static const struct {
        const char *table, *problem;
    } bad[] = {{"Ort;Schule\nA;B\n", "no_number_column"}, {"Schulnummer;Ort\n1;B\n", "no_name_column"},
               {"Schulnummer;Schule;Ort;Stadt\n", "column_twice"}, {"Schule;\"offen\n", "open_quote"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        json_t *r = import(bad[i].table, strlen(bad[i].table), true);
        assert_string_equal(text_of(r, "problem"), bad[i].problem);
        assert_int_equal(number_of(r, "total"), 0);
        json_decref(r);
    }
    json_decref(ask(400, "POST", "/schools/import", NULL, operator, "{\"upload\":\"nothing\",\"commit\":true}"));
    json_decref(ask(404, "GET", "/schools/import/nothing", NULL, operator, NULL));
}

static void a_table_goes_out_and_comes_in(void **state)
{
    static const char table[] = "\xef\xbb\xbf" HEADERS ";Telefon;Infoblatt\r\n" LINE("=Lindenschule", "04100001") ";'+49 7131 12;02.01.1970\r\n"
        LINE("\"M\xc3\xbchlen;schule\"", "04100002") ";;\r\n";
    imports(table, true, 2, 0, 0, 0);
    struct desk_answer a = desk_ask(&desk, &(struct desk_request){.method = "GET", .path = "/schools/export", .query = "part=0", .session = operator});
    assert_int_equal(a.status, 200);
    assert_int_equal(strncmp(a.file, "\xef\xbb\xbfSchule;Dienststellenschl\xc3\xbcssel;", 20), 0);
    assert_non_null(strstr(a.file, "\r\n'=Lindenschule;04100001;"));
    assert_non_null(strstr(a.file, ";'+49 7131 12;"));
    assert_non_null(strstr(a.file, "\"M\xc3\xbchlen;schule\";"));
    assert_non_null(strstr(a.file, ";meldet sich an;02.01.1970;;;;;\r\n"));
    imports(a.file, true, 0, 0, 2, 0); /* as it went out, it changes nothing */
    desk_free_answer(&a);
    json_decref(ask(404, "GET", "/schools/export", "part=1", operator, NULL));
}

/* ---- registration ---- */

#define REGISTER(name, password) \
    "{\"profile\":{\"name\":\"" name "\",\"number\":\"04100001\",\"street\":\"Lindenweg 4\",\"postcode\":\"74000\",\"town\":\"Musterstadt\"," \
    "\"mail\":\"poststelle@schule.example\",\"head\":\"Frau Birke\"},\"password\":\"" password "\"}"

static void a_school_registers_itself(void **state)
{
    char path[120], session[129], handle[65];
    json_t *info = ask(200, "GET", "/register", NULL, NULL, NULL);
    assert_true(json_is_true(json_object_get(info, "open")));
    json_decref(info);
    /* Nobody of the operator needs to be there. */
    desk_expect(&desk, 204, "DELETE", "/session", operator, NULL);
    json_t *made = ask(201, "POST", "/register", NULL, NULL, REGISTER("M\xc3\xbchlenschule", "correct horse"));
    assert_int_equal(strncmp(text_of(made, "handle"), "mk-", 3), 0);
    assert_int_equal(strlen(text_of(made, "recovery")), KR_RECOVERY_TEXT_SIZE - 1);
    snprintf(handle, sizeof handle, "%s", text_of(made, "handle"));
    snprintf(path, sizeof path, "/schools/%s", text_of(made, "school"));
    json_decref(made);
    assert_false(desk_dir_contains(desk.dir, "hlenschule"));
    desk_sign_in(&desk, session, handle);
    json_t *one = ask(200, "GET", path, NULL, session, NULL);
    assert_string_equal(text_of(json_object_get(json_object_get(one, "school"), "profile"), "name"), "M\xc3\xbchlenschule");
    json_decref(one);
    desk_sign_in(&desk, operator, "mk-operator1");
    assert_int_equal(schools("waiting=school&search=muehlenschule"), 1);
}

#define REGISTER_AS(name, number, town) \
    "{\"profile\":{\"name\":\"" name "\",\"number\":\"" number "\",\"street\":\"Lindenweg 4\",\"postcode\":\"74000\",\"town\":\"" town "\"," \
    "\"mail\":\"poststelle@schule.example\",\"head\":\"Frau Birke\"},\"password\":\"correct horse\"}"

static void registered(char id[65], const char *body)
{
    json_t *made = ask(201, "POST", "/register", NULL, NULL, body);
    snprintf(id, 65, "%s", text_of(made, "school"));
    json_decref(made);
}

/* Nobody can look at a registration before it is opened: twice is taken twice, told to the operator, and never merged. */
static void twice_is_told_and_not_merged(void **state)
{
    char first[65], second[65], third[65], other[65], path[120];
    registered(first, REGISTER_AS("M\xc3\xbchlenschule", "04100001", "Musterstadt"));
    registered(second, REGISTER_AS("Schule an der M\xc3\xbchle", "0410 0001", "Musterstadt"));
    registered(third, REGISTER_AS("Muehlenschule", "04100009", "Musterstadt"));
    registered(other, REGISTER_AS("M\xc3\xbchlenschule", "04100010", "Nachbarstadt"));
    assert_int_equal(schools(""), 4);
    snprintf(path, sizeof path, "/schools/%s", first);
    json_t *one = ask(200, "GET", path, NULL, operator, NULL), *twins = json_object_get(json_object_get(one, "school"), "twins");
    assert_int_equal(json_array_size(twins), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *twin = json_array_get(twins, i);
        bool by_number = strcmp(text_of(twin, "id"), second) == 0;
        assert_true(by_number || strcmp(text_of(twin, "id"), third) == 0);
        assert_string_equal(text_of(twin, "by"), by_number ? "number" : "name");
    }
    json_decref(one);
    snprintf(path, sizeof path, "/schools/%s", other);
    one = ask(200, "GET", path, NULL, operator, NULL);
    assert_int_equal(json_array_size(json_object_get(json_object_get(one, "school"), "twins")), 0);
    json_decref(one);
}

static void what_registers_badly_is_told(void **state)
{
    json_t *p = ask(400, "POST", "/register", NULL, NULL, REGISTER("Lindenschule", "short"));
    assert_string_equal(text_of(p, "field"), "password");
    json_decref(p);
    p = ask(400, "POST", "/register", NULL, NULL, REGISTER("", "correct horse"));
    assert_string_equal(text_of(p, "field"), "name");
    json_decref(p);
    json_decref(ask(200, "PATCH", "/enrolment/settings", NULL, operator, "{\"open\":false}"));
    p = ask(409, "POST", "/register", NULL, NULL, REGISTER("Lindenschule", "correct horse"));
    assert_string_equal(text_of(p, "error"), "registration_closed");
    json_decref(p);
    assert_int_equal(schools(""), 0);
}

static void registrations_are_few(void **state)
{
    struct desk_request req = {.method = "POST", .path = "/register", .body = REGISTER("Lindenschule", "correct horse")};
    for (int i = 0; i < KR_REGISTER_PER_LINE; i++)
        json_decref(ask(201, "POST", "/register", NULL, NULL, req.body));
    struct desk_answer a = desk_ask(&desk, &req);
    assert_int_equal(a.status, 429);
    assert_int_equal(a.retry_after_s, 3601);
    desk_free_answer(&a);
    req.address = "192.0.2.77";
    a = desk_ask(&desk, &req);
    assert_int_equal(a.status, 201); /* another line */
    desk_free_answer(&a);
    desk_pass(&desk, KR_REGISTER_SPAN_MS);
    json_decref(ask(201, "POST", "/register", NULL, NULL, req.body));
    /* In all, too. */
    for (int i = 7; i < KR_REGISTER_OPEN; i++) {
        char address[40];
        snprintf(address, sizeof address, "198.51.100.%d", i);
        req.address = address;
        a = desk_ask(&desk, &req);
        assert_int_equal(a.status, 201);
        desk_free_answer(&a);
    }
    req.address = "203.0.113.1";
    a = desk_ask(&desk, &req);
    assert_int_equal(a.status, 503);
    desk_free_answer(&a);
}

static void what_is_left_lying_goes(void **state)
{
    uint64_t n;
    json_decref(ask(201, "POST", "/register", NULL, NULL, REGISTER("Lindenschule", "correct horse")));
    assert_int_equal(kr_school_purge_unconfirmed(&desk.office, desk.now_ms > month_ms ? desk.now_ms - month_ms : 0, &n), 0);
    assert_int_equal(n, 0);
    desk_pass(&desk, month_ms + 1);
    assert_int_equal(kr_school_purge_unconfirmed(&desk.office, desk.now_ms > month_ms ? desk.now_ms - month_ms : 0, &n), 0);
    assert_int_equal(n, 1);
    desk_sign_in(&desk, operator, "mk-operator1");
    assert_int_equal(schools(""), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
    const struct CMUnitTest tests[] = {
        TEST(schools_come_from_a_table),
        TEST(wrong_lines_are_told_and_left_out),
        TEST(steps_on_paper_come_with_it),
        TEST(what_is_no_table_of_schools_is_refused),
        TEST(a_table_goes_out_and_comes_in),
        TEST(a_school_registers_itself),
        TEST(twice_is_told_and_not_merged),
        TEST(what_registers_badly_is_told),
        TEST(registrations_are_few),
        TEST(what_is_left_lying_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
