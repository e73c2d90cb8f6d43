/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Every route for every role, with own, foreign and unknown ids, at a real desk with two schools. It walks the table of
 * routes that the server itself uses: a new route is here by itself, and fails until a sample of its body is added.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "office/api/call.h"
#include "office/vault/vault.h"
#include "unit/office/desk.h"

/* Bodies that follow the API; @name@ becomes an id as in the path. */
static const struct {
    enum kr_api_type type;
    const char *body;
} samples[] = {
    {KR_API_ACCOUNT_CHANGE, "{}"},
    {KR_API_ACCOUNT_CREATE, "{\"role\":\"contact\"}"},
    {KR_API_ACCOUNTS_LOCK, "{\"accounts\":[\"@account@\"],\"reason\":\"misuse\"}"},
    {KR_API_ACCOUNTS_LOCK_SCHOOL, "{\"locked\":false}"},
    {KR_API_ACCOUNTS_NAMED, "{\"accounts\":[\"@account@\"]}"},
    {KR_API_ADMINISTRATOR_CHANGE, "{\"locked\":false}"},
    {KR_API_CAPACITY_CHANGE, "{\"limit\":500}"},
    {KR_API_DOCUMENT_PUBLISH, "{\"lang\":\"de\",\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\","
                              "\"effective_ms\":0,\"accept_until_ms\":0}"},
    {KR_API_DOCUMENT_SAVE, "{\"lang\":\"de\",\"source\":\"x\",\"base\":\"\"}"},
    {KR_API_DOCUMENT_TRY, "{\"lang\":\"de\",\"source\":\"x\"}"},
    {KR_API_ENROLMENT_SETTINGS_CHANGE, "{}"},
    {KR_API_ENROLMENT_TAKE, "{\"step\":\"information\",\"way\":\"paper\"}"},
    {KR_API_ENROLMENT_VOID, "{\"reason\":\"x\"}"},
    {KR_API_FACTOR_CODE, "{\"code\":\"000000\"}"},
    {KR_API_KEY_CREATE, "{\"name\":\"x\",\"client_data\":\"x\",\"authenticator_data\":\"x\",\"public_key\":\"x\",\"algorithm\":-7}"},
    {KR_API_KEY_USE, "{\"credential\":\"x\",\"client_data\":\"x\",\"authenticator_data\":\"x\",\"signature\":\"x\"}"},
    {KR_API_LOGO_PUT, "{\"data\":\"x\"}"},
    {KR_API_MAIL_TEST, "{\"to\":\"nobody\",\"lang\":\"de\"}"},
    {KR_API_MODERATORS_CREATE, "{}"},
    {KR_API_NEWS_WRITE, "{\"lang\":\"de\",\"at_ms\":0,\"source\":\"x\"}"},
    {KR_API_PASSWORD_CHANGE, "{\"old\":\"not the password\",\"password\":\"another password\"}"},
    {KR_API_RECOVERY_USE, "{\"code\":\"no code\"}"},
    {KR_API_REGISTRATION_CREATE, "{\"profile\":{},\"password\":\"short\"}"},
    {KR_API_ROOM_BOUNDS_CHANGE, "{\"own\":{\"lobby\":true,\"microphone\":true,\"camera\":true,\"screen\":true,\"chat\":true,"
                                "\"codes\":true,\"end_after_s\":0,\"people\":0}}"},
    {KR_API_ROOM_CHANGE, "{}"},
    {KR_API_ROOM_CREATE, "{\"title\":\"4b\"}"},
    {KR_API_ROOM_DATE_CREATE, "{\"starts_ms\":0,\"ends_ms\":0}"},
    {KR_API_ROOM_SHARE, "{\"open_to\":\"some\",\"openers\":[\"@account@\"]}"},
    {KR_API_RULES_CHANGE, "{\"rules\":[]}"},
    {KR_API_SCHOOL_CHANGE, "{\"profile\":{}}"},
    {KR_API_SCHOOL_CREATE, "{\"profile\":{}}"},
    {KR_API_SCHOOL_IMPORT, "{\"upload\":\"@upload@\",\"commit\":false}"},
    {KR_API_SCHOOL_LIMITS, "{\"max_rooms\":0,\"max_people\":0}"},
    {KR_API_SESSION_CREATE, "{\"handle\":\"mk-nobody\",\"password\":\"not the password\"}"},
    {KR_API_MODERATORS_IMPORT, "{\"upload\":\"nothing\",\"commit\":true}"},
    {KR_API_SETTINGS_CHANGE, "{}"},
    {KR_API_TICKET_CREATE, "{\"room\":\"@room@\"}"},
    {KR_API_TOKEN_CREATE, "{\"action\":\"publish\",\"valid_s\":3600}"},
    {KR_API_UPLOAD_CREATE, "{\"size\":10,\"name\":\"x.pdf\"}"},
    {KR_API_UPLOAD_PIECE, "{\"offset\":0,\"data\":\"AAAA\"}"},
};

static struct desk desk;
static struct desk_school mine, theirs;
static char sessions[KR_ROLE_COUNT][129], handles[KR_ROLE_COUNT][65];
static char their_room[65], their_token[65], their_session[65], their_upload[65];
static const char unknown[] = "zzzzzzzzzzzzzzzzzzzz";

static const char *method_name(const struct kr_route *r)
{
    static const char *const names[] = {"GET", "POST", "PATCH", "PUT", "DELETE"};
    return names[r->method];
}

static const char *sample_of(const struct kr_route *r)
{
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        if ((int)samples[i].type == r->body)
            return samples[i].body;
    fail_msg("%s %s has no sample of its body here", method_name(r), r->pattern);
    return NULL;
}

/* ---- ids ---- */

enum whose { FOREIGN, UNKNOWN };

/* An id of the other school of this kind, where there are such; ids of anything else are strange to it as they are. */
static const char *foreign_id(const char *name, size_t len)
{
    const struct {
        const char *name, *id;
    } rows[] = {{"school", theirs.id},       {"account", theirs.head_id},     {"room", their_room},
                {"token", their_token},      {"session", their_session},      {"upload", their_upload},
                {"administrator", theirs.contact_id}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strlen(rows[i].name) == len && memcmp(rows[i].name, name, len) == 0)
            return rows[i].id;
    return unknown;
}

/* Fills {name} of a path, or @name@ of a body. own_school: {school} is the caller's, whatever the rest. */
static char *fill(const char *text, char open, char close, enum whose whose, bool own_school)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, 4000);
    while (*text) {
        const char *end = *text == open ? strchr(text + 1, close) : NULL;
        if (!end) {
            kr_strbuf_add(&b, text++, 1);
            continue;
        }
        size_t len = (size_t)(end - text) - 1;
        bool school = len == 6 && memcmp(text + 1, "school", 6) == 0;
        const char *id = school && own_school ? mine.id : whose == FOREIGN ? foreign_id(text + 1, len) : unknown;
        kr_strbuf_addf(&b, "%s", id);
        text = end + 1;
    }
    assert_false(b.failed);
    return b.text;
}

static void every_sample_follows_the_api(void **state)
{
    for (size_t i = 0; i < kr_routes_count; i++) {
        struct kr_api_msg *msg = NULL;
        struct kr_proto_fault fault;
        const struct kr_route *r = &kr_routes[i];
        if (r->body == KR_ROUTE_NO_BODY)
            continue;
        char *body = fill(sample_of(r), '@', '@', UNKNOWN, true);
        if (kr_api_parse_as((enum kr_api_type)r->body, &msg, body, strlen(body), &fault))
            fail_msg("the sample of %s %s: %s at %s", method_name(r), r->pattern, fault.error, fault.field);
        kr_api_free(msg);
        free(body);
    }
}

static struct desk_answer ask(const struct kr_route *r, const char *session, enum whose whose, bool own_school)
{
    char *path = fill(r->pattern, '{', '}', whose, own_school);
    char *body = r->body == KR_ROUTE_NO_BODY ? NULL : fill(sample_of(r), '@', '@', whose, own_school);
    struct desk_answer a = desk_call(&desk, method_name(r), path, session, body);
    free(path);
    free(body);
    return a;
}

static bool is_error(const struct desk_answer *a, const char *id)
{
    char *error = a->status >= 400 ? desk_field(a->body, "error") : NULL;
    bool is = error && strcmp(error, id) == 0;
    free(error);
    return is;
}

/* ---- the people ---- */

/* Some calls end the session that makes them; the next is made by a new one. */
static const char *session_of(enum kr_role role)
{
    struct kr_session s;
    if (kr_session_use(&desk.office, &s, sessions[role])) {
        desk_pass(&desk, 16 * 60 * 1000); /* wrong passwords among the samples are forgotten */
        desk_sign_in(&desk, sessions[role], handles[role]);
    }
    return sessions[role];
}

static void make_people(void)
{
    char operator[129];
    desk_open(&desk);
    desk_add_operator(&desk, operator);
    desk_add_school(&desk, &mine);
    desk_add_school(&desk, &theirs);
    snprintf(handles[KR_ROLE_OPERATOR], 65, "mk-operator1");
    snprintf(handles[KR_ROLE_HEAD], 65, "%s", mine.head);
    snprintf(handles[KR_ROLE_CONTACT], 65, "%s", mine.contact);
    snprintf(handles[KR_ROLE_SCHOOL], 65, "%s", mine.school);
    snprintf(handles[KR_ROLE_MODERATOR], 65, "%s", mine.moderator);
    snprintf(handles[KR_ROLE_EXTRA], 65, "mk-extra1");
    desk_add_account_as(&desk, handles[KR_ROLE_EXTRA], KR_ROLE_EXTRA, mine.id, NULL);
    for (int role = 0; role < KR_ROLE_COUNT; role++)
        desk_sign_in(&desk, sessions[role], handles[role]);
}

static int set_up(void **state)
{
    char link[65], path[200];
    make_people();
    desk_add_room(&desk, theirs.school_session, "3a", their_room, link);
    snprintf(path, sizeof path, "/rooms/%s/tokens", their_room);
    struct desk_answer a = desk_call(&desk, "POST", path, theirs.school_session, "{\"action\":\"publish\",\"valid_s\":3600}");
    assert_int_equal(a.status, 201);
    char *id = desk_field(a.body, "token.id");
    snprintf(their_token, sizeof their_token, "%s", id);
    free(id);
    desk_free_answer(&a);
    a = desk_call(&desk, "POST", "/uploads", theirs.head_session, "{\"size\":10,\"name\":\"x.pdf\"}");
    assert_int_equal(a.status, 201);
    id = desk_field(a.body, "id");
    assert_non_null(id);
    snprintf(their_upload, sizeof their_upload, "%s", id);
    free(id);
    desk_free_answer(&a);
    snprintf(their_session, sizeof their_session, "%s", desk_session(&desk, theirs.head_session).id);
    return 0;
}

static int tear_down(void **state)
{
    desk_close(&desk);
    return 0;
}

/* ---- the walk ---- */

static void refuse(const struct kr_route *r, enum kr_role role, const struct desk_answer *a, int status, const char *error)
{
    if (a->status != status || !is_error(a, error))
        fail_msg("%s %s as %s: %d %s instead of %d %s", method_name(r), r->pattern, kr_role_name(role), a->status, a->body, status, error);
}

static void nobody_does_anything_but_what_is_public(void **state)
{
    for (size_t i = 0; i < kr_routes_count; i++) {
        const struct kr_route *r = &kr_routes[i];
        if (r->action == KR_ACTION_PUBLIC)
            continue;
        struct desk_answer a = ask(r, NULL, FOREIGN, true);
        refuse(r, KR_ROLE_SCHOOL, &a, 401, "unauthenticated");
        desk_free_answer(&a);
    }
}

static void a_role_may_what_the_table_says_and_no_more(void **state)
{
    static const char *const refusals[] = {"unauthenticated", "forbidden", "second_factor_needed", "password_change_needed"};
    for (int role = 0; role < KR_ROLE_COUNT; role++) {
        for (size_t i = 0; i < kr_routes_count; i++) {
            const struct kr_route *r = &kr_routes[i];
            const char *session = session_of((enum kr_role)role);
            /* What an operator may do to a whole school is asked for one that is not there: mine is needed on. */
            struct desk_answer a = ask(r, session, UNKNOWN, role != KR_ROLE_OPERATOR);
            if (r->action == KR_ACTION_PUBLIC) {
                desk_free_answer(&a); /* open to all; what it makes of the role is its own matter */
                continue;
            }
            if (kr_role_may((enum kr_role)role, r->action)) {
                for (size_t k = 0; k < sizeof refusals / sizeof *refusals; k++)
                    if (is_error(&a, refusals[k]))
                        fail_msg("%s %s as %s: %d %s", method_name(r), r->pattern, kr_role_name((enum kr_role)role), a.status, a.body);
            } else {
                refuse(r, (enum kr_role)role, &a, 403, "forbidden");
            }
            desk_free_answer(&a);
        }
    }
}

static void same(const struct kr_route *r, enum kr_role role, bool own_school)
{
    struct desk_answer foreign = ask(r, session_of(role), FOREIGN, own_school);
    struct desk_answer nothing = ask(r, session_of(role), UNKNOWN, own_school);
    /* Delays of guessing count calls, not ids. */
    bool delayed = foreign.status == 429 || nothing.status == 429;
    if (!delayed && (foreign.status != nothing.status || strcmp(foreign.body, nothing.body) != 0))
        fail_msg("%s %s as %s%s: foreign ids: %d %s; unknown ids: %d %s", method_name(r), r->pattern, kr_role_name(role),
                 own_school ? " in the own school" : "", foreign.status, foreign.body, nothing.status, nothing.body);
    desk_free_answer(&foreign);
    desk_free_answer(&nothing);
    if (delayed)
        desk_pass(&desk, 60 * 1000);
}

/* Whether the path or the body names something; with `inside`, something else than a school. */
static bool names_objects(const struct kr_route *r, bool inside)
{
    const char *at = strchr(r->pattern, '{');
    if (inside && at && strncmp(at, "{school}", 8) == 0)
        at = strchr(at + 1, '{');
    return at || (r->body != KR_ROUTE_NO_BODY && strchr(sample_of(r), '@'));
}

static void foreign_ids_are_answered_like_unknown_ones(void **state)
{
    for (int role = 0; role < KR_ROLE_COUNT; role++) {
        for (size_t i = 0; i < kr_routes_count; i++) {
            const struct kr_route *r = &kr_routes[i];
            if (!names_objects(r, false) || !kr_role_may((enum kr_role)role, r->action))
                continue;
            if (role != KR_ROLE_OPERATOR) { /* whose schools are all */
                same(r, (enum kr_role)role, false);
                if (names_objects(r, true))
                    same(r, (enum kr_role)role, true);
            } else if (strstr(r->pattern, "{administrator}")) {
                same(r, KR_ROLE_OPERATOR, false);
            }
        }
    }
}

static void nothing_of_the_other_school_was_touched(void **state)
{
    struct kr_store_account a;
    struct kr_session s;
    assert_int_equal(kr_store_account_by_id(desk.office.store, &a, theirs.head_id), 0);
    assert_false(a.locked);
    desk_sign_in(&desk, theirs.head_session, theirs.head);
    assert_int_equal(kr_session_use(&desk.office, &s, theirs.head_session), 0);
    assert_true(kr_vault_has_school(&desk.office, &s));
    desk_sign_in(&desk, theirs.school_session, theirs.school);
    struct desk_answer rooms = desk_call(&desk, "GET", "/rooms", theirs.school_session, NULL);
    char *id = desk_field(rooms.body, "rooms.0.id");
    assert_string_equal(id, their_room);
    free(id);
    desk_free_answer(&rooms);
}

/* Who has shown the password only, or has one that somebody else knows, may complete that and nothing else. */
static void half_a_sign_in_opens_nothing(void **state)
{
    char session[129];
    struct desk_answer in = desk_call(&desk, "POST", "/session", NULL, "{\"handle\":\"mk-operator1\",\"password\":\"correct horse\"}");
    assert_int_equal(in.status, 201);
    snprintf(session, sizeof session, "%s", in.session);
    desk_free_answer(&in);
    for (size_t i = 0; i < kr_routes_count; i++) {
        const struct kr_route *r = &kr_routes[i];
        if (r->action == KR_ACTION_PUBLIC || kr_action_before_factor(r->action))
            continue;
        struct desk_answer a = ask(r, session, UNKNOWN, true);
        refuse(r, KR_ROLE_OPERATOR, &a, 401, "second_factor_needed");
        desk_free_answer(&a);
    }
    desk_sign_in(&desk, sessions[KR_ROLE_HEAD], handles[KR_ROLE_HEAD]);
    assert_int_equal(kr_store_account_must_change(desk.office.store, mine.head_id, true), 0);
    for (size_t i = 0; i < kr_routes_count; i++) {
        const struct kr_route *r = &kr_routes[i];
        if (kr_action_before_change(r->action) || !kr_role_may(KR_ROLE_HEAD, r->action))
            continue;
        struct desk_answer a = ask(r, sessions[KR_ROLE_HEAD], UNKNOWN, true);
        refuse(r, KR_ROLE_HEAD, &a, 403, "password_change_needed");
        desk_free_answer(&a);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) /* as `kreide set`, a child of the office: papers fail here, and nobody runs all of this again in it */
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_follows_the_api),
        cmocka_unit_test(nobody_does_anything_but_what_is_public),
        cmocka_unit_test(foreign_ids_are_answered_like_unknown_ones),
        cmocka_unit_test(nothing_of_the_other_school_was_touched),
        cmocka_unit_test(a_role_may_what_the_table_says_and_no_more),
        cmocka_unit_test(half_a_sign_in_opens_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
