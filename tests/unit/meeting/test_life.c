/* SPDX-License-Identifier: EUPL-1.2 */
/* How meetings begin, lose people and end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "hall.h"

static struct hall h;
static struct seat teacher, mia, guest;

static int open_class(void **state)
{
    hall_open(&h);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    hall_join(&h, &mia, KR_TICKET_PARTICIPANT, "Mia", 2);
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 3);
    t.by_code = true;
    assert_int_equal(hall_knock(&h, &guest, &t, "Gast"), KR_KNOCK_WAITING);
    return 0;
}

static int close_class(void **state)
{
    hall_close(&h);
    return 0;
}

static bool is_moderator(struct seat *s)
{
    struct kr_signal_snapshot snap = hall_look(s);
    for (size_t i = 0; i < snap.members_len; i++)
        if (strcmp(snap.members[i].id, s->id) == 0)
            return snap.members[i].role == KR_SIGNAL_MEMBER_ROLE_MODERATOR;
    return false;
}

static void last_moderator_leaving_promotes_nobody(void **state)
{
    uint64_t left_ms = h.now_ms;
    assert_int_equal(mia.room.ends_ms, 0);
    kr_meeting_leave(teacher.person, h.now_ms);
    assert_string_equal(mia.left, teacher.id);
    assert_int_equal(mia.room.ends_ms, left_ms + 600 * 1000);
    assert_false(is_moderator(&mia));
    assert_int_equal(kr_meeting_admit(mia.person, &(struct kr_signal_admit){.has_all = true, .all = true}, h.now_ms), KR_E_FORBIDDEN);
    /* Newcomers wait again. */
    struct seat late;
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 4);
    assert_int_equal(hall_knock(&h, &late, &t, "Ben"), KR_KNOCK_WAITING);
    hall_pass(&h, 599 * 1000);
    assert_int_equal(mia.gone, 0);
    hall_pass(&h, 1000);
    assert_true(mia.gone && mia.ended == KR_SIGNAL_ENDED_REASON_NO_MODERATOR);
    /* Who waited goes on waiting and has learnt nothing. */
    assert_true(guest.last == -1 && !guest.gone && late.last == -1 && !late.gone);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    assert_int_equal(late.admitted, 1);
    assert_int_equal(hall_look(&teacher).waiting_len, 1);
}

static void returning_moderator_stops_the_timer(void **state)
{
    kr_meeting_leave(teacher.person, h.now_ms);
    hall_pass(&h, 300 * 1000);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    assert_int_equal(mia.room.ends_ms, 0);
    hall_pass(&h, 3600 * 1000);
    assert_int_equal(mia.gone, 0);
}

static void one_of_two_moderators_may_go(void **state)
{
    struct seat second;
    hall_join(&h, &second, KR_TICKET_MODERATOR, "Herr Beck", 5);
    kr_meeting_leave(teacher.person, h.now_ms);
    assert_int_equal(mia.room.ends_ms, 0);
    hall_pass(&h, 3600 * 1000);
    assert_int_equal(mia.gone, 0);
}

static void timer_follows_the_setting(void **state)
{
    struct kr_link_room_changed change = {.room = "room", .title = "neu", .end_after_s = 0,
                                           .rights = {true, true, true, true}};
    kr_meeting_leave(teacher.person, h.now_ms);
    uint64_t left_ms = h.now_ms;
    hall_pass(&h, 100 * 1000);
    kr_meetings_room_changed(h.all, &change, h.now_ms);
    assert_int_equal(mia.room.ends_ms, 0); /* 0: never */
    hall_pass(&h, 3600 * 1000);
    assert_int_equal(mia.gone, 0);
    change.end_after_s = 7200;
    kr_meetings_room_changed(h.all, &change, h.now_ms);
    assert_int_equal(mia.room.ends_ms, left_ms + UINT64_C(7200000));
    assert_string_equal(hall_look(&mia).room.title, "neu");
    change.room = "other";
    kr_meetings_room_changed(h.all, &change, h.now_ms); /* no such meeting: nothing happens */
}

static void lobby_setting_from_the_office(void **state)
{
    struct kr_link_room_changed change = {.room = "room", .title = "6a", .end_after_s = 600, .lobby = true,
                                           .rights = {true, true, true, true}};
    kr_meetings_room_changed(h.all, &change, h.now_ms);
    assert_true(mia.room.lobby);
    /* A moderator's switch in the meeting is not undone by news about something else. */
    assert_int_equal(kr_meeting_lobby(teacher.person, &(struct kr_signal_lobby){false}, h.now_ms), 0);
    change.title = "6b";
    kr_meetings_room_changed(h.all, &change, h.now_ms);
    assert_false(mia.room.lobby);
}

static void end_by_a_moderator(void **state)
{
    struct seat colleague, admitted;
    struct kr_ticket t = hall_ticket(KR_TICKET_MODERATOR, 5);
    hall_knock(&h, &colleague, &t, "Herr Beck");
    t = hall_ticket(KR_TICKET_PARTICIPANT, 6);
    hall_knock(&h, &admitted, &t, "Eva");
    assert_int_equal(kr_meeting_end(teacher.person, h.now_ms), 0);
    assert_true(teacher.gone && mia.gone && teacher.ended == KR_SIGNAL_ENDED_REASON_BY_MODERATOR);
    assert_int_equal(mia.ended, KR_SIGNAL_ENDED_REASON_BY_MODERATOR);
    assert_true(guest.gone && guest.refused == KR_SIGNAL_REFUSED_REASON_ENDED && !guest.told[KR_SIGNAL_ENDED]);
    assert_true(admitted.gone && admitted.refused == KR_SIGNAL_REFUSED_REASON_ENDED);
    assert_int_equal(colleague.gone, 0); /* on the way in: may begin the next one */
    hall_enter(&h, &colleague);
    assert_int_equal(hall_look(&colleague).members_len, 1);
}

static void the_office_ends_meetings(void **state)
{
    kr_meetings_account_locked(h.all, "other", h.now_ms);
    kr_meetings_room_deleted(h.all, "other", h.now_ms);
    assert_int_equal(teacher.gone, 0);
    kr_meetings_account_locked(h.all, "school", h.now_ms);
    assert_true(teacher.gone && mia.gone && mia.ended == KR_SIGNAL_ENDED_REASON_ACCOUNT_LOCKED);
    assert_true(guest.gone && guest.refused == KR_SIGNAL_REFUSED_REASON_ENDED);
    hall_pass(&h, 250);
    assert_int_equal(kr_meetings_count(h.all), 0);

    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    kr_meetings_room_deleted(h.all, "room", h.now_ms);
    assert_true(teacher.gone && teacher.ended == KR_SIGNAL_ENDED_REASON_ROOM_DELETED);
}

static void a_lost_connection_resumes(void **state)
{
    assert_int_equal(kr_meeting_hand(mia.person, &(struct kr_signal_hand){.up = true}), 0);
    assert_int_equal(kr_meeting_state(mia.person, &(struct kr_signal_state){.has_camera = true, .camera = true}), 0);
    unsigned heard = mia.told[KR_SIGNAL_SAID];
    kr_meeting_away(mia.person, h.now_ms);
    assert_true(teacher.member.away && strcmp(teacher.member_name, "Mia") == 0);
    assert_true(mia.allow.camera); /* the media goes on */
    assert_int_equal(kr_meeting_say(teacher.person, &(struct kr_signal_say){"hi"}, h.now_ms), 0);
    assert_int_equal(mia.told[KR_SIGNAL_SAID], heard);
    hall_pass(&h, 59750);
    assert_int_equal(mia.gone, 0);
    /* Locked, frozen, removed somebody: who comes back is no newcomer. */
    assert_int_equal(kr_meeting_lock(teacher.person, &(struct kr_signal_lock){true}), 0);
    kr_meeting_back(mia.person, h.now_ms);
    assert_false(teacher.member.away);
    struct kr_signal_snapshot snap = hall_look(&mia);
    assert_int_equal(snap.members_len, 2);
    assert_string_equal(snap.members[1].name, "Mia");
    assert_true(snap.members[1].hand == 1 && snap.members[1].camera && snap.chat_len == 1);
    hall_pass(&h, 3600 * 1000);
    assert_int_equal(mia.gone, 0);
    kr_meeting_away(mia.person, h.now_ms);
    hall_pass(&h, 60 * 1000);
    assert_true(mia.gone && strcmp(teacher.left, mia.id) == 0);
}

static void a_lost_moderator_is_still_one(void **state)
{
    kr_meeting_away(teacher.person, h.now_ms);
    hall_pass(&h, 59 * 1000);
    assert_int_equal(mia.room.ends_ms, 0);
    struct seat late;
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 7);
    assert_int_equal(hall_knock(&h, &late, &t, "Ben"), KR_KNOCK_ADMITTED);
    hall_pass(&h, 1000);
    assert_true(teacher.gone && mia.room.ends_ms == (int64_t)h.now_ms + 600 * 1000);
    assert_false(is_moderator(&mia));
}

static void a_lost_guest_keeps_its_place(void **state)
{
    kr_meeting_away(guest.person, h.now_ms);
    assert_int_equal(kr_meeting_admit(teacher.person, &(struct kr_signal_admit){.has_all = true, .all = true}, h.now_ms), 0);
    assert_int_equal(guest.admitted, 1);
    kr_meeting_back(guest.person, h.now_ms);
    hall_enter(&h, &guest);
    assert_int_equal(hall_look(&teacher).members_len, 3);
    assert_int_equal(guest.last, -1); /* its own news comes with the answer, not before */
}

static void an_empty_meeting_is_forgotten(void **state)
{
    struct seat pest;
    hall_join(&h, &pest, KR_TICKET_PARTICIPANT, "Pest", 9);
    assert_int_equal(kr_meeting_say(mia.person, &(struct kr_signal_say){"hi"}, h.now_ms), 0);
    assert_int_equal(kr_meeting_remove(teacher.person, &(struct kr_signal_remove){pest.id}, h.now_ms), 0);
    assert_int_equal(kr_meeting_lock(teacher.person, &(struct kr_signal_lock){true}), 0);
    kr_meeting_leave(mia.person, h.now_ms);
    kr_meeting_leave(teacher.person, h.now_ms);
    kr_meeting_leave(guest.person, h.now_ms);
    assert_true(h.live_members == 0 && !h.live_moderator);
    /* Back within the minute: as it was. */
    hall_pass(&h, 59 * 1000);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    struct kr_signal_snapshot snap = hall_look(&teacher);
    assert_true(snap.room.locked && snap.room.removed_since_link && snap.chat_len == 1);
    kr_meeting_leave(teacher.person, h.now_ms);
    hall_pass(&h, 60 * 1000);
    assert_int_equal(kr_meetings_count(h.all), 0);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    snap = hall_look(&teacher);
    assert_true(!snap.room.locked && !snap.room.removed_since_link && snap.chat_len == 0);
    hall_join(&h, &pest, KR_TICKET_PARTICIPANT, "Pest", 9);
}

/* Somebody waits all the time, so that the room is never forgotten as a whole. */
static void the_next_meeting_starts_afresh(void **state)
{
    struct seat pest;
    hall_join(&h, &pest, KR_TICKET_PARTICIPANT, "Pest", 9);
    assert_int_equal(kr_meeting_say(mia.person, &(struct kr_signal_say){"hi"}, h.now_ms), 0);
    assert_int_equal(kr_meeting_remove(teacher.person, &(struct kr_signal_remove){pest.id}, h.now_ms), 0);
    assert_int_equal(kr_meeting_lock(teacher.person, &(struct kr_signal_lock){true}), 0);
    assert_int_equal(kr_meeting_lobby(teacher.person, &(struct kr_signal_lobby){true}, h.now_ms), 0);
    assert_int_equal(kr_meeting_grant(teacher.person, &(struct kr_signal_grant){.has_chat = true}), 0);
    assert_int_equal(kr_meeting_freeze(teacher.person, &(struct kr_signal_freeze){true}, h.now_ms), 0);
    kr_meeting_leave(teacher.person, h.now_ms);
    hall_pass(&h, 600 * 1000);
    assert_true(mia.gone && !guest.gone);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    struct kr_signal_snapshot snap = hall_look(&teacher);
    assert_false(snap.room.removed_since_link || snap.room.locked || snap.room.frozen || snap.room.lobby);
    assert_true(snap.room.rights.chat && snap.chat_len == 0 && snap.room.ends_ms == 0);
    assert_int_equal(snap.room.started_ms, h.now_ms);
    hall_join(&h, &pest, KR_TICKET_PARTICIPANT, "Pest", 9);
}

static void admitted_but_too_late(void **state)
{
    struct seat slow;
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 7);
    assert_int_equal(hall_knock(&h, &slow, &t, "Ben"), KR_KNOCK_ADMITTED);
    kr_meeting_leave(mia.person, h.now_ms);
    kr_meeting_leave(teacher.person, h.now_ms);
    hall_pass(&h, 60 * 1000);
    /* Nobody gets into an empty room by having been admitted to a meeting that is over. */
    assert_true(slow.gone && slow.refused == KR_SIGNAL_REFUSED_REASON_ENDED);
}

static void a_device_alone_opens_nothing(void **state)
{
    struct hall d;
    struct seat cam = {.id = "cam"}, kid;
    hall_open(&d);
    struct kr_ticket t = hall_ticket(KR_TICKET_PUBLISH, 0);
    assert_int_equal(kr_meeting_attach(d.all, &t, "beamer", "cam", &cam, d.now_ms, &cam.person), 0);
    hall_enter(&d, &cam);
    assert_true(d.live_members == 1 && !d.live_moderator);
    t = hall_ticket(KR_TICKET_PARTICIPANT, 1);
    assert_int_equal(hall_knock(&d, &kid, &t, "Mia"), KR_KNOCK_WAITING);
    hall_pass(&d, 7200 * 1000);
    assert_true(!cam.gone && !kid.gone && kid.admitted == 0);
    kr_meeting_leave(cam.person, d.now_ms);
    hall_pass(&d, 60 * 1000);
    assert_int_equal(kid.gone, 0);
    hall_close(&d);
}

static void live_is_told_on_change(void **state)
{
    assert_true(h.live_members == 2 && h.live_moderator);
    unsigned told = h.live_told;
    hall_pass(&h, 10000);
    kr_meeting_away(mia.person, h.now_ms);
    assert_int_equal(h.live_told, told);
    kr_meeting_leave(teacher.person, h.now_ms);
    assert_true(h.live_members == 1 && !h.live_moderator);
}

static void waiting_list_is_sent_seldom(void **state)
{
    struct seat guests[100];
    hall_pass(&h, 1000);
    unsigned told = teacher.told[KR_SIGNAL_WAITING_ROOM];
    for (int i = 0; i < 100; i++) {
        struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 100 + i);
        t.by_code = true;
        hall_knock(&h, &guests[i], &t, "Gast");
        hall_pass(&h, 1);
    }
    hall_pass(&h, 250);
    assert_int_equal(teacher.waiting, 101);
    assert_in_range(teacher.told[KR_SIGNAL_WAITING_ROOM] - told, 1, 3);
}

static void one_account_many_rooms(void **state)
{
    struct seat other_room;
    struct kr_ticket t = hall_ticket(KR_TICKET_MODERATOR, 1);
    snprintf(t.room, sizeof t.room, "second");
    assert_int_equal(hall_knock(&h, &other_room, &t, "Frau Weber"), KR_KNOCK_ADMITTED);
    hall_enter(&h, &other_room);
    assert_int_equal(hall_look(&other_room).members_len, 1);
    assert_int_equal(kr_meetings_count(h.all), 2);
    assert_int_equal(kr_meeting_end(other_room.person, h.now_ms), 0);
    assert_int_equal(teacher.gone, 0);
}

int main(void)
{
#define IN_CLASS(f) cmocka_unit_test_setup_teardown(f, open_class, close_class)
    const struct CMUnitTest tests[] = {
        IN_CLASS(last_moderator_leaving_promotes_nobody),
        IN_CLASS(returning_moderator_stops_the_timer),
        IN_CLASS(one_of_two_moderators_may_go),
        IN_CLASS(timer_follows_the_setting),
        IN_CLASS(lobby_setting_from_the_office),
        IN_CLASS(end_by_a_moderator),
        IN_CLASS(the_office_ends_meetings),
        IN_CLASS(a_lost_connection_resumes),
        IN_CLASS(a_lost_moderator_is_still_one),
        IN_CLASS(a_lost_guest_keeps_its_place),
        IN_CLASS(an_empty_meeting_is_forgotten),
        IN_CLASS(the_next_meeting_starts_afresh),
        IN_CLASS(admitted_but_too_late),
        IN_CLASS(a_device_alone_opens_nothing),
        IN_CLASS(live_is_told_on_change),
        IN_CLASS(waiting_list_is_sent_seldom),
        IN_CLASS(one_account_many_rooms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
