/* SPDX-License-Identifier: EUPL-1.2 */
/* What slows guessing down: delays of passwords, budgets of codes, the bounded queue of hashes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "office/room/guesses.h"
#include "office/hasher.h"
#include "office/throttle.h"

static struct kr_throttle throttle;
static struct kr_guesses guesses;

static int setup(void **state)
{
    return kr_throttle_init(&throttle) || kr_guesses_init(&guesses);
}

static int teardown(void **state)
{
    kr_throttle_fini(&throttle);
    kr_guesses_fini(&guesses);
    return 0;
}

/* One wrong password; gives the seconds to wait, 0 if it was tried. */
static uint32_t guess(const char *handle, const char *address, uint64_t now_ms)
{
    uint32_t wait_s = kr_throttle_begin(&throttle, handle, address, now_ms);
    if (!wait_s)
        kr_throttle_end(&throttle, handle, address, now_ms, KR_THROTTLE_FAILED);
    return wait_s;
}

static bool may_try(const char *handle, const char *address, uint64_t now_ms)
{
    if (kr_throttle_begin(&throttle, handle, address, now_ms))
        return false;
    kr_throttle_end(&throttle, handle, address, now_ms, KR_THROTTLE_NOT_TRIED);
    return true;
}

static void delays_grow_to_a_limit(void **state)
{
    static const uint32_t expected[] = {0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30};
    uint64_t now_ms = 1000;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_int_equal(guess("mk-1", "192.0.2.1", now_ms), 0);
        uint32_t wait_s = kr_throttle_begin(&throttle, "mk-1", "192.0.2.1", now_ms);
        assert_int_equal(wait_s, expected[i]);
        if (!wait_s) {
            kr_throttle_end(&throttle, "mk-1", "192.0.2.1", now_ms, KR_THROTTLE_NOT_TRIED);
            continue;
        }
        /* Trying too early is refused and lengthens nothing. */
        assert_int_equal(kr_throttle_begin(&throttle, "mk-1", "192.0.2.1", now_ms + 1000ull * wait_s - 1), 1);
        now_ms += 1000ull * wait_s;
    }
    assert_true(may_try("mk-1", "192.0.2.1", now_ms));
}

static void a_delay_is_of_one_handle_from_one_place(void **state)
{
    for (int i = 0; i < 50; i++)
        guess("mk-1", "192.0.2.1", 1000);
    assert_false(may_try("mk-1", "192.0.2.1", 1000));
    assert_true(may_try("mk-1", "192.0.2.2", 1000));
    for (int i = 0; i < 200; i++) {
        char handle[16];
        snprintf(handle, sizeof handle, "mk-x%d", i);
        assert_true(may_try(handle, "192.0.2.1", 1000));
    }
    assert_false(may_try("mk-1", "192.0.2.1", 1000));
}

static void addresses_count_as_lines(void **state)
{
    for (int i = 0; i < 10; i++)
        guess("mk-1", "2001:db8:1:2::1", 1000);
    assert_false(may_try("mk-1", "2001:db8:1:2:ffff::9", 1000));
    assert_true(may_try("mk-1", "2001:db8:1:3::1", 1000));
    for (int i = 0; i < 10; i++)
        guess("mk-1", "::ffff:192.0.2.7", 1000);
    assert_false(may_try("mk-1", "192.0.2.7", 1000));
    assert_true(may_try("mk-1", "192.0.2.8", 1000));
}

static void success_and_time_forgive(void **state)
{
    for (int i = 0; i < 10; i++)
        guess("mk-1", "192.0.2.1", 1000);
    uint64_t later_ms = 1000 + KR_THROTTLE_MOST_MS;
    assert_int_equal(kr_throttle_begin(&throttle, "mk-1", "192.0.2.1", later_ms), 0);
    kr_throttle_end(&throttle, "mk-1", "192.0.2.1", later_ms, KR_THROTTLE_PASSED);
    for (int i = 0; i < KR_THROTTLE_FREE; i++)
        assert_int_equal(guess("mk-1", "192.0.2.1", later_ms), 0);
    assert_true(may_try("mk-1", "192.0.2.1", later_ms));

    for (int i = 0; i < 10; i++)
        guess("mk-2", "192.0.2.1", 1000);
    uint64_t forgotten_ms = 1000 + KR_THROTTLE_FORGET_MS;
    for (int i = 0; i < KR_THROTTLE_FREE; i++)
        assert_int_equal(guess("mk-2", "192.0.2.1", forgotten_ms), 0);
    assert_true(may_try("mk-2", "192.0.2.1", forgotten_ms));
}

static void guessing_side_by_side_gains_little(void **state)
{
    unsigned tried = 0;
    for (int i = 0; i < 100; i++)
        tried += kr_throttle_begin(&throttle, "mk-1", "192.0.2.1", 1000) == 0;
    assert_int_equal(tried, KR_THROTTLE_AT_ONCE);
    for (unsigned i = 0; i < tried; i++)
        kr_throttle_end(&throttle, "mk-1", "192.0.2.1", 1000, KR_THROTTLE_FAILED);
    assert_false(may_try("mk-1", "192.0.2.1", 1000));
    tried = 0;
    for (int i = 0; i < 100; i++)
        tried += kr_throttle_begin(&throttle, "mk-1", "192.0.2.1", 1000 + KR_THROTTLE_MOST_MS) == 0;
    assert_int_equal(tried, 1);
    kr_throttle_end(&throttle, "mk-1", "192.0.2.1", 1000 + KR_THROTTLE_MOST_MS, KR_THROTTLE_FAILED);
}

static void a_flood_of_handles_pushes_no_delay_out(void **state)
{
    for (int i = 0; i < 50; i++)
        guess("mk-1", "192.0.2.1", 1000);
    for (int i = 0; i < 100000; i++) {
        char handle[16];
        snprintf(handle, sizeof handle, "mk-%d", i + 2);
        guess(handle, "192.0.2.1", 1001);
    }
    assert_false(may_try("mk-1", "192.0.2.1", 1001));
}

static void wrong_codes_use_up_an_address_and_time_pays(void **state)
{
    unsigned wrong = 0;
    while (!kr_guesses_wait_s(&guesses, "192.0.2.1", 1000)) {
        kr_guesses_wrong(&guesses, "192.0.2.1", 1000);
        wrong++;
    }
    assert_int_equal(wrong, KR_GUESSES_ADDRESS_BURST);
    assert_int_equal(kr_guesses_wait_s(&guesses, "192.0.2.2", 1000), 0);
    assert_int_equal(kr_guesses_wait_s(&guesses, "192.0.2.1", 2000), 0);
    wrong = 0;
    while (!kr_guesses_wait_s(&guesses, "192.0.2.1", 2000)) {
        kr_guesses_wrong(&guesses, "192.0.2.1", 2000);
        wrong++;
    }
    assert_int_equal(wrong, KR_GUESSES_ADDRESS_PER_S);
}

static void a_school_behind_one_address_is_not_slowed(void **state)
{
    /* 1,000 pupils in a minute, every tenth mistypes twice. */
    for (int i = 0; i < 1000; i++) {
        uint64_t now_ms = 1000 + 60u * (unsigned)i;
        int tries = i % 10 == 0 ? 2 : 0;
        for (int k = 0; k < tries; k++) {
            assert_int_equal(kr_guesses_wait_s(&guesses, "192.0.2.1", now_ms), 0);
            kr_guesses_wrong(&guesses, "192.0.2.1", now_ms);
        }
        assert_int_equal(kr_guesses_wait_s(&guesses, "192.0.2.1", now_ms), 0);
    }
}

static void many_addresses_together_are_slowed_but_not_the_others(void **state)
{
    for (int i = 0; i < KR_GUESSES_ALL_BURST; i++) {
        char address[32];
        snprintf(address, sizeof address, "10.0.%d.%d", i / 4 / 250, i / 4 % 250);
        kr_guesses_wrong(&guesses, address, 1000);
    }
    assert_int_equal(kr_guesses_wait_s(&guesses, "10.0.0.1", 1000), 1);
    unsigned slowed = 0; /* an honest one shares a slot with a guesser by chance only */
    for (int i = 0; i < 100; i++) {
        char address[32];
        snprintf(address, sizeof address, "192.0.2.%d", i);
        slowed += kr_guesses_wait_s(&guesses, address, 1000);
    }
    assert_true(slowed < 60);
    assert_int_equal(kr_guesses_wait_s(&guesses, "10.0.0.1", 2000), 0);
}

struct tally {
    int passed, failed, made;
};

static void count(void *arg, int err, const char *verifier)
{
    struct tally *t = arg;
    t->passed += !err;
    t->failed += err == KR_E_AUTH;
    t->made += verifier != NULL;
}

static void the_queue_of_hashes_is_bounded_and_shared(void **state)
{
    uv_loop_t loop;
    struct kr_hasher h;
    struct tally t = {0};
    char verifier[KR_PASSWORD_VERIFIER_SIZE];
    const struct kr_password_cost cost = {1, 8};
    assert_int_equal(kr_password_hash(verifier, "right", cost), 0);
    assert_int_equal(uv_loop_init(&loop), 0);
    kr_hasher_init(&h, &loop, cost);

    for (int i = 0; i < KR_HASHER_PER_ADDRESS; i++)
        assert_int_equal(kr_hasher_check(&h, "a", verifier, "wrong", count, &t), 0);
    assert_int_equal(kr_hasher_check(&h, "a", verifier, "right", count, &t), KR_E_FULL);
    assert_true(h.n_running <= KR_HASHER_AT_ONCE);
    for (int i = 0; i < KR_HASHER_QUEUE - KR_HASHER_PER_ADDRESS; i++)
        assert_int_equal(kr_hasher_check(&h, i % 2 ? "b" : "c", verifier, "right", count, &t), 0);
    assert_int_equal(kr_hasher_check(&h, "d", verifier, "right", count, &t), KR_E_FULL);
    assert_true(kr_hasher_is_busy(&h));
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_false(kr_hasher_is_busy(&h));
    assert_int_equal(t.failed, KR_HASHER_PER_ADDRESS);
    assert_int_equal(t.passed, KR_HASHER_QUEUE - KR_HASHER_PER_ADDRESS);
    assert_int_equal(t.made, 0);

    h.cost.passes = 2; /* dearer from now on: right passwords get a new verifier, wrong ones do not */
    assert_int_equal(kr_hasher_check(&h, "a", verifier, "right", count, &t), 0);
    assert_int_equal(kr_hasher_check(&h, "a", verifier, "wrong", count, &t), 0);
    assert_int_equal(kr_hasher_make(&h, "", "fresh", count, &t), 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(t.made, 2);
    assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void)
{
#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        FRESH(delays_grow_to_a_limit),
        FRESH(a_delay_is_of_one_handle_from_one_place),
        FRESH(addresses_count_as_lines),
        FRESH(success_and_time_forgive),
        FRESH(guessing_side_by_side_gains_little),
        FRESH(a_flood_of_handles_pushes_no_delay_out),
        FRESH(wrong_codes_use_up_an_address_and_time_pays),
        FRESH(a_school_behind_one_address_is_not_slowed),
        FRESH(many_addresses_together_are_slowed_but_not_the_others),
        cmocka_unit_test(the_queue_of_hashes_is_bounded_and_shared),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
