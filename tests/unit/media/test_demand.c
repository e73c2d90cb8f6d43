/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "media/demand.h"

enum { SECOND_US = 1000000, QUIET = -1 };

struct step {
    const char *name;
    unsigned at_ms;
    uint16_t watched;
    int told; /* QUIET: nothing is told */
};

/* One after the other, on one clock. */
static const struct step steps[] = {
    {"at first it is told, even if nobody watches", 0, 0, 0},
    {"more at once", 100, 180, 180},
    {"and more", 200, 720, 720},
    {"the same is not told again", 300, 720, QUIET},
    {"less is not told yet", 1000, 180, QUIET},
    {"nor while the time runs", 4900, 180, QUIET},
    {"but after it", 5000, 180, 180},
    {"nobody watches", 10000, 0, QUIET},
    {"a page is turned back in time", 11000, 180, QUIET},
    {"so nothing runs any more", 14500, 180, QUIET},
    {"nobody watches, once more", 15000, 0, QUIET},
    {"what was watched in between counts", 16000, 90, QUIET},
    {"though it is gone again", 19000, 0, 90},
    {"and that runs out, too", 19100, 0, QUIET},
    {"to nothing", 23100, 0, 0},
    {"as large as it comes", 24000, KR_DEMAND_ANY, KR_DEMAND_ANY},
};

static void tells_more_at_once_and_less_later(void **state)
{
    struct kr_demand d = {0};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const struct step *s = &steps[i];
        bool told = kr_demand_step(&d, s->watched, SECOND_US + s->at_ms * UINT64_C(1000));
        print_message("    %s\n", s->name);
        assert_int_equal(told, s->told != QUIET);
        if (told)
            assert_int_equal(d.height, s->told);
    }
    assert_int_equal(kr_demand_due_us(&d), UINT64_MAX);
}

static void says_when_it_is_due(void **state)
{
    struct kr_demand d = {0};
    assert_true(kr_demand_step(&d, 720, SECOND_US));
    assert_int_equal(kr_demand_due_us(&d), UINT64_MAX);
    assert_false(kr_demand_step(&d, 0, 2 * SECOND_US));
    assert_int_equal(kr_demand_due_us(&d), 2 * SECOND_US + KR_DEMAND_LOWER_US);
    assert_true(kr_demand_step(&d, 0, kr_demand_due_us(&d)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_more_at_once_and_less_later),
        cmocka_unit_test(says_when_it_is_due),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
