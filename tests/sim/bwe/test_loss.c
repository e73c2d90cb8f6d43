/* SPDX-License-Identifier: EUPL-1.2 */
/* Loss of the path's own does not drive the pictures away; loss because the path is full does, also without a queue. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "flow.h"

#define KBPS UINT64_C(1000)
#define END {UINT64_MAX, 0}
enum { S = 1000000, MS = 1000 };

static const struct flow_config near = {.delay_us = 25 * MS, .top_bps = 1500 * 1000};

static struct bwe_world *lossy(double loss, double burst, const char *name, const struct flow_config *config)
{
    static const struct step steps[] = {{0, 3000 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, 100 * 1000, 7);
    bwe_world_add(w, config);
    w->path.loss = loss;
    w->path.burst = burst;
    bwe_world_run(w, 60);
    bwe_show(w, name);
    return w;
}

static void random_loss_is_not_taken_for_a_full_path(void **state)
{
    static const struct {
        double loss, least; /* least: of what could arrive of the 1.5 Mbit/s and sound, after 15 s */
        const char *name;
    } cases[] = {
        {0.05, 0.9, "loss-5"}, {0.10, 0.9, "loss-10"}, {0.20, 0.8, "loss-20"}, {0.30, 0.7, "loss-30"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bwe_world *w = lossy(cases[i].loss, 0, cases[i].name, &near);
        assert_true(bwe_arrived_bps(w, 0, 15, 60) > cases[i].least * (1 - cases[i].loss) * 1555 * 1000);
        bwe_world_end(w, cases[i].name);
    }
}

static void nor_is_loss_in_bursts(void **state)
{
    struct bwe_world *w = lossy(0.05, 8, "loss-bursts", &near);
    assert_true(bwe_arrived_bps(w, 0, 15, 60) > 0.8 * 0.95 * 1555 * 1000);
    bwe_world_end(w, "loss-bursts");
}

static void nor_with_a_long_round_trip_and_lost_feedback(void **state)
{
    static const struct flow_config far = {.delay_us = 150 * MS, .back_loss = 0.2, .back_jitter_us = 40 * MS, .top_bps = 1500 * 1000};
    struct bwe_world *w = lossy(0.1, 0, "loss-far", &far);
    assert_true(bwe_arrived_bps(w, 0, 20, 60) > 0.8 * 0.9 * 1555 * 1000);
    bwe_world_end(w, "loss-far");
}

/* A policer: hardly any queue, so delay says nothing, and all that is too much is dropped. */
static void a_full_path_without_a_queue_is_backed_off_from(void **state)
{
    static const struct step steps[] = {{0, 3000 * KBPS}, {20 * S, 600 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, 8 * 1000, 9);
    struct flow *f = bwe_world_add(w, &near);
    bwe_world_run(w, 30);
    uint64_t sent = f->sent_bytes, arrived = f->arrived_bytes;
    bwe_world_run(w, 0);
    double lost = 1 - (double)arrived / (double)sent;
    bwe_show(w, "policer");
    assert_true(lost < 0.08);
    assert_true(w->flows[0].bwe.loss.own < 0.1);
    assert_true(bwe_utilisation(w, 24, 30) > 0.5);
    bwe_world_end(w, "policer");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_loss_is_not_taken_for_a_full_path),
        cmocka_unit_test(nor_is_loss_in_bursts),
        cmocka_unit_test(nor_with_a_long_round_trip_and_lost_feedback),
        cmocka_unit_test(a_full_path_without_a_queue_is_backed_off_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
