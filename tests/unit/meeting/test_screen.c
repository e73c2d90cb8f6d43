/* SPDX-License-Identifier: EUPL-1.2 */
/* Who shows a screen: one at a time, who takes whose place, and several where a moderator allows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "hall.h"

static struct hall h;
static struct seat teacher, second, mia, ben;

static int open_class(void **state)
{
    hall_open(&h);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Lehrkraft", 1);
    hall_join(&h, &second, KR_TICKET_MODERATOR, "Zweitkraft", 2);
    hall_join(&h, &mia, KR_TICKET_PARTICIPANT, "Ahorn", 3);
    hall_join(&h, &ben, KR_TICKET_PARTICIPANT, "Birke", 4);
    return 0;
}

static int close_class(void **state)
{
    hall_close(&h);
    return 0;
}

static int show(struct seat *s, bool on)
{
    return kr_meeting_state(s->person, &(struct kr_signal_state){.has_screen = true, .screen = on, .has_screen_audio = true, .screen_audio = on});
}

static int several(struct seat *s, bool on)
{
    return kr_meeting_screens(s->person, &(struct kr_signal_screens){on});
}

/* Who shows, a letter each. */
static const char *showing(void)
{
    static char out[8];
    const struct { char letter; struct seat *seat; } all[] = {{'t', &teacher}, {'s', &second}, {'m', &mia}, {'b', &ben}};
    size_t n = 0;
    for (size_t i = 0; i < 4; i++)
        if (all[i].seat->person && kr_person_allow(all[i].seat->person).screen)
            out[n++] = all[i].letter;
    out[n] = '\0';
    return out;
}

/* `shows` showed before; then `wants` begins. */
static const struct {
    const char *name;
    struct seat *shows, *wants;
    bool several;
    int err;
    const char *then;
} begins[] = {
    {"nobody shows", NULL, &mia, false, 0, "m"},
    {"again oneself", &mia, &mia, false, 0, "m"},
    {"a participant while another does", &mia, &ben, false, KR_E_EXISTS, "m"},
    {"a participant while a moderator does", &teacher, &mia, false, KR_E_EXISTS, "t"},
    {"a moderator takes over", &mia, &teacher, false, 0, "t"},
    {"a moderator takes over from another", &teacher, &second, false, 0, "s"},
    {"several participants", &mia, &ben, true, 0, "mb"},
    {"several with a moderator", &mia, &teacher, true, 0, "tm"},
};

static void the_table_holds(void **state)
{
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        print_message("%s\n", begins[i].name);
        assert_int_equal(several(&teacher, begins[i].several), 0);
        if (begins[i].shows)
            assert_int_equal(show(begins[i].shows, true), 0);
        unsigned told = begins[i].shows ? begins[i].shows->told[KR_SIGNAL_MUTED] : 0;
        assert_int_equal(show(begins[i].wants, true), begins[i].err);
        assert_string_equal(showing(), begins[i].then);
        if (begins[i].shows && begins[i].shows != begins[i].wants) {
            bool lost = !kr_person_allow(begins[i].shows->person).screen;
            assert_int_equal(begins[i].shows->told[KR_SIGNAL_MUTED], told + lost);
        }
        struct seat *everyone[] = {&teacher, &second, &mia, &ben};
        for (size_t n = 0; n < 4; n++)
            assert_int_equal(show(everyone[n], false), 0);
    }
}

static void a_refused_wish_changes_nothing(void **state)
{
    assert_int_equal(show(&mia, true), 0);
    struct kr_signal_state both = {.has_screen = true, .screen = true, .has_microphone = true, .microphone = true};
    assert_int_equal(kr_meeting_state(ben.person, &both), KR_E_EXISTS);
    assert_false(ben.allow.microphone || ben.allow.screen);
    assert_int_equal(mia.told[KR_SIGNAL_MUTED], 0);
    /* Sound of a screen counts as showing: it has one slot. */
    struct kr_signal_state sound = {.has_screen_audio = true, .screen_audio = true};
    assert_int_equal(kr_meeting_state(ben.person, &sound), KR_E_EXISTS);
}

static void the_place_is_free_when_the_one_who_showed_stops_or_goes(void **state)
{
    assert_int_equal(show(&mia, true), 0);
    assert_int_equal(show(&mia, false), 0);
    assert_int_equal(show(&ben, true), 0);
    kr_meeting_leave(ben.person, h.now_ms);
    assert_int_equal(show(&mia, true), 0);
    assert_int_equal(kr_meeting_mute(teacher.person, &(struct kr_signal_mute){.member = mia.id, .kind = KR_SIGNAL_MUTE_KIND_SCREEN}), 0);
    assert_string_equal(showing(), "");
    assert_int_equal(show(&mia, true), 0);
    struct kr_signal_grant no_screen = {.member = mia.id, .has_screen = true};
    assert_int_equal(kr_meeting_grant(teacher.person, &no_screen), 0);
    hall_join(&h, &ben, KR_TICKET_PARTICIPANT, "Birke", 5);
    assert_int_equal(show(&ben, true), 0);
}

static void only_a_moderator_allows_several_and_all_are_told(void **state)
{
    assert_int_equal(several(&mia, true), KR_E_FORBIDDEN);
    assert_int_equal(several(&teacher, true), 0);
    assert_true(ben.room.several_screens && hall_look(&mia).room.several_screens);
    unsigned told = ben.told[KR_SIGNAL_ROOM_CHANGED];
    assert_int_equal(several(&teacher, true), 0);
    assert_int_equal(ben.told[KR_SIGNAL_ROOM_CHANGED], told);
}

static void switched_off_the_first_goes_on(void **state)
{
    assert_int_equal(several(&teacher, true), 0);
    assert_int_equal(show(&ben, true), 0);
    assert_int_equal(show(&mia, true), 0);
    assert_int_equal(show(&teacher, true), 0);
    assert_string_equal(showing(), "tmb");
    assert_int_equal(several(&second, false), 0);
    assert_string_equal(showing(), "b");
    assert_true(mia.told[KR_SIGNAL_MUTED] == 1 && teacher.told[KR_SIGNAL_MUTED] == 1 && ben.told[KR_SIGNAL_MUTED] == 0);
    assert_int_equal(mia.muted, KR_SIGNAL_MUTED_KIND_SCREEN);
}

static void who_begins_again_is_the_last(void **state)
{
    assert_int_equal(several(&teacher, true), 0);
    assert_int_equal(show(&ben, true), 0);
    assert_int_equal(show(&mia, true), 0);
    assert_int_equal(show(&ben, false), 0);
    assert_int_equal(show(&ben, true), 0);
    assert_int_equal(several(&teacher, false), 0);
    assert_string_equal(showing(), "m");
}

static void several_are_not_any_number(void **state)
{
    struct seat more[KR_MEETING_SCREENS_MAX];
    assert_int_equal(several(&teacher, true), 0);
    for (int i = 0; i < KR_MEETING_SCREENS_MAX; i++) {
        hall_join(&h, &more[i], KR_TICKET_PARTICIPANT, "Linde", 10 + i);
        assert_int_equal(show(&more[i], true), 0);
    }
    assert_int_equal(show(&mia, true), KR_E_FULL);
    assert_int_equal(show(&teacher, true), KR_E_FULL);
    assert_int_equal(show(&more[0], true), 0);
}

static void whoever_is_admitted_may_not_bring_a_second_one_along(void **state)
{
    struct seat late;
    struct kr_ticket t = hall_ticket(KR_TICKET_PARTICIPANT, 20);
    assert_int_equal(show(&mia, true), 0);
    assert_int_equal(hall_knock(&h, &late, &t, "Eiche"), KR_KNOCK_ADMITTED);
    assert_int_equal(show(&late, true), KR_E_EXISTS);
    assert_int_equal(show(&mia, false), 0);
    assert_int_equal(show(&late, true), 0); /* first switched on, then in */
    assert_int_equal(show(&teacher, true), 0);
    hall_enter(&h, &late);
    assert_false(kr_person_allow(late.person).screen);
    assert_string_equal(showing(), "t");
}

static void the_next_meeting_begins_with_one(void **state)
{
    assert_int_equal(several(&teacher, true), 0);
    assert_int_equal(kr_meeting_end(teacher.person, h.now_ms), 0);
    hall_join(&h, &teacher, KR_TICKET_MODERATOR, "Lehrkraft", 1);
    assert_false(hall_look(&teacher).room.several_screens);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_table_holds, open_class, close_class),
        cmocka_unit_test_setup_teardown(a_refused_wish_changes_nothing, open_class, close_class),
        cmocka_unit_test_setup_teardown(the_place_is_free_when_the_one_who_showed_stops_or_goes, open_class, close_class),
        cmocka_unit_test_setup_teardown(only_a_moderator_allows_several_and_all_are_told, open_class, close_class),
        cmocka_unit_test_setup_teardown(switched_off_the_first_goes_on, open_class, close_class),
        cmocka_unit_test_setup_teardown(who_begins_again_is_the_last, open_class, close_class),
        cmocka_unit_test_setup_teardown(several_are_not_any_number, open_class, close_class),
        cmocka_unit_test_setup_teardown(whoever_is_admitted_may_not_bring_a_second_one_along, open_class, close_class),
        cmocka_unit_test_setup_teardown(the_next_meeting_begins_with_one, open_class, close_class),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
