/* SPDX-License-Identifier: EUPL-1.2 */
/* What bounds sending from moment to moment: the bucket, and how much may be on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "rtc/bucket.h"
#include "rtc/bwe_window.h"

enum { MS = 1000, S = 1000000, K = 1000 };

static const struct {
    const char *name;
    uint64_t bits, passed_us, rate_bps, left;
} leaks[] = {
    {"empties at the rate", 10000, 10 * MS, 500 * K, 5000},
    {"not below nothing", 10000, S, 500 * K, 0},
    {"no time, nothing", 10000, 0, 500 * K, 10000},
    {"a day", 1 << 30, 86400ull * S, 30 * K, (1 << 30) - 300000},
};

static void a_bucket_leaks(void **state)
{
    for (size_t i = 0; i < sizeof leaks / sizeof *leaks; i++) {
        struct kr_bucket b = {.bits = leaks[i].bits, .at_us = 5 * S};
        kr_bucket_leak(&b, leaks[i].rate_bps, 5 * S + leaks[i].passed_us);
        if (b.bits != leaks[i].left)
            fail_msg("%s: %d", leaks[i].name, (int)b.bits);
    }
}

/* Looked at often, a slow rate still lets out what it should. */
static void short_steps_add_up(void **state)
{
    struct kr_bucket b = {.bits = 100000, .at_us = S};
    for (uint64_t now = S; now <= 2 * S; now += 7)
        kr_bucket_leak(&b, 30 * K, now);
    assert_true(b.bits >= 69500 && b.bits <= 70010); /* of 30,000 */
}

static void a_bucket_is_open_for_a_burst(void **state)
{
    struct kr_bucket b = {0};
    assert_true(kr_bucket_open(&b, 1000 * K, 20 * MS, 0));
    kr_bucket_fill(&b, 2499);
    assert_true(kr_bucket_open(&b, 1000 * K, 20 * MS, 0)); /* 2500 bytes */
    kr_bucket_fill(&b, 1);
    assert_false(kr_bucket_open(&b, 1000 * K, 20 * MS, 0));
    assert_true(kr_bucket_open(&b, 1000 * K, 20 * MS, 2501));
}

static void the_window_is_a_round_trip_and_more(void **state)
{
    struct kr_bwe_window w;
    kr_bwe_window_init(&w);
    w.flying = UINT64_MAX - 1;
    assert_false(kr_bwe_window_full(&w)); /* nothing is known yet */
    kr_bwe_window_heard(&w, 1000 * K, 100 * MS, 0, 0, S);
    assert_int_equal(w.most, (100 + 120) * 125); /* 125 bytes a millisecond */
    kr_bwe_window_heard(&w, 1000 * K, 400 * MS, 100 * MS, 0, S + 100 * MS);
    assert_int_equal(w.most, (100 + 100 + 120) * 125); /* the least round trip, the longest interval */
    kr_bwe_window_heard(&w, 1000 * K, 400 * MS, 5 * S, 80 * MS, S + 200 * MS);
    assert_int_equal(w.most, (100 + 300 + 80 + 120) * 125); /* of which so much counts, and a queue that is another's */
    kr_bwe_window_heard(&w, 30 * K, 100 * MS, 100 * MS, 0, S + 300 * MS);
    assert_int_equal(w.most, KR_BWE_WINDOW_LEAST_BYTES);
    w.flying = w.most;
    assert_false(kr_bwe_window_full(&w));
    w.flying++;
    assert_true(kr_bwe_window_full(&w));
}

static void intervals_are_forgotten(void **state)
{
    struct kr_bwe_window w;
    kr_bwe_window_init(&w);
    kr_bwe_window_heard(&w, 1000 * K, 100 * MS, 250 * MS, 0, S);
    for (int i = 1; i < 100; i++)
        kr_bwe_window_heard(&w, 1000 * K, 100 * MS, 50 * MS, 0, S + (uint64_t)i * 50 * MS);
    assert_true(w.interval_us < 52 * MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bucket_leaks),
        cmocka_unit_test(short_steps_add_up),
        cmocka_unit_test(a_bucket_is_open_for_a_burst),
        cmocka_unit_test(the_window_is_a_round_trip_and_more),
        cmocka_unit_test(intervals_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
