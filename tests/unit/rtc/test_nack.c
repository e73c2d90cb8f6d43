/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/nack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dice.h"

enum { MS = 1000 };
static const uint64_t first = 0x10000 + 65530; /* a few packets before a turn */

static size_t due(struct kr_nack *n, uint64_t now_us, uint16_t *out)
{
    return kr_nack_due(n, now_us, 50 * MS, out, KR_NACK_MISSING_MAX);
}

static void nothing_lost_nothing_asked(void **state)
{
    struct kr_nack n;
    uint16_t out[KR_NACK_MISSING_MAX];
    kr_nack_init(&n);
    assert_true(kr_nack_next_us(&n) == UINT64_MAX);
    for (uint64_t i = 0; i < 200000; i++)
        assert_int_equal(kr_nack_received(&n, first + i, i), 0);
    assert_int_equal(due(&n, UINT64_MAX / 2, out), 0);
    assert_true(kr_nack_next_us(&n) == UINT64_MAX);
}

static void a_gap_is_asked_for_after_its_grace(void **state)
{
    struct kr_nack n;
    uint16_t out[KR_NACK_MISSING_MAX];
    kr_nack_init(&n);
    kr_nack_received(&n, first, 0);
    kr_nack_received(&n, first + 9, 100);
    assert_true(kr_nack_next_us(&n) == 100 + KR_NACK_GRACE_US);
    assert_int_equal(due(&n, 99 + KR_NACK_GRACE_US, out), 0);
    assert_int_equal(due(&n, 100 + KR_NACK_GRACE_US, out), 8);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(out[i], (uint16_t)(first + 1 + i)); /* ascending, over the turn */
}

static void what_comes_late_or_again_is_not_missed(void **state)
{
    struct kr_nack n;
    uint16_t out[KR_NACK_MISSING_MAX];
    kr_nack_init(&n);
    kr_nack_received(&n, first, 0);
    kr_nack_received(&n, first + 4, 0);
    kr_nack_received(&n, first + 2, 0);
    kr_nack_received(&n, first + 2, 0);
    kr_nack_received(&n, first, 0);
    assert_int_equal(due(&n, 10 * MS, out), 2);
    assert_int_equal(out[0], (uint16_t)(first + 1));
    assert_int_equal(out[1], (uint16_t)(first + 3));
    kr_nack_received(&n, first + 1, 0);
    kr_nack_received(&n, first + 3, 0);
    assert_true(kr_nack_next_us(&n) == UINT64_MAX);
    assert_int_equal(n.given_up, 0);
}

/* Of packets 0 to 5, the first that comes is 4; what came before it in the stream is missed all the same. */
static void a_stream_may_begin_out_of_order(void **state)
{
    struct kr_nack n;
    uint16_t out[KR_NACK_MISSING_MAX];
    kr_nack_init(&n);
    kr_nack_received(&n, first + 4, 0);
    kr_nack_received(&n, first + 6, 0);
    kr_nack_received(&n, first + 2, 0);
    kr_nack_received(&n, first, 0);
    assert_int_equal(due(&n, 10 * MS, out), 3);
    assert_int_equal(out[0], (uint16_t)(first + 1));
    assert_int_equal(out[1], (uint16_t)(first + 3));
    assert_int_equal(out[2], (uint16_t)(first + 5));
    kr_nack_received(&n, first - KR_NACK_SPAN, 0); /* that was another stream */
    assert_int_equal(n.n_missing, 3);
}

static void asks_again_after_a_round_trip(void **state)
{
    static const struct {
        uint64_t rtt_us, after_us;
    } rows[] = {{0, 100 * MS}, {1 * MS, 20 * MS}, {16 * MS, 20 * MS}, {40 * MS, 50 * MS}, {400 * MS, 500 * MS}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct kr_nack n;
        uint16_t out[4];
        kr_nack_init(&n);
        kr_nack_received(&n, first, 0);
        kr_nack_received(&n, first + 2, 0);
        uint64_t now = KR_NACK_GRACE_US;
        for (int k = 0; k < KR_NACK_TRIES; k++, now += rows[i].after_us) {
            assert_true(kr_nack_next_us(&n) == now);
            assert_int_equal(kr_nack_due(&n, now, rows[i].rtt_us, out, 4), 1);
            assert_int_equal(kr_nack_due(&n, now, rows[i].rtt_us, out, 4), 0);
        }
        assert_int_equal(kr_nack_due(&n, now, rows[i].rtt_us, out, 4), 0);
        assert_int_equal(n.given_up, 1);
        assert_true(kr_nack_next_us(&n) == UINT64_MAX);
    }
}

static void asks_for_no_more_than_fits(void **state)
{
    struct kr_nack n;
    uint16_t out[3];
    kr_nack_init(&n);
    kr_nack_received(&n, first, 0);
    kr_nack_received(&n, first + 8, 0);
    assert_int_equal(kr_nack_due(&n, 10 * MS, 0, out, 3), 3);
    assert_int_equal(out[0], (uint16_t)(first + 1));
    assert_int_equal(kr_nack_due(&n, 10 * MS, 0, out, 3), 3);
    assert_int_equal(out[0], (uint16_t)(first + 4));
    assert_int_equal(kr_nack_due(&n, 10 * MS, 0, out, 3), 1);
    assert_int_equal(out[0], (uint16_t)(first + 7));
}

static void too_much_lost_needs_a_key_frame(void **state)
{
    static const struct {
        uint64_t gap; /* packets lost in one piece */
        int needed;
        size_t missing;
    } rows[] = {{1, 0, 1}, {255, 0, 255}, {256, 0, 256}, {257, 1, 0}, {30000, 1, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct kr_nack n;
        kr_nack_init(&n);
        kr_nack_received(&n, first, 0);
        assert_int_equal(kr_nack_received(&n, first + rows[i].gap + 1, 0), rows[i].needed);
        assert_int_equal(n.n_missing, rows[i].missing);
        assert_int_equal(kr_nack_received(&n, first + rows[i].gap + 2, 0), 0);
    }
}

static void many_gaps_push_out_the_oldest(void **state)
{
    struct kr_nack n;
    kr_nack_init(&n);
    kr_nack_received(&n, first, 0);
    assert_int_equal(kr_nack_received(&n, first + 201, 0), 0);
    assert_int_equal(kr_nack_received(&n, first + 302, 0), 1); /* 200 and 100 more than 256 */
    assert_int_equal(n.n_missing, KR_NACK_MISSING_MAX);
    assert_int_equal(n.given_up, 44);
    assert_true(n.missing[0].seq == first + 45);
    assert_true(n.missing[KR_NACK_MISSING_MAX - 1].seq == first + 301);
}

static void what_is_too_old_is_given_up(void **state)
{
    struct kr_nack n;
    kr_nack_init(&n);
    kr_nack_received(&n, first, 0);
    for (uint64_t i = 2; i <= KR_NACK_SPAN + 1; i++)
        kr_nack_received(&n, first + i, 0);
    assert_int_equal(n.n_missing, 1);
    kr_nack_received(&n, first + KR_NACK_SPAN + 3, 0);
    assert_int_equal(n.n_missing, 1);
    assert_true(n.missing[0].seq == first + KR_NACK_SPAN + 2);
    assert_int_equal(n.given_up, 1);
}

/* Millions of packets, lost and swapped at random: the list stays ascending, bounded, and holds only what is missing. */
static void holds_its_promises_for_long(void **state)
{
    enum { N = 2000000 };
    static uint8_t arrived[N + 1000];
    struct kr_nack n;
    uint16_t out[KR_NACK_MISSING_MAX];
    kr_nack_init(&n);
    dice_seed(11);
    for (uint64_t i = 1; i < N; i++) {
        uint64_t seq = i + (uint64_t)(dice_roll() % 4);
        if (dice_roll() % 100 < 8)
            continue;
        arrived[seq] = 1;
        kr_nack_received(&n, first + seq, i * MS);
        kr_nack_due(&n, i * MS, 60 * MS, out, 30);
        if (i % 1000)
            continue;
        for (size_t k = 0; k < n.n_missing; k++) {
            assert_true(!arrived[n.missing[k].seq - first]);
            assert_true(!k || n.missing[k - 1].seq < n.missing[k].seq);
            assert_true(n.missing[k].seq < n.highest && n.missing[k].seq + KR_NACK_SPAN + 300 > n.highest);
        }
    }
    assert_true(n.given_up > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_lost_nothing_asked),
        cmocka_unit_test(a_gap_is_asked_for_after_its_grace),
        cmocka_unit_test(what_comes_late_or_again_is_not_missed),
        cmocka_unit_test(a_stream_may_begin_out_of_order),
        cmocka_unit_test(asks_again_after_a_round_trip),
        cmocka_unit_test(asks_for_no_more_than_fits),
        cmocka_unit_test(too_much_lost_needs_a_key_frame),
        cmocka_unit_test(many_gaps_push_out_the_oldest),
        cmocka_unit_test(what_is_too_old_is_given_up),
        cmocka_unit_test(holds_its_promises_for_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
