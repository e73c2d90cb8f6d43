/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/seq.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dice.h"

enum { TURN = 0x10000 };

static void widens_to_the_nearest(void **state)
{
    static const struct {
        uint16_t first, next;
        int64_t ahead; /* of TURN + first */
    } rows[] = {
        {0, 0, 0},          {0, 1, 1},           {5, 4, -1},          {65535, 0, 1},      {0, 65535, -1},
        {0, 32767, 32767},  {0, 32768, -32768},  {0, 32769, -32767},  {1, 32769, -32768}, {65535, 32766, 32767},
        {65000, 100, 636},  {100, 65000, -636},  {32768, 0, -32768},  {32768, 65535, 32767},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct kr_seq s = {0};
        assert_true(kr_seq_widen(&s, rows[i].first) == TURN + (uint64_t)rows[i].first);
        assert_true(kr_seq_widen(&s, rows[i].next) == TURN + (uint64_t)rows[i].first + (uint64_t)rows[i].ahead);
        /* The highest stays where it was if that was behind. */
        uint64_t highest = TURN + (uint64_t)rows[i].first + (rows[i].ahead > 0 ? (uint64_t)rows[i].ahead : 0);
        assert_true(s.last == highest);
    }
}

/* Millions of packets with loss and reordering, over many turns. */
static void follows_for_long(void **state)
{
    struct kr_seq s = {0};
    uint64_t sent = TURN + 65000, highest = sent;
    assert_true(kr_seq_widen(&s, (uint16_t)sent) == sent);
    dice_seed(3);
    for (int i = 0; i < 5000000; i++) {
        sent = highest + (uint64_t)(dice_roll() % 300) + (dice_roll() % 100000 == 0 ? 30000 : 0);
        if (dice_roll() % 4 == 0)
            sent = highest - (uint64_t)(dice_roll() % 500);
        assert_true(kr_seq_widen(&s, (uint16_t)sent) == sent);
        highest = sent > highest ? sent : highest;
    }
    assert_true(highest > 1000 * (uint64_t)TURN);
}

static void never_falls_below_zero(void **state)
{
    struct kr_seq s = {0};
    kr_seq_widen(&s, 0);
    for (int i = 0; i < 10; i++)
        assert_true(kr_seq_widen(&s, 32768) == TURN - 32768);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widens_to_the_nearest),
        cmocka_unit_test(follows_for_long),
        cmocka_unit_test(never_falls_below_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
