/* SPDX-License-Identifier: EUPL-1.2 */
#include "meeting/rights.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Per action: moderator, participant, device; 1 with all rights, r only by its right, 0 never. Then: while frozen. */
static const struct {
    enum kr_action action;
    const char *free, *frozen;
} matrix[] = {
    {KR_ACT_MICROPHONE, "1rr", "100"},  {KR_ACT_CAMERA, "1rr", "100"},   {KR_ACT_SCREEN, "1r0", "100"},
    {KR_ACT_SAY, "1r0", "100"},         {KR_ACT_UNSAY_OWN, "110", "110"}, {KR_ACT_UNSAY_ANY, "100", "100"},
    {KR_ACT_HAND_OWN, "110", "110"},    {KR_ACT_HAND_OTHERS, "100", "100"}, {KR_ACT_SEE_WAITING, "100", "100"},
    {KR_ACT_GRANT, "100", "100"},       {KR_ACT_MUTE, "100", "100"},     {KR_ACT_ADMIT, "100", "100"},
    {KR_ACT_DENY, "100", "100"},        {KR_ACT_REMOVE, "100", "100"},   {KR_ACT_LOCK, "100", "100"},
    {KR_ACT_LOBBY, "100", "100"},       {KR_ACT_FREEZE, "100", "100"},   {KR_ACT_SCREENS, "100", "100"},
    {KR_ACT_END, "100", "100"},
};

static void table_holds(void **state)
{
    static const struct kr_signal_rights all = {true, true, true, true}, none;
    assert_int_equal(sizeof matrix / sizeof *matrix, KR_ACTIONS);
    for (size_t i = 0; i < KR_ACTIONS; i++) {
        for (int role = 0; role < KR_ROLES; role++) {
            enum kr_action action = matrix[i].action;
            char free = matrix[i].free[role], frozen = matrix[i].frozen[role];
            assert_int_equal(kr_may((enum kr_role)role, action, &all, false), free != '0');
            assert_int_equal(kr_may((enum kr_role)role, action, &none, false), free == '1');
            assert_int_equal(kr_may((enum kr_role)role, action, &all, true), frozen == '1');
        }
    }
}

static void only_the_right_counts(void **state)
{
    static const struct kr_signal_rights camera = {.camera = true};
    assert_true(kr_may(KR_ROLE_PARTICIPANT, KR_ACT_CAMERA, &camera, false));
    assert_false(kr_may(KR_ROLE_PARTICIPANT, KR_ACT_MICROPHONE, &camera, false));
    assert_false(kr_may(KR_ROLE_PARTICIPANT, KR_ACT_SCREEN, &camera, false));
    assert_false(kr_may(KR_ROLE_PARTICIPANT, KR_ACT_SAY, &camera, false));
}

static void allow_needs_switch_and_right(void **state)
{
    static const struct kr_signal_rights rights = {.microphone = true, .screen = true};
    static const struct kr_link_allow on = {.camera = true, .screen = true, .screen_audio = true};
    struct kr_link_allow allow = kr_rights_allow(&on, &rights);
    assert_false(allow.microphone); /* right, but not switched on */
    assert_false(allow.camera);     /* switched on, but no right */
    assert_true(allow.screen && allow.screen_audio);
}

static void moderators_are_untouchable(void **state)
{
    assert_false(kr_may_touch(KR_ROLE_MODERATOR, false));
    assert_true(kr_may_touch(KR_ROLE_MODERATOR, true));
    assert_true(kr_may_touch(KR_ROLE_PARTICIPANT, false));
    assert_true(kr_may_touch(KR_ROLE_DEVICE, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_holds),
        cmocka_unit_test(only_the_right_counts),
        cmocka_unit_test(allow_needs_switch_and_right),
        cmocka_unit_test(moderators_are_untouchable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
