/* SPDX-License-Identifier: EUPL-1.2 */
/* When a user is told that pictures are reduced, and that they are not any more. */
#include "media/quality.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { STEP_US = 100000, K = 1000 };

/* For so long it is seen so; what has been told at its end. */
struct phase {
    unsigned steps;
    struct kr_quality_view seen;
    unsigned told;                   /* how often by then */
    enum kr_quality_reduced reduced;
    bool weak;
};

static const struct {
    const char *name;
    struct phase phases[6];
} cases[] = {
    {"a good line is told once, for its rate", {{200, {.rate_bps = 2000 * K}, 1, KR_QUALITY_WHOLE, false}}},
    {"a dip of half a second is not told", {{100, {.rate_bps = 2000 * K}, 1, KR_QUALITY_WHOLE, false},
                                            {5, {KR_QUALITY_SIZE, .rate_bps = 2000 * K}, 1, KR_QUALITY_WHOLE, false},
                                            {100, {.rate_bps = 2000 * K}, 1, KR_QUALITY_WHOLE, false}}},
    {"worse after a second, better after four", {{100, {.rate_bps = 2000 * K}, 1, KR_QUALITY_WHOLE, false},
                                                 {12, {KR_QUALITY_SIZE, .rate_bps = 2000 * K}, 2, KR_QUALITY_SIZE, false},
                                                 {38, {.rate_bps = 2000 * K}, 2, KR_QUALITY_SIZE, false},
                                                 {5, {.rate_bps = 2000 * K}, 3, KR_QUALITY_WHOLE, false}}},
    {"what comes and goes stays told as its worst", {{20, {KR_QUALITY_SIZE, .rate_bps = 500 * K}, 1, KR_QUALITY_SIZE, false},
                                                     {20, {.rate_bps = 500 * K}, 1, KR_QUALITY_SIZE, false},
                                                     {20, {KR_QUALITY_SIZE, .rate_bps = 500 * K}, 1, KR_QUALITY_SIZE, false},
                                                     {20, {.rate_bps = 500 * K}, 1, KR_QUALITY_SIZE, false}}},
    {"other pictures are held back", {{20, {KR_QUALITY_PICTURES, .paused = 4, .rate_bps = 300 * K}, 1, KR_QUALITY_PICTURES, false},
                                      {20, {KR_QUALITY_PICTURES, .paused = 12, .rate_bps = 300 * K}, 2, KR_QUALITY_PICTURES, false}}},
    {"another rate, at most every five seconds", {{60, {.rate_bps = 2000 * K}, 1, KR_QUALITY_WHOLE, false},
                                                  {30, {.rate_bps = 900 * K}, 1, KR_QUALITY_WHOLE, false},
                                                  {25, {.rate_bps = 900 * K}, 2, KR_QUALITY_WHOLE, false},
                                                  {100, {.rate_bps = 950 * K}, 2, KR_QUALITY_WHOLE, false}}},
    {"a weak sender is told late", {{80, {.rate_bps = 2000 * K}, 1, KR_QUALITY_WHOLE, false},
                                    {50, {.weak = true, .rate_bps = 2000 * K}, 1, KR_QUALITY_WHOLE, false},
                                    {15, {.weak = true, .rate_bps = 2000 * K}, 2, KR_QUALITY_WHOLE, true}}},
    {"on a weak line it is not told of a sender", {{20, {KR_QUALITY_SIZE, .rate_bps = 500 * K}, 1, KR_QUALITY_SIZE, false},
                                                   {99, {KR_QUALITY_SIZE, .weak = true, .rate_bps = 500 * K}, 1, KR_QUALITY_SIZE, false}}},
};

static void notices_do_not_flicker(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kr_quality q = {0};
        uint64_t now = 5000000;
        unsigned told = 0;
        for (const struct phase *p = cases[i].phases; p < cases[i].phases + 6 && p->steps; p++) {
            for (unsigned s = 0; s < p->steps; s++)
                told += kr_quality_step(&q, &p->seen, now += STEP_US);
            if (told != p->told || q.last.reduced != p->reduced || q.last.weak != p->weak)
                fail_msg("%s: phase %d: told %u, reduced %d, weak %d", cases[i].name, (int)(p - cases[i].phases), told, q.last.reduced, q.last.weak);
        }
    }
}

/* However it changes, never more than once a second. */
static void never_more_than_once_a_second(void **state)
{
    struct kr_quality q = {0};
    uint64_t last = 0;
    for (uint64_t i = 1; i < 20000; i++) {
        struct kr_quality_view v = {.reduced = (enum kr_quality_reduced)(i * 2654435761u >> 9 & 3), .paused = i >> 4 & 7, .rate_bps = i * 1000};
        if (i / 30 % 2)
            v.reduced = (enum kr_quality_reduced)(i / 60 % 4);
        if (!kr_quality_step(&q, &v, i * STEP_US))
            continue;
        assert_true(!last || i * STEP_US - last >= KR_QUALITY_EVERY_US);
        last = i * STEP_US;
    }
    assert_true(last > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notices_do_not_flicker),
        cmocka_unit_test(never_more_than_once_a_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
