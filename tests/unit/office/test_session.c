/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts and sessions: signing in and out, delays, limits, locks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/account/account.h"
#include "office/session.h"
#include "unit/office/desk.h"

static struct desk d;

static int setup(void **state)
{
    desk_open(&d);
    desk_add_account(&d, "mk-aaaaa");
    desk_add_account(&d, "mk-bbbbb");
    return 0;
}

static int teardown(void **state)
{
    desk_close(&d);
    return 0;
}

static struct desk_answer sign_in(const char *handle, const char *password, const char *address)
{
    char body[300];
    snprintf(body, sizeof body, "{\"handle\":\"%s\",\"password\":\"%s\"}", handle, password);
    return desk_ask(&d, &(struct desk_request){.method = "POST", .path = "/session", .address = address, .body = body});
}

static int sign_in_status(const char *handle, const char *password, const char *address)
{
    struct desk_answer a = sign_in(handle, password, address);
    int status = a.status;
    desk_free_answer(&a);
    return status;
}

static void signs_in_and_out(void **state)
{
    char session[129];
    desk_sign_in(&d, session, "mk-aaaaa");
    assert_int_equal(strlen(session), 43); /* 256 bits */
    struct desk_answer a = desk_call(&d, "GET", "/session", session, NULL);
    assert_int_equal(a.status, 200);
    char *handle = desk_field(a.body, "handle"), *idle = desk_field(a.body, "idle_s"),
         *expires = desk_field(a.body, "expires_ms");
    assert_string_equal(handle, "mk-aaaaa");
    assert_string_equal(idle, "1800");
    assert_int_equal(atoll(expires), DESK_START_MS + KR_SESSION_ABSOLUTE_MS);
    free(handle);
    free(idle);
    free(expires);
    desk_free_answer(&a);

    a = desk_call(&d, "DELETE", "/session", session, NULL);
    assert_int_equal(a.status, 204);
    assert_true(a.has_session);
    assert_string_equal(a.session, "");
    assert_string_equal(a.body, "");
    desk_free_answer(&a);
    a = desk_call(&d, "GET", "/session", session, NULL);
    assert_int_equal(a.status, 401);
    assert_true(a.has_session && !a.session[0]); /* the browser may forget it */
    desk_free_answer(&a);
    desk_expect(&d, 204, "DELETE", "/session", session, NULL);
    desk_expect(&d, 204, "DELETE", "/session", NULL, NULL);
}

static void handles_are_read_as_typed_passwords_are_not(void **state)
{
    assert_int_equal(sign_in_status(" MK-AaaAa ", "correct horse", NULL), 201);
    assert_int_equal(sign_in_status("mk-aaaaa", "Correct horse", NULL), 401);
    assert_int_equal(sign_in_status("mk-aaaaa", "correct horse ", NULL), 401);
}

static void unknown_handle_and_wrong_password_look_alike(void **state)
{
    struct desk_answer wrong = sign_in("mk-aaaaa", "wrong", NULL), unknown = sign_in("mk-zzzzz", "wrong", NULL);
    assert_int_equal(wrong.status, 401);
    assert_int_equal(unknown.status, 401);
    assert_string_equal(wrong.body, unknown.body);
    desk_free_answer(&wrong);
    desk_free_answer(&unknown);
    /* Both cost one hash: the job is there right after the request. */
    static const char *const handles[] = {"mk-aaaaa", "mk-zzzzz"};
    for (int i = 0; i < 2; i++) {
        char body[100];
        struct desk_answer a;
        snprintf(body, sizeof body, "{\"handle\":\"%s\",\"password\":\"x\"}", handles[i]);
        desk_start(&d, &a, &(struct desk_request){.method = "POST", .path = "/session", .body = body});
        assert_int_equal(a.status, 0);
        assert_true(kr_hasher_is_busy(&d.office.hasher));
        desk_finish(&d);
        assert_int_equal(a.status, 401);
        desk_free_answer(&a);
    }
}

static void guessing_one_handle_harms_nobody_else(void **state)
{
    unsigned refused = 0;
    for (int i = 0; i < 50; i++) {
        struct desk_answer a = sign_in("mk-aaaaa", "wrong", "192.0.2.1");
        assert_true(a.status == 401 || (a.status == 429 && a.retry_after_s > 0));
        refused += a.status == 429;
        desk_free_answer(&a);
    }
    assert_true(refused > 30);
    for (int i = 0; i < 200; i++)
        assert_int_equal(sign_in_status("mk-bbbbb", "correct horse", "192.0.2.1"), 201);
    assert_int_equal(sign_in_status("mk-aaaaa", "correct horse", "198.51.100.2"), 201);
    assert_int_equal(sign_in_status("mk-aaaaa", "correct horse", "192.0.2.1"), 429);
    desk_pass(&d, KR_THROTTLE_MOST_MS);
    assert_int_equal(sign_in_status("mk-aaaaa", "correct horse", "192.0.2.1"), 201);
}

static void a_delayed_attempt_is_not_hashed(void **state)
{
    for (int i = 0; i < 10; i++)
        sign_in_status("mk-aaaaa", "wrong", NULL);
    struct desk_answer a;
    desk_start(&d, &a, &(struct desk_request){.method = "POST", .path = "/session",
                                              .body = "{\"handle\":\"mk-aaaaa\",\"password\":\"correct horse\"}"});
    assert_int_equal(a.status, 429);
    assert_false(kr_hasher_is_busy(&d.office.hasher));
    desk_free_answer(&a);
}

static void a_flood_from_one_place_leaves_room_for_others(void **state)
{
    struct desk_answer flood[40], honest;
    int busy = 0, wrong = 0;
    for (int i = 0; i < 40; i++) {
        char body[100];
        snprintf(body, sizeof body, "{\"handle\":\"mk-%d\",\"password\":\"x\"}", i);
        desk_start(&d, &flood[i],
                   &(struct desk_request){.method = "POST", .path = "/session", .body = body, .address = "192.0.2.66"});
    }
    desk_start(&d, &honest, &(struct desk_request){.method = "POST", .path = "/session", .address = "192.0.2.7",
                                                   .body = "{\"handle\":\"mk-bbbbb\",\"password\":\"correct horse\"}"});
    desk_finish(&d);
    for (int i = 0; i < 40; i++) {
        busy += flood[i].status == 503 && flood[i].retry_after_s > 0;
        wrong += flood[i].status == 401;
        desk_free_answer(&flood[i]);
    }
    assert_int_equal(wrong, KR_HASHER_PER_ADDRESS);
    assert_int_equal(busy, 40 - KR_HASHER_PER_ADDRESS);
    assert_int_equal(honest.status, 201);
    desk_free_answer(&honest);
}

static void ends_when_idle(void **state)
{
    char session[129];
    desk_sign_in(&d, session, "mk-aaaaa");
    for (int i = 0; i < 3; i++) {
        desk_pass(&d, KR_SESSION_IDLE_MS - 1);
        desk_expect(&d, 200, "GET", "/rooms", session, NULL);
    }
    desk_pass(&d, KR_SESSION_IDLE_MS);
    desk_expect(&d, 401, "GET", "/rooms", session, NULL);
    d.now_ms -= KR_SESSION_IDLE_MS; /* dead is dead */
    desk_expect(&d, 401, "GET", "/rooms", session, NULL);
}

static void ends_after_ten_hours_however_busy(void **state)
{
    char session[129];
    desk_sign_in(&d, session, "mk-aaaaa");
    for (int i = 0; i < 60; i++) {
        desk_expect(&d, 200, "GET", "/session", session, NULL);
        desk_pass(&d, KR_SESSION_ABSOLUTE_MS / 60);
    }
    desk_expect(&d, 401, "GET", "/session", session, NULL);
}

static void survives_a_restart(void **state)
{
    char session[129];
    desk_sign_in(&d, session, "mk-aaaaa");
    desk_reopen(&d);
    desk_expect(&d, 200, "GET", "/session", session, NULL);
    kr_office_sweep(&d.office);
    desk_expect(&d, 200, "GET", "/session", session, NULL);
    desk_pass(&d, KR_SESSION_IDLE_MS);
    kr_office_sweep(&d.office);
    d.now_ms -= KR_SESSION_IDLE_MS;
    desk_expect(&d, 401, "GET", "/session", session, NULL); /* swept away */
}

static void use_is_written_once_a_minute(void **state)
{
    char session[129];
    desk_sign_in(&d, session, "mk-aaaaa");
    struct kr_session s;
    desk_pass(&d, KR_SESSION_TOUCH_MS - 1);
    assert_int_equal(kr_session_use(&d.office, &s, session), 0);
    assert_int_equal(s.used_ms, DESK_START_MS);
    desk_pass(&d, 1);
    assert_int_equal(kr_session_use(&d.office, &s, session), 0);
    assert_int_equal(s.used_ms, DESK_START_MS + KR_SESSION_TOUCH_MS);
}

static void a_new_sign_in_never_keeps_the_old_cookie(void **state)
{
    char session[129];
    desk_sign_in(&d, session, "mk-aaaaa");
    struct desk_answer a = desk_ask(&d, &(struct desk_request){.method = "POST", .path = "/session", .session = session,
                                    .body = "{\"handle\":\"mk-bbbbb\",\"password\":\"correct horse\"}"});
    assert_int_equal(a.status, 201);
    assert_string_not_equal(a.session, session);
    desk_expect(&d, 401, "GET", "/session", session, NULL);
    desk_expect(&d, 200, "GET", "/session", a.session, NULL);
    desk_free_answer(&a);
}

static void a_lock_ends_it_all_at_once(void **state)
{
    char session[129], room[65], link[65], body[100];
    desk_sign_in(&d, session, "mk-aaaaa");
    desk_add_room(&d, session, "Mathe", room, link);
    snprintf(body, sizeof body, "{\"link\":\"%s\"}", link);
    desk_expect(&d, 200, "POST", "/tickets", NULL, body);

    assert_int_equal(kr_account_lock(&d.office, "mk-nobody", true), KR_E_NOT_FOUND);
    assert_int_equal(d.n_events, 0);
    assert_int_equal(kr_account_lock(&d.office, "MK-aaaaa", true), 0);
    assert_int_equal(d.n_events, 1);
    assert_int_equal(d.events[0].type, KR_LINK_ACCOUNT_LOCKED);
    struct kr_store_account a;
    assert_int_equal(kr_store_account_by_handle(d.office.store, &a, "mk-aaaaa"), 0);
    assert_string_equal(d.events[0].subject, a.id);

    desk_expect(&d, 401, "GET", "/session", session, NULL);
    desk_expect(&d, 404, "POST", "/tickets", NULL, body);
    assert_int_equal(sign_in_status("mk-aaaaa", "wrong", NULL), 401);
    assert_int_equal(sign_in_status("mk-aaaaa", "correct horse", NULL), 403);
    assert_int_equal(sign_in_status("mk-bbbbb", "correct horse", NULL), 201);

    assert_int_equal(kr_account_lock(&d.office, "mk-aaaaa", false), 0);
    assert_int_equal(d.n_events, 1);
    assert_int_equal(sign_in_status("mk-aaaaa", "correct horse", NULL), 201);
    desk_expect(&d, 200, "POST", "/tickets", NULL, body);
    desk_expect(&d, 401, "GET", "/session", session, NULL);
}

struct made {
    int err;
    char handle[65], password[KR_PASSWORD_TEXT_SIZE];
};

static void on_made(void *arg, int err, const struct kr_store_account *account, const char *password)
{
    struct made *m = arg;
    m->err = err;
    snprintf(m->handle, sizeof m->handle, "%s", account ? account->handle : "");
    snprintf(m->password, sizeof m->password, "%s", password);
}

static void made_handles_and_passwords_work(void **state)
{
    struct made m = {0};
    assert_int_equal(kr_account_create(&d.office, NULL, NULL, on_made, &m), 0);
    desk_finish(&d);
    assert_int_equal(m.err, 0);
    assert_int_equal(strlen(m.handle), 8);
    assert_int_equal(strncmp(m.handle, "mk-", 3), 0);
    assert_int_equal(strlen(m.password), 19);
    assert_int_equal(sign_in_status(m.handle, m.password, NULL), 201);
    assert_false(desk_dir_contains(d.dir, m.password));

    static const char *const bad[] = {
        "", "ab", "-abc", "abc-", "a b c", "abc_d", "\xc3\xa4\xc3\xa4\xc3\xa4", "abcdefghijabcdefghijabcdefghijabc"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(kr_account_create(&d.office, bad[i], NULL, on_made, &m), KR_E_MALFORMED);
    assert_int_equal(kr_account_create(&d.office, "mk-AAAAA", NULL, on_made, &m), KR_E_EXISTS);
    assert_int_equal(kr_account_create(&d.office, "mk-ccccc", "too short", on_made, &m), KR_E_MALFORMED);
}

static void a_new_password_ends_sessions_and_the_old_one(void **state)
{
    char session[129];
    struct made m = {0};
    desk_sign_in(&d, session, "mk-aaaaa");
    assert_int_equal(kr_account_set_password(&d.office, "mk-aaaaa", NULL, on_made, &m), 0);
    desk_finish(&d);
    desk_expect(&d, 401, "GET", "/session", session, NULL);
    assert_int_equal(sign_in_status("mk-aaaaa", "correct horse", NULL), 401);
    assert_int_equal(sign_in_status("mk-aaaaa", m.password, NULL), 201);
    assert_int_equal(kr_account_set_password(&d.office, "mk-nobody", NULL, on_made, &m), KR_E_NOT_FOUND);
}

static void a_password_that_changes_during_the_check_is_worth_nothing(void **state)
{
    struct desk_answer a;
    desk_start(&d, &a, &(struct desk_request){.method = "POST", .path = "/session",
                                              .body = "{\"handle\":\"mk-aaaaa\",\"password\":\"correct horse\"}"});
    struct kr_store_account account;
    assert_int_equal(kr_store_account_by_handle(d.office.store, &account, "mk-aaaaa"), 0);
    assert_int_equal(kr_store_account_password(d.office.store, account.id, d.office.dummy_verifier), 0);
    desk_finish(&d);
    assert_int_equal(a.status, 401);
    assert_false(a.has_session);
    desk_free_answer(&a);
}

static void a_right_password_is_hashed_anew_when_the_cost_changed(void **state)
{
    struct kr_store_account before, after;
    assert_int_equal(kr_store_account_by_handle(d.office.store, &before, "mk-aaaaa"), 0);
    d.office.hasher.cost.passes = 2;
    assert_int_equal(sign_in_status("mk-aaaaa", "correct horse", NULL), 201);
    assert_int_equal(kr_store_account_by_handle(d.office.store, &after, "mk-aaaaa"), 0);
    assert_string_not_equal(before.verifier, after.verifier);
    assert_false(kr_password_is_outdated(after.verifier, d.office.hasher.cost));
    assert_int_equal(sign_in_status("mk-aaaaa", "correct horse", NULL), 201);
}

int main(void)
{
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        AT_DESK(signs_in_and_out),
        AT_DESK(handles_are_read_as_typed_passwords_are_not),
        AT_DESK(unknown_handle_and_wrong_password_look_alike),
        AT_DESK(guessing_one_handle_harms_nobody_else),
        AT_DESK(a_delayed_attempt_is_not_hashed),
        AT_DESK(a_flood_from_one_place_leaves_room_for_others),
        AT_DESK(ends_when_idle),
        AT_DESK(ends_after_ten_hours_however_busy),
        AT_DESK(survives_a_restart),
        AT_DESK(use_is_written_once_a_minute),
        AT_DESK(a_new_sign_in_never_keeps_the_old_cookie),
        AT_DESK(a_lock_ends_it_all_at_once),
        AT_DESK(made_handles_and_passwords_work),
        AT_DESK(a_new_password_ends_sessions_and_the_old_one),
        AT_DESK(a_password_that_changes_during_the_check_is_worth_nothing),
        AT_DESK(a_right_password_is_hashed_anew_when_the_cost_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
