/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/keyframe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MS = 1000, SECOND = 1000 * MS };

static void many_wishes_are_one_request(void **state)
{
    struct kr_keyframe k = {0};
    int asked = 0;
    for (uint64_t now = 10 * SECOND; now < 10 * SECOND + 400 * MS; now += MS)
        asked += kr_keyframe_want(&k, now);
    assert_int_equal(asked, 1);
}

static void an_answer_ends_it(void **state)
{
    struct kr_keyframe k = {0};
    assert_true(kr_keyframe_due_us(&k) == UINT64_MAX);
    assert_true(kr_keyframe_want(&k, SECOND));
    assert_true(kr_keyframe_due_us(&k) == 2 * SECOND);
    kr_keyframe_arrived(&k);
    assert_true(kr_keyframe_due_us(&k) == UINT64_MAX);
    assert_false(kr_keyframe_due(&k, 100 * (uint64_t)SECOND));
}

/* A wish right after an answer waits for the interval since the last request. */
static void requests_keep_their_distance(void **state)
{
    struct kr_keyframe k = {0};
    assert_true(kr_keyframe_want(&k, SECOND));
    kr_keyframe_arrived(&k);
    assert_false(kr_keyframe_want(&k, SECOND + 100 * MS));
    assert_true(kr_keyframe_due_us(&k) == SECOND + 500 * MS);
    assert_false(kr_keyframe_due(&k, SECOND + 499 * MS));
    assert_true(kr_keyframe_due(&k, SECOND + 500 * MS));
    assert_false(kr_keyframe_due(&k, SECOND + 500 * MS));
    kr_keyframe_arrived(&k);
    assert_true(kr_keyframe_want(&k, SECOND + 1000 * MS));
}

static void a_silent_sender_is_asked_again_but_not_for_ever(void **state)
{
    struct kr_keyframe k = {0};
    int asked = kr_keyframe_want(&k, SECOND);
    for (uint64_t now = SECOND; now < 60 * (uint64_t)SECOND; now += 10 * MS)
        asked += kr_keyframe_due(&k, now);
    assert_int_equal(asked, KR_KEYFRAME_TRIES);
    assert_true(kr_keyframe_due_us(&k) == UINT64_MAX);
    assert_true(kr_keyframe_want(&k, 61 * (uint64_t)SECOND)); /* somebody new asks: it starts over */
    assert_true(kr_keyframe_due_us(&k) == 62 * (uint64_t)SECOND);
}

/* Whatever is wanted when, the sender never hears more than two requests a second. */
static void the_rate_is_bounded(void **state)
{
    struct kr_keyframe k = {0};
    uint64_t last = 0;
    int asked = 0;
    for (uint64_t now = SECOND; now < 600 * (uint64_t)SECOND; now += 7 * MS) {
        if (now % 5 == 0)
            kr_keyframe_arrived(&k);
        if (kr_keyframe_want(&k, now) || kr_keyframe_due(&k, now)) {
            assert_true(!last || now - last >= KR_KEYFRAME_INTERVAL_US);
            last = now;
            asked++;
        }
    }
    assert_in_range(asked, 100, 1200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_wishes_are_one_request),
        cmocka_unit_test(an_answer_ends_it),
        cmocka_unit_test(requests_keep_their_distance),
        cmocka_unit_test(a_silent_sender_is_asked_again_but_not_for_ever),
        cmocka_unit_test(the_rate_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
