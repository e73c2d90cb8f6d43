/* SPDX-License-Identifier: EUPL-1.2 */
#include "meeting/rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const uint64_t t0_ms = 1000000;

static int take_many(struct kr_rate *r, enum kr_signal_type kind, int n, uint64_t now_ms)
{
    int passed = 0;
    for (int i = 0; i < n; i++)
        passed += kr_rate_take(r, kind, now_ms) == 0;
    return passed;
}

static void bursts_then_refills(void **state)
{
    static const struct {
        enum kr_signal_type kind;
        int burst, per_minute;
    } cases[] = {{KR_SIGNAL_SAY, 8, 60}, {KR_SIGNAL_KNOCK, 5, 12}, {KR_SIGNAL_WATCH, 40, 600}, {KR_SIGNAL_END, 3, 12}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kr_rate r = {0};
        assert_int_equal(take_many(&r, cases[i].kind, 100, t0_ms), cases[i].burst);
        uint64_t one_ms = 60000 / (uint64_t)cases[i].per_minute;
        assert_int_equal(kr_rate_take(&r, cases[i].kind, t0_ms + one_ms - 1), KR_E_LIMITED);
        assert_int_equal(kr_rate_take(&r, cases[i].kind, t0_ms + one_ms), 0);
        assert_int_equal(kr_rate_take(&r, cases[i].kind, t0_ms + one_ms), KR_E_LIMITED);
        assert_int_equal(take_many(&r, cases[i].kind, 100, t0_ms + 3600000), cases[i].burst);
    }
}

static void every_kind_is_limited_and_apart(void **state)
{
    struct kr_rate r = {0};
    assert_true(take_many(&r, KR_SIGNAL_SAY, 1000, t0_ms) > 0);
    for (int kind = 0; kind < KR_RATE_KINDS; kind++) {
        struct kr_rate fresh = {0};
        int passed = take_many(&fresh, (enum kr_signal_type)kind, 1000, t0_ms);
        assert_in_range(passed, 1, 60);
        if (kind != KR_SIGNAL_SAY)
            assert_int_equal(kr_rate_take(&r, (enum kr_signal_type)kind, t0_ms), 0);
    }
}

static void server_messages_are_never_taken(void **state)
{
    struct kr_rate r = {0};
    assert_int_equal(kr_rate_take(&r, KR_SIGNAL_JOINED, t0_ms), KR_E_LIMITED);
}

static void a_flood_closes(void **state)
{
    struct kr_rate r = {0};
    int n = 0;
    while (kr_rate_take(&r, KR_SIGNAL_PING, t0_ms) != KR_E_CLOSED)
        assert_true(++n < 1000);
    assert_int_equal(n, 10 + 200);
}

static void a_clock_that_stands_is_no_gift(void **state)
{
    struct kr_rate r = {0};
    assert_int_equal(take_many(&r, KR_SIGNAL_SAY, 8, t0_ms), 8);
    assert_int_equal(kr_rate_take(&r, KR_SIGNAL_SAY, t0_ms - 5000), KR_E_LIMITED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bursts_then_refills),
        cmocka_unit_test(every_kind_is_limited_and_apart),
        cmocka_unit_test(server_messages_are_never_taken),
        cmocka_unit_test(a_flood_closes),
        cmocka_unit_test(a_clock_that_stands_is_no_gift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
