/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "rtc/allowance.h"

enum { EACH = 100, BURST = 500, START = 1000000 };

/* Whoever asks every `every_us` for `us` gets so many. */
static const struct {
    const char *name;
    unsigned every_us, us, granted;
} cases[] = {
    {"once", 1, 1, 1},
    {"a burst and no more", 1, 99, 5},
    {"one more when its time has come", 1, 101, 6},
    {"a flood gets one for each interval behind the burst", 1, 10000, 5 + 99},
    {"as often as may be", 100, 10000, 100},
    {"seldom", 250, 10000, 40},
};

static void grants(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t until = 0;
        unsigned granted = 0;
        print_message("    %s\n", cases[i].name);
        for (unsigned at = 0; at < cases[i].us; at += cases[i].every_us)
            granted += kr_allowance_take(&until, EACH, BURST, START + at);
        assert_int_equal(granted, cases[i].granted);
    }
}

static void what_was_not_taken_is_not_kept_for_ever(void **state)
{
    uint64_t until = 0;
    unsigned granted = 0;
    assert_true(kr_allowance_take(&until, EACH, BURST, START));
    while (kr_allowance_take(&until, EACH, BURST, START + (UINT64_C(1) << 40)))
        granted++;
    assert_int_equal(granted, BURST / EACH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grants),
        cmocka_unit_test(what_was_not_taken_is_not_kept_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
