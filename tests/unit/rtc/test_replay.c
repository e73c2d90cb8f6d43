/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dice.h"

enum { W = KR_REPLAY_WINDOW };
#define FAR (UINT64_C(1) << 47)

/* Each case: these indices come in this order; the last one is, or is not, let through. */
static const struct {
    int number;
    const char *what;
    uint64_t come[6];
    size_t n;
    int expected;
} cases[] = {
    {1, "the first of all, zero", {0}, 1, 0},
    {2, "the first of all, far up", {FAR}, 1, 0},
    {3, "the next", {5, 6}, 2, 0},
    {4, "the same again", {5, 5}, 2, KR_E_REPLAY},
    {5, "zero again", {0, 0}, 2, KR_E_REPLAY},
    {6, "one left out", {5, 7, 6}, 3, 0},
    {7, "one left out, twice", {5, 7, 6, 6}, 4, KR_E_REPLAY},
    {8, "oldest of the window", {1000, 1000 - W + 1}, 2, 0},
    {9, "just out of the window", {1000, 1000 - W}, 2, KR_E_REPLAY},
    {10, "oldest of the window again", {1000, 1000 - W + 1, 1000 - W + 1}, 3, KR_E_REPLAY},
    {11, "last bit of the first word", {1000, 1000 - 63, 1000 - 63}, 3, KR_E_REPLAY},
    {12, "first bit of the second word", {1000, 1000 - 64, 1000 - 64}, 3, KR_E_REPLAY},
    {13, "seen, then slid by one into the second word", {1000, 1000 - 63, 1001, 1000 - 63}, 4, KR_E_REPLAY},
    {14, "not seen, then slid by one into the second word", {1000, 1001, 1000 - 63}, 3, 0},
    {15, "slid by exactly one word", {1000, 1064, 1000}, 3, KR_E_REPLAY},
    {16, "slid by more than one word", {1000, 999, 1100, 999}, 4, KR_E_REPLAY},
    {17, "slid by more than one word, not seen", {1000, 1100, 999}, 3, 0},
    {18, "slid by the window less one", {1000, 1000 + W - 1, 1000}, 3, KR_E_REPLAY},
    {19, "slid by the window", {1000, 1000 + W, 1000}, 3, KR_E_REPLAY},
    {20, "slid by the window: its new oldest was not seen", {1000, 1000 + W, 1001}, 3, 0},
    {21, "slid far: nothing of before is left", {1000, FAR, FAR - 1}, 3, 0},
    {22, "slid far: the old one is too old", {1000, FAR, 1000}, 3, KR_E_REPLAY},
    {23, "below zero there is nothing", {3, 0}, 2, 0},
    {24, "over the turn of the sequence number", {0xffff, 0x10000, 0xffff}, 3, KR_E_REPLAY},
    {25, "over the turn, one left out", {0xfffe, 0x10000, 0xffff}, 3, 0},
    {26, "top of the 48 bits", {(UINT64_C(1) << 48) - 1, (UINT64_C(1) << 48) - 1}, 2, KR_E_REPLAY},
};

static void lets_through_what_is_new(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kr_replay r = {0};
        for (size_t k = 0; k + 1 < cases[i].n; k++) {
            assert_int_equal(kr_replay_check(&r, cases[i].come[k]), 0);
            kr_replay_add(&r, cases[i].come[k]);
        }
        int got = kr_replay_check(&r, cases[i].come[cases[i].n - 1]);
        if (got != cases[i].expected)
            fail_msg("case %d (%s): %s", cases[i].number, cases[i].what, kr_err_id(got));
    }
}

/* Against a list of all that came, over random walks. */
static void agrees_with_a_plain_list(void **state)
{
    enum { RANGE = 4096, STEPS = 200000 };
    static uint8_t seen[RANGE + W];
    struct kr_replay r = {0};
    uint64_t highest = 0, base = FAR;
    bool any = false;
    dice_seed(1);
    for (int i = 0; i < STEPS; i++) {
        uint64_t at = any ? highest + (uint64_t)(dice_roll() % (dice_roll() % 8 ? 3 * W : 3)) : 2 * W;
        at = at > 2 * W ? at - (uint64_t)(dice_roll() % (2 * W)) : at;
        if (at >= RANGE) { /* start over with a fresh window */
            r = (struct kr_replay){0};
            any = false;
            highest = 0;
            for (size_t k = 0; k < sizeof seen; k++)
                seen[k] = 0;
            continue;
        }
        bool fresh = !any || at > highest || (highest - at < W && !seen[at]);
        assert_int_equal(kr_replay_check(&r, base + at), fresh ? 0 : KR_E_REPLAY);
        if (!fresh)
            continue;
        kr_replay_add(&r, base + at);
        seen[at] = 1;
        highest = !any || at > highest ? at : highest;
        any = true;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_through_what_is_new),
        cmocka_unit_test(agrees_with_a_plain_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
