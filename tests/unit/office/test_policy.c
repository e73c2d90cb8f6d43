/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void kinds_have_their_names(void **state)
{
    enum kr_room_kind kind;
    for (int i = 0; i < KR_ROOM_KINDS; i++) {
        assert_int_equal(kr_room_kind_read(&kind, kr_room_kind_name((enum kr_room_kind)i)), 0);
        assert_int_equal(kind, i);
    }
    assert_int_equal(kr_room_kind_read(&kind, "party"), KR_E_NOT_FOUND);
    assert_int_equal(kr_room_kind_read(&kind, ""), KR_E_NOT_FOUND);
}

static void every_kind_has_a_waiting_room_and_an_end(void **state)
{
    for (int i = 0; i < KR_ROOM_KINDS; i++) {
        struct kr_policy p = kr_policy_of((enum kr_room_kind)i);
        assert_true(p.lobby && p.camera && p.end_after_s);
    }
    struct kr_policy test = kr_policy_of(KR_ROOM_TEST);
    assert_false(test.microphone || test.screen || test.chat || test.codes);
}

static void what_is_written_is_read(void **state)
{
    char text[KR_POLICY_TEXT_SIZE];
    struct kr_policy longest = {.end_after_s = KR_POLICY_END_MAX_S, .people = KR_POLICY_PEOPLE_MAX};
    for (int i = 0; i <= KR_ROOM_KINDS; i++) {
        struct kr_policy p = i == KR_ROOM_KINDS ? longest : kr_policy_of((enum kr_room_kind)i), back = kr_policy_unbound();
        kr_policy_write(text, &p);
        assert_int_equal(kr_policy_read(&back, text), 0);
        assert_true(kr_policy_equal(&p, &back));
    }
}

static void words_change_what_they_name(void **state)
{
    struct kr_policy p = kr_policy_of(KR_ROOM_LESSON);
    assert_int_equal(kr_policy_read(&p, ""), 0);
    assert_int_equal(kr_policy_read(&p, "  screen=no   people=30 "), 0);
    assert_true(!p.screen && p.people == 30 && p.chat && p.lobby);
    assert_int_equal(kr_policy_read(&p, "screen"), 0);
    assert_true(p.screen);
}

static void other_words_change_nothing(void **state)
{
    static const char *const wrong[] = {"screen=yes", "screen=", "lobb", "lobbyy", "end", "end=", "end=-1", "end=86401", "end=1e3", "people=257",
                                        "people=99999999999", "chat=no;", "=no", "=", "chat=no microphone=maybe", "\xff"};
    const struct kr_policy before = kr_policy_of(KR_ROOM_LESSON);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct kr_policy p = before;
        if (kr_policy_read(&p, wrong[i]) != KR_E_MALFORMED || !kr_policy_equal(&p, &before))
            fail_msg("\"%s\"", wrong[i]);
    }
}

static void bounds_only_tighten(void **state)
{
    struct kr_policy unbound = kr_policy_unbound(), lesson = kr_policy_of(KR_ROOM_LESSON);
    struct kr_policy same = kr_policy_tighten(lesson, &unbound);
    assert_true(kr_policy_equal(&same, &lesson));
    struct kr_policy bound = unbound;
    assert_int_equal(kr_policy_read(&bound, "lobby chat=no codes=no end=300 people=100"), 0);
    lesson.lobby = false;
    lesson.people = 200;
    struct kr_policy tight = kr_policy_tighten(lesson, &bound);
    assert_true(tight.lobby && !tight.chat && !tight.codes && tight.screen && tight.end_after_s == 300 && tight.people == 100);
    bound.end_after_s = 900;
    assert_int_equal(kr_policy_tighten(lesson, &bound).end_after_s, 600);
    lesson.end_after_s = 0; /* never, which the bound does not allow */
    assert_int_equal(kr_policy_tighten(lesson, &bound).end_after_s, 900);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_their_names),       cmocka_unit_test(every_kind_has_a_waiting_room_and_an_end),
        cmocka_unit_test(what_is_written_is_read),      cmocka_unit_test(words_change_what_they_name),
        cmocka_unit_test(other_words_change_nothing),   cmocka_unit_test(bounds_only_tighten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
