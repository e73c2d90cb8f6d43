/* SPDX-License-Identifier: EUPL-1.2 */
/* A receiver's path narrows to a tenth and comes back: sound goes on, pictures become small and large again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "downlink.h"

#define KBPS UINT64_C(1000)
enum { MS = 1000 };

static const struct down_step step[] = {{0, 3000 * KBPS}, {20, 300 * KBPS}, {50, 3000 * KBPS}, {0, 0}};

static void down_and_back(const char *name, uint64_t queue_bytes, uint64_t far_us, double most_s)
{
    struct downlink *d = down_new(81);
    down_path(d, step, queue_bytes);
    down_add(d, 0, far_us, 0);
    down_run(d, 85);
    down_show(d, name);
    double before = down_arrived_bps(d, 0, 12, 20);
    assert_true(before > 1400 * KBPS);
    assert_true(down_waited_s(d, 500, 20, 50) <= most_s);
    assert_true(down_sound_share(d, 0) > 0.97);
    assert_true(down_fps(d, 0, 28, 50) > 6);
    assert_true(down_until(d, 0, 50, 0.8 * before) < 20);
    assert_true(down_arrived_bps(d, 0, 72, 85) > 0.8 * before);
    down_end(d, name);
}

static void a_tenth_of_the_path_and_back(void **state)
{
    down_and_back("room-step", 40 * 1000, 20 * MS, 3);
}

static void with_a_bloated_queue(void **state)
{
    down_and_back("room-bloated", 600 * 1000, 20 * MS, 3);
}

static void with_300_ms_of_round_trip(void **state)
{
    down_and_back("room-far", 100 * 1000, 145 * MS, 3);
}

/* A short queue and a sender of three layers: the smallest is 150 kbit/s, and its key frame more than the queue holds. */
static void a_narrow_path_with_a_short_queue(void **state)
{
    static const struct down_step narrow[] = {{0, 350 * KBPS}, {0, 0}};
    struct downlink *d = down_new(82);
    down_path(d, narrow, 350 * KBPS / 8 / 5);
    down_add(d, 0, 20 * MS, 0);
    down_run(d, 60);
    down_show(d, "room-short-queue");
    assert_true(down_fps(d, 0, 5, 60) > 12);
    assert_true(down_sound_share(d, 0) > 0.97);
    down_end(d, "room-short-queue");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tenth_of_the_path_and_back),
        cmocka_unit_test(with_a_bloated_queue),
        cmocka_unit_test(with_300_ms_of_round_trip),
        cmocka_unit_test(a_narrow_path_with_a_short_queue),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
