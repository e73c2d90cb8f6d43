/* SPDX-License-Identifier: EUPL-1.2 */
/* Which packets are padded so that they share a message, and how long a batch is waited for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "media/bundle.h"
#include "media/gather.h"
#include "../rtc/dice.h"

struct row {
    const char *name;
    uint16_t bytes[8], fill[8]; /* up to the first 0; fill 0: stays as it is */
};

static const struct row rows[] = {
    {"one stays", {1200}, {0}},
    {"equal ones stay", {1200, 1200, 1200}, {0}},
    {"a frame whose last parts are a byte larger", {1100, 1100, 1101, 1101}, {1101, 1101, 0, 0}},
    {"a frame whose first part is larger", {1180, 1177, 1177}, {0, 1180, 0}},
    {"the last of all may be shorter", {1200, 1199}, {0, 0}},
    {"a shorter one ends the message, so those before are filled", {1200, 1199, 400}, {0, 1200, 0}},
    {"sound behind a picture", {1200, 1200, 140}, {0, 0, 0}},
    {"two of very different size", {900, 500}, {0, 0}},
    {"a larger one begins another message", {500, 900, 900}, {0, 0, 0}},
    {"not more than a few bytes", {1000, 1009}, {0, 0}},
    {"not more than a few bytes in sum", {1000, 1005, 1010}, {1005, 0, 0}},
};

static void fills(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct kr_bundle_item items[8] = {0};
        size_t n = 0;
        for (; n < 8 && rows[i].bytes[n]; n++)
            items[n].bytes = rows[i].bytes[n];
        kr_bundle_fill(items, n);
        for (size_t k = 0; k < n; k++)
            if (items[k].fill != rows[i].fill[k])
                fail_msg("%s: packet %zu is filled up to %u", rows[i].name, k, items[k].fill);
    }
}

/* As the kernel cuts: equal sizes, and the last may be shorter. */
static size_t messages(const uint16_t *sizes, size_t n)
{
    size_t count = 0;
    for (size_t from = 0, to; from < n; from = to, count++)
        for (to = from + 1; to < n && sizes[to - 1] == sizes[from] && sizes[to] <= sizes[from];)
            to++;
    return count;
}

/* Whatever comes: never more messages than without, never a packet smaller or much larger than it was. */
static void never_costs_a_message(void **state)
{
    dice_seed(1);
    for (int round = 0; round < 20000; round++) {
        struct kr_bundle_item items[KR_BUNDLE_ITEMS] = {0};
        uint16_t plain[KR_BUNDLE_ITEMS], filled[KR_BUNDLE_ITEMS];
        size_t n = 1 + (size_t)(dice_roll() % KR_BUNDLE_ITEMS);
        int spread = 1 + dice_roll() % 30;
        for (size_t i = 0; i < n; i++)
            items[i].bytes = plain[i] = (uint16_t)(100 * (1 + dice_roll() % 3) + dice_roll() % spread);
        kr_bundle_fill(items, n);
        for (size_t i = 0; i < n; i++) {
            filled[i] = items[i].fill ? items[i].fill : plain[i];
            assert_true(filled[i] >= plain[i] && filled[i] - plain[i] <= KR_BUNDLE_FILL_MOST);
        }
        assert_true(messages(filled, n) <= messages(plain, n));
    }
}

static void waits_as_it_is_busy(void **state)
{
    static const struct {
        uint32_t busy_permille, wait_us;
    } table[] = {{0, 0}, {140, 0}, {250, 0}, {350, 200}, {500, 500}, {700, 900}, {750, 1000}, {1000, 1000}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_int_equal(kr_gather_us(&(struct kr_gather){.busy_ppm = 1000 * table[i].busy_permille}), table[i].wait_us);
}

/* Turns of busy and idle time; the share follows within some frames and stays a share. */
static void knows_how_busy_it_is(void **state)
{
    static const struct {
        uint64_t busy_us, idle_us;
        uint32_t from, to; /* permille after a second of it */
    } table[] = {{100, 900, 80, 120}, {3000, 1000, 700, 800}, {50000, 0, 990, 1000}, {0, 20000, 0, 5}, {10, 400000, 0, 5}};
    struct kr_gather g = {0};
    uint64_t now_us = 12345;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        for (uint64_t end_us = now_us + 1000000; now_us < end_us;) {
            now_us += table[i].idle_us;
            kr_gather_batch(&g, now_us, now_us + table[i].busy_us);
            now_us += table[i].busy_us;
            assert_true(g.busy_ppm <= 1000000);
        }
        assert_in_range(g.busy_ppm / 1000, table[i].from, table[i].to);
    }
    kr_gather_batch(&g, now_us, now_us); /* no time passed at all */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills),
        cmocka_unit_test(never_costs_a_message),
        cmocka_unit_test(waits_as_it_is_busy),
        cmocka_unit_test(knows_how_busy_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
