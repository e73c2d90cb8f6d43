/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "door/tally.h"

static void counts_up_to_a_limit(void **state)
{
    static struct kr_tally t;
    kr_tally_init(&t);
    size_t place = kr_tally_place(&t, 7);
    assert_true(kr_tally_add(&t, place, 2));
    assert_true(kr_tally_add(&t, place, 2));
    assert_false(kr_tally_add(&t, place, 2));
    kr_tally_drop(&t, place);
    assert_true(kr_tally_add(&t, place, 2));
    for (size_t i = 2; i < UINT16_MAX; i++)
        assert_true(kr_tally_add(&t, place, 1000000));
    assert_false(kr_tally_add(&t, place, 1000000));
}

static size_t take_all(struct kr_buckets *b, uint64_t key, uint64_t now_us)
{
    size_t n = 0;
    while (kr_buckets_take(b, key, now_us))
        n++;
    return n;
}

static void buckets_fill_with_time(void **state)
{
    static struct kr_buckets b;
    uint64_t now_us = 5000000;
    kr_buckets_init(&b, 10, 4);
    b.secret = 1;
    assert_int_equal(take_all(&b, 1, now_us), 10);
    assert_int_equal(take_all(&b, 2, now_us), 10); /* another's is its own */
    assert_int_equal(take_all(&b, 1, now_us + 249999), 0);
    assert_int_equal(take_all(&b, 1, now_us + 250000), 1);
    assert_int_equal(take_all(&b, 1, now_us + 500000), 1);
    assert_int_equal(take_all(&b, 1, now_us + 1500000), 4);
    assert_int_equal(take_all(&b, 1, now_us + 3600000000), 10); /* and never more than it holds */
    assert_int_equal(take_all(&b, 1, now_us), 0);               /* nor by a clock that goes back */
}

static void who_shares_a_count(void **state)
{
    const struct kr_wire_address a = {.family = 4, .ip = {192, 0, 2, 1}, .port = 1}, b = {.family = 4, .ip = {192, 0, 2, 1}, .port = 2},
                                 c = {.family = 4, .ip = {192, 0, 2, 2}, .port = 1};
    const struct kr_wire_address d = {.family = 6, .ip = {0x20, 1, 0xd, 0xb8, 1, 2, 3, 4, 1}}, e = {.family = 6, .ip = {0x20, 1, 0xd, 0xb8, 1, 2, 3, 4, 9}},
                                 f = {.family = 6, .ip = {0x20, 1, 0xd, 0xb8, 1, 2, 3, 5, 1}};
    assert_true(kr_tally_key_of_address(&a) == kr_tally_key_of_address(&b));
    assert_false(kr_tally_key_of_address(&a) == kr_tally_key_of_address(&c));
    assert_true(kr_tally_key_of_address(&d) == kr_tally_key_of_address(&e)); /* one /64 */
    assert_false(kr_tally_key_of_address(&d) == kr_tally_key_of_address(&f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_up_to_a_limit),
        cmocka_unit_test(buckets_fill_with_time),
        cmocka_unit_test(who_shares_a_count),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
