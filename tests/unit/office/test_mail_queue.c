/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The queue and its sending: a real child (this program started again as `post`), a real mail server beside, and a clock
 * that stands still until the test moves it.
 */
#include "office/mail/queue.h"

#include <jansson.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "crypto/selfsigned.h"
#include "office/audit/audit.h"
#include "office/mail/mailer.h"
#include "office/mail/smtp.h"
#include "office/setting.h"
#include "office/store/audit.h"
#include "unit/office/desk.h"
#include "unit/office/smtp_server.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

static struct desk desk;
static struct smtp_server server;

static void open_desk(const char *trait, const char *trait2)
{
    server = smtp_server_start(trait, trait2);
    desk_open_with_mail(&desk, &(struct kr_mail_server){.host = "localhost", .port = (uint16_t)server.port, .authorities = smtp_server_cert(),
                                                         .from = "dienst@kmz.example"});
    assert_int_equal(kr_setting_set(&desk.office, "operator.mail", "birke@kmz.example"), 0);
    assert_int_equal(kr_setting_set(&desk.office, "operator.name", "Kreismedienzentrum Musterkreis"), 0);
}

static void close_desk(void)
{
    desk_close(&desk);
    smtp_server_stop(&server);
}

static void queue(const char *handle)
{
    char args[64];
    snprintf(args, sizeof args, "handle=%s", handle);
    assert_int_equal(kr_mail_queue(&desk.office, NULL, NULL, KR_MAIL_ADMINISTRATOR, NULL, args), 0);
    desk_pass(&desk, 1); /* so that they have an order */
}

/* Lets the mailer do all that it can do now. */
static void run(void)
{
    kr_mailer_run(&desk.office);
    desk_finish(&desk);
    assert_false(kr_mailer_is_busy(&desk.office));
}

static int keep(void *arg, const struct kr_store_mail *row)
{
    *(struct kr_store_mail *)arg = *row;
    return 0;
}

/* The only letter in this state. */
static struct kr_store_mail only(enum kr_mail_state state)
{
    struct kr_store_mail m;
    uint64_t counts[KR_MAIL_STATES];
    assert_int_equal(kr_store_mail_count(desk.office.store, counts), 0);
    assert_int_equal(counts[state], 1);
    assert_int_equal(kr_store_mail_list(desk.office.store, state, 0, 10, keep, &m), 0);
    return m;
}

static uint64_t count(enum kr_mail_state state)
{
    uint64_t counts[KR_MAIL_STATES];
    assert_int_equal(kr_store_mail_count(desk.office.store, counts), 0);
    return counts[state];
}

static void sends_what_waits(void **state)
{
    open_desk(NULL, NULL);
    queue("mk-ahorn");
    queue("mk-linde");
    assert_int_equal(count(KR_MAIL_WAITING), 2);
    assert_false(desk_dir_contains(desk.dir, "mk-ahorn")); /* args are sealed */
    run();
    assert_int_equal(count(KR_MAIL_SENT), 2);
    json_t *one = smtp_server_letter(&server), *two = smtp_server_letter(&server);
    assert_non_null(strstr(smtp_letter_text(one, "data"), "mk-ahorn"));
    assert_non_null(strstr(smtp_letter_text(two, "data"), "mk-linde"));
    assert_string_equal(json_string_value(json_array_get(json_object_get(one, "to"), 0)), "birke@kmz.example");
    json_decref(one);
    json_decref(two);
    run();
    assert_int_equal(smtp_server_letters(&server), 2); /* nothing twice */
    close_desk();
}

static void does_nothing_without_a_server(void **state)
{
    desk_open(&desk);
    queue("mk-ahorn");
    assert_int_equal(count(KR_MAIL_WAITING), 0);
    run();
    assert_int_equal(kr_mailer_test(&desk.office, "birke@kmz.example", "de"), KR_E_STATE);
    desk_close(&desk);
}

static void goes_with_its_transaction(void **state)
{
    open_desk(NULL, NULL);
    assert_int_equal(kr_store_begin(desk.office.store), 0);
    queue("mk-ahorn");
    assert_int_equal(kr_store_finish(desk.office.store, KR_E_STATE), KR_E_STATE);
    run();
    assert_int_equal(count(KR_MAIL_WAITING), 0);
    assert_int_equal(kr_mail_queue(&desk.office, NULL, NULL, KR_MAIL_READY, NULL, NULL), KR_E_MALFORMED); /* goes to schools */
    assert_int_equal(kr_mail_queue(&desk.office, "s1", NULL, KR_MAIL_TEST, NULL, NULL), KR_E_MALFORMED);
    assert_int_equal(kr_mail_queue(&desk.office, NULL, NULL, KR_MAIL_ADMINISTRATOR, NULL, "handle=Frau Ahorn"), KR_E_MALFORMED);
    close_desk();
}

static void comes_again_later(void **state)
{
    open_desk("greylist", NULL);
    queue("mk-ahorn");
    run();
    struct kr_store_mail m = only(KR_MAIL_WAITING);
    assert_string_equal(m.failure, "recipient_refused");
    assert_int_equal(m.code, 451);
    assert_in_range(m.due_ms, desk.now_ms + MINUTE_MS, desk.now_ms + MINUTE_MS * 6 / 5);
    run();
    assert_int_equal(count(KR_MAIL_WAITING), 1); /* not yet */
    desk_pass(&desk, m.due_ms - desk.now_ms);
    run();
    assert_int_equal(only(KR_MAIL_SENT).tries, 2);
    assert_int_equal(smtp_server_letters(&server), 1);
    close_desk();
}

/* An operator who knows that the server is well again does not wait, and can forget what lost its meaning. */
static void hurries_what_waits(void **state)
{
    open_desk("greylist", NULL);
    queue("mk-ahorn");
    run();
    struct kr_store_mail m = only(KR_MAIL_WAITING);
    desk.office.mailer.pause_until_ms = desk.now_ms + HOUR_MS;
    assert_int_equal(kr_mail_retry(&desk.office, KR_AUDIT_BY_CONSOLE, m.id), 0);
    assert_int_equal(only(KR_MAIL_WAITING).tries, 1); /* its three days go on */
    assert_int_equal(only(KR_MAIL_WAITING).first_ms, m.first_ms);
    run();
    assert_int_equal(count(KR_MAIL_WAITING), 1); /* the server is spared */
    kr_mailer_run_now(&desk.office);
    desk_finish(&desk);
    assert_int_equal(only(KR_MAIL_SENT).tries, 2);
    assert_int_equal(kr_mail_retry(&desk.office, KR_AUDIT_BY_CONSOLE, m.id), KR_E_STATE);
    assert_int_equal(kr_mail_discard(&desk.office, KR_AUDIT_BY_CONSOLE, m.id), KR_E_STATE);
    queue("mk-linde");
    m = only(KR_MAIL_WAITING);
    assert_int_equal(kr_mail_discard(&desk.office, KR_AUDIT_BY_CONSOLE, m.id), 0);
    assert_int_equal(count(KR_MAIL_WAITING), 0);
    close_desk();
}

static void asks_the_operator_when_it_cannot(void **state)
{
    struct kr_audit_report report;
    open_desk("no_recipient", NULL);
    queue("mk-ahorn");
    queue("mk-linde");
    run();
    assert_int_equal(count(KR_MAIL_FAILED), 2);
    struct kr_store_mail m;
    assert_int_equal(kr_store_mail_list(desk.office.store, KR_MAIL_FAILED, 0, 1, keep, &m), 0);
    assert_int_equal(m.code, 550);
    assert_false(desk_dir_contains(desk.dir, "birke@kmz.example is not known")); /* the server's words are not kept */
    assert_int_equal(kr_mail_discard(&desk.office, KR_AUDIT_BY_CONSOLE, m.id), 0);
    assert_int_equal(kr_mail_discard(&desk.office, KR_AUDIT_BY_CONSOLE, m.id), KR_E_NOT_FOUND);
    m = only(KR_MAIL_FAILED);
    assert_int_equal(kr_mail_retry(&desk.office, KR_AUDIT_BY_CONSOLE, m.id), 0);
    assert_int_equal(only(KR_MAIL_WAITING).tries, 0);
    run();
    assert_int_equal(only(KR_MAIL_FAILED).tries, 1);
    assert_int_equal(kr_audit_verify(&desk.office, &report), 0);
    assert_int_equal(report.n_entries, 2);
    close_desk();
}

static void gives_up_after_three_days(void **state)
{
    open_desk("no_sender", NULL); /* a trouble of the server: may pass */
    queue("mk-ahorn");
    uint64_t first_ms = desk.now_ms;
    unsigned runs = 0;
    while (count(KR_MAIL_WAITING)) {
        run();
        desk_pass(&desk, HOUR_MS);
        assert_true(++runs < 200);
    }
    struct kr_store_mail m = only(KR_MAIL_FAILED);
    assert_string_equal(m.failure, "refused");
    assert_int_equal(m.first_ms, first_ms);
    assert_in_range(m.due_ms, first_ms + KR_MAIL_GIVE_UP_MS, first_ms + KR_MAIL_GIVE_UP_MS + 16 * (uint64_t)HOUR_MS);
    assert_in_range(m.tries, 8, 20);
    assert_string_equal(desk.office.mailer.trouble, "refused");
    close_desk();
}

/* A server that is not there is not asked again for every letter. */
static void spares_a_server_that_is_not_well(void **state)
{
    open_desk(NULL, NULL);
    smtp_server_stop(&server);
    for (int i = 0; i < 5; i++)
        queue("mk-ahorn");
    run();
    uint32_t tries = 0;
    struct kr_store_mail m;
    for (uint64_t i = 0; i < 5; i++) {
        assert_int_equal(kr_store_mail_list(desk.office.store, KR_MAIL_WAITING, i, 1, keep, &m), 0);
        tries += m.tries;
    }
    assert_int_equal(tries, 1);
    assert_string_equal(desk.office.mailer.trouble, "unreachable");
    desk_close(&desk);
}

/* kill -9 between "sending" and the answer: the next start finds it, and sends it under the same number. */
static void survives_a_restart(void **state)
{
    open_desk(NULL, NULL);
    queue("mk-ahorn");
    queue("mk-linde");
    struct kr_store_mail next;
    assert_int_equal(kr_store_mail_next(desk.office.store, &next, desk.now_ms, true), 0);
    assert_int_equal(kr_store_mail_claim(desk.office.store, next.id, desk.now_ms), 0);
    assert_int_equal(kr_store_mail_claim(desk.office.store, next.id, desk.now_ms), KR_E_NOT_FOUND); /* nobody else takes it */
    desk_reopen(&desk);
    run();
    assert_int_equal(count(KR_MAIL_SENT), 1); /* the other one; this one waits a minute */
    assert_int_equal(count(KR_MAIL_SENDING), 0);
    desk_pass(&desk, KR_MAIL_RECOVER_MS);
    run();
    assert_int_equal(count(KR_MAIL_SENT), 2);
    json_decref(smtp_server_letter(&server));
    json_t *letter = smtp_server_letter(&server);
    char id[100];
    snprintf(id, sizeof id, "Message-ID:\r\n <%s@kmz.example>", next.id);
    assert_non_null(strstr(smtp_letter_text(letter, "data"), id));
    json_decref(letter);
    close_desk();
}

static void stops_with_the_office(void **state)
{
    open_desk("slow", NULL);
    queue("mk-ahorn");
    kr_mailer_run(&desk.office);
    assert_true(kr_mailer_is_busy(&desk.office));
    kr_mailer_stop(&desk.office);
    desk_finish(&desk);
    assert_false(kr_mailer_is_busy(&desk.office));
    assert_int_equal(count(KR_MAIL_SENDING), 1);
    desk_reopen(&desk);
    assert_int_equal(count(KR_MAIL_WAITING), 1);
    close_desk();
}

static void tries_out_the_server(void **state)
{
    char password[128];
    struct stat st;
    server = smtp_server_start("auth=dienst:geheim", NULL);
    snprintf(password, sizeof password, "%s.password", smtp_server_cert());
    FILE *f = fopen(password, "w");
    assert_non_null(f);
    fputs("geheim\n", f);
    fclose(f);
    assert_int_equal(stat(password, &st), 0);
    desk_open_with_mail(&desk, &(struct kr_mail_server){.host = "localhost", .port = (uint16_t)server.port, .authorities = smtp_server_cert(),
                                                         .from = "dienst@kmz.example", .user = "dienst", .password_file = password});
    assert_int_equal(kr_mailer_test(&desk.office, "not an address", "de"), KR_E_MALFORMED);
    assert_int_equal(kr_mailer_test(&desk.office, "linde@kmz.example", "en"), 0);
    assert_int_equal(kr_mailer_test(&desk.office, "linde@kmz.example", "en"), KR_E_AGAIN);
    assert_int_equal(desk.office.mailer.test.state, KR_MAILER_TEST_RUNNING);
    desk_finish(&desk);
    assert_int_equal(desk.office.mailer.test.state, KR_MAILER_TEST_SENT);
    assert_string_equal(desk.office.mailer.test.error, "");
    json_t *letter = smtp_server_letter(&server);
    assert_non_null(strstr(smtp_letter_text(letter, "data"), "sending e-mail works"));
    json_decref(letter);
    f = fopen(password, "w");
    assert_non_null(f);
    fputs("falsch\n", f);
    fclose(f);
    assert_int_equal(kr_mailer_test(&desk.office, "linde@kmz.example", "en"), 0);
    desk_finish(&desk);
    assert_int_equal(desk.office.mailer.test.state, KR_MAILER_TEST_FAILED);
    assert_string_equal(desk.office.mailer.test.error, "sign_in_failed");
    assert_int_equal(desk.office.mailer.test.code, 535);
    assert_non_null(strstr(desk.office.mailer.test.text, "5.7.8 wrong"));
    unlink(password);
    assert_int_equal(kr_mailer_test(&desk.office, "linde@kmz.example", "en"), KR_E_CONFIG);
    close_desk();
}

static void pauses_grow_and_differ(void **state)
{
    assert_int_equal(kr_mail_pause_ms(0, 0), MINUTE_MS);
    assert_int_equal(kr_mail_pause_ms(1, 0), MINUTE_MS);
    assert_int_equal(kr_mail_pause_ms(1, 1000), MINUTE_MS * 6 / 5);
    for (uint32_t i = 1; i < 9; i++)
        assert_true(kr_mail_pause_ms(i + 1, 0) > kr_mail_pause_ms(i, 1000));
    assert_int_equal(kr_mail_pause_ms(100, 0), 12 * (uint64_t)HOUR_MS);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "post") == 0)
        return kr_smtp_main();
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_what_waits),
        cmocka_unit_test(does_nothing_without_a_server),
        cmocka_unit_test(goes_with_its_transaction),
        cmocka_unit_test(comes_again_later),
        cmocka_unit_test(hurries_what_waits),
        cmocka_unit_test(asks_the_operator_when_it_cannot),
        cmocka_unit_test(gives_up_after_three_days),
        cmocka_unit_test(spares_a_server_that_is_not_well),
        cmocka_unit_test(survives_a_restart),
        cmocka_unit_test(stops_with_the_office),
        cmocka_unit_test(tries_out_the_server),
        cmocka_unit_test(pauses_grow_and_differ),
    };
    return cmocka_run_group_tests(tests, smtp_server_set_up, smtp_server_tear_down);
}
