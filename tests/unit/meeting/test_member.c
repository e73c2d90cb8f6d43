/* SPDX-License-Identifier: EUPL-1.2 */
/* What members do and what is done to them: sources, rights, chat, hands, freeze, devices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "hall.h"

static struct hall h;
static struct seat teacher, mia, ben;

static int open_class(void **state)
{
    hall_open(&h);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Frau Weber", 1);
    hall_join(&h, &mia, KR_TICKET_PARTICIPANT, "Mia", 2);
    hall_join(&h, &ben, KR_TICKET_PARTICIPANT, "Ben", 3);
    /* who shows beside whom is test_screen's */
    assert_int_equal(kr_meeting_screens(teacher.person, &(struct kr_signal_screens){true}), 0);
    return 0;
}

static int close_class(void **state)
{
    hall_close(&h);
    return 0;
}

static const struct kr_signal_state all_on = {true, true, true, true, true, true, true, true};
static const struct kr_signal_state mic_on = {.microphone = true, .has_microphone = true};
static const struct kr_signal_state mic_off = {.has_microphone = true};

static struct kr_signal_member seen(struct seat *by, const struct seat *whom)
{
    struct kr_signal_snapshot snap = hall_look(by);
    for (size_t i = 0; i < snap.members_len; i++)
        if (strcmp(snap.members[i].id, whom->id) == 0)
            return snap.members[i];
    fail_msg("no such member");
    return (struct kr_signal_member){0};
}

static void nothing_is_on_before_it_is_switched_on(void **state)
{
    struct kr_signal_member m = seen(&teacher, &mia);
    assert_false(m.microphone || m.camera || m.screen || m.screen_audio);
    assert_int_equal(mia.allows, 0);
    assert_int_equal(kr_meeting_state(mia.person, &mic_on), 0);
    assert_true(mia.allow.microphone && !mia.allow.camera);
    assert_true(seen(&ben, &mia).microphone);
    assert_string_equal(ben.member_name, "Mia");
    unsigned told = ben.told[KR_SIGNAL_MEMBER_CHANGED];
    assert_int_equal(kr_meeting_state(mia.person, &mic_on), 0); /* no change, no news */
    assert_int_equal(ben.told[KR_SIGNAL_MEMBER_CHANGED], told);
}

static void muted_is_off_until_switched_on_again(void **state)
{
    assert_int_equal(kr_meeting_state(mia.person, &all_on), 0);
    struct kr_signal_mute m = {.member = mia.id, .kind = KR_SIGNAL_MUTE_KIND_MICROPHONE};
    assert_int_equal(kr_meeting_mute(ben.person, &m), KR_E_FORBIDDEN);
    assert_true(mia.allow.microphone);
    assert_int_equal(kr_meeting_mute(teacher.person, &m), 0);
    assert_true(!mia.allow.microphone && mia.allow.camera);
    assert_true(mia.told[KR_SIGNAL_MUTED] == 1 && mia.muted == KR_SIGNAL_MUTED_KIND_MICROPHONE);
    assert_int_equal(kr_meeting_mute(teacher.person, &m), 0);
    assert_int_equal(mia.told[KR_SIGNAL_MUTED], 1); /* it was off */
    m.kind = KR_SIGNAL_MUTE_KIND_SCREEN;
    assert_int_equal(kr_meeting_mute(teacher.person, &m), 0);
    assert_false(mia.allow.screen || mia.allow.screen_audio);
    assert_int_equal(kr_meeting_state(mia.person, &mic_on), 0);
    assert_true(mia.allow.microphone);
}

static void mute_all_spares_moderators(void **state)
{
    struct seat second;
    hall_join(&h, &second, KR_TICKET_MODERATOR, "Herr Beck", 4);
    struct seat *everyone[] = {&teacher, &second, &mia, &ben};
    for (int i = 0; i < 4; i++)
        assert_int_equal(kr_meeting_state(everyone[i]->person, &all_on), 0);
    assert_int_equal(kr_meeting_mute(teacher.person, &(struct kr_signal_mute){.kind = KR_SIGNAL_MUTE_KIND_MICROPHONE}), 0);
    assert_true(teacher.allow.microphone && second.allow.microphone);
    assert_false(mia.allow.microphone || ben.allow.microphone);
    assert_true(mia.told[KR_SIGNAL_MUTED] && ben.told[KR_SIGNAL_MUTED] && !teacher.told[KR_SIGNAL_MUTED]);
    /* Not by another moderator, but oneself. */
    struct kr_signal_mute m = {.member = second.id, .kind = KR_SIGNAL_MUTE_KIND_MICROPHONE};
    assert_int_equal(kr_meeting_mute(teacher.person, &m), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_mute(second.person, &m), 0);
    assert_false(second.allow.microphone);
    m.member = "nobody";
    assert_int_equal(kr_meeting_mute(teacher.person, &m), KR_E_NOT_FOUND);
}

static void a_revoked_right_switches_off_and_stays_off(void **state)
{
    assert_int_equal(kr_meeting_state(mia.person, &all_on), 0);
    struct kr_signal_grant g = {.member = mia.id, .has_microphone = true, .has_screen = true};
    assert_int_equal(kr_meeting_grant(ben.person, &g), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_grant(mia.person, &g), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_grant(teacher.person, &g), 0);
    assert_true(!mia.allow.microphone && !mia.allow.screen && !mia.allow.screen_audio && mia.allow.camera);
    struct kr_signal_member m = seen(&ben, &mia);
    assert_true(!m.rights.microphone && !m.rights.screen && m.rights.camera && m.rights.chat);
    assert_int_equal(kr_meeting_state(mia.person, &mic_on), KR_E_FORBIDDEN);
    /* All or nothing: the camera is not touched by a message that asks too much. */
    struct kr_signal_state both = {.has_camera = true, .has_microphone = true, .microphone = true};
    assert_int_equal(kr_meeting_state(mia.person, &both), KR_E_FORBIDDEN);
    assert_true(mia.allow.camera);
    /* Given back, nothing goes out by itself. */
    g.microphone = g.screen = true;
    assert_int_equal(kr_meeting_grant(teacher.person, &g), 0);
    assert_false(mia.allow.microphone || mia.allow.screen);
    assert_int_equal(kr_meeting_state(mia.person, &mic_on), 0);
    assert_true(mia.allow.microphone && seen(&teacher, &ben).rights.microphone);
    /* Switching off needs no right. */
    assert_int_equal(kr_meeting_freeze(teacher.person, &(struct kr_signal_freeze){true}, h.now_ms), 0);
    assert_int_equal(kr_meeting_state(mia.person, &mic_off), 0);
    g.member = teacher.id;
    assert_int_equal(kr_meeting_grant(teacher.person, &g), KR_E_FORBIDDEN);
    g.member = "nobody";
    assert_int_equal(kr_meeting_grant(teacher.person, &g), KR_E_NOT_FOUND);
}

static void the_rooms_setting_changes_only_what_is_new_about_it(void **state)
{
    struct kr_link_room_changed change = {.room = "room", .title = "6a", .rights = {true, true, true, false}};
    struct kr_signal_grant no_screen = {.has_screen = true};
    struct seat late;
    assert_int_equal(kr_meeting_state(mia.person, &all_on), 0);
    assert_int_equal(kr_meeting_grant(teacher.person, &no_screen), 0);
    kr_meetings_room_changed(h.all, &change, h.now_ms); /* chat goes; the screen stays taken, the rest untouched */
    struct kr_signal_member m = seen(&ben, &mia);
    assert_true(m.rights.microphone && m.rights.camera && !m.rights.screen && !m.rights.chat);
    assert_true(mia.allow.microphone && mia.allow.camera && !mia.allow.screen);
    assert_int_equal(kr_meeting_say(mia.person, &(struct kr_signal_say){"hi"}, h.now_ms), KR_E_FORBIDDEN);
    change.rights.microphone = false;
    kr_meetings_room_changed(h.all, &change, h.now_ms);
    assert_false(mia.allow.microphone);
    hall_join(&h, &late, KR_TICKET_PARTICIPANT, "Eva", 9);
    m = seen(&ben, &late);
    assert_true(!m.rights.microphone && m.rights.camera && !m.rights.screen && !m.rights.chat);
    assert_true(seen(&mia, &teacher).rights.chat);
}

static void a_room_takes_no_more_than_its_setting(void **state)
{
    struct kr_link_room_changed change = {.room = "room", .title = "6a", .max_people = 4, .rights = {true, true, true, true}};
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 7);
    struct seat fourth, fifth, second;
    kr_meetings_room_changed(h.all, &change, h.now_ms);
    hall_join(&h, &fourth, KR_TICKET_PARTICIPANT, "Eva", 9);
    assert_int_equal(hall_knock(&h, &fifth, &t, "Tom"), KR_KNOCK_REFUSED);
    hall_join(&h, &second, KR_TICKET_MODERATOR, "Herr Beck", 4); /* a moderator always has a place */
}

static void rights_for_all_hold_for_those_to_come(void **state)
{
    struct seat late, admitted;
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 7);
    assert_int_equal(hall_knock(&h, &admitted, &t, "Eva"), KR_KNOCK_ADMITTED);
    assert_int_equal(kr_meeting_state(teacher.person, &all_on), 0);
    assert_int_equal(kr_meeting_state(mia.person, &all_on), 0);
    struct kr_signal_grant g = {.has_camera = true, .has_chat = true};
    assert_int_equal(kr_meeting_grant(teacher.person, &g), 0);
    assert_true(!mia.allow.camera && teacher.allow.camera);
    assert_true(!ben.room.rights.camera && !ben.room.rights.chat && ben.room.rights.microphone);
    hall_enter(&h, &admitted);
    hall_join(&h, &late, KR_TICKET_PARTICIPANT, "Lea", 8);
    struct seat *both[] = {&admitted, &late};
    for (int i = 0; i < 2; i++) {
        assert_false(seen(&teacher, both[i]).rights.camera);
        assert_int_equal(kr_meeting_state(both[i]->person, &all_on), KR_E_FORBIDDEN);
        assert_int_equal(kr_meeting_say(both[i]->person, &(struct kr_signal_say){"hi"}, h.now_ms), KR_E_FORBIDDEN);
    }
    struct kr_signal_member m = seen(&mia, &teacher);
    assert_true(m.rights.camera && m.rights.chat && m.rights.screen && m.rights.microphone);
}

static void freeze_stops_participants_and_lifts_whole(void **state)
{
    struct kr_signal_freeze on = {true}, off = {false};
    assert_int_equal(kr_meeting_state(mia.person, &all_on), 0);
    assert_int_equal(kr_meeting_state(teacher.person, &all_on), 0);
    assert_int_equal(kr_meeting_freeze(mia.person, &on, h.now_ms), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_freeze(teacher.person, &on, h.now_ms), 0);
    assert_true(mia.room.frozen && ben.room.frozen);
    assert_true(mia.frozen_at_change); /* the freeze is told before the rights that go with it */
    assert_false(mia.allow.microphone || mia.allow.camera || mia.allow.screen || mia.allow.screen_audio);
    assert_true(teacher.allow.microphone && teacher.allow.camera);
    struct kr_signal_member m = seen(&ben, &mia);
    assert_false(m.microphone || m.rights.microphone || m.rights.chat || m.rights.screen);
    assert_int_equal(kr_meeting_state(ben.person, &mic_on), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_say(ben.person, &(struct kr_signal_say){"hi"}, h.now_ms), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_say(teacher.person, &(struct kr_signal_say){"hi"}, h.now_ms), 0);
    assert_int_equal(kr_meeting_hand(ben.person, &(struct kr_signal_hand){.up = true}), 0);
    assert_int_equal(kr_meeting_freeze(teacher.person, &off, h.now_ms), 0);
    assert_true(mia.allow.microphone && mia.allow.camera && mia.allow.screen && mia.allow.screen_audio);
    assert_true(mia.frozen_at_change && !mia.room.frozen); /* and its end after they are back */
}

static void chat_reaches_everyone_and_can_be_taken_back(void **state)
{
    assert_int_equal(kr_meeting_say(mia.person, &(struct kr_signal_say){"Hallo\nzusammen\x07"}, h.now_ms), 0);
    assert_string_equal(ben.said_text, "Hallo\nzusammen");
    assert_int_equal(mia.said, 1);
    assert_int_equal(kr_meeting_say(mia.person, &(struct kr_signal_say){" \n "}, h.now_ms), KR_E_MALFORMED);
    assert_int_equal(kr_meeting_say(teacher.person, &(struct kr_signal_say){"Ruhe"}, h.now_ms), 0);
    assert_int_equal(ben.said, 2);
    assert_int_equal(kr_meeting_unsay(ben.person, &(struct kr_signal_unsay){1}), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_unsay(mia.person, &(struct kr_signal_unsay){2}), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_unsay(mia.person, &(struct kr_signal_unsay){3}), KR_E_NOT_FOUND);
    assert_int_equal(hall_look(&ben).chat_len, 2);
    assert_int_equal(kr_meeting_unsay(mia.person, &(struct kr_signal_unsay){1}), 0);
    assert_int_equal(kr_meeting_unsay(mia.person, &(struct kr_signal_unsay){1}), KR_E_NOT_FOUND);
    assert_int_equal(ben.told[KR_SIGNAL_UNSAID], 1);
    assert_int_equal(kr_meeting_say(ben.person, &(struct kr_signal_say){"bäh"}, h.now_ms), 0);
    assert_int_equal(kr_meeting_unsay(teacher.person, &(struct kr_signal_unsay){3}), 0); /* any, for a moderator */
    assert_int_equal(hall_look(&ben).chat_len, 1);
}

static void chat_remembers_the_last_200(void **state)
{
    char text[16];
    for (int i = 1; i <= KR_LIMIT_CHAT_KEPT + 5; i++) {
        snprintf(text, sizeof text, "%d", i);
        assert_int_equal(kr_meeting_say(mia.person, &(struct kr_signal_say){text}, h.now_ms), 0);
    }
    kr_meeting_leave(mia.person, h.now_ms);
    struct kr_signal_snapshot snap = hall_look(&ben);
    assert_int_equal(snap.chat_len, KR_LIMIT_CHAT_KEPT);
    assert_string_equal(snap.chat[0].text, "6");
    assert_string_equal(snap.chat[0].name, "Mia"); /* who has left */
    assert_int_equal(snap.chat[KR_LIMIT_CHAT_KEPT - 1].number, KR_LIMIT_CHAT_KEPT + 5);
}

static void hands_are_in_order(void **state)
{
    struct kr_signal_hand up = {.up = true}, down = {.up = false};
    assert_int_equal(kr_meeting_hand(ben.person, &up), 0);
    assert_int_equal(kr_meeting_hand(mia.person, &up), 0);
    assert_int_equal(kr_meeting_hand(ben.person, &up), 0); /* keeps its place */
    assert_int_equal(seen(&teacher, &ben).hand, 1);
    assert_int_equal(seen(&teacher, &mia).hand, 2);
    assert_int_equal(kr_meeting_hand(ben.person, &down), 0);
    assert_int_equal(kr_meeting_hand(ben.person, &up), 0);
    assert_int_equal(seen(&teacher, &ben).hand, 3);

    struct kr_signal_hand lower_mia = {.member = mia.id}, raise_mia = {.member = mia.id, .up = true};
    struct kr_signal_hand lower_all = {.has_all = true, .all = true}, raise_all = {.has_all = true, .all = true, .up = true};
    assert_int_equal(kr_meeting_hand(ben.person, &lower_mia), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_hand(ben.person, &lower_all), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_hand(teacher.person, &raise_mia), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_hand(teacher.person, &raise_all), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_hand(teacher.person, &(struct kr_signal_hand){.member = "nobody"}), KR_E_NOT_FOUND);
    assert_int_equal(kr_meeting_hand(teacher.person, &lower_mia), 0);
    assert_int_equal(seen(&teacher, &mia).hand, 0);
    assert_int_equal(kr_meeting_hand(teacher.person, &lower_all), 0);
    assert_int_equal(seen(&teacher, &ben).hand, 0);
    assert_int_equal(kr_meeting_hand(mia.person, &up), 0);
    assert_int_equal(seen(&teacher, &mia).hand, 1); /* starts again */
}

/* Every moderator's message, sent by everybody else. */
static void only_moderators_moderate(void **state)
{
    struct seat guest;
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 5);
    t.by_code = true;
    assert_int_equal(hall_knock(&h, &guest, &t, "Gast"), KR_KNOCK_WAITING);
    const char *ids[] = {guest.id};
    struct {
        struct seat *by;
        int err;
    } who[] = {{&mia, KR_E_FORBIDDEN}, {&guest, KR_E_STATE}};
    for (int i = 0; i < 2; i++) {
        struct kr_person *p = who[i].by->person;
        int err = who[i].err;
        assert_int_equal(kr_meeting_grant(p, &(struct kr_signal_grant){.member = ben.id}), err);
        assert_int_equal(kr_meeting_mute(p, &(struct kr_signal_mute){.member = ben.id}), err);
        assert_int_equal(kr_meeting_mute(p, &(struct kr_signal_mute){0}), err);
        assert_int_equal(kr_meeting_admit(p, &(struct kr_signal_admit){ids, 1}, h.now_ms), err);
        assert_int_equal(kr_meeting_deny(p, &(struct kr_signal_deny){ids, 1}, h.now_ms), err);
        assert_int_equal(kr_meeting_remove(p, &(struct kr_signal_remove){ben.id}, h.now_ms), err);
        assert_int_equal(kr_meeting_lock(p, &(struct kr_signal_lock){true}), err);
        assert_int_equal(kr_meeting_lobby(p, &(struct kr_signal_lobby){true}, h.now_ms), err);
        assert_int_equal(kr_meeting_freeze(p, &(struct kr_signal_freeze){true}, h.now_ms), err);
        assert_int_equal(kr_meeting_end(p, h.now_ms), err);
    }
    /* And a guest can do nothing at all, nor see anything. */
    struct kr_signal_snapshot snap;
    assert_int_equal(kr_meeting_state(guest.person, &mic_on), KR_E_STATE);
    assert_int_equal(kr_meeting_say(guest.person, &(struct kr_signal_say){"hi"}, h.now_ms), KR_E_STATE);
    assert_int_equal(kr_meeting_unsay(guest.person, &(struct kr_signal_unsay){1}), KR_E_STATE);
    assert_int_equal(kr_meeting_hand(guest.person, &(struct kr_signal_hand){.up = true}), KR_E_STATE);
    assert_int_equal(kr_meeting_snapshot(guest.person, &snap), KR_E_STATE);
    assert_int_equal(guest.last, -1);
    assert_int_equal(hall_look(&teacher).members_len, 3);
}

static void names_are_told_apart(void **state)
{
    struct seat twin, false_teacher;
    hall_join(&h, &twin, KR_TICKET_PARTICIPANT, " Mia\xE2\x80\x8B ", 6);
    assert_string_equal(seen(&teacher, &twin).name, "Mia (2)");
    hall_join(&h, &false_teacher, KR_TICKET_PARTICIPANT, "frau weber", 7);
    struct kr_signal_member m = seen(&teacher, &false_teacher);
    assert_string_equal(m.name, "frau weber (2)");
    assert_int_equal(m.role, KR_SIGNAL_MEMBER_ROLE_PARTICIPANT);
}

static void devices_publish_and_nothing_else(void **state)
{
    struct seat cam = {.id = "cam"};
    struct kr_person *second;
    struct kr_ticket t = hall_ticket(KR_TICKET_PUBLISH, 0);
    assert_int_equal(kr_meeting_attach(h.all, &t, "Mia", "cam", &cam, h.now_ms, &cam.person), 0);
    assert_int_equal(kr_meeting_attach(h.all, &t, "Mia", "cam2", &cam, h.now_ms, &second), KR_E_EXISTS);
    assert_int_equal(kr_meeting_state(cam.person, &(struct kr_signal_state){.has_camera = true, .camera = true}), 0);
    hall_enter(&h, &cam);
    struct kr_signal_member m = seen(&ben, &cam);
    assert_true(m.device && m.camera && !m.microphone && m.role == KR_SIGNAL_MEMBER_ROLE_PARTICIPANT);
    assert_string_equal(m.name, "Mia (2)");
    assert_ptr_equal(kr_meeting_find_member(kr_person_meeting(ben.person), "Mia"), cam.person);
    assert_ptr_equal(kr_meeting_find_member(kr_person_meeting(ben.person), mia.id), mia.person);
    assert_null(kr_meeting_find_member(kr_person_meeting(ben.person), "Ben"));
    assert_int_equal(kr_meeting_say(cam.person, &(struct kr_signal_say){"hi"}, h.now_ms), KR_E_FORBIDDEN);

    /* Nobody sits at a device: what a moderator takes, a moderator gives back. */
    struct kr_signal_mute mute = {.member = "cam", .kind = KR_SIGNAL_MUTE_KIND_CAMERA};
    assert_int_equal(kr_meeting_mute(teacher.person, &mute), 0);
    assert_false(cam.allow.camera);
    struct kr_signal_grant g = {.member = "cam", .has_camera = true, .camera = true};
    assert_int_equal(kr_meeting_grant(teacher.person, &g), 0);
    assert_true(cam.allow.camera);
    g = (struct kr_signal_grant){.has_camera = true};
    assert_int_equal(kr_meeting_grant(teacher.person, &g), 0); /* of all participants */
    assert_true(cam.allow.camera);
    assert_int_equal(kr_meeting_freeze(teacher.person, &(struct kr_signal_freeze){true}, h.now_ms), 0);
    assert_false(cam.allow.camera);
    t.role = KR_TICKET_PLAY;
    assert_int_equal(kr_meeting_may_play(h.all, &t), KR_E_FORBIDDEN);
    assert_int_equal(kr_meeting_freeze(teacher.person, &(struct kr_signal_freeze){false}, h.now_ms), 0);
    assert_int_equal(kr_meeting_may_play(h.all, &t), 0);
    snprintf(t.room, sizeof t.room, "other");
    assert_int_equal(kr_meeting_may_play(h.all, &t), KR_E_NOT_FOUND);
    assert_int_equal(kr_meeting_remove(teacher.person, &(struct kr_signal_remove){"cam"}, h.now_ms), 0);
    assert_int_equal(cam.gone, 1);
    t = hall_ticket(KR_TICKET_PUBLISH, 0);
    assert_int_equal(kr_meeting_attach(h.all, &t, "Mia", "cam3", &cam, h.now_ms, &second), KR_E_FORBIDDEN);
}

/* Two cameras by one token, and one by another: removing the first bars its token and no other. */
static void a_removed_device_bars_its_token(void **state)
{
    struct seat cam = {.id = "cam"}, twin = {.id = "twin"}, other = {.id = "other"};
    struct kr_person *again;
    struct kr_ticket t = hall_ticket(KR_TICKET_PUBLISH, 1), second = hall_ticket(KR_TICKET_PUBLISH, 2);
    memset(t.browser, 0, sizeof t.browser); /* devices have none */
    memset(second.browser, 0, sizeof second.browser);
    assert_int_equal(kr_meeting_attach(h.all, &t, "left", "cam", &cam, h.now_ms, &cam.person), 0);
    assert_int_equal(kr_meeting_attach(h.all, &t, "right", "twin", &twin, h.now_ms, &twin.person), 0);
    assert_int_equal(kr_meeting_attach(h.all, &second, "hall", "other", &other, h.now_ms, &other.person), 0);
    hall_enter(&h, &cam);
    assert_int_equal(kr_meeting_remove(teacher.person, &(struct kr_signal_remove){"cam"}, h.now_ms), 0);
    assert_true(cam.gone == 1 && twin.gone == 1 && other.gone == 0);
    t.expires_ms += 1000; /* a fresh ticket of the same token */
    assert_int_equal(kr_meeting_attach(h.all, &t, "left", "cam", &cam, h.now_ms, &again), KR_E_FORBIDDEN);
    struct seat third = {.id = "third"};
    assert_int_equal(kr_meeting_attach(h.all, &second, "left", "third", &third, h.now_ms, &third.person), 0);
}

int main(void)
{
#define IN_CLASS(f) cmocka_unit_test_setup_teardown(f, open_class, close_class)
    const struct CMUnitTest tests[] = {
        IN_CLASS(nothing_is_on_before_it_is_switched_on),
        IN_CLASS(muted_is_off_until_switched_on_again),
        IN_CLASS(mute_all_spares_moderators),
        IN_CLASS(a_revoked_right_switches_off_and_stays_off),
        IN_CLASS(the_rooms_setting_changes_only_what_is_new_about_it),
        IN_CLASS(a_room_takes_no_more_than_its_setting),
        IN_CLASS(rights_for_all_hold_for_those_to_come),
        IN_CLASS(freeze_stops_participants_and_lifts_whole),
        IN_CLASS(chat_reaches_everyone_and_can_be_taken_back),
        IN_CLASS(chat_remembers_the_last_200),
        IN_CLASS(hands_are_in_order),
        IN_CLASS(only_moderators_moderate),
        IN_CLASS(names_are_told_apart),
        IN_CLASS(devices_publish_and_nothing_else),
        IN_CLASS(a_removed_device_bars_its_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
