/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in with a second factor, from the outside: administrators at their first sign-in, and what guessers get. */
#include "office/account/factor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/account/administrator.h"
#include "office/store/query.h"
#include "office/vault/vault.h"
#include "unit/office/desk.h"

struct made {
    bool done;
    char id[65], handle[65], password[KR_PASSWORD_TEXT_SIZE], code[KR_RECOVERY_TEXT_SIZE];
};

static void on_made(void *arg, int err, const struct kr_store_account *account, const char *password, const char *code)
{
    struct made *m = arg;
    assert_int_equal(err, 0);
    m->done = true;
    snprintf(m->id, sizeof m->id, "%s", account->id);
    snprintf(m->handle, sizeof m->handle, "%s", account->handle);
    snprintf(m->password, sizeof m->password, "%s", password);
    snprintf(m->code, sizeof m->code, "%s", code);
}

static void make(struct desk *d, struct made *m)
{
    *m = (struct made){0};
    assert_int_equal(kr_administrator_create(&d->office, NULL, "", false, on_made, m), 0);
    desk_finish(d);
    assert_true(m->done);
}

static char *call(struct desk *d, int status, const char *method, const char *path, char session[129], const char *body,
                  const char *field)
{
    struct desk_answer a = desk_call(d, method, path, session, body);
    if (a.status != status)
        fail_msg("%s %s: %d instead of %d: %s", method, path, a.status, status, a.body);
    char *text = field ? desk_field(a.body, field) : NULL;
    if (a.has_session)
        snprintf(session, 129, "%s", a.session);
    desk_free_answer(&a);
    return text;
}

static void expect(struct desk *d, int status, const char *method, const char *path, char session[129], const char *body,
                   const char *field, const char *value)
{
    char *text = call(d, status, method, path, session, body, field);
    if (!text || strcmp(text, value) != 0)
        fail_msg("%s %s: %s is %s instead of %s", method, path, field, text ? text : "nothing", value);
    free(text);
}

static void sign_in(struct desk *d, const char *handle, const char *password, char session[129], const char *factor)
{
    char body[300];
    snprintf(body, sizeof body, "{\"handle\":\"%s\",\"password\":\"%s\"}", handle, password);
    session[0] = '\0';
    struct desk_answer a = desk_call(d, "POST", "/session", NULL, body);
    assert_int_equal(a.status, 201);
    snprintf(session, 129, "%s", a.session);
    char *stage = desk_field(a.body, "second_factor");
    assert_string_equal(stage, factor);
    free(stage);
    desk_free_answer(&a);
}

static void from_base32(uint8_t out[KR_TOTP_SECRET_BYTES], const char *text)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint64_t bits = 0;
    int n = 0;
    for (; *text; text++) {
        bits = bits << 5 | (uint64_t)(strchr(alphabet, *text) - alphabet);
        if ((n += 5) >= 8)
            *out++ = (uint8_t)(bits >> (n -= 8));
    }
}

static void write_code(const struct desk *d, char body[64], const uint8_t secret[KR_TOTP_SECRET_BYTES], int off)
{
    char code[KR_TOTP_DIGITS + 1];
    kr_totp_code(code, secret, d->now_ms / 1000 / KR_TOTP_STEP_S + (uint64_t)(int64_t)off);
    snprintf(body, 64, "{\"code\":\"%s\"}", code);
}

static void set_up_app(struct desk *d, char session[129], uint8_t secret[KR_TOTP_SECRET_BYTES], char first_code[16])
{
    char body[64], former[129];
    char *text = call(d, 200, "POST", "/me/factors/totp", session, NULL, "secret");
    from_base32(secret, text);
    free(text);
    expect(d, 422, "PUT", "/me/factors/totp", session, "{\"code\":\"12345\"}", "error", "wrong_code");
    write_code(d, body, secret, 0);
    snprintf(former, sizeof former, "%s", session);
    text = call(d, 200, "PUT", "/me/factors/totp", session, body, "codes.0");
    snprintf(first_code, 16, "%s", text);
    free(text);
    assert_string_not_equal(session, former); /* a cookie of before the second factor is good for nothing after it */
    desk_expect(d, 401, "GET", "/session", former, NULL);
}

static void the_first_sign_in_completes_step_by_step(void **state)
{
    struct desk d;
    struct made m;
    uint8_t secret[KR_TOTP_SECRET_BYTES];
    char session[129], code[16], body[300];
    desk_open(&d);
    make(&d, &m);
    assert_int_equal(strlen(m.code), KR_RECOVERY_TEXT_SIZE - 1);
    sign_in(&d, m.handle, m.password, session, "setup");
    assert_false(kr_vault_is_open(&d.office));
    expect(&d, 401, "GET", "/administrators", session, NULL, "error", "second_factor_needed");
    set_up_app(&d, session, secret, code);
    assert_true(kr_vault_is_open(&d.office));
    expect(&d, 200, "GET", "/session", session, NULL, "must_change", "true");
    expect(&d, 403, "GET", "/administrators", session, NULL, "error", "password_change_needed");
    expect(&d, 422, "PUT", "/me/password", session, "{\"old\":\"not this one\",\"password\":\"my own password\"}", "error", "wrong_password");
    snprintf(body, sizeof body, "{\"old\":\"%s\",\"password\":\"short\"}", m.password);
    expect(&d, 422, "PUT", "/me/password", session, body, "error", "too_short");
    snprintf(body, sizeof body, "{\"old\":\"%s\",\"password\":\"%s\"}", m.password, m.password);
    expect(&d, 422, "PUT", "/me/password", session, body, "error", "unchanged");
    snprintf(body, sizeof body, "{\"old\":\"%s\",\"password\":\"my own password\"}", m.password);
    call(&d, 204, "PUT", "/me/password", session, body, NULL);
    expect(&d, 200, "GET", "/administrators", session, NULL, "administrators.0.handle", m.handle);
    expect(&d, 200, "GET", "/session", session, NULL, "vault", "open");
    desk_expect(&d, 409, "DELETE", "/me/factors/totp", session, NULL);

    /* What was shown lies nowhere. */
    char shown[KR_TOTP_TEXT_SIZE];
    kr_totp_secret_show(shown, secret);
    assert_false(desk_dir_contains(d.dir, m.password));
    assert_false(desk_dir_contains(d.dir, "my own password"));
    assert_false(desk_dir_contains(d.dir, m.code));
    assert_false(desk_dir_contains(d.dir, code));
    assert_false(desk_dir_contains(d.dir, shown));
    desk_close(&d);
}

static void each_code_is_good_once(void **state)
{
    struct desk d;
    struct made m;
    uint8_t secret[KR_TOTP_SECRET_BYTES];
    char session[129], code[16], body[64];
    desk_open(&d);
    make(&d, &m);
    sign_in(&d, m.handle, m.password, session, "setup");
    set_up_app(&d, session, secret, code);

    sign_in(&d, m.handle, m.password, session, "needed");
    write_code(&d, body, secret, 0); /* was used at the set-up */
    expect(&d, 422, "POST", "/session/totp", session, body, "error", "wrong_code");
    write_code(&d, body, secret, 1);
    expect(&d, 200, "POST", "/session/totp", session, body, "second_factor", "none");
    sign_in(&d, m.handle, m.password, session, "needed");
    expect(&d, 422, "POST", "/session/totp", session, body, "error", "wrong_code");
    write_code(&d, body, secret, 0); /* nor one of before, when a later one was used */
    expect(&d, 422, "POST", "/session/totp", session, body, "error", "wrong_code");

    snprintf(body, sizeof body, "{\"code\":\"%s\"}", code);
    expect(&d, 200, "POST", "/session/code", session, body, "vault", "open");
    expect(&d, 200, "GET", "/me/factors", session, NULL, "codes_left", "9");
    sign_in(&d, m.handle, m.password, session, "needed");
    expect(&d, 422, "POST", "/session/code", session, body, "error", "wrong_code");
    desk_close(&d);
}

static void a_second_factor_is_not_added_to_get_in(void **state)
{
    struct desk d;
    struct made m;
    uint8_t secret[KR_TOTP_SECRET_BYTES];
    char session[129], code[16];
    desk_open(&d);
    make(&d, &m);
    sign_in(&d, m.handle, m.password, session, "setup");
    set_up_app(&d, session, secret, code);
    sign_in(&d, m.handle, m.password, session, "needed");
    expect(&d, 401, "POST", "/me/factors/totp", session, NULL, "error", "second_factor_needed");
    expect(&d, 401, "PUT", "/me/factors/totp", session, "{\"code\":\"000000\"}", "error", "second_factor_needed");
    expect(&d, 401, "POST", "/me/factors/keys/options", session, NULL, "error", "second_factor_needed");
    expect(&d, 401, "GET", "/me/factors", session, NULL, "error", "second_factor_needed");
    expect(&d, 401, "POST", "/me/factors/codes", session, NULL, "error", "second_factor_needed");
    desk_close(&d);
}

static void guessing_is_slow_and_ends_the_session(void **state)
{
    struct desk d;
    struct made m;
    uint8_t secret[KR_TOTP_SECRET_BYTES];
    char session[129], code[16];
    int wrong = 0, delayed = 0;
    desk_open(&d);
    make(&d, &m);
    sign_in(&d, m.handle, m.password, session, "setup");
    set_up_app(&d, session, secret, code);
    sign_in(&d, m.handle, m.password, session, "needed");
    for (int i = 0; i < 100; i++) {
        char address[32];
        snprintf(address, sizeof address, "192.0.2.%d", i); /* from everywhere */
        struct desk_answer a = desk_ask(&d, &(struct desk_request){.method = "POST", .path = "/session/code", .session = session,
                                                                   .address = address, .body = "{\"code\":\"00000-00000\"}"});
        wrong += a.status == 422;
        delayed += a.status == 429;
        bool over = a.status == 401;
        desk_free_answer(&a);
        if (over)
            break;
        desk_pass(&d, 1000);
    }
    assert_int_equal(wrong, KR_FACTOR_WRONG_MAX - 1);
    assert_true(delayed > 5);
    desk_expect(&d, 401, "GET", "/session", session, NULL);
    desk_close(&d);
}

static void half_a_sign_in_ends_soon(void **state)
{
    struct desk d;
    struct made m;
    char session[129];
    desk_open(&d);
    make(&d, &m);
    sign_in(&d, m.handle, m.password, session, "setup");
    desk_pass(&d, KR_SESSION_FACTOR_MS - 1);
    desk_expect(&d, 200, "GET", "/session", session, NULL);
    desk_pass(&d, 1);
    desk_expect(&d, 401, "GET", "/session", session, NULL);
    desk_close(&d);
}

static void staff_may_have_one_and_may_drop_it(void **state)
{
    struct desk d;
    struct desk_school s;
    uint8_t secret[KR_TOTP_SECRET_BYTES];
    char operator[129], session[129], body[64];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    sign_in(&d, s.head, "correct horse", session, "none");
    char *text = call(&d, 200, "POST", "/me/factors/totp", session, NULL, "secret");
    from_base32(secret, text);
    free(text);
    write_code(&d, body, secret, 0);
    call(&d, 200, "PUT", "/me/factors/totp", session, body, NULL);
    sign_in(&d, s.head, "correct horse", session, "needed");
    write_code(&d, body, secret, 1);
    expect(&d, 200, "POST", "/session/totp", session, body, "vault", "open");
    call(&d, 204, "DELETE", "/me/factors/totp", session, NULL, NULL);
    sign_in(&d, s.head, "correct horse", session, "none");
    expect(&d, 200, "GET", "/me/factors", session, NULL, "codes_left", "0"); /* codes alone are no second factor */
    desk_close(&d);
}

static void who_cannot_come_in_is_told_why_only_with_the_password(void **state)
{
    static const char sql_suspend[] = "UPDATE school SET state = 2";
    struct desk d;
    struct desk_school s;
    char operator[129], body[200], nobodys[129] = "";
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    struct kr_query q = kr_query_begin(d.office.store, sql_suspend);
    assert_int_equal(kr_query_run(&q, true), 0);
    const char *const waiting[] = {s.school, s.moderator};
    for (int i = 0; i < 2; i++) {
        snprintf(body, sizeof body, "{\"handle\":\"%s\",\"password\":\"correct horse\"}", waiting[i]);
        expect(&d, 403, "POST", "/session", nobodys, body, "error", "school_not_active");
        snprintf(body, sizeof body, "{\"handle\":\"%s\",\"password\":\"wrong horse here\"}", waiting[i]);
        expect(&d, 401, "POST", "/session", nobodys, body, "error", "bad_credentials");
    }
    desk_expect(&d, 401, "GET", "/session", s.school_session, NULL); /* who was in is out */
    char session[129];
    sign_in(&d, s.head, "correct horse", session, "none");
    sign_in(&d, s.contact, "correct horse", session, "none");

    struct desk_answer nobody = desk_call(&d, "POST", "/session", NULL, "{\"handle\":\"mk-nobody\",\"password\":\"wrong horse here\"}");
    struct desk_answer admin = desk_call(&d, "POST", "/session", NULL, "{\"handle\":\"mk-operator1\",\"password\":\"wrong horse here\"}");
    assert_int_equal(nobody.status, admin.status);
    assert_string_equal(nobody.body, admin.body);
    desk_free_answer(&nobody);
    desk_free_answer(&admin);
    desk_close(&d);
}

static void devices_are_listed_and_ended(void **state)
{
    struct desk d;
    char operator[129], other[129], device[KR_SESSION_DEVICE_BYTES + 1];
    kr_session_device(device, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0");
    assert_string_equal(device, "Firefox, Linux");
    kr_session_device(device, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
                              "Safari/537.36 Edg/126.0.0.0");
    assert_string_equal(device, "Edge, Windows");
    kr_session_device(device, "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
                              "Mobile/15E148 Safari/604.1");
    assert_string_equal(device, "Safari, iPad");
    kr_session_device(device, "curl/8.0");
    assert_string_equal(device, "");
    kr_session_device(device, NULL);
    assert_string_equal(device, "");

    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_sign_in(&d, other, "mk-operator1");
    char *id = NULL;
    for (int i = 0; i < 2 && !id; i++) {
        char path[32];
        snprintf(path, sizeof path, "sessions.%d.current", i);
        char *current = call(&d, 200, "GET", "/me/sessions", operator, NULL, path);
        snprintf(path, sizeof path, "sessions.%d.id", i);
        if (strcmp(current, "false") == 0)
            id = call(&d, 200, "GET", "/me/sessions", operator, NULL, path);
        free(current);
    }
    assert_non_null(id);
    char path[128];
    snprintf(path, sizeof path, "/me/sessions/%s", id);
    free(id);
    desk_expect(&d, 204, "DELETE", path, operator, NULL);
    desk_expect(&d, 404, "DELETE", path, operator, NULL);
    desk_expect(&d, 401, "GET", "/session", other, NULL);
    desk_sign_in(&d, other, "mk-operator1");
    desk_expect(&d, 204, "DELETE", "/me/sessions", operator, NULL);
    desk_expect(&d, 401, "GET", "/session", other, NULL);
    desk_expect(&d, 200, "GET", "/session", operator, NULL);
    desk_close(&d);
}

static void the_last_administrator_stays(void **state)
{
    struct desk d;
    char operator[129], path[128];
    struct made second;
    desk_open(&d);
    desk_add_operator(&d, operator);
    make(&d, &second); /* at the console, without a grant */
    assert_string_equal(second.code, "");
    char *self = call(&d, 200, "GET", "/administrators", operator, NULL, "administrators.0.id");
    struct kr_session who = desk_session(&d, operator);
    free(self);
    assert_int_equal(kr_administrator_lock(&d.office, who.account.id, true, "console"), KR_E_STATE);
    assert_int_equal(kr_administrator_remove(&d.office, who.account.id, "console"), KR_E_STATE);
    desk_expect(&d, 200, "GET", "/session", operator, NULL);
    snprintf(path, sizeof path, "/administrators/%s", who.account.id);
    expect(&d, 409, "DELETE", path, operator, NULL, "error", "yourself");
    snprintf(path, sizeof path, "/administrators/%s/key", second.id);
    call(&d, 204, "POST", path, operator, NULL, NULL);
    snprintf(path, sizeof path, "/administrators/%s/password", second.id);
    char *password = call(&d, 200, "POST", path, operator, NULL, "password");
    assert_string_not_equal(password, second.password);
    free(password);
    bool granted;
    assert_int_equal(kr_vault_operator_granted(&d.office, &granted, second.id), 0);
    assert_true(granted); /* the new password's pair got the key at once */
    assert_int_equal(kr_administrator_lock(&d.office, who.account.id, true, "console"), 0);
    desk_expect(&d, 401, "GET", "/session", operator, NULL);
    assert_false(kr_vault_is_open(&d.office));
    desk_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_sign_in_completes_step_by_step),
        cmocka_unit_test(each_code_is_good_once),
        cmocka_unit_test(a_second_factor_is_not_added_to_get_in),
        cmocka_unit_test(guessing_is_slow_and_ends_the_session),
        cmocka_unit_test(half_a_sign_in_ends_soon),
        cmocka_unit_test(staff_may_have_one_and_may_drop_it),
        cmocka_unit_test(who_cannot_come_in_is_told_why_only_with_the_password),
        cmocka_unit_test(devices_are_listed_and_ended),
        cmocka_unit_test(the_last_administrator_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
