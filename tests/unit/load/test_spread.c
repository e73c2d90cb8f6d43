/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "load/spread.h"

static struct kr_spread s;

static void nothing_has_no_quantile(void **state)
{
    s = (struct kr_spread){0};
    assert_int_equal(kr_spread_quantile(&s, 0.5), 0);
}

static void small_values_are_exact(void **state)
{
    s = (struct kr_spread){0};
    for (uint64_t v = 1; v <= 10; v++)
        kr_spread_add(&s, v);
    assert_int_equal(kr_spread_quantile(&s, 0), 1);
    assert_int_equal(kr_spread_quantile(&s, 0.5), 6);
    assert_int_equal(kr_spread_quantile(&s, 1), 10);
}

/* Whatever the value, what comes out is not below it and not more than 1/32 above. */
static void large_values_are_near(void **state)
{
    for (uint64_t v = 1; v < UINT64_C(1) << 60; v = v * 5 / 4 + 1) {
        s = (struct kr_spread){0};
        kr_spread_add(&s, v);
        kr_spread_add(&s, UINT64_C(1) << 62);
        uint64_t q = kr_spread_quantile(&s, 0);
        assert_true(q >= v && q - v <= v / 32);
    }
}

static void the_largest_is_kept(void **state)
{
    s = (struct kr_spread){0};
    for (uint64_t v = 0; v < 100000; v++)
        kr_spread_add(&s, v);
    assert_int_equal(kr_spread_quantile(&s, 1), 99999);
    uint64_t p99 = kr_spread_quantile(&s, 0.99);
    assert_true(p99 >= 99000 && p99 <= 99999);
    kr_spread_add(&s, UINT64_MAX);
    assert_true(kr_spread_quantile(&s, 1) == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_has_no_quantile),
        cmocka_unit_test(small_values_are_exact),
        cmocka_unit_test(large_values_are_near),
        cmocka_unit_test(the_largest_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
