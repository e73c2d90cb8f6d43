/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/allocate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { K = 1000, MOST = 4 };

/* Three layers without and with temporal layers. */
#define PLAIN .n_layers = 3, .layers = {{{100 * K}, 1}, {{400 * K}, 1}, {{1500 * K}, 1}}
#define TEMPORAL .n_layers = 3, .layers = {{{50 * K, 70 * K, 100 * K}, 3}, {{200 * K, 280 * K, 400 * K}, 3}, {{750 * K, 1050 * K, 1500 * K}, 3}}
#define PICTURE(r, h) {.rank = (r), .most = (h), PLAIN}
#define MOVING(r, h) {.rank = (r), .most = (h), TEMPORAL}
#define WITH(r, h, l, t) {.rank = (r), .most = (h), .now = {.layer = (l), .temporal = (t)}, TEMPORAL}
#define PAUSED(r) {.rank = (r), .most = 2, .now = {.paused = true}, PLAIN}
#define NONE {.paused = true}

static const struct {
    const char *name;
    size_t n;
    struct kr_picture pictures[MOST];
    uint64_t budget_bps;
    struct kr_choice chosen[MOST];
} cases[] = {
    {"room for all", 2, {PICTURE(KR_RANK_STAGE, 2), PICTURE(KR_RANK_GRID, 1)}, 5000 * K, {{2}, {1}}},
    {"no room at all", 2, {PICTURE(KR_RANK_STAGE, 2), PICTURE(KR_RANK_GRID, 2)}, 0, {NONE, NONE}},
    {"the stage before the grid", 2, {PICTURE(KR_RANK_GRID, 2), PICTURE(KR_RANK_STAGE, 2)}, 1900 * K, {{0}, {2}}},
    {"the screen before the stage", 2, {PICTURE(KR_RANK_STAGE, 2), PICTURE(KR_RANK_SCREEN, 2)}, 1900 * K, {{0}, {2}}},
    {"the stage before what is pinned", 2, {PICTURE(KR_RANK_PINNED, 2), PICTURE(KR_RANK_STAGE, 2)}, 1900 * K, {{0}, {2}}},
    {"what is pinned before the grid", 2, {PICTURE(KR_RANK_GRID, 2), PICTURE(KR_RANK_PINNED, 2)}, 1900 * K, {{0}, {2}}},
    {"what the first cannot use the next gets", 3, {PICTURE(KR_RANK_STAGE, 1), PICTURE(KR_RANK_GRID, 2), PICTURE(KR_RANK_GRID, 2)},
     2300 * K, {{1}, {2}, {0}}},
    {"to go higher takes a reserve", 1, {PICTURE(KR_RANK_STAGE, 2)}, 1600 * K, {{1}}},
    {"to stay does not", 1, {{.rank = KR_RANK_STAGE, .most = 2, .now = {.layer = 2}, PLAIN}}, 1500 * K, {{2}}},
    {"who was lowered just now stays low", 1, {{.rank = KR_RANK_STAGE, .most = 2, .now = {.layer = 1}, .calm = true, PLAIN}}, 9000 * K, {{1}}},
    {"and can be lowered again", 1, {{.rank = KR_RANK_STAGE, .most = 2, .now = {.layer = 1}, .calm = true, PLAIN}}, 200 * K, {{0}}},
    {"a layer that does not come", 1, {{.rank = KR_RANK_STAGE, .n_layers = 3, .layers = {{{100 * K}, 1}, {{0}, 0}, {{1500 * K}, 1}}, .most = 2}},
     1000 * K, {{0}}},
    {"the lowest that comes", 1, {{.rank = KR_RANK_STAGE, .n_layers = 3, .layers = {{{0}, 0}, {{400 * K}, 1}, {{1500 * K}, 1}}, .most = 2, .now = {.layer = 1}}},
     400 * K, {{1}}},
    {"none comes", 1, {{.rank = KR_RANK_STAGE, .n_layers = 3, .most = 2}}, 5000 * K, {{0}}},
    {"no simulcast, too much", 1, {{.rank = KR_RANK_GRID, .n_layers = 1, .layers = {{{900 * K}, 1}}}}, 100 * K, {NONE}},
    {"a larger layer that costs less", 1, {{.rank = KR_RANK_STAGE, .n_layers = 2, .layers = {{{400 * K}, 1}, {{300 * K}, 1}}, .most = 1}}, 400 * K, {{1}}},

    {"all frames of all", 2, {MOVING(KR_RANK_STAGE, 2), MOVING(KR_RANK_GRID, 0)}, 5000 * K, {{2, 2}, {0, 2}}},
    {"frames before size: half of them", 1, {WITH(KR_RANK_STAGE, 2, 2, 2)}, 1400 * K, {{2, 1}}},
    {"a camera's size before a quarter of its frames", 1, {WITH(KR_RANK_STAGE, 2, 2, 2)}, 1000 * K, {{1, 2}}},
    {"a screen's size after all frames", 1, {WITH(KR_RANK_SCREEN, 2, 2, 2)}, 1000 * K, {{2, 0}}},
    {"the smallest layer at its lowest", 1, {WITH(KR_RANK_STAGE, 2, 0, 2)}, 60 * K, {{0, 0}}},
    {"the less important loses frames first", 2, {WITH(KR_RANK_STAGE, 0, 0, 2), WITH(KR_RANK_GRID, 0, 0, 2)}, 190 * K, {{0, 2}, {0, 1}}},
    {"all are shown before one is smooth", 2, {WITH(KR_RANK_STAGE, 2, 0, 2), WITH(KR_RANK_GRID, 2, 0, 2)}, 105 * K, {{0, 0}, {0, 0}}},
    {"from the end of the order", 3, {WITH(KR_RANK_GRID, 0, 0, 2), WITH(KR_RANK_GRID, 0, 0, 2), WITH(KR_RANK_STAGE, 2, 2, 2)}, 110 * K,
     {{0, 0}, NONE, {0, 0}}},
    {"who was held back takes a reserve", 1, {PAUSED(KR_RANK_GRID)}, 114 * K, {NONE}},
    {"and has it", 1, {PAUSED(KR_RANK_GRID)}, 116 * K, {{0}}},
};

static void pictures_get_what_there_is(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kr_choice chosen[MOST] = {{9}, {9}, {9}, {9}};
        kr_allocate(cases[i].pictures, cases[i].n, cases[i].budget_bps, chosen);
        for (size_t k = 0; k < cases[i].n; k++) {
            const struct kr_choice *c = &chosen[k], *want = &cases[i].chosen[k];
            if (c->paused != want->paused || (!c->paused && (c->layer != want->layer || c->temporal != want->temporal)))
                fail_msg("%s: picture %zu has layer %d, temporal %d, paused %d", cases[i].name, k, c->layer, c->temporal, c->paused);
        }
    }
}

/* However little there is: nothing is given that was not there, and more never makes anybody's lot worse. */
static void more_is_never_less(void **state)
{
    static const struct kr_picture pictures[] = {WITH(KR_RANK_GRID, 1, 0, 2), WITH(KR_RANK_STAGE, 2, 0, 2), WITH(KR_RANK_PINNED, 2, 0, 2),
                                                 WITH(KR_RANK_SCREEN, 2, 0, 2)};
    size_t shown_before = 0;
    for (uint64_t budget = 0; budget < 6000 * K; budget += 10 * K) {
        struct kr_choice chosen[MOST];
        uint64_t sum = 0;
        size_t shown = 0;
        kr_allocate(pictures, MOST, budget, chosen);
        for (size_t i = 0; i < MOST; i++) {
            sum += chosen[i].paused ? 0 : pictures[i].layers[chosen[i].layer].bps[chosen[i].temporal];
            shown += !chosen[i].paused;
        }
        assert_true(sum <= budget && shown >= shown_before);
        shown_before = shown;
    }
    assert_int_equal(shown_before, MOST);
}

static void what_is_wanted_is_known(void **state)
{
    static const struct kr_picture pictures[] = {PICTURE(KR_RANK_STAGE, 2), PICTURE(KR_RANK_GRID, 1)};
    struct kr_choice chosen[2];
    assert_int_equal(kr_allocate(pictures, 2, 0, chosen), 1900 * K);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_get_what_there_is),
        cmocka_unit_test(more_is_never_less),
        cmocka_unit_test(what_is_wanted_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
