/* SPDX-License-Identifier: EUPL-1.2 */
/* Paths that lose at random, as radio does: pictures go on, mended by retransmission, and sound is never held back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "downlink.h"

#define KBPS UINT64_C(1000)
enum { MS = 1000 };

static const struct down_step wide[] = {{0, 4000 * KBPS}, {0, 0}};

enum { RUNS_MOST = 20 };

/* KREIDE_SEEDS: more than these few, when something was changed. */
static int seeds(void)
{
    const char *more = getenv("KREIDE_SEEDS");
    int n = more ? (int)strtol(more, NULL, 10) : 5;
    return n < 1 ? 1 : n > RUNS_MOST ? RUNS_MOST : n;
}

struct outcome {
    double sound, fps, longest_s;
};

static struct outcome once(uint64_t seed, double loss, double burst, const char *name)
{
    struct downlink *d = down_new(seed);
    struct sim_pipe *p = down_path(d, wide, 150 * 1000);
    p->loss = loss;
    p->burst = burst;
    down_add(d, 0, 20 * MS, 0);
    down_run(d, 10);
    sim_decode_count_anew(&d->receivers[0].client->video[0], d->world->now_us);
    down_run(d, 50);
    down_show(d, name);
    struct outcome o = {down_sound_share(d, 0), down_fps(d, 0, 15, 60),
                        (double)d->receivers[0].client->video[0].decoder.longest_us / 1e6};
    down_end(d, name);
    return o;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Which packets are lost makes a difference, so each case is run with several seeds; least_fps is of the worst of them. */
static void lossy(double loss, double burst, double fps, double least_fps, double longest_s)
{
    double rates[RUNS_MOST], longest[RUNS_MOST];
    int runs = seeds();
    char name[40];
    for (int i = 0; i < runs; i++) {
        snprintf(name, sizeof name, "room-loss-%.0f%s-%d", loss * 100, burst > 1 ? "-bursts" : "", i + 1);
        struct outcome o = once(101 + (uint64_t)i, loss, burst, name);
        assert_true(o.sound > 1 - loss - 0.04);
        rates[i] = o.fps;
        longest[i] = o.longest_s;
    }
    qsort(rates, (size_t)runs, sizeof *rates, by_size);
    qsort(longest, (size_t)runs, sizeof *longest, by_size);
    if (getenv("TRACES_VERBOSE"))
        printf("loss %.2f burst %.0f: fps %.1f (%.1f to %.1f), longest %.2f s (%.2f to %.2f)\n", loss, burst, rates[runs / 2], rates[0],
               rates[runs - 1], longest[runs / 2], longest[0], longest[runs - 1]);
    assert_true(rates[runs / 2] > fps);
    assert_true(rates[0] > least_fps);
    assert_true(longest[runs / 2] < longest_s);
}

static void five_percent(void **state)
{
    lossy(0.05, 0, 20, 20, 1);
}

static void ten_percent(void **state)
{
    lossy(0.10, 0, 20, 15, 1);
}

static void twenty_percent(void **state)
{
    lossy(0.20, 0, 15, 10, 1);
}

static void thirty_percent(void **state)
{
    lossy(0.30, 0, 8, 4, 8);
}

static void five_percent_in_bursts(void **state)
{
    lossy(0.05, 8, 15, 8, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_percent),   cmocka_unit_test(ten_percent),           cmocka_unit_test(twenty_percent),
        cmocka_unit_test(thirty_percent), cmocka_unit_test(five_percent_in_bursts),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
