/* SPDX-License-Identifier: EUPL-1.2 */
/* Rooms, links, codes, tickets and tokens through the API. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "office/room/entry.h"
#include "office/room/live.h"
#include "office/room/room.h"
#include "office/room/token.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"

static struct desk d;
static char teacher[129], other[129];

static int setup(void **state)
{
    desk_open(&d);
    desk_add_account(&d, "mk-aaaaa");
    desk_add_account(&d, "mk-bbbbb");
    desk_sign_in(&d, teacher, "mk-aaaaa");
    desk_sign_in(&d, other, "mk-bbbbb");
    return 0;
}

static int teardown(void **state)
{
    desk_close(&d);
    return 0;
}

static char *path_of(const char *room, const char *rest)
{
    static char path[200];
    snprintf(path, sizeof path, "/rooms/%s%s", room, rest);
    return path;
}

static struct desk_answer ask_ticket(const char *kind, const char *value, const char *session, const char *browser)
{
    char body[300];
    snprintf(body, sizeof body, "{\"%s\":\"%s\"}", kind, value);
    return desk_ask(
        &d, &(struct desk_request){.method = "POST", .path = "/tickets", .session = session, .browser = browser, .body = body});
}

static int ticket_status(const char *kind, const char *value)
{
    struct desk_answer a = ask_ticket(kind, value, NULL, NULL);
    int status = a.status;
    desk_free_answer(&a);
    return status;
}

static struct kr_ticket open_ticket(const struct desk_answer *a)
{
    struct kr_ticket t = {0};
    assert_int_equal(a->status, 200);
    char *text = desk_field(a->body, "ticket");
    assert_int_equal(kr_ticket_read(&t, text, &d.office.keys.signer.keys, d.now_ms), 0);
    free(text);
    return t;
}

static void expect_field(const char *json, const char *path, const char *expected)
{
    char *got = desk_field(json, path);
    if (!got || strcmp(got, expected) != 0)
        fail_msg("%s is %s instead of %s in %s", path, got ? got : "absent", expected, json);
    free(got);
}

static void a_room_is_made_listed_changed_and_deleted(void **state)
{
    struct desk_answer a = desk_call(&d, "POST", "/rooms", teacher, "{\"title\":\"  Sachkunde \\u202e4b\"}");
    assert_int_equal(a.status, 201);
    expect_field(a.body, "room.title", "Sachkunde 4b");
    expect_field(a.body, "room.lobby", "true");
    expect_field(a.body, "room.end_after_s", "600");
    expect_field(a.body, "room.members", "0");
    expect_field(a.body, "room.live", "false");
    expect_field(a.body, "room.created_ms", "1000000000");
    assert_null(desk_field(a.body, "room.code"));
    char *id = desk_field(a.body, "room.id"), *link = desk_field(a.body, "room.link");
    assert_true(strlen(id) * 5 >= 80);
    assert_true(strlen(strrchr(link, '/') + 1) * 6 >= 128);
    desk_free_answer(&a);

    assert_int_equal(kr_live_set(&d.office, id, 12, true), 0);
    a = desk_call(&d, "GET", "/rooms", teacher, NULL);
    assert_int_equal(a.status, 200);
    expect_field(a.body, "rooms.0.id", id);
    expect_field(a.body, "rooms.0.link", link);
    expect_field(a.body, "rooms.0.members", "12");
    expect_field(a.body, "rooms.0.live", "true");
    desk_free_answer(&a);
    a = desk_call(&d, "GET", "/rooms", other, NULL);
    assert_string_equal(a.body, "{\"rooms\":[]}");
    desk_free_answer(&a);

    a = desk_call(&d, "PATCH", path_of(id, ""), teacher, "{\"title\":\"Deutsch\",\"lobby\":false,\"end_after_s\":0}");
    assert_int_equal(a.status, 200);
    expect_field(a.body, "room.title", "Deutsch");
    expect_field(a.body, "room.link", link);
    desk_free_answer(&a);
    assert_int_equal(d.n_events, 1);
    assert_int_equal(d.events[0].type, KR_LINK_ROOM_CHANGED);
    assert_string_equal(d.events[0].title, "Deutsch");
    assert_false(d.events[0].new_link || d.events[0].lobby);
    assert_int_equal(d.events[0].end_after_s, 0);
    desk_reopen(&d);
    a = desk_call(&d, "PATCH", path_of(id, ""), teacher, "{}");
    expect_field(a.body, "room.title", "Deutsch");
    expect_field(a.body, "room.lobby", "false");
    desk_free_answer(&a);

    desk_expect(&d, 204, "DELETE", path_of(id, ""), teacher, NULL);
    assert_int_equal(d.events[d.n_events - 1].type, KR_LINK_ROOM_DELETED);
    assert_string_equal(d.events[d.n_events - 1].subject, id);
    desk_expect(&d, 404, "DELETE", path_of(id, ""), teacher, NULL);
    free(id);
    free(link);
}

static void titles_that_cannot_be_shown_are_refused(void **state)
{
    static const char *const bodies[][2] = {
        {"{\"title\":\" \"}", "bad_text"},
        {"{\"title\":\"\\u200b\"}", "bad_text"},
        {"{\"title\":\"123456789012345678901234567890123456789012345678901234567890123456789012345678901\"}", "out_of_range"},
    };
    char id[65], link[65];
    desk_add_room(&d, teacher, "x", id, link);
    for (size_t i = 0; i < 3; i++) {
        for (int change = 0; change < 2; change++) {
            struct desk_answer a =
                desk_call(&d, change ? "PATCH" : "POST", change ? path_of(id, "") : "/rooms", teacher, bodies[i][0]);
            assert_int_equal(a.status, 400);
            expect_field(a.body, "error", bodies[i][1]);
            expect_field(a.body, "field", "title");
            desk_free_answer(&a);
        }
    }
}

static void an_account_has_200_rooms(void **state)
{
    for (int i = 0; i < KR_OFFICE_ROOMS_PER_ACCOUNT; i++)
        desk_expect(
            &d, 201, "POST", "/rooms", teacher,
            "{\"title\":\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\"}");
    struct desk_answer a = desk_call(&d, "POST", "/rooms", teacher, "{\"title\":\"x\"}");
    assert_int_equal(a.status, 409);
    expect_field(a.body, "error", "full");
    desk_free_answer(&a);
    desk_expect(&d, 201, "POST", "/rooms", other, "{\"title\":\"x\"}");
    desk_expect(&d, 200, "GET", "/rooms", teacher, NULL);
}

static void a_link_gives_a_ticket_bound_to_the_browser(void **state)
{
    char id[65], link[65];
    uint8_t hash[32];
    desk_add_room(&d, teacher, "Mathe", id, link);
    struct desk_answer a = ask_ticket("link", link, NULL, NULL);
    assert_true(a.has_browser);
    assert_int_equal(strlen(a.browser), KR_BROWSER_SIZE - 1);
    assert_false(a.has_session);
    expect_field(a.body, "moderator", "false");
    assert_null(strstr(a.body, "Mathe"));
    struct kr_ticket t = open_ticket(&a);
    kr_sha256(hash, a.browser, strlen(a.browser));
    assert_memory_equal(t.browser, hash, 32);
    assert_string_equal(t.room, id);
    assert_string_equal(t.title, "Mathe");
    assert_int_equal(t.role, KR_TICKET_PARTICIPANT);
    assert_true(t.lobby);
    assert_false(t.by_code);
    assert_int_equal(t.end_after_s, 600);
    assert_int_equal(t.expires_ms, d.now_ms + 12 * 3600 * 1000ull);

    struct desk_answer again = ask_ticket("link", link, NULL, a.browser);
    assert_false(again.has_browser);
    struct kr_ticket second = open_ticket(&again);
    assert_memory_equal(second.browser, hash, 32);
    assert_string_not_equal(second.id, t.id);
    desk_free_answer(&again);
    desk_free_answer(&a);

    static const char *const bad[] = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        a = ask_ticket("link", link, NULL, bad[i]);
        assert_true(a.has_browser);
        desk_free_answer(&a);
    }
}

static void only_the_owner_comes_in_as_moderator(void **state)
{
    char id[65], link[65];
    desk_add_room(&d, teacher, "Mathe", id, link);
    static const struct {
        const char *kind, *session;
        enum kr_ticket_role role;
    } rows[] = {
        {"link", NULL, KR_TICKET_PARTICIPANT},
        {"link", teacher, KR_TICKET_MODERATOR},
        {"link", other, KR_TICKET_PARTICIPANT},
        {"link", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", KR_TICKET_PARTICIPANT},
        {"room", teacher, KR_TICKET_MODERATOR},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct desk_answer a = ask_ticket(rows[i].kind, rows[i].kind[0] == 'l' ? link : id, rows[i].session, NULL);
        assert_int_equal(open_ticket(&a).role, rows[i].role);
        expect_field(a.body, "moderator", rows[i].role == KR_TICKET_MODERATOR ? "true" : "false");
        desk_free_answer(&a);
    }
    /* By room only one's own, signed in. */
    struct desk_answer foreign = ask_ticket("room", id, other, NULL), unknown = ask_ticket("room", "nosuchroom", other, NULL);
    assert_int_equal(foreign.status, 404);
    assert_string_equal(foreign.body, unknown.body);
    assert_int_equal(unknown.status, 404);
    desk_free_answer(&foreign);
    desk_free_answer(&unknown);
    assert_int_equal(ticket_status("room", id), 401);
}

static char *new_code(const char *id)
{
    struct desk_answer a = desk_call(&d, "POST", path_of(id, "/code"), teacher, NULL);
    assert_int_equal(a.status, 200);
    char *code = desk_field(a.body, "room.code");
    assert_non_null(code);
    assert_int_equal(strlen(code), 11);
    assert_int_equal(code[5], '-');
    desk_free_answer(&a);
    return code;
}

static void a_code_works_for_a_day_and_while_a_moderator_is_there(void **state)
{
    char id[65], link[65];
    desk_add_room(&d, teacher, "Mathe", id, link);
    char *code = new_code(id);
    struct desk_answer a = ask_ticket("code", code, NULL, NULL);
    assert_true(open_ticket(&a).by_code);
    desk_free_answer(&a);

    desk_pass(&d, KR_CODE_VALID_MS - 1);
    desk_sign_in(&d, teacher, "mk-aaaaa");
    assert_int_equal(ticket_status("code", code), 200);
    desk_pass(&d, 1);
    assert_int_equal(ticket_status("code", code), 404);
    assert_int_equal(kr_live_set(&d.office, id, 3, false), 0);
    assert_int_equal(ticket_status("code", code), 404);
    assert_int_equal(kr_live_set(&d.office, id, 3, true), 0);
    assert_int_equal(ticket_status("code", code), 200);
    kr_office_sweep(&d.office);
    assert_int_equal(ticket_status("code", code), 200);
    a = desk_call(&d, "GET", "/rooms", teacher, NULL);
    expect_field(a.body, "rooms.0.code", code);
    desk_free_answer(&a);
    assert_int_equal(kr_live_set(&d.office, id, 0, false), 0);
    assert_int_equal(ticket_status("code", code), 404);
    kr_office_sweep(&d.office); /* now it is gone for good */
    assert_int_equal(kr_live_set(&d.office, id, 3, true), 0);
    assert_int_equal(ticket_status("code", code), 404);
    free(code);
}

static void codes_are_replaced_and_withdrawn(void **state)
{
    char id[65], link[65];
    desk_add_room(&d, teacher, "Mathe", id, link);
    char *first = new_code(id), *second = new_code(id);
    assert_string_not_equal(first, second);
    assert_int_equal(ticket_status("code", first), 404);
    assert_int_equal(ticket_status("code", second), 200);
    desk_expect(&d, 200, "DELETE", path_of(id, "/code"), teacher, NULL);
    assert_int_equal(ticket_status("code", second), 404);
    desk_expect(&d, 200, "DELETE", path_of(id, "/code"), teacher, NULL);
    free(first);
    free(second);
}

static void a_new_link_kills_the_old_one_and_the_code(void **state)
{
    char id[65], link[65];
    desk_add_room(&d, teacher, "Mathe", id, link);
    char *code = new_code(id);
    struct desk_answer a = desk_call(&d, "POST", path_of(id, "/link"), teacher, NULL);
    assert_int_equal(a.status, 200);
    char *fresh = desk_field(a.body, "room.link");
    assert_null(desk_field(a.body, "room.code"));
    desk_free_answer(&a);
    assert_int_equal(d.n_events, 1);
    assert_true(d.events[0].type == KR_LINK_ROOM_CHANGED && d.events[0].new_link);
    assert_int_equal(ticket_status("link", link), 404);
    assert_int_equal(ticket_status("code", code), 404);
    assert_int_equal(ticket_status("link", strrchr(fresh, '/') + 1), 200);
    free(code);
    free(fresh);
}

static void what_opens_nothing_is_answered_byte_for_byte_alike(void **state)
{
    char id[65], link[65], gone[65], gone_link[65], locked[65], locked_link[65];
    desk_add_room(&d, teacher, "Mathe", id, link);
    desk_add_room(&d, teacher, "Alt", gone, gone_link);
    desk_add_room(&d, other, "Gesperrt", locked, locked_link);
    char *expired = new_code(id);
    desk_expect(&d, 204, "DELETE", path_of(gone, ""), teacher, NULL);
    desk_expect(&d, 200, "POST", path_of(id, "/link"), teacher, NULL);
    char *again = new_code(id);
    desk_pass(&d, KR_CODE_VALID_MS);
    struct kr_store_account a;
    assert_int_equal(kr_store_account_by_handle(d.office.store, &a, "mk-bbbbb"), 0);
    assert_int_equal(kr_store_account_lock(d.office.store, a.id, true), 0);

    const char *const tries[][2] = {
        {"link", "AAAAAAAAAAAAAAAAAAAAAAAA"},
        {"link", "x"},
        {"link", link},
        {"link", gone_link},
        {"link", locked_link},
        {"link", "../../etc/passwd"},
        {"link", "' OR 1=1 --"},
        {"code", "00000-00000"},
        {"code", expired},
        {"code", again},
        {"code", "u"},
    };
    char *first = NULL;
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        struct desk_answer got = ask_ticket(tries[i][0], tries[i][1], NULL, NULL);
        assert_int_equal(got.status, 404);
        assert_false(got.has_browser || got.has_session);
        if (first)
            assert_string_equal(got.body, first);
        else
            first = strdup(got.body);
        desk_free_answer(&got);
    }
    free(first);
    free(expired);
    free(again);
}

static void guessing_codes_is_slowed(void **state)
{
    char id[65], link[65];
    desk_add_room(&d, teacher, "Mathe", id, link);
    char *code = new_code(id);
    for (int i = 0; i < 2 * KR_GUESSES_ADDRESS_BURST; i++) /* right ones cost nothing, however many */
        assert_int_equal(ticket_status("code", code), 200);
    for (int i = 0; i < KR_GUESSES_ADDRESS_BURST; i++)
        assert_int_equal(ticket_status("code", i % 2 ? "00000-00000" : "nonsense"), 404);
    struct desk_answer a = ask_ticket("code", code, NULL, NULL);
    assert_int_equal(a.status, 429);
    assert_true(a.retry_after_s > 0);
    expect_field(a.body, "error", "rate_limited");
    desk_free_answer(&a);
    assert_int_equal(ticket_status("link", link), 200);
    a = desk_ask(&d, &(struct desk_request){.method = "POST", .path = "/tickets", .address = "198.51.100.9",
                                            .body = "{\"code\":\"0000000000\"}"});
    assert_int_equal(a.status, 404);
    desk_free_answer(&a);
    desk_pass(&d, 1000);
    assert_int_equal(ticket_status("code", code), 200);
    free(code);
}

/* ---- tokens ---- */

static char *new_token(const char *room, const char *body, char id[65])
{
    struct desk_answer a = desk_call(&d, "POST", path_of(room, "/tokens"), teacher, body);
    assert_int_equal(a.status, 201);
    char *secret = desk_field(a.body, "secret"), *token = desk_field(a.body, "token.id");
    assert_true(strlen(secret) * 6 >= 256);
    snprintf(id, 65, "%s", token);
    free(token);
    desk_free_answer(&a);
    return secret;
}

static int use_token(struct kr_ticket *out, const char *secret, const char *room, bool play)
{
    char text[KR_LIMIT_TICKET_BYTES + 1];
    int err = kr_entry_for_device(&d.office, text, secret, room, play);
    if (!err)
        assert_int_equal(kr_ticket_read(out, text, &d.office.keys.signer.keys, d.now_ms), 0);
    return err;
}

static void a_token_opens_its_room_for_its_action(void **state)
{
    char id[65], link[65], elsewhere[65], token[65];
    struct kr_ticket t;
    desk_add_room(&d, teacher, "Mathe", id, link);
    desk_add_room(&d, teacher, "Musik", elsewhere, link);
    char *secret = new_token(id, "{\"action\":\"publish\",\"note\":\"Kamera \\u200e im Saal\",\"valid_s\":3600}", token);
    assert_int_equal(use_token(&t, secret, id, false), 0);
    assert_int_equal(t.role, KR_TICKET_PUBLISH);
    assert_string_equal(t.room, id);
    assert_int_equal(t.expires_ms, d.now_ms + 3600 * 1000);
    assert_memory_equal(t.browser, (uint8_t[32]){0}, 32);
    assert_string_equal(t.id, token); /* every ticket of a token has the same id: whoever bars one bars all */
    assert_int_equal(use_token(&t, secret, id, false), 0);
    assert_string_equal(t.id, token);
    assert_int_equal(use_token(&t, secret, id, true), KR_E_AUTH);
    assert_int_equal(use_token(&t, secret, elsewhere, false), KR_E_AUTH);
    assert_int_equal(use_token(&t, "x", id, false), KR_E_AUTH);

    struct desk_answer a = desk_call(&d, "GET", path_of(id, "/tokens"), teacher, NULL);
    assert_int_equal(a.status, 200);
    expect_field(a.body, "tokens.0.id", token);
    expect_field(a.body, "tokens.0.action", "publish");
    expect_field(a.body, "tokens.0.note", "Kamera im Saal");
    assert_null(strstr(a.body, secret));
    desk_free_answer(&a);

    desk_pass(&d, 3600 * 1000 - 1);
    assert_int_equal(use_token(&t, secret, id, false), 0);
    desk_pass(&d, 1);
    assert_int_equal(use_token(&t, secret, id, false), KR_E_AUTH);
    free(secret);
}

static void a_long_token_gives_tickets_for_twelve_hours(void **state)
{
    char id[65], link[65], token[65];
    struct kr_ticket t;
    desk_add_room(&d, teacher, "Mathe", id, link);
    char *secret = new_token(id, "{\"action\":\"play\",\"valid_s\":31536000}", token);
    assert_int_equal(use_token(&t, secret, id, true), 0);
    assert_int_equal(t.role, KR_TICKET_PLAY);
    assert_int_equal(t.expires_ms, d.now_ms + KR_ENTRY_VALID_MS);
    char path[100];
    snprintf(path, sizeof path, "/tokens/%s", token);
    desk_expect(&d, 204, "DELETE", path_of(id, path), teacher, NULL);
    desk_expect(&d, 404, "DELETE", path_of(id, path), teacher, NULL);
    assert_int_equal(use_token(&t, secret, id, true), KR_E_AUTH);
    free(secret);
}

static void tokens_go_with_their_room_and_their_account(void **state)
{
    char id[65], link[65], token[65];
    struct kr_ticket t;
    struct kr_store_account a;
    desk_add_room(&d, teacher, "Mathe", id, link);
    char *secret = new_token(id, "{\"action\":\"play\",\"valid_s\":3600}", token);
    assert_int_equal(kr_store_account_by_handle(d.office.store, &a, "mk-aaaaa"), 0);
    assert_int_equal(kr_store_account_lock(d.office.store, a.id, true), 0);
    assert_int_equal(use_token(&t, secret, id, true), KR_E_AUTH);
    assert_int_equal(kr_store_account_lock(d.office.store, a.id, false), 0);
    assert_int_equal(use_token(&t, secret, id, true), 0);
    desk_sign_in(&d, teacher, "mk-aaaaa");
    desk_expect(&d, 204, "DELETE", path_of(id, ""), teacher, NULL);
    assert_int_equal(use_token(&t, secret, id, true), KR_E_AUTH);
    free(secret);
}

static void a_room_has_50_tokens_and_expired_ones_make_room(void **state)
{
    char id[65], link[65];
    desk_add_room(&d, teacher, "Mathe", id, link);
    for (int i = 0; i < KR_OFFICE_TOKENS_PER_ROOM; i++)
        desk_expect(&d, 201, "POST", path_of(id, "/tokens"), teacher, "{\"action\":\"play\",\"valid_s\":60}");
    desk_expect(&d, 409, "POST", path_of(id, "/tokens"), teacher, "{\"action\":\"play\",\"valid_s\":60}");
    desk_expect(&d, 200, "GET", path_of(id, "/tokens"), teacher, NULL);
    desk_pass(&d, 60 * 1000);
    struct desk_answer a = desk_call(&d, "GET", path_of(id, "/tokens"), teacher, NULL);
    assert_string_equal(a.body, "{\"tokens\":[]}");
    desk_free_answer(&a);
    desk_expect(&d, 201, "POST", path_of(id, "/tokens"), teacher, "{\"action\":\"play\",\"valid_s\":60}");
}

static void the_disk_shows_nothing(void **state)
{
    char id[65], link[65], token[65];
    desk_add_room(&d, teacher, "Kanarienvogel", id, link);
    char *code = new_code(id);
    char *secret = new_token(id, "{\"action\":\"play\",\"note\":\"Wellensittich\",\"valid_s\":3600}", token);
    char digits[KR_CODE_SIZE];
    assert_int_equal(kr_code_read(digits, code), 0);
    struct desk_answer a = ask_ticket("link", link, teacher, NULL);
    char *ticket = desk_field(a.body, "ticket");
    const char *const secrets[] = {"Kanarienvogel", link,    digits,    code,   secret,     "Wellensittich",
                                   "correct horse", teacher, a.browser, ticket, "192.0.2.1"};
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        if (desk_dir_contains(d.dir, secrets[i]))
            fail_msg("%s is on the disk", secrets[i]);
    assert_true(desk_dir_contains(d.dir, id)); /* the search works */
    desk_free_answer(&a);
    free(ticket);
    free(code);
    free(secret);
}

static void rows_cannot_be_exchanged_unnoticed(void **state)
{
    char id[65], link[65], id2[65], link2[65];
    struct kr_store_room a, b;
    desk_add_room(&d, teacher, "Eins", id, link);
    desk_add_room(&d, other, "Zwei", id2, link2);
    assert_int_equal(kr_store_room_by_id(d.office.store, &a, id), 0);
    assert_int_equal(kr_store_room_by_id(d.office.store, &b, id2), 0);
    b.title = a.title;
    assert_int_equal(kr_store_room_change(d.office.store, &b), 0);
    desk_expect(&d, 500, "GET", "/rooms", other, NULL);
    desk_expect(&d, 200, "GET", "/rooms", teacher, NULL);
}

static void a_key_of_another_database_is_refused(void **state)
{
    char from[128], to[128];
    kr_office_fini(&d.office);
    snprintf(from, sizeof from, "%s/office.key", d.dir);
    snprintf(to, sizeof to, "%s/kept.key", d.dir);
    assert_int_equal(rename(from, to), 0);
    struct kr_office_config config = {.data_dir = d.dir, .database = test_database(), .hash_passes = 1, .hash_memory_kib = 8};
    struct kr_office_env env = d.office.env;
    struct kr_office o;
    assert_int_equal(kr_office_init(&o, &d.loop, &config, &env), KR_E_CONFIG); /* none: made for an empty directory only */
    struct kr_office_keys stray;
    assert_int_equal(kr_office_keys_open(&stray, d.dir, true), 0);
    kr_office_keys_close(&stray);
    assert_int_equal(kr_office_init(&o, &d.loop, &config, &env), KR_E_CONFIG); /* another's */
    assert_int_equal(rename(to, from), 0);
    assert_int_equal(kr_office_init(&d.office, &d.loop, &config, &env), 0);
    desk_expect(&d, 200, "GET", "/rooms", teacher, NULL);
}

int main(void)
{
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        AT_DESK(a_room_is_made_listed_changed_and_deleted),
        AT_DESK(titles_that_cannot_be_shown_are_refused),
        AT_DESK(an_account_has_200_rooms),
        AT_DESK(a_link_gives_a_ticket_bound_to_the_browser),
        AT_DESK(only_the_owner_comes_in_as_moderator),
        AT_DESK(a_code_works_for_a_day_and_while_a_moderator_is_there),
        AT_DESK(codes_are_replaced_and_withdrawn),
        AT_DESK(a_new_link_kills_the_old_one_and_the_code),
        AT_DESK(what_opens_nothing_is_answered_byte_for_byte_alike),
        AT_DESK(guessing_codes_is_slowed),
        AT_DESK(a_token_opens_its_room_for_its_action),
        AT_DESK(a_long_token_gives_tickets_for_twelve_hours),
        AT_DESK(tokens_go_with_their_room_and_their_account),
        AT_DESK(a_room_has_50_tokens_and_expired_ones_make_room),
        AT_DESK(the_disk_shows_nothing),
        AT_DESK(rows_cannot_be_exchanged_unnoticed),
        AT_DESK(a_key_of_another_database_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
