/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The test cases of RFC 8867 section 5, adapted to what a forwarding server sends: the flows are receivers behind one
 * bottleneck, their pictures come in steps. Queues hold 300 ms at the reference rate, jitter is up to 30 ms (sections
 * 4.1 and 5).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "flow.h"

#define KBPS UINT64_C(1000)
#define END {UINT64_MAX, 0}
enum { S = 1000000, MS = 1000 };

static uint64_t queue_of(uint64_t rate_bps)
{
    return rate_bps / 8 * 300 / 1000;
}

static struct flow_config viewer(uint64_t delay_ms, uint64_t start_s)
{
    return (struct flow_config){.delay_us = delay_ms * MS, .jitter_us = 30 * MS, .top_bps = 1500 * 1000, .start_us = start_s * S};
}

/* Section 5.1: 1 Mbit/s, 2.5, 0.6, 1. */
static void variable_capacity_one_flow(void **state)
{
    static const struct step steps[] = {{0, 1000 * KBPS}, {40 * S, 2500 * KBPS}, {60 * S, 600 * KBPS}, {80 * S, 1000 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, queue_of(1000 * 1000), 51);
    struct flow_config c = viewer(50, 0);
    bwe_world_add(w, &c);
    bwe_world_run(w, 100);
    bwe_show(w, "rfc8867-5.1");
    assert_true(bwe_utilisation(w, 10, 40) > 0.65);
    assert_true(bwe_arrived_bps(w, 0, 50, 60) > 1300 * 1000);
    assert_true(bwe_utilisation(w, 66, 80) > 0.6);
    assert_true(bwe_utilisation(w, 90, 100) > 0.6);
    assert_true(bwe_waited_s(w, 500, 0, 100) <= 2);
    bwe_world_end(w, "rfc8867-5.1");
}

/* Section 5.2: two flows; 4 Mbit/s, 2, 3.5, 1, 2. */
static void variable_capacity_two_flows(void **state)
{
    static const struct step steps[] = {
        {0, 4000 * KBPS}, {25 * S, 2000 * KBPS}, {50 * S, 3500 * KBPS}, {75 * S, 1000 * KBPS}, {100 * S, 2000 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, queue_of(2000 * 1000), 52);
    struct flow_config c = viewer(50, 0);
    bwe_world_add(w, &c);
    bwe_world_add(w, &c);
    bwe_world_run(w, 125);
    bwe_show(w, "rfc8867-5.2");
    assert_true(bwe_utilisation(w, 10, 25) > 0.6); /* 3.1 of 4 Mbit/s are wanted */
    assert_true(bwe_utilisation(w, 32, 50) > 0.6);
    assert_true(bwe_utilisation(w, 82, 100) > 0.5);
    for (int i = 0; i < 2; i++)
        assert_true(bwe_arrived_bps(w, i, 32, 50) > 400 * 1000);
    assert_true(bwe_waited_s(w, 500, 0, 125) <= 3);
    bwe_world_end(w, "rfc8867-5.2");
}

/* Section 5.3: the way back is bad, too: feedback is late, bunched and partly lost. */
static void congested_feedback(void **state)
{
    static const struct step steps[] = {{0, 2000 * KBPS}, {30 * S, 1000 * KBPS}, {60 * S, 2000 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, queue_of(2000 * 1000), 53);
    struct flow_config c = viewer(50, 0);
    c.back_jitter_us = 250 * MS;
    c.back_loss = 0.1;
    bwe_world_add(w, &c);
    bwe_world_run(w, 90);
    bwe_show(w, "rfc8867-5.3");
    assert_true(bwe_arrived_bps(w, 0, 10, 30) > 1200 * 1000);
    assert_true(bwe_utilisation(w, 38, 60) > 0.6);
    assert_true(bwe_arrived_bps(w, 0, 80, 90) > 1200 * 1000);
    assert_true(bwe_waited_s(w, 500, 0, 90) <= 3);
    bwe_world_end(w, "rfc8867-5.3");
}

/* Section 5.4: three flows that begin one after another, 3.5 Mbit/s. */
static void competing_flows(void **state)
{
    static const struct step steps[] = {{0, 3500 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, queue_of(3500 * 1000), 54);
    for (unsigned i = 0; i < 3; i++) {
        struct flow_config c = viewer(50, 20 * i);
        bwe_world_add(w, &c);
    }
    bwe_world_run(w, 120);
    bwe_show(w, "rfc8867-5.4");
    assert_true(bwe_utilisation(w, 60, 120) > 0.65);
    for (int i = 0; i < 3; i++)
        assert_true(bwe_arrived_bps(w, i, 60, 120) > 500 * 1000); /* of 1.17 Mbit/s each */
    assert_true(bwe_waited_s(w, 300, 0, 120) <= 6);
    bwe_world_end(w, "rfc8867-5.4");
}

/* Section 5.5: five flows with different round trips, 4 Mbit/s. */
static void round_trip_fairness(void **state)
{
    static const struct step steps[] = {{0, 4000 * KBPS}, END};
    static const unsigned delays_ms[] = {10, 25, 50, 100, 150};
    struct bwe_world *w = bwe_world_new(steps, queue_of(4000 * 1000), 55);
    for (unsigned i = 0; i < 5; i++) {
        struct flow_config c = viewer(delays_ms[i], 10 * i);
        bwe_world_add(w, &c);
    }
    bwe_world_run(w, 160);
    bwe_show(w, "rfc8867-5.5");
    assert_true(bwe_utilisation(w, 60, 160) > 0.6);
    for (int i = 0; i < 5; i++)
        assert_true(bwe_arrived_bps(w, i, 80, 160) > 250 * 1000); /* of 800 each */
    bwe_world_end(w, "rfc8867-5.5");
}

/*
 * Section 5.6: a long transfer beside it, 2 Mbit/s, which keeps the queue full. Who listens to delay gives way to who
 * does not: pictures go, as with any such control. Sound stays whole, and what the transfer leaves is used again at once.
 */
static void beside_a_long_transfer(void **state)
{
    static const struct step steps[] = {{0, 2000 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, queue_of(2000 * 1000), 56);
    struct flow_config c = viewer(50, 0);
    struct flow *f = bwe_world_add(w, &c);
    w->tcp = (struct tcp){.on = true, .window = 10, .delay_us = 50 * MS, .start_us = w->now_us + 20 * S, .stop_us = w->now_us + 80 * S};
    bwe_world_run(w, 120);
    bwe_show(w, "rfc8867-5.6");
    assert_true(bwe_arrived_bps(w, 0, 10, 20) > 1200 * 1000);
    assert_true(bwe_arrived_bps(w, 0, 30, 80) > 50 * 1000);
    assert_true(bwe_arrived_bps(w, 0, 90, 120) > 1200 * 1000);
    assert_true((double)f->sound_arrived > 0.99 * (double)f->sound_sent);
    assert_true(w->tcp.arrived_bytes * 8 > UINT64_C(60) * 500 * 1000);
    bwe_world_end(w, "rfc8867-5.6");
}

/* Section 5.7: transfers that come and go every ten seconds. */
static void beside_short_transfers(void **state)
{
    static const struct step steps[] = {{0, 2000 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, queue_of(2000 * 1000), 57);
    struct flow_config c = viewer(50, 0);
    struct flow *f = bwe_world_add(w, &c);
    for (int i = 0; i < 10; i++) {
        w->tcp.on = true;
        w->tcp.window = 10;
        w->tcp.delay_us = 50 * MS;
        w->tcp.start_us = w->now_us + 7 * S;
        w->tcp.stop_us = w->now_us + 9 * S;
        bwe_world_run(w, 10);
    }
    bwe_show(w, "rfc8867-5.7");
    assert_true(bwe_arrived_bps(w, 0, 10, 100) > 700 * 1000);
    assert_true((double)f->sound_arrived > 0.97 * (double)f->sound_sent);
    bwe_world_end(w, "rfc8867-5.7");
}

/* Section 5.8: one of three pauses and resumes. */
static void pause_and_resume(void **state)
{
    static const struct step steps[] = {{0, 3500 * KBPS}, END};
    struct bwe_world *w = bwe_world_new(steps, queue_of(3500 * 1000), 58);
    for (unsigned i = 0; i < 3; i++) {
        struct flow_config c = viewer(50, 0);
        if (i == 0) {
            c.pause_us = 40 * S;
            c.resume_us = 60 * S;
        }
        bwe_world_add(w, &c);
    }
    bwe_world_run(w, 120);
    bwe_show(w, "rfc8867-5.8");
    assert_true(bwe_arrived_bps(w, 0, 42, 60) < 100 * 1000);
    assert_true(bwe_arrived_bps(w, 1, 50, 60) + bwe_arrived_bps(w, 2, 50, 60) > 2200 * 1000);
    for (int i = 0; i < 3; i++)
        assert_true(bwe_arrived_bps(w, i, 80, 120) > 500 * 1000);
    bwe_world_end(w, "rfc8867-5.8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variable_capacity_one_flow),
        cmocka_unit_test(variable_capacity_two_flows),
        cmocka_unit_test(congested_feedback),
        cmocka_unit_test(competing_flows),
        cmocka_unit_test(round_trip_fairness),
        cmocka_unit_test(beside_a_long_transfer),
        cmocka_unit_test(beside_short_transfers),
        cmocka_unit_test(pause_and_resume),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
