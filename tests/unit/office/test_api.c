/* SPDX-License-Identifier: EUPL-1.2 */
/* Every route as nobody, as a stranger and as its owner; bad bodies; paths that are no routes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/office/desk.h"

static struct desk d;
static char owner[129], stranger[129];
static char room[65], link_text[65], token[65];

static int setup(void **state)
{
    desk_open(&d);
    desk_add_account(&d, "mk-aaaaa");
    desk_add_account(&d, "mk-bbbbb");
    desk_sign_in(&d, owner, "mk-aaaaa");
    desk_sign_in(&d, stranger, "mk-bbbbb");
    desk_add_room(&d, owner, "Mathe", room, link_text);
    char path[120];
    snprintf(path, sizeof path, "/rooms/%s/tokens", room);
    struct desk_answer a = desk_call(&d, "POST", path, owner, "{\"action\":\"play\",\"valid_s\":3600}");
    char *id = desk_field(a.body, "token.id");
    snprintf(token, sizeof token, "%s", id);
    free(id);
    desk_free_answer(&a);
    return 0;
}

static int teardown(void **state)
{
    desk_close(&d);
    return 0;
}

/* Every route. Statuses: without a session, as a stranger, as the owner. */
static const struct route_row {
    const char *method, *pattern, *body;
    int nobody, foreign, own;
} rows[] = {
    {"GET", "/session", NULL, 401, 200, 200},
    {"GET", "/rooms", NULL, 401, 200, 200},
    {"POST", "/rooms", "{\"title\":\"x\"}", 401, 201, 201},
    {"PATCH", "/rooms/R", "{\"title\":\"x\"}", 401, 404, 200},
    {"POST", "/rooms/R/link", NULL, 401, 404, 200},
    {"POST", "/rooms/R/code", NULL, 401, 404, 200},
    {"DELETE", "/rooms/R/code", NULL, 401, 404, 200},
    {"GET", "/rooms/R/tokens", NULL, 401, 404, 200},
    {"POST", "/rooms/R/tokens", "{\"action\":\"play\",\"valid_s\":60}", 401, 404, 201},
    {"DELETE", "/rooms/R/tokens/T", NULL, 401, 404, 204},
    {"POST", "/tickets", "{\"room\":\"R\"}", 401, 404, 200},
    {"DELETE", "/rooms/R", NULL, 401, 404, 204},
    {"DELETE", "/session", NULL, 204, 204, 204},
};
enum { N_ROWS = sizeof rows / sizeof rows[0] };

/* The pattern with R and T filled in. */
static void fill(char *out, size_t size, const char *pattern, const char *r, const char *t)
{
    size_t len = 0;
    for (; *pattern; pattern++) {
        bool is_room = *pattern == 'R', is_token = *pattern == 'T';
        len += (size_t)snprintf(out + len, size - len, is_room || is_token ? "%s" : "%.1s",
                                is_room    ? r
                                : is_token ? t
                                           : pattern);
        assert_true(len < size);
    }
    out[len] = '\0';
}

static struct desk_answer ask(const struct route_row *row, const char *session, const char *r, const char *t)
{
    char path[200], body[200];
    fill(path, sizeof path, row->pattern, r, t);
    fill(body, sizeof body, row->body ? row->body : "", r, t);
    return desk_call(&d, row->method, path, session, body);
}

static void who_may_what(void **state)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        const struct route_row *row = &rows[i];
        const char *sessions[] = {NULL, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", stranger, owner};
        int expected[] = {row->nobody, row->nobody, row->foreign, row->own};
        for (int k = 0; k < 4; k++) {
            if (strcmp(row->pattern, "/session") == 0 && row->method[0] == 'D' && k >= 2)
                continue; /* the sessions are needed; signing out has its own test */
            struct desk_answer a = ask(row, sessions[k], room, token);
            if (a.status != expected[k])
                fail_msg("%s %s as %d: %d instead of %d", row->method, row->pattern, k, a.status, expected[k]);
            desk_free_answer(&a);
        }
    }
}

static void foreign_is_unknown_byte_for_byte(void **state)
{
    size_t n_events = d.n_events;
    for (size_t i = 0; i < N_ROWS; i++) {
        const struct route_row *row = &rows[i];
        if (row->foreign != 404)
            continue;
        struct desk_answer foreign = ask(row, stranger, room, token);
        struct desk_answer unknown = ask(row, stranger, "0123456789abcdefghjk", "0123456789abcdefghjk");
        assert_int_equal(foreign.status, 404);
        assert_int_equal(unknown.status, 404);
        assert_string_equal(foreign.body, unknown.body);
        assert_int_equal(foreign.has_session, unknown.has_session);
        assert_int_equal(foreign.retry_after_s, unknown.retry_after_s);
        desk_free_answer(&foreign);
        desk_free_answer(&unknown);
    }
    assert_int_equal(d.n_events, n_events);
    /* One's own room does not open somebody else's token. */
    char mine[65], link[65], path[200];
    desk_add_room(&d, stranger, "Mein", mine, link);
    snprintf(path, sizeof path, "/rooms/%s/tokens/%s", mine, token);
    desk_expect(&d, 404, "DELETE", path, stranger, NULL);
    snprintf(path, sizeof path, "/rooms/%s/tokens/%s", room, token);
    desk_expect(&d, 204, "DELETE", path, owner, NULL);
}

static void bad_bodies_are_refused(void **state)
{
    static const char *const every[] = {
        "",
        "{",
        "[]",
        "null",
        "\"x\"",
        "{}{}",
        "{\"title\":\"x\",\"title\":\"y\"}",
        "{\"title\":",
        "\xff",
        "{\"title\":\"\xff\"}",
        "{\"a\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}",
    };
    static const struct {
        const char *method, *pattern;
        const char *bodies[12];
    } each[] = {
        {"POST",
         "/session",
         {"{}", "{\"handle\":\"a\"}", "{\"password\":\"a\"}", "{\"handle\":\"\",\"password\":\"a\"}",
          "{\"handle\":\"a\",\"password\":\"\"}", "{\"handle\":1,\"password\":\"a\"}",
          "{\"handle\":[\"a\"],\"password\":\"a\"}", "{\"handle\":\"a\\u0000b\",\"password\":\"a\"}"}},
        {"POST",
         "/rooms",
         {"{}", "{\"title\":\"\"}", "{\"title\":7}", "{\"title\":null}", "{\"title\":\"x\",\"lobby\":\"yes\"}",
          "{\"title\":\"x\",\"lobby\":1}"}},
        {"PATCH",
         "/rooms/R",
         {"{\"title\":\"\"}", "{\"lobby\":0}", "{\"end_after_s\":-1}", "{\"end_after_s\":86401}", "{\"end_after_s\":1.5}",
          "{\"end_after_s\":\"1\"}", "{\"end_after_s\":99999999999999999999}"}},
        {"POST",
         "/rooms/R/tokens",
         {"{}", "{\"action\":\"play\"}", "{\"valid_s\":60}", "{\"action\":\"moderate\",\"valid_s\":60}",
          "{\"action\":\"play\",\"valid_s\":59}", "{\"action\":\"play\",\"valid_s\":31536001}", "{\"action\":0,\"valid_s\":60}",
          "{\"action\":\"play\",\"valid_s\":60,\"note\":\"\\u0000\"}"}},
        {"POST",
         "/tickets",
         {"{}", "{\"link\":\"\"}", "{\"link\":\"a\",\"code\":\"b\"}", "{\"link\":\"a\",\"room\":\"b\"}", "{\"link\":{}}",
          "{\"room\":\"a b\"}", "{\"room\":\"\"}", "{\"code\":\"a\\u0000\"}"}},
    };
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
        char path[200];
        fill(path, sizeof path, each[i].pattern, room, token);
        for (size_t k = 0; k < sizeof every / sizeof every[0]; k++)
            desk_expect(&d, 400, each[i].method, path, owner, every[k]);
        for (size_t k = 0; k < 12 && each[i].bodies[k]; k++)
            desk_expect(&d, 400, each[i].method, path, owner, each[i].bodies[k]);
    }
    char body[600];
    memset(body, 'x', sizeof body);
    memcpy(body, "{\"title\":\"", 10);
    memcpy(body + 450, "\"}", 3);
    desk_expect(&d, 400, "POST", "/rooms", owner, body);
}

static void what_a_client_may_not_say_is_not_heard(void **state)
{
    struct desk_answer a = desk_call(&d, "POST", "/rooms", owner,
                                     "{\"title\":\"x\",\"id\":\"chosen\",\"account\":\"other\",\"link\":\"weak\",\"code\":"
                                     "\"0000000000\",\"role\":\"moderator\"}");
    assert_int_equal(a.status, 201);
    assert_null(strstr(a.body, "chosen"));
    assert_null(strstr(a.body, "weak"));
    assert_null(strstr(a.body, "00000-00000"));
    desk_free_answer(&a);
    char body[200];
    snprintf(body, sizeof body, "{\"link\":\"%s\",\"moderator\":true,\"role\":\"moderator\"}", link_text);
    a = desk_call(&d, "POST", "/tickets", NULL, body);
    assert_non_null(strstr(a.body, "\"moderator\":false"));
    desk_free_answer(&a);
}

static void paths_that_are_no_routes(void **state)
{
    static const char *const paths[] = {
        "",
        "/",
        "rooms",
        "/rooms/",
        "/rooms//",
        "//rooms",
        "/Rooms",
        "/session/",
        "/session/x",
        "/rooms/a/b",
        "/rooms/a/link/",
        "/rooms/a b",
        "/rooms/a/tokens/",
        "/rooms/a/tokens/b/c",
        "/rooms/%41",
        "/rooms/\xc3\xa4",
        "/api/v1/rooms",
        "/health",
        "/tickets/1",
        "/rooms?x",
        "/rooms/0123456789012345678901234567890123456789012345678901234567890123456789",
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        desk_expect(&d, 404, "GET", paths[i], owner, NULL);
}

static void a_wrong_method_is_told_the_right_ones(void **state)
{
    static const char *const wrong[][3] = {
        {"PUT", "/session", "DELETE, GET, POST"}, {"DELETE", "/rooms", "GET, POST"}, {"GET", "/rooms/x", "DELETE, PATCH"},
        {"GET", "/rooms/x/link", "POST"},         {"GET", "/tickets", "POST"},       {"PUT", "/rooms/x/tokens/y", "DELETE"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct desk_answer a = desk_call(&d, wrong[i][0], wrong[i][1], NULL, NULL);
        assert_int_equal(a.status, 405);
        assert_string_equal(a.allow, wrong[i][2]);
        desk_free_answer(&a);
    }
}

int main(void)
{
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        AT_DESK(who_may_what),
        AT_DESK(foreign_is_unknown_byte_for_byte),
        AT_DESK(bad_bodies_are_refused),
        AT_DESK(what_a_client_may_not_say_is_not_heard),
        AT_DESK(paths_that_are_no_routes),
        AT_DESK(a_wrong_method_is_told_the_right_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
