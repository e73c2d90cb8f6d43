/* SPDX-License-Identifier: EUPL-1.2 */
/* The audit log and the mail queue through the API and the command line, as an operator sees them. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/admin.h"
#include "office/audit/audit.h"
#include "office/mail/queue.h"
#include "office/mail/smtp.h"
#include "office/setting.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"
#include "unit/office/smtp_server.h"

static struct desk desk;
static char operator_session[129], teacher_session[129];

/* Changes the database behind the office's back. */
static void execute(const char *sql)
{
    test_database_change(desk.dir, sql);
}

static void open_desk(const struct kr_mail_server *mail)
{
    desk_open_with_mail(&desk, mail);
    desk_add_account_as(&desk, "mk-birke", KR_ROLE_OPERATOR, NULL, NULL);
    desk_add_account(&desk, "mk-ahorn");
    desk_sign_in(&desk, operator_session, "mk-birke");
    desk_sign_in(&desk, teacher_session, "mk-ahorn");
}

static int set_up(void **state)
{
    open_desk(&(struct kr_mail_server){0});
    return 0;
}

static int tear_down(void **state)
{
    desk_close(&desk);
    return 0;
}

static char *id_of(const char *handle)
{
    static char id[KR_LIMIT_ID_BYTES + 1];
    struct kr_store_account a;
    assert_int_equal(kr_store_account_by_handle(desk.office.store, &a, handle), 0);
    snprintf(id, sizeof id, "%s", a.id);
    return id;
}

static void write_log(void)
{
    char who[KR_LIMIT_ID_BYTES + 1];
    snprintf(who, sizeof who, "%s", id_of("mk-birke"));
    assert_int_equal(kr_audit(&desk.office, KR_AUDIT_BY_CONSOLE, "school.created", "s1", NULL), 0);
    desk_pass(&desk, 1000);
    assert_int_equal(kr_audit(&desk.office, who, "account.locked", id_of("mk-ahorn"), "reason=misuse"), 0);
    desk_pass(&desk, 1000);
    assert_int_equal(kr_audit(&desk.office, who, "school.step", "s1", "=1+1"), 0);
}

static char *get(const char *path, const char *query)
{
    struct desk_answer a = desk_ask(&desk, &(struct desk_request){.method = "GET", .path = path, .query = query, .session = operator_session});
    assert_int_equal(a.status, 200);
    return a.body;
}

static void expect_field(const char *json, const char *path, const char *expected)
{
    char *text = desk_field(json, path);
    if (!text ? expected != NULL : !expected || strcmp(text, expected) != 0)
        fail_msg("%s: %s instead of %s in %s", path, text ? text : "nothing", expected ? expected : "nothing", json);
    free(text);
}

static void lists_and_filters(void **state)
{
    write_log();
    char *all = get("/audit", "");
    expect_field(all, "entries.0.n", "3");
    expect_field(all, "entries.0.action", "school.step");
    expect_field(all, "entries.0.handle", "mk-birke");
    expect_field(all, "entries.0.role", "operator");
    expect_field(all, "entries.1.object_handle", "mk-ahorn");
    expect_field(all, "entries.2.who", "console");
    expect_field(all, "total", "3");
    free(all);
    char *page = get("/audit", "limit=1");
    expect_field(page, "entries.0.n", "3");
    expect_field(page, "entries.1.n", NULL);
    expect_field(page, "total", "3");
    free(page);
    page = get("/audit", "limit=1&offset=1");
    expect_field(page, "entries.0.n", "2");
    free(page);
    page = get("/audit", "area=account");
    expect_field(page, "entries.0.n", "2");
    expect_field(page, "entries.1.n", NULL);
    free(page);
    page = get("/audit", "account=mk-ahorn"); /* what was done to it, too */
    expect_field(page, "entries.0.n", "2");
    free(page);
    page = get("/audit", "account=console");
    expect_field(page, "entries.0.n", "1");
    free(page);
    page = get("/audit", "account=nobody");
    expect_field(page, "entries.0.n", NULL);
    free(page);
    page = get("/audit", "object=s1&offset=1");
    expect_field(page, "entries.0.n", "1");
    free(page);
}

static void checks_the_chain(void **state)
{
    char *check = get("/audit/check", "");
    expect_field(check, "entries", "0");
    expect_field(check, "hash", "");
    free(check);
    write_log();
    check = get("/audit/check", "");
    expect_field(check, "entries", "3");
    expect_field(check, "broken_at", NULL);
    char *hash = desk_field(check, "hash");
    assert_int_equal(strlen(hash), 64);
    free(hash);
    free(check);
    execute("UPDATE audit SET detail = 'reason=none' WHERE n = 2");
    check = get("/audit/check", "");
    expect_field(check, "broken_at", "2");
    free(check);
}

static void is_taken_away_as_csv(void **state)
{
    write_log();
    struct desk_answer a = desk_ask(&desk, &(struct desk_request){.method = "GET", .path = "/audit/file", .query = "area=school",
                                                                  .session = operator_session});
    assert_int_equal(a.status, 200);
    assert_string_equal(a.filename, "kreide-audit.csv");
    char expected[400];
    snprintf(expected, sizeof expected, "n;time;time_ms;who;handle;role;action;object;object_handle;detail;sha256\r\n"
                                        "3;1970-01-12T13:46:42Z;1000002000;\"%s\";\"mk-birke\";\"operator\";\"school.step\";\"s1\";\"\";\"'=1+1\";\"",
             id_of("mk-birke"));
    assert_memory_equal(a.file, expected, strlen(expected));
    desk_free_answer(&a);
}

static void is_the_operators_alone(void **state)
{
    static const char *const ways[][2] = {{"GET", "/audit"}, {"GET", "/audit/check"}, {"GET", "/audit/file"}, {"GET", "/mail"},
                                          {"GET", "/mail/letters"}, {"POST", "/mail/letters/x/retry"}, {"DELETE", "/mail/letters/x"},
                                          {"POST", "/mail/test"}};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        desk_expect(&desk, 403, ways[i][0], ways[i][1], teacher_session, "{}");
        desk_expect(&desk, 401, ways[i][0], ways[i][1], NULL, "{}");
    }
}

static void on_admin(void *arg, int exit, const char *text)
{
    snprintf(arg, 200, "%d %s", exit, text);
}

static void is_verified_on_the_command_line(void **state)
{
    static const char *const words[] = {"audit", "verify"};
    char said[200];
    write_log();
    kr_admin_handle(&desk.office, words, 2, NULL, on_admin, said);
    assert_string_equal(said, "0 The log is whole: 3 entries, number 1 to 3.\n");
    execute("DELETE FROM audit WHERE n = 3");
    kr_admin_handle(&desk.office, words, 2, NULL, on_admin, said);
    assert_string_equal(said, "1 The log was changed: entry 3 is wrong, missing or too many.\n");
}

static void tells_how_mail_stands(void **state)
{
    char *mail = get("/mail", "");
    expect_field(mail, "server", NULL);
    expect_field(mail, "waiting", "0");
    expect_field(mail, "to", "");
    free(mail);
    desk_expect(&desk, 409, "POST", "/mail/test", operator_session, "{\"to\":\"birke@kmz.example\",\"lang\":\"de\"}");
    desk_expect(&desk, 404, "POST", "/mail/letters/x/retry", operator_session, "");
    desk_expect(&desk, 404, "DELETE", "/mail/letters/x", operator_session, "");
}

static void mark_letters(enum kr_mail_state state)
{
    char sql[60];
    snprintf(sql, sizeof sql, "UPDATE mail SET state = %d", state);
    execute(sql);
}

static void shows_and_retries_what_failed(void **state)
{
    struct smtp_server server = smtp_server_start("no_recipient", NULL);
    char port[40], path[120];
    open_desk(&(struct kr_mail_server){.host = "localhost", .port = (uint16_t)server.port, .authorities = smtp_server_cert(),
                                       .from = "dienst@kmz.example"});
    assert_int_equal(kr_setting_set(&desk.office, "operator.mail", "birke@kmz.example"), 0);
    assert_int_equal(kr_mail_queue(&desk.office, NULL, id_of("mk-ahorn"), KR_MAIL_ADMINISTRATOR, "en", "handle=mk-ahorn"), 0);
    char *mail = get("/mail", "");
    snprintf(port, sizeof port, "localhost:%d", server.port);
    expect_field(mail, "server", port);
    expect_field(mail, "encryption", "starttls");
    expect_field(mail, "waiting", "1");
    expect_field(mail, "to", "birke@kmz.example");
    free(mail);
    kr_mailer_run(&desk.office);
    desk_finish(&desk);
    char *letters = get("/mail/letters", "state=failed");
    expect_field(letters, "total", "1");
    expect_field(letters, "letters.0.kind", "administrator");
    expect_field(letters, "letters.0.handle", "mk-ahorn");
    expect_field(letters, "letters.0.lang", "en");
    expect_field(letters, "letters.0.error", "recipient_refused");
    expect_field(letters, "letters.0.code", "550");
    assert_null(strstr(letters, "birke@"));
    char *id = desk_field(letters, "letters.0.id");
    free(letters);
    snprintf(path, sizeof path, "/mail/letters/%s/retry", id);
    desk_expect(&desk, 204, "POST", path, operator_session, ""); /* tried at once, and refused again */
    mark_letters(KR_MAIL_SENT);
    desk_expect(&desk, 409, "POST", path, operator_session, "");
    mark_letters(KR_MAIL_FAILED);
    snprintf(path, sizeof path, "/mail/letters/%s", id);
    desk_expect(&desk, 204, "DELETE", path, operator_session, "");
    desk_expect(&desk, 404, "DELETE", path, operator_session, "");
    free(id);

    desk_expect(&desk, 400, "POST", "/mail/test", operator_session, "{\"to\":\"birke\",\"lang\":\"de\"}");
    desk_expect(&desk, 202, "POST", "/mail/test", operator_session, "{\"to\":\"birke@kmz.example\",\"lang\":\"de\"}");
    mail = get("/mail", "");
    expect_field(mail, "test.state", "failed"); /* desk_ask lets it end */
    expect_field(mail, "test.error", "recipient_refused");
    free(mail);
    desk_close(&desk);
    smtp_server_stop(&server);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "post") == 0)
        return kr_smtp_main();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lists_and_filters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(checks_the_chain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(is_taken_away_as_csv, set_up, tear_down),
        cmocka_unit_test_setup_teardown(is_the_operators_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(is_verified_on_the_command_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_how_mail_stands, set_up, tear_down),
        cmocka_unit_test(shows_and_retries_what_failed),
    };
    return cmocka_run_group_tests(tests, smtp_server_set_up, smtp_server_tear_down);
}
