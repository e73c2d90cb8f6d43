/* SPDX-License-Identifier: EUPL-1.2 */
/* What is to be done, for the operator and for a school; and letters to schools, with a real mail server. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/mail/queue.h"
#include "office/mail/reminder.h"
#include "office/mail/smtp.h"
#include "office/school/delete.h"
#include "office/school/index.h"
#include "office/school/school.h"
#include "office/today.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"
#include "unit/office/smtp_server.h"

static const uint64_t day_ms = 24 * 60 * 60 * 1000;

static struct desk desk;
static struct smtp_server server;
static char operator_session[129];
static struct desk_school linde;

static int set_up(void **state)
{
    server = smtp_server_start(NULL, NULL);
    desk_open_with_mail(&desk, &(struct kr_mail_server){.host = "localhost", .port = (uint16_t)server.port, .authorities = smtp_server_cert(),
                                                         .from = "dienst@kmz.example"});
    desk_add_operator(&desk, operator_session);
    desk_add_school(&desk, &linde);
    return 0;
}

static int tear_down(void **state)
{
    desk_close(&desk);
    smtp_server_stop(&server);
    return 0;
}

static json_t *ask(int status, const char *path, const char *session)
{
    struct desk_answer a = desk_call(&desk, "GET", path, session, "");
    if (a.status != status)
        fail_msg("%s: %d instead of %d: %s", path, a.status, status, a.body);
    json_t *json = json_loads(a.body, 0, NULL);
    assert_non_null(json);
    desk_free_answer(&a);
    return json;
}

static int number(const json_t *object, const char *key)
{
    return (int)json_integer_value(json_object_get(object, key));
}

static const char *text(const json_t *object, const char *key)
{
    const char *found = json_string_value(json_object_get(object, key));
    return found ? found : "";
}

/* Count of a kind of task; 0 if it is not there. */
static int task(const json_t *today, const char *kind)
{
    size_t i;
    json_t *t;
    json_array_foreach(json_object_get(today, "tasks"), i, t)
        if (strcmp(text(t, "kind"), kind) == 0)
            return number(t, "count");
    return 0;
}

static void add_enrolling(const char *name)
{
    struct kr_school s;
    struct kr_profile profile = {0};
    struct kr_profile_fault fault;
    const char *raw[KR_PROFILE_FIELDS] = {
        [KR_PROFILE_NAME] = name, [KR_PROFILE_NUMBER] = "04990001", [KR_PROFILE_STREET] = "Ahornweg 1", [KR_PROFILE_POSTCODE] = "74000",
        [KR_PROFILE_TOWN] = "Musterstadt", [KR_PROFILE_MAIL] = "post@ahorn.example", [KR_PROFILE_HEAD] = "Frau Linde",
        [KR_PROFILE_CONTACT] = "Herr Erle"};
    assert_int_equal(kr_profile_set(&profile, raw, &fault), 0);
    assert_int_equal(kr_school_create(&desk.office, &s, "office", &profile, false), 0);
    kr_school_close(&s);
}

static void shows_what_waits_for_the_operator(void **state)
{
    add_enrolling("Ahornschule");
    json_t *today = ask(200, "/today", operator_session);
    assert_int_equal(number(today, "active"), 1);
    assert_int_equal(number(today, "enrolling"), 1);
    assert_int_equal(number(today, "rooms"), 0);
    assert_true(json_is_true(json_object_get(today, "mail")));
    assert_int_equal(task(today, "issue"), 1); /* countersigned, and nothing handed out yet */
    assert_int_equal(task(today, "countersign"), 0);
    json_t *schools = json_object_get(today, "schools");
    assert_int_equal(json_array_size(schools), 2);
    json_t *first = json_array_get(schools, 0), *second = json_array_get(schools, 1);
    assert_string_equal(text(first, "id"), linde.id); /* who waits for the operator comes first */
    assert_string_equal(text(first, "who"), "operator");
    assert_string_equal(text(first, "next"), "issued");
    assert_string_equal(text(first, "name"), "Lindenschule 1");
    assert_int_equal(json_array_size(json_object_get(first, "done")), 6);
    assert_string_equal(text(second, "name"), "Ahornschule");
    assert_string_equal(text(second, "next"), "information");
    assert_string_equal(text(second, "who"), "head");
    json_decref(today);
}

static void counts_accounts_letters_and_papers(void **state)
{
    char sql[200];
    snprintf(sql, sizeof sql, "UPDATE account SET expires_ms = %llu WHERE id = '%s'", (unsigned long long)(desk.now_ms + 5 * day_ms), linde.moderator_id);
    test_database_change(desk.dir, sql);
    desk_add_account_as(&desk, "mk-extra9", KR_ROLE_EXTRA, linde.id, NULL);
    snprintf(sql, sizeof sql, "UPDATE account SET expires_ms = %llu WHERE handle = 'mk-extra9'", (unsigned long long)(desk.now_ms + 9 * day_ms));
    test_database_change(desk.dir, sql);
    assert_int_equal(kr_mail_queue(&desk.office, linde.id, NULL, KR_MAIL_READY, NULL, NULL), 0);
    test_database_change(desk.dir, "UPDATE mail SET state = 3");
    json_t *today = ask(200, "/today", operator_session);
    assert_int_equal(task(today, "accounts"), 1);
    assert_int_equal(task(today, "extras"), 1);
    assert_int_equal(task(today, "letters"), 1);
    json_decref(today);
    snprintf(sql, sizeof sql, "/schools/%s/today", linde.id);
    json_t *own = ask(200, sql, linde.contact_session);
    assert_int_equal(number(own, "expiring"), 2);
    assert_int_equal(number(own, "expires_ms"), (int)(desk.now_ms + 5 * day_ms));
    json_decref(own);

    /* past its end, but still good for the weeks of grace: now is when it must be renewed */
    char where[80];
    snprintf(where, sizeof where, "/schools/%s/today", linde.id);
    snprintf(sql, sizeof sql, "UPDATE account SET expires_ms = %llu WHERE id = '%s'", (unsigned long long)(desk.now_ms - 5 * day_ms), linde.moderator_id);
    test_database_change(desk.dir, sql);
    own = ask(200, where, linde.contact_session);
    assert_int_equal(number(own, "expiring"), 2);
    json_decref(own);
}

static void names_are_for_open_keys_only(void **state)
{
    assert_int_equal(kr_mail_queue(&desk.office, linde.id, NULL, KR_MAIL_READY, NULL, NULL), 0);
    desk_expect(&desk, 204, "DELETE", "/session", operator_session, "");
    struct kr_today *t = calloc(1, sizeof *t);
    assert_non_null(t);
    assert_int_equal(kr_today_gather(&desk.office, t), 0);
    assert_true(t->sealed);
    assert_int_equal(t->n_schools, 0);
    free(t);
}

static void shows_a_school_its_own(void **state)
{
    char path[100], title[65], link[65];
    struct desk_school other;
    desk_add_school(&desk, &other);
    desk_add_room(&desk, linde.school_session, "Klasse 6a", title, link);
    snprintf(path, sizeof path, "/schools/%s/today", linde.id);
    json_t *own = ask(200, path, linde.head_session);
    json_t *school = json_object_get(own, "school");
    assert_string_equal(text(school, "name"), "Lindenschule 1");
    assert_string_equal(text(school, "state"), "active");
    assert_string_equal(text(school, "who"), "operator");
    assert_int_equal(number(own, "accounts"), 4);
    assert_int_equal(number(own, "locked"), 0);
    assert_int_equal(number(own, "live"), 0);
    json_decref(own);
    json_decref(ask(200, path, linde.contact_session));
    json_decref(ask(200, path, operator_session));
    json_decref(ask(404, path, other.head_session));
    char second[129]; /* a head whose password does not open the school's key yet */
    desk_add_account_as(&desk, "mk-heada", KR_ROLE_HEAD, linde.id, NULL);
    desk_sign_in(&desk, second, "mk-heada");
    json_t *sealed = ask(409, path, second);
    assert_string_equal(text(sealed, "error"), "sealed");
    json_decref(sealed);
    json_decref(ask(403, path, linde.moderator_session));
    json_decref(ask(403, "/today", linde.head_session));
    json_decref(ask(401, "/today", NULL));
    snprintf(path, sizeof path, "/schools/%s/today", "nosuchschool");
    json_decref(ask(404, path, operator_session));
}

/* ---- letters to schools ---- */

static void run(void)
{
    kr_mailer_run(&desk.office);
    desk_finish(&desk);
}

static uint64_t count(enum kr_mail_state state)
{
    uint64_t counts[KR_MAIL_STATES];
    assert_int_equal(kr_store_mail_count(desk.office.store, counts), 0);
    return counts[state];
}

static void goes_out_while_an_administrator_is_signed_in(void **state)
{
    assert_int_equal(kr_mail_queue(&desk.office, linde.id, NULL, KR_MAIL_READY, NULL, NULL), 0);
    desk_expect(&desk, 204, "DELETE", "/session", operator_session, "");
    desk.operator[0] = '\0';
    run();
    assert_int_equal(count(KR_MAIL_WAITING), 1);
    assert_false(desk_dir_contains(desk.dir, "kontakt@schule.example"));
    assert_false(desk_dir_contains(desk.dir, "Lindenschule"));
    desk_sign_in(&desk, operator_session, "mk-operator1");
    run();
    assert_int_equal(count(KR_MAIL_SENT), 1);
    json_t *letter = smtp_server_letter(&server);
    assert_string_equal(json_string_value(json_array_get(json_object_get(letter, "to"), 0)), "kontakt@schule.example");
    assert_non_null(strstr(smtp_letter_text(letter, "data"), "Lindenschule 1"));
    json_decref(letter);
    assert_int_equal(kr_mail_queue(&desk.office, linde.id, NULL, KR_MAIL_ENDED, NULL, "delete_ms=1804035600000"), 0);
    run();
    letter = smtp_server_letter(&server);
    assert_string_equal(json_string_value(json_array_get(json_object_get(letter, "to"), 0)), "poststelle@schule1.example"); /* to the head */
    json_decref(letter);
    assert_false(desk_dir_contains(desk.dir, "kontakt@schule.example"));
}

static void reminds_of_open_steps_and_not_of_what_is_done(void **state)
{
    add_enrolling("Ahornschule");
    desk_pass(&desk, 15 * day_ms);
    desk_sign_in(&desk, operator_session, "mk-operator1");
    kr_reminder_run(&desk.office);
    kr_reminder_run(&desk.office);
    assert_int_equal(count(KR_MAIL_WAITING), 1);
    run();
    assert_int_equal(count(KR_MAIL_SENT), 1);
    json_t *letter = smtp_server_letter(&server);
    assert_string_equal(json_string_value(json_array_get(json_object_get(letter, "to"), 0)), "post@ahorn.example");
    assert_non_null(strstr(smtp_letter_text(letter, "data"), "Informationsblatt"));
    json_decref(letter);
    /* A reminder of steps that this school has long taken: it waited too long, and goes nowhere. */
    assert_int_equal(kr_mail_queue(&desk.office, linde.id, NULL, KR_MAIL_STEP, NULL, "agreement"), 0);
    assert_int_equal(kr_mail_queue(&desk.office, linde.id, NULL, KR_MAIL_EXPIRES, NULL, "handle=mk-x until_ms=1"), 0);
    run();
    assert_int_equal(count(KR_MAIL_WAITING) + count(KR_MAIL_FAILED), 0);
    assert_int_equal(count(KR_MAIL_SENT), 1);
    assert_int_equal(smtp_server_letters(&server), 1);
}

/* The text of the next letter that went to this address. */
static void expect_letter(const char *to, const char *what)
{
    run();
    json_t *letter = smtp_server_letter(&server);
    assert_string_equal(json_string_value(json_array_get(json_object_get(letter, "to"), 0)), to);
    if (!strstr(smtp_letter_text(letter, "data"), what))
        fail_msg("\"%s\" is not in %s", what, smtp_letter_text(letter, "data"));
    json_decref(letter);
}

static void a_school_hears_what_the_operator_locked(void **state)
{
    char body[300];
    snprintf(body, sizeof body, "{\"accounts\":[\"%s\"],\"reason\":\"misuse\"}", linde.moderator_id);
    desk_expect(&desk, 200, "POST", "/accounts/lock", linde.contact_session, body); /* by the school itself: it knows */
    assert_int_equal(count(KR_MAIL_WAITING), 0);
    desk_expect(&desk, 200, "POST", "/accounts/unlock", linde.contact_session, body);
    desk_expect(&desk, 200, "POST", "/accounts/lock", operator_session, body);
    desk_expect(&desk, 200, "POST", "/accounts/lock", operator_session, body); /* nothing happens any more */
    expect_letter("kontakt@schule.example", linde.moderator);
    assert_int_equal(count(KR_MAIL_SENT), 1);
    desk_expect(&desk, 200, "POST", "/accounts/unlock", operator_session, body);
    snprintf(body, sizeof body, "{\"accounts\":[\"%s\",\"%s\"],\"reason\":\"misuse\"}", linde.moderator_id, linde.school_id);
    desk_expect(&desk, 200, "POST", "/accounts/lock", operator_session, body);
    expect_letter("kontakt@schule.example", "2 Zug");
    assert_int_equal(smtp_server_letters(&server), 2); /* one for both */
}

static void the_operator_hears_of_its_administrators(void **state)
{
    char session[129], body[] = "{\"locked\":true}", path[100];
    desk_add_operator(&desk, session);
    assert_int_equal(count(KR_MAIL_WAITING), 0); /* nobody has an address */
    desk_expect(&desk, 200, "PATCH", "/settings", operator_session, "{\"mail\":\"dienst@kmz.example\"}");
    struct kr_session other = desk_session(&desk, session);
    snprintf(path, sizeof path, "/administrators/%s", other.account.id);
    desk_expect(&desk, 204, "PATCH", path, operator_session, body);
    assert_int_equal(count(KR_MAIL_WAITING), 0);
    desk_expect(&desk, 204, "PATCH", path, operator_session, "{\"locked\":false}");
    expect_letter("dienst@kmz.example", "mk-operator2");
    desk_add_operator(&desk, session);
    expect_letter("dienst@kmz.example", "mk-operator3");
}

static void goes_with_its_school(void **state)
{
    assert_int_equal(kr_mail_queue(&desk.office, linde.id, NULL, KR_MAIL_READY, NULL, NULL), 0);
    assert_int_equal(kr_school_delete_everything(&desk.office, "office", linde.id, NULL), 0);
    assert_int_equal(count(KR_MAIL_WAITING), 0);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "post") == 0)
        return kr_smtp_main();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shows_what_waits_for_the_operator, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counts_accounts_letters_and_papers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_are_for_open_keys_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shows_a_school_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(goes_out_while_an_administrator_is_signed_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reminds_of_open_steps_and_not_of_what_is_done, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_school_hears_what_the_operator_locked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_operator_hears_of_its_administrators, set_up, tear_down),
        cmocka_unit_test_setup_teardown(goes_with_its_school, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, smtp_server_set_up, smtp_server_tear_down);
}
