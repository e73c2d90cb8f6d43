/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/allocate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { K = 1000, MOST = 4 };

#define PICTURE(r, h) {.rank = (r), .n_layers = 3, .bps = {100 * K, 400 * K, 1500 * K}, .most = (h)}

static const struct {
    const char *name;
    size_t n;
    struct kr_picture pictures[MOST];
    uint64_t budget_bps;
    size_t chosen[MOST];
} cases[] = {
    {"room for all", 2, {PICTURE(KR_RANK_STAGE, 2), PICTURE(KR_RANK_GRID, 1)}, 5000 * K, {2, 1}},
    {"no room at all: the lowest is always sent", 2, {PICTURE(KR_RANK_STAGE, 2), PICTURE(KR_RANK_GRID, 2)}, 0, {0, 0}},
    {"the stage before the grid", 2, {PICTURE(KR_RANK_GRID, 2), PICTURE(KR_RANK_STAGE, 2)}, 1900 * K, {0, 2}},
    {"the screen before the stage", 2, {PICTURE(KR_RANK_STAGE, 2), PICTURE(KR_RANK_SCREEN, 2)}, 1900 * K, {0, 2}},
    {"what the first cannot use the next gets", 3, {PICTURE(KR_RANK_STAGE, 1), PICTURE(KR_RANK_GRID, 2), PICTURE(KR_RANK_GRID, 2)},
     2300 * K, {1, 2, 0}},
    {"to go higher takes a reserve", 1, {PICTURE(KR_RANK_STAGE, 2)}, 1600 * K, {1}},
    {"to stay does not", 1, {{.rank = KR_RANK_STAGE, .n_layers = 3, .bps = {100 * K, 400 * K, 1500 * K}, .most = 2, .now = 2}},
     1600 * K, {2}},
    {"a layer that does not come", 1, {{.rank = KR_RANK_STAGE, .n_layers = 3, .bps = {100 * K, 0, 1500 * K}, .most = 2}}, 1000 * K, {0}},
    {"the lowest that comes", 1, {{.rank = KR_RANK_STAGE, .n_layers = 3, .bps = {0, 400 * K, 1500 * K}, .most = 2}}, 0, {1}},
    {"none comes", 1, {{.rank = KR_RANK_STAGE, .n_layers = 3, .most = 2}}, 5000 * K, {0}},
    {"no simulcast", 1, {{.rank = KR_RANK_GRID, .n_layers = 1, .bps = {900 * K}}}, 100 * K, {0}},
    {"a larger layer that costs less", 1, {{.rank = KR_RANK_STAGE, .n_layers = 2, .bps = {400 * K, 300 * K}, .most = 1}}, 0, {1}},
};

static void pictures_get_what_there_is(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t chosen[MOST] = {9, 9, 9, 9};
        kr_allocate(cases[i].pictures, cases[i].n, cases[i].budget_bps, chosen);
        for (size_t k = 0; k < cases[i].n; k++)
            if (chosen[k] != cases[i].chosen[k])
                fail_msg("%s: picture %zu has layer %zu", cases[i].name, k, chosen[k]);
    }
}

static void what_is_wanted_is_known(void **state)
{
    static const struct kr_picture pictures[] = {PICTURE(KR_RANK_STAGE, 2), PICTURE(KR_RANK_GRID, 1)};
    size_t chosen[2];
    assert_int_equal(kr_allocate(pictures, 2, 0, chosen), 1900 * K);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_get_what_there_is),
        cmocka_unit_test(what_is_wanted_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
