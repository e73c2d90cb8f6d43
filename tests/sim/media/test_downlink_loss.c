/* SPDX-License-Identifier: EUPL-1.2 */
/* Paths that lose at random, as radio does: pictures go on, mended by retransmission, and sound is never held back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "downlink.h"

#define KBPS UINT64_C(1000)
enum { MS = 1000 };

static const struct down_step wide[] = {{0, 4000 * KBPS}, {0, 0}};

static void lossy(double loss, double burst, double fps, double longest_s)
{
    char name[40];
    struct downlink *d = down_new(101);
    struct sim_pipe *p = down_path(d, wide, 150 * 1000);
    p->loss = loss;
    p->burst = burst;
    down_add(d, 0, 20 * MS, 0);
    down_run(d, 10);
    sim_decode_count_anew(&d->receivers[0].client->video[0], d->world->now_us);
    down_run(d, 50);
    snprintf(name, sizeof name, "room-loss-%.0f%s", loss * 100, burst > 1 ? "-bursts" : "");
    down_show(d, name);
    assert_true(down_sound_share(d, 0) > 1 - loss - 0.03);
    assert_true(down_fps(d, 0, 15, 60) > fps);
    assert_true((double)d->receivers[0].client->video[0].decoder.longest_us < longest_s * 1e6);
    down_end(d, name);
}

static void five_percent(void **state)
{
    lossy(0.05, 0, 20, 1);
}

static void ten_percent(void **state)
{
    lossy(0.10, 0, 15, 1);
}

static void twenty_percent(void **state)
{
    lossy(0.20, 0, 12, 2);
}

static void thirty_percent(void **state)
{
    lossy(0.30, 0, 8, 4);
}

static void five_percent_in_bursts(void **state)
{
    lossy(0.05, 8, 15, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_percent),   cmocka_unit_test(ten_percent),           cmocka_unit_test(twenty_percent),
        cmocka_unit_test(thirty_percent), cmocka_unit_test(five_percent_in_bursts),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
