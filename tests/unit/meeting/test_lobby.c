/* SPDX-License-Identifier: EUPL-1.2 */
/* Coming in: who waits, who is let in, who is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "hall.h"

/* What the room is like when a participant knocks, and what comes of it. */
static const struct {
    const char *what;
    bool moderator, lobby, by_code, removed_before, frozen, locked;
    enum kr_knock outcome;
} doors[] = {
    {"moderator there, waiting room off", true, false, false, false, false, false, KR_KNOCK_ADMITTED},
    {"nobody there", false, false, false, false, false, false, KR_KNOCK_WAITING},
    {"nobody there, waiting room on", false, true, false, false, false, false, KR_KNOCK_WAITING},
    {"waiting room on", true, true, false, false, false, false, KR_KNOCK_WAITING},
    {"by code", true, false, true, false, false, false, KR_KNOCK_WAITING},
    {"after a removal", true, false, false, true, false, false, KR_KNOCK_WAITING},
    {"frozen", true, false, false, false, true, false, KR_KNOCK_WAITING},
    {"locked", true, false, false, false, false, true, KR_KNOCK_REFUSED},
    {"locked, by code", true, true, true, false, false, true, KR_KNOCK_REFUSED},
};

static void who_waits(void **state)
{
    for (size_t i = 0; i < sizeof doors / sizeof *doors; i++) {
        struct hall h;
        struct seat teacher, pest, guest, second;
        hall_open(&h);
        struct kr_ticket t = hall_ticket(KR_TICKET_MODERATOR, 1);
        t.lobby = doors[i].lobby;
        if (doors[i].moderator) {
            assert_int_equal(hall_knock(&h, &teacher, &t, "Frau Weber"), KR_KNOCK_ADMITTED);
            hall_enter(&h, &teacher);
        }
        if (doors[i].removed_before) {
            hall_join(&h, &pest, KR_TICKET_PARTICIPANT, "Pest", 9);
            assert_int_equal(kr_meeting_remove(teacher.person, &(struct kr_signal_remove){pest.id}, h.now_ms), 0);
        }
        if (doors[i].frozen)
            assert_int_equal(kr_meeting_freeze(teacher.person, &(struct kr_signal_freeze){true}, h.now_ms), 0);
        if (doors[i].locked)
            assert_int_equal(kr_meeting_lock(teacher.person, &(struct kr_signal_lock){true}), 0);
        t = hall_ticket(KR_TICKET_PARTICIPANT, 2);
        t.lobby = doors[i].lobby;
        t.by_code = doors[i].by_code;
        if (hall_knock(&h, &guest, &t, "Gast") != doors[i].outcome)
            fail_msg("%s", doors[i].what);
        if (doors[i].outcome == KR_KNOCK_REFUSED)
            assert_int_equal(guest.refused, KR_SIGNAL_REFUSED_REASON_LOCKED);
        /* Whoever waits learns nothing, whatever the reason: not even a message. */
        hall_pass(&h, 2000);
        assert_int_equal(guest.last, -1);
        /* A second moderator comes in under any circumstances. */
        t = hall_ticket(KR_TICKET_MODERATOR, 3);
        assert_int_equal(hall_knock(&h, &second, &t, "Herr Beck"), KR_KNOCK_ADMITTED);
        hall_close(&h);
    }
}

static void moderator_opens_for_those_who_need_not_wait(void **state)
{
    struct hall h;
    struct seat teacher, plain, by_code;
    hall_open(&h);
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 1);
    assert_int_equal(hall_knock(&h, &plain, &t, "Mia"), KR_KNOCK_WAITING);
    t = hall_ticket(KR_TICKET_PARTICIPANT, 2);
    t.by_code = true;
    assert_int_equal(hall_knock(&h, &by_code, &t, "Ben"), KR_KNOCK_WAITING);
    hall_pass(&h, 3600 * 1000);
    assert_int_equal(kr_meeting_enter(plain.person, h.now_ms), KR_E_STATE);

    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 3);
    assert_int_equal(plain.admitted, 1);
    assert_int_equal(by_code.admitted, 0);
    assert_int_equal(hall_look(&teacher).waiting_len, 1);
    assert_int_equal(by_code.last, -1);
    hall_close(&h);
}

static void settings_follow_the_moderators_ticket(void **state)
{
    struct hall h;
    struct seat guest, teacher;
    hall_open(&h);
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 1); /* says: no waiting room */
    hall_knock(&h, &guest, &t, "Mia");
    t = hall_ticket(KR_TICKET_MODERATOR, 2);
    t.lobby = true;
    snprintf(t.title, sizeof t.title, "6b");
    hall_knock(&h, &teacher, &t, "Frau Weber");
    hall_enter(&h, &teacher);
    assert_int_equal(guest.admitted, 0);
    assert_true(hall_look(&teacher).room.lobby);
    assert_string_equal(hall_look(&teacher).room.title, "6b");
    /* A later guest's ticket changes nothing. */
    t = hall_ticket(KR_TICKET_PARTICIPANT, 3);
    assert_int_equal(hall_knock(&h, &guest, &t, "Ben"), KR_KNOCK_WAITING);
    hall_close(&h);
}

static void admits_one_several_all(void **state)
{
    struct hall h;
    struct seat teacher, pupil, guests[6];
    hall_open(&h);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    hall_join(&h, &pupil, KR_TICKET_PARTICIPANT, "Ada", 2);
    assert_int_equal(kr_meeting_lobby(teacher.person, &(struct kr_signal_lobby){true}, h.now_ms), 0);
    for (int i = 0; i < 6; i++) {
        struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 10 + i);
        assert_int_equal(hall_knock(&h, &guests[i], &t, "Gast"), KR_KNOCK_WAITING);
    }
    hall_pass(&h, 250);
    assert_int_equal(teacher.waiting, 6);
    assert_string_equal(teacher.waiting_name, "Gast");
    assert_int_equal(pupil.told[KR_SIGNAL_WAITING_ROOM], 0);
    assert_int_equal(hall_look(&pupil).waiting_len, 0);

    const char *one[] = {guests[4].id}, *two[] = {guests[0].id, "nobody", guests[2].id}, *none[] = {"nobody"};
    struct kr_signal_admit a = {.members = one, .members_len = 1};
    assert_int_equal(kr_meeting_admit(pupil.person, &a, h.now_ms), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_admit(guests[4].person, &a, h.now_ms), KR_E_STATE);
    assert_int_equal(guests[4].admitted, 0);
    assert_int_equal(kr_meeting_admit(teacher.person, &a, h.now_ms), 0);
    assert_int_equal(guests[4].admitted, 1);
    assert_int_equal(teacher.waiting, 5);
    a = (struct kr_signal_admit){.members = two, .members_len = 3};
    assert_int_equal(kr_meeting_admit(teacher.person, &a, h.now_ms), 0);
    assert_true(guests[0].admitted && guests[2].admitted && !guests[1].admitted);
    a = (struct kr_signal_admit){.members = none, .members_len = 1};
    assert_int_equal(kr_meeting_admit(teacher.person, &a, h.now_ms), KR_E_NOT_FOUND);
    a = (struct kr_signal_admit){.has_all = true, .all = true};
    assert_int_equal(kr_meeting_admit(teacher.person, &a, h.now_ms), 0);
    for (int i = 0; i < 6; i++)
        assert_int_equal(guests[i].admitted, 1);
    assert_int_equal(teacher.waiting, 0);
    hall_close(&h);
}

static void denied_guests_go(void **state)
{
    struct hall h;
    struct seat teacher, guest, other;
    hall_open(&h);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    assert_int_equal(kr_meeting_lobby(teacher.person, &(struct kr_signal_lobby){true}, h.now_ms), 0);
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 2), u = hall_ticket(KR_TICKET_PARTICIPANT, 3);
    hall_knock(&h, &guest, &t, "Gast");
    hall_knock(&h, &other, &u, "Gast");
    const char *ids[] = {guest.id, teacher.id};
    struct kr_signal_deny d = {ids, 2};
    assert_int_equal(kr_meeting_deny(other.person, &d, h.now_ms), KR_E_STATE);
    assert_int_equal(kr_meeting_deny(teacher.person, &d, h.now_ms), 0);
    assert_int_equal(guest.refused, KR_SIGNAL_REFUSED_REASON_DENIED);
    assert_true(guest.gone == 1 && guest.told[KR_SIGNAL_REFUSED] == 1);
    assert_true(other.gone == 0 && teacher.gone == 0);
    assert_int_equal(kr_meeting_deny(teacher.person, &d, h.now_ms), KR_E_NOT_FOUND);
    /* Denied is not removed: it may knock again. */
    assert_int_equal(hall_knock(&h, &guest, &t, "Gast"), KR_KNOCK_WAITING);
    hall_close(&h);
}

static void lock_keeps_those_who_wait(void **state)
{
    struct hall h;
    struct seat teacher, waiting, late;
    hall_open(&h);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    assert_int_equal(kr_meeting_lobby(teacher.person, &(struct kr_signal_lobby){true}, h.now_ms), 0);
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 2), u = hall_ticket(KR_TICKET_PARTICIPANT, 3);
    hall_knock(&h, &waiting, &t, "Mia");
    assert_int_equal(kr_meeting_lock(teacher.person, &(struct kr_signal_lock){true}), 0);
    assert_true(teacher.room.locked);
    assert_int_equal(waiting.last, -1);
    assert_int_equal(hall_knock(&h, &late, &u, "Ben"), KR_KNOCK_REFUSED);
    /* The waiting room's switch opens nothing while the door is locked; the moderator's hand does. */
    assert_int_equal(kr_meeting_lobby(teacher.person, &(struct kr_signal_lobby){false}, h.now_ms), 0);
    assert_int_equal(waiting.admitted, 0);
    struct kr_signal_admit a = {.has_all = true, .all = true};
    assert_int_equal(kr_meeting_admit(teacher.person, &a, h.now_ms), 0);
    assert_int_equal(waiting.admitted, 1);
    assert_int_equal(kr_meeting_lock(teacher.person, &(struct kr_signal_lock){false}), 0);
    assert_int_equal(hall_knock(&h, &late, &u, "Ben"), KR_KNOCK_ADMITTED);
    hall_close(&h);
}

static void freeze_holds_the_door(void **state)
{
    struct hall h;
    struct seat teacher, guest;
    hall_open(&h);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    assert_int_equal(kr_meeting_freeze(teacher.person, &(struct kr_signal_freeze){true}, h.now_ms), 0);
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 2);
    assert_int_equal(hall_knock(&h, &guest, &t, "Mia"), KR_KNOCK_WAITING);
    struct kr_signal_admit a = {.has_all = true, .all = true};
    assert_int_equal(kr_meeting_admit(teacher.person, &a, h.now_ms), KR_E_STATE);
    assert_int_equal(kr_meeting_freeze(teacher.person, &(struct kr_signal_freeze){false}, h.now_ms), 0);
    assert_int_equal(guest.admitted, 1);
    hall_close(&h);
}

static void removal_bars_browser_and_ticket(void **state)
{
    struct hall h;
    struct seat teacher, pest, second_tab, waiting_tab, other, again;
    hall_open(&h);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    hall_join(&h, &other, KR_TICKET_PARTICIPANT, "Ada", 2);
    hall_join(&h, &pest, KR_TICKET_PARTICIPANT, "Pest", 9);
    hall_join(&h, &second_tab, KR_TICKET_PARTICIPANT, "Unschuld", 9);
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 9);
    t.by_code = true;
    hall_knock(&h, &waiting_tab, &t, "Pest");

    struct kr_signal_remove r = {pest.id};
    assert_int_equal(kr_meeting_remove(other.person, &r, h.now_ms), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_remove(teacher.person, &(struct kr_signal_remove){"nobody"}, h.now_ms), KR_E_NOT_FOUND);
    assert_false(hall_look(&teacher).room.removed_since_link);
    assert_int_equal(kr_meeting_remove(teacher.person, &r, h.now_ms), 0);
    assert_true(pest.gone && pest.told[KR_SIGNAL_REMOVED] == 1);
    assert_true(second_tab.gone && second_tab.told[KR_SIGNAL_REMOVED] == 1);
    assert_true(waiting_tab.gone && waiting_tab.refused == KR_SIGNAL_REFUSED_REASON_REMOVED);
    assert_true(waiting_tab.told[KR_SIGNAL_REMOVED] == 0 && other.gone == 0);
    assert_int_equal(other.told[KR_SIGNAL_LEFT], 2);
    assert_true(teacher.room.removed_since_link && other.room.removed_since_link);

    static const struct {
        int browser;
        const char *ticket;
        enum kr_knock outcome;
    } knocks[] = {
        {9, "fresh-ticket", KR_KNOCK_REFUSED},  /* same browser */
        {77, "ticket0-9", KR_KNOCK_REFUSED},    /* same ticket, as hall_ticket numbers it */
        {0, "ticket0-9", KR_KNOCK_REFUSED},
        {78, "other-ticket", KR_KNOCK_WAITING}, /* any newcomer waits, though the waiting room is off */
        {0, "no-cookie", KR_KNOCK_WAITING},
    };
    for (size_t i = 0; i < sizeof knocks / sizeof *knocks; i++) {
        t = hall_ticket(KR_TICKET_PARTICIPANT, knocks[i].browser);
        snprintf(t.id, sizeof t.id, "%s", knocks[i].ticket);
        assert_int_equal(hall_knock(&h, &again, &t, "Neu"), knocks[i].outcome);
        if (knocks[i].outcome == KR_KNOCK_REFUSED)
            assert_int_equal(again.refused, KR_SIGNAL_REFUSED_REASON_REMOVED);
    }
    hall_close(&h);
}

static void a_new_link_clears_the_bar(void **state)
{
    struct hall h;
    struct seat teacher, pest, waiting, again;
    hall_open(&h);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    hall_join(&h, &pest, KR_TICKET_PARTICIPANT, "Pest", 9);
    assert_int_equal(kr_meeting_remove(teacher.person, &(struct kr_signal_remove){pest.id}, h.now_ms), 0);
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 2);
    assert_int_equal(hall_knock(&h, &waiting, &t, "Mia"), KR_KNOCK_WAITING);

    struct kr_link_room_changed change = {.room = "room", .title = "6a neu", .end_after_s = 300, .new_link = true,
                                           .rights = {true, true, true, true}};
    kr_meetings_room_changed(h.all, &change, h.now_ms);
    assert_false(teacher.room.removed_since_link);
    assert_int_equal(waiting.admitted, 1);
    /* The removed browser may ask again, but it waits: its ticket may be of the old link. */
    t = hall_ticket(KR_TICKET_PARTICIPANT, 9);
    assert_int_equal(hall_knock(&h, &again, &t, "Pest"), KR_KNOCK_WAITING);
    t = hall_ticket(KR_TICKET_PARTICIPANT, 5);
    assert_int_equal(hall_knock(&h, &again, &t, "Neu"), KR_KNOCK_ADMITTED);
    hall_close(&h);
}

static void moderators_cannot_be_removed(void **state)
{
    struct hall h;
    struct seat a, b;
    hall_open(&h);
    hall_join(&h, &a, KR_TICKET_MODERATOR, "Frau Weber", 1);
    hall_join(&h, &b, KR_TICKET_MODERATOR, "Herr Beck", 2);
    assert_int_equal(kr_meeting_remove(a.person, &(struct kr_signal_remove){b.id}, h.now_ms), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_remove(a.person, &(struct kr_signal_remove){a.id}, h.now_ms), KR_E_FORBIDDEN);
    assert_false(hall_look(&a).room.removed_since_link);
    hall_close(&h);
}

static void rooms_are_bounded(void **state)
{
    static struct seat seats[KR_LIMIT_MEMBERS + KR_LIMIT_LOBBY];
    struct hall h;
    struct seat extra;
    hall_open(&h);
    hall_join(&h, &seats[0], KR_TICKET_MODERATOR, "Frau Weber", 1);
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 0);
    int n = 1;
    for (; n < KR_LIMIT_MEMBERS - KR_MEETING_MODERATOR_PLACES; n++)
        assert_int_equal(hall_knock(&h, &seats[n], &t, "Kind"), KR_KNOCK_ADMITTED);
    assert_int_equal(hall_knock(&h, &extra, &t, "Kind"), KR_KNOCK_REFUSED);
    assert_int_equal(extra.refused, KR_SIGNAL_REFUSED_REASON_FULL);
    struct kr_ticket mod = hall_ticket(KR_TICKET_MODERATOR, 2);
    for (; n < KR_LIMIT_MEMBERS; n++)
        assert_int_equal(hall_knock(&h, &seats[n], &mod, "Lehrkraft"), KR_KNOCK_ADMITTED);
    assert_int_equal(hall_knock(&h, &extra, &mod, "Lehrkraft"), KR_KNOCK_REFUSED);
    /* All in: names stay apart, the snapshot holds everybody. */
    for (int i = 1; i < KR_LIMIT_MEMBERS; i++)
        hall_enter(&h, &seats[i]);
    struct kr_signal_snapshot snap = hall_look(&seats[0]);
    assert_int_equal(snap.members_len, KR_LIMIT_MEMBERS);
    for (size_t i = 0; i < snap.members_len; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(snap.members[i].name, snap.members[j].name);
    hall_close(&h);
}

static void full_lobby_refuses(void **state)
{
    static struct seat seats[KR_LIMIT_LOBBY];
    struct hall h;
    struct seat extra;
    hall_open(&h);
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 0);
    for (int i = 0; i < KR_LIMIT_LOBBY; i++)
        assert_int_equal(hall_knock(&h, &seats[i], &t, "Kind"), KR_KNOCK_WAITING);
    assert_int_equal(hall_knock(&h, &extra, &t, "Kind"), KR_KNOCK_REFUSED);
    assert_int_equal(extra.refused, KR_SIGNAL_REFUSED_REASON_FULL);
    hall_close(&h);
}

static void bad_knocks_have_no_effect(void **state)
{
    struct hall h;
    struct seat s = {0};
    struct kr_knock_result r;
    hall_open(&h);
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 1);
    assert_int_equal(kr_meeting_knock(h.all, &t, "\xE2\x80\x8B", "m1", &s, h.now_ms, &r), KR_E_MALFORMED);
    t.role = KR_TICKET_PUBLISH;
    assert_int_equal(kr_meeting_knock(h.all, &t, "Mia", "m1", &s, h.now_ms, &r), KR_E_FORBIDDEN);
    t.role = KR_TICKET_PLAY;
    assert_int_equal(kr_meeting_knock(h.all, &t, "Mia", "m1", &s, h.now_ms, &r), KR_E_FORBIDDEN);
    hall_pass(&h, 250);
    assert_int_equal(kr_meetings_count(h.all), 0);
    hall_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_waits),
        cmocka_unit_test(moderator_opens_for_those_who_need_not_wait),
        cmocka_unit_test(settings_follow_the_moderators_ticket),
        cmocka_unit_test(admits_one_several_all),
        cmocka_unit_test(denied_guests_go),
        cmocka_unit_test(lock_keeps_those_who_wait),
        cmocka_unit_test(freeze_holds_the_door),
        cmocka_unit_test(removal_bars_browser_and_ticket),
        cmocka_unit_test(a_new_link_clears_the_bar),
        cmocka_unit_test(moderators_cannot_be_removed),
        cmocka_unit_test(rooms_are_bounded),
        cmocka_unit_test(full_lobby_refuses),
        cmocka_unit_test(bad_knocks_have_no_effect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
