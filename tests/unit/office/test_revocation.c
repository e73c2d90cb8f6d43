/* SPDX-License-Identifier: EUPL-1.2 */
/* What is taken away is stored with the taking, told to every new front, and forgotten when no ticket can be that old. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/revocation.h"
#include "office/room/entry.h"
#include "office/school/delete.h"
#include "office/store/revocation.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"

enum { LIST_MAX = 2000 };

static struct desk d;
static struct desk_school school;
static char operator[129];

/* What a new front would be told. */
static struct {
    struct {
        char id[65];
        bool holder_only;
        int64_t until_ms;
    } all[LIST_MAX];
    size_t n, n_messages;
    bool whole;
} told;

static int setup(void **state)
{
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &school);
    d.n_events = 0;
    return 0;
}

static int teardown(void **state)
{
    desk_close(&d);
    return 0;
}

static int take(void *arg, struct kr_link_msg *msg)
{
    const struct kr_link_revoked *m = &msg->u.revoked;
    assert_int_equal(msg->head.type, KR_LINK_REVOKED);
    assert_false(told.whole);
    for (size_t i = 0; i < m->revocations_len; i++) {
        assert_true(told.n < LIST_MAX);
        snprintf(told.all[told.n].id, 65, "%s", m->revocations[i].id);
        told.all[told.n].holder_only = m->revocations[i].holder_only;
        told.all[told.n++].until_ms = m->revocations[i].until_ms;
    }
    told.n_messages++;
    told.whole = !m->more;
    return 0;
}

static size_t tell(void)
{
    told.n = told.n_messages = 0;
    told.whole = false;
    assert_int_equal(kr_revocations_send(&d.office, take, NULL), 0);
    assert_true(told.whole);
    return told.n;
}

static bool has(const char *id, bool holder_only)
{
    for (size_t i = 0; i < told.n; i++)
        if (strcmp(told.all[i].id, id) == 0 && told.all[i].holder_only == holder_only)
            return true;
    return false;
}

static void lock(int status, const char *session, const char *id)
{
    char body[200];
    snprintf(body, sizeof body, "{\"accounts\":[\"%s\"],\"reason\":\"lost\"}", id);
    desk_expect(&d, status, "POST", "/accounts/lock", session, body);
}

static int count(void *arg, const struct kr_store_revocation *r)
{
    ++*(size_t *)arg;
    return 0;
}

static void a_lock_outlives_the_office_and_no_ticket_outlives_it(void **state)
{
    assert_int_equal(tell(), 0);
    assert_int_equal(told.n_messages, 1); /* front waits for the end of the list, even of an empty one */
    lock(200, school.contact_session, school.moderator_id);
    assert_int_equal(tell(), 1);
    assert_true(has(school.moderator_id, false));
    assert_int_equal(told.all[0].until_ms, (int64_t)d.now_ms + KR_ENTRY_VALID_MS);
    desk_reopen(&d);
    assert_int_equal(tell(), 1);
    assert_true(has(school.moderator_id, false));

    desk_pass(&d, KR_ENTRY_VALID_MS - 1);
    kr_office_sweep(&d.office);
    assert_int_equal(tell(), 1);
    desk_pass(&d, 1);
    assert_int_equal(tell(), 0);
    kr_office_sweep(&d.office);
    size_t n = 0;
    assert_int_equal(kr_store_revocation_list(d.office.store, 0, count, &n), 0);
    assert_int_equal(n, 0);
}

/* Tickets from before an unlocking stay void; a second lock moves the time. */
static void a_lock_that_was_taken_back_stays(void **state)
{
    char body[100];
    snprintf(body, sizeof body, "{\"accounts\":[\"%s\"]}", school.moderator_id);
    lock(200, school.contact_session, school.moderator_id);
    desk_pass(&d, 1000);
    desk_expect(&d, 200, "POST", "/accounts/unlock", school.contact_session, body);
    assert_int_equal(tell(), 1);
    int64_t first_ms = told.all[0].until_ms;
    desk_pass(&d, 1000);
    lock(200, school.contact_session, school.moderator_id);
    assert_int_equal(tell(), 1);
    assert_int_equal(told.all[0].until_ms, first_ms + 2000);
    /* What was refused has revoked nothing. */
    lock(403, school.contact_session, school.head_id);
    assert_int_equal(tell(), 1);
}

static void whatever_tickets_are_for_is_revoked(void **state)
{
    char room[65], link[65], path[200], body[200];
    desk_add_room(&d, school.moderator_session, "6a", room, link);
    snprintf(path, sizeof path, "/rooms/%s/tokens", room);
    struct desk_answer a = desk_call(&d, "POST", path, school.moderator_session, "{\"action\":\"publish\",\"valid_s\":600}");
    assert_int_equal(a.status, 201);
    char *token = desk_field(a.body, "token.id");
    desk_free_answer(&a);
    snprintf(path, sizeof path, "/rooms/%s/tokens/%s", room, token);
    desk_expect(&d, 204, "DELETE", path, school.moderator_session, NULL);
    assert_int_equal(tell(), 1);
    assert_true(has(token, false));
    free(token);
    snprintf(path, sizeof path, "/rooms/%s", room);
    desk_expect(&d, 204, "DELETE", path, school.moderator_session, NULL);
    assert_int_equal(tell(), 2);
    assert_true(has(room, false));
    snprintf(body, sizeof body, "{\"accounts\":[\"%s\"]}", school.moderator_id);
    desk_expect(&d, 200, "POST", "/accounts/delete", school.contact_session, body);
    assert_int_equal(tell(), 3);
    assert_true(has(school.moderator_id, false));

    /* A school that is deleted: its accounts' tickets are void, though nothing else of it is left. */
    assert_int_equal(kr_school_delete_everything(&d.office, "console", school.id, NULL), 0);
    tell();
    assert_true(has(school.school_id, false) && has(school.contact_id, false) && has(school.head_id, false));
}

/* A new password, or signing out everywhere: whoever had the old one is no moderator any more; pupils keep their tickets. */
static void signing_out_voids_moderators_tickets_only(void **state)
{
    char body[200], path[200];
    snprintf(body, sizeof body, "{\"accounts\":[\"%s\"]}", school.moderator_id);
    desk_expect(&d, 202, "POST", "/accounts/issue", school.contact_session, body);
    desk_finish(&d);
    assert_int_equal(tell(), 1);
    assert_true(has(school.moderator_id, true));
    assert_int_equal(d.n_events, 1);
    assert_int_equal(d.events[0].type, KR_LINK_REVOKED);
    assert_string_equal(d.events[0].subject, school.moderator_id);
    snprintf(path, sizeof path, "/accounts/%s/sessions", school.school_id);
    desk_expect(&d, 204, "DELETE", path, school.contact_session, NULL);
    assert_int_equal(tell(), 2);
    assert_true(has(school.school_id, true));
    desk_expect(&d, 401, "GET", "/session", school.school_session, NULL);
    lock(200, school.contact_session, school.moderator_id); /* both may be there */
    assert_int_equal(tell(), 3);
    assert_true(has(school.moderator_id, false) && has(school.moderator_id, true));
}

static void a_long_list_comes_in_parts(void **state)
{
    assert_int_equal(kr_store_begin(d.office.store), 0);
    for (int i = 0; i < 1201; i++) {
        char id[65];
        snprintf(id, sizeof id, "account%d", i);
        assert_int_equal(kr_revoke(&d.office, id), 0);
    }
    assert_int_equal(kr_store_finish(d.office.store, 0), 0);
    assert_int_equal(tell(), 1201);
    assert_int_equal(told.n_messages, 3);
    assert_true(has("account0", false) && has("account1200", false));
}

int main(void)
{
#define DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        DESK(a_lock_outlives_the_office_and_no_ticket_outlives_it),
        DESK(a_lock_that_was_taken_back_stays),
        DESK(whatever_tickets_are_for_is_revoked),
        DESK(signing_out_voids_moderators_tickets_only),
        DESK(a_long_list_comes_in_parts),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
