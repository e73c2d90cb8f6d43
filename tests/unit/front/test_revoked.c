/* SPDX-License-Identifier: EUPL-1.2 */
/* Tickets that were revoked: while front was away, while the office was, and while both were there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

static struct rig r;
static struct rig_ws teacher, mia, other;
static const char *const same_origin = "Origin: http://school.test\r\n";

static void clear(void)
{
    teacher.fd = mia.fd = other.fd = -1;
}

static int start(void **state)
{
    rig_start(&r);
    clear();
    return 0;
}

static int start_before_office(void **state)
{
    rig_start_before_office(&r);
    clear();
    return 0;
}

static int stop(void **state)
{
    rig_ws_cut(&teacher);
    rig_ws_cut(&mia);
    rig_ws_cut(&other);
    rig_stop(&r);
    return 0;
}

static struct kr_signal_msg *knock(struct rig_ws *ws, enum kr_ticket_role role, const char *browser)
{
    char fields[KR_LIMIT_TICKET_BYTES + 200];
    rig_ws_cut(ws);
    assert_int_equal(rig_ws_open(&r, ws, browser, same_origin), 101);
    snprintf(fields, sizeof fields, "\"ticket\":\"%s\",\"name\":\"x\"", rig_ticket(&r, role, "room", browser));
    return rig_ws_ask(ws, "knock", fields);
}

static enum kr_signal_refused_reason refused(struct rig_ws *ws, enum kr_ticket_role role, const char *browser)
{
    struct kr_signal_msg *m = knock(ws, role, browser);
    assert_int_equal(m->head.type, KR_SIGNAL_REFUSED);
    return m->u.refused.reason;
}

static void enter(struct rig_ws *ws, enum kr_ticket_role role, const char *browser)
{
    assert_int_equal(knock(ws, role, browser)->head.type, KR_SIGNAL_ADMITTED);
    assert_int_equal(rig_ws_ask(ws, "join", "\"sdp\":\"offer\",\"senders\":{\"microphone\":\"0\"}")->head.type, KR_SIGNAL_JOINED);
}

static void open_class(void)
{
    enter(&teacher, KR_TICKET_MODERATOR, "bt");
    enter(&mia, KR_TICKET_PARTICIPANT, "bm");
    RIG_UNTIL(&r, r.live_members == 2 && r.live_moderator);
}

/* All tickets that the rig has made, and none that it makes with later_ms. */
static int64_t revoked_until(void)
{
    return (int64_t)rig_unix_ms() + 2 * RIG_TICKET_MS;
}

static void takes_no_ticket_before_it_knows_what_was_revoked(void **state)
{
    struct kr_link_revocation list[] = {{.id = "school", .until_ms = revoked_until()}, {.id = "elsewhere", .until_ms = revoked_until()}};
    struct kr_link_msg first = {.head.type = KR_LINK_REVOKED, .u.revoked = {.revocations = list, .revocations_len = 1, .more = true}};
    assert_int_equal(refused(&teacher, KR_TICKET_MODERATOR, "bt"), KR_SIGNAL_REFUSED_REASON_UNAVAILABLE);
    rig_office_with(&r, &first);
    RIG_UNTIL(&r, r.media[0].n_revoked == 1); /* half the list is not enough */
    r.later_ms = 4 * RIG_TICKET_MS;
    assert_int_equal(refused(&teacher, KR_TICKET_MODERATOR, "bt"), KR_SIGNAL_REFUSED_REASON_UNAVAILABLE);
    first.u.revoked = (struct kr_link_revoked){.revocations = &list[1], .revocations_len = 1};
    rig_office_says(&r, &first);
    RIG_UNTIL(&r, r.media[0].n_revoked == 2 && r.media[1].n_revoked == 2);
    r.later_ms = 0;
    assert_int_equal(refused(&teacher, KR_TICKET_MODERATOR, "bt"), KR_SIGNAL_REFUSED_REASON_TICKET);
    r.later_ms = 4 * RIG_TICKET_MS; /* a ticket from after the lock was taken back */
    enter(&teacher, KR_TICKET_MODERATOR, "bt");
    /* A media process that is new, too, hears of it: it may have outlived a front. */
    rig_drop(&r.media[1].link);
    rig_media(&r, 1);
    RIG_UNTIL(&r, r.media[1].n_revoked == 2);
}

/* The office died between storing a lock and telling of it. Its successor's list is obeyed once. */
static void a_lock_that_front_missed_is_done_late(void **state)
{
    struct kr_link_revocation lock = {.id = "school", .until_ms = revoked_until()};
    struct kr_link_msg list = {.head.type = KR_LINK_REVOKED, .u.revoked = {.revocations = &lock, .revocations_len = 1}};
    open_class();
    rig_drop(&r.office);
    rig_office_with(&r, &list);
    assert_int_equal(rig_ws_expect(&mia, KR_SIGNAL_ENDED)->u.ended.reason, KR_SIGNAL_ENDED_REASON_ACCOUNT_LOCKED);
    rig_ws_expect(&teacher, KR_SIGNAL_ENDED);
    rig_ws_cut(&mia);
    rig_ws_cut(&teacher);
    RIG_UNTIL(&r, r.live_members == 0);
    assert_string_equal(r.media[0].revoked, "school");
    assert_int_equal(refused(&teacher, KR_TICKET_MODERATOR, "bt"), KR_SIGNAL_REFUSED_REASON_TICKET);

    r.later_ms = 4 * RIG_TICKET_MS;
    enter(&other, KR_TICKET_MODERATOR, "bo");
    RIG_UNTIL(&r, r.live_members == 1);
    rig_drop(&r.office);
    r.live_told = 0;
    rig_office_with(&r, &list);
    RIG_UNTIL(&r, r.live_told > 0);
    assert_int_equal(rig_ws_ask(&other, "ping", "")->head.type, KR_SIGNAL_PONG); /* unlocked since: goes on */
}

/* A new password: whoever was signed in with the old one goes, the class stays and can come back. */
static void a_moderator_who_was_signed_out_leaves(void **state)
{
    struct kr_link_revocation out = {.id = "teacher", .holder_only = true, .until_ms = revoked_until()};
    struct kr_link_msg msg = {.head.type = KR_LINK_REVOKED, .u.revoked = {.revocations = &out, .revocations_len = 1}};
    open_class();
    rig_office_says(&r, &msg);
    assert_int_equal(rig_ws_expect(&teacher, KR_SIGNAL_ENDED)->u.ended.reason, KR_SIGNAL_ENDED_REASON_SIGNED_OUT);
    RIG_UNTIL(&r, r.live_members == 1 && !r.live_moderator);
    assert_int_equal(rig_ws_ask(&mia, "ping", "")->head.type, KR_SIGNAL_PONG);
    assert_int_equal(refused(&teacher, KR_TICKET_MODERATOR, "bt"), KR_SIGNAL_REFUSED_REASON_TICKET);
    r.later_ms = 4 * RIG_TICKET_MS;
    enter(&teacher, KR_TICKET_MODERATOR, "bt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_no_ticket_before_it_knows_what_was_revoked, start_before_office, stop),
        cmocka_unit_test_setup_teardown(a_lock_that_front_missed_is_done_late, start, stop),
        cmocka_unit_test_setup_teardown(a_moderator_who_was_signed_out_leaves, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
