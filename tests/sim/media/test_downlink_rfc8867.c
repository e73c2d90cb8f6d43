/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The scenarios of RFC 8867 sections 5.1 to 5.8, adapted to a server's downlink: what the RFC calls a flow is a receiver of one
 * room, with its sound and a simulcast picture. Each also has a receiver without limits, who must not notice (down_end).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "downlink.h"

#define KBPS UINT64_C(1000)
enum { MS = 1000, FAR_US = 45 * MS };

/* The queue that RFC 8867 section 4.2 has by default: 300 ms of the path. */
static uint64_t queue_of(uint64_t rate_bps)
{
    return rate_bps / 8 * 3 / 10;
}

static void sound_is_whole(const struct downlink *d)
{
    for (int i = 0; i < d->n_receivers; i++)
        assert_true(down_sound_share(d, i) > 0.96);
}

/* 5.1: 1, 2.5, 0.6, 1 Mbit/s. */
static void variable_capacity_one_receiver(void **state)
{
    static const struct down_step steps[] = {{0, 1000 * KBPS}, {40, 2500 * KBPS}, {60, 600 * KBPS}, {80, 1000 * KBPS}, {0, 0}};
    struct downlink *d = down_new(91);
    down_path(d, steps, queue_of(1000 * KBPS));
    down_add(d, 0, FAR_US, 0);
    down_run(d, 100);
    down_show(d, "room-5.1");
    sound_is_whole(d);
    assert_true(down_arrived_bps(d, 0, 10, 40) > 450 * KBPS); /* the middle layer */
    assert_true(down_arrived_bps(d, 0, 50, 60) > 1300 * KBPS); /* the largest */
    assert_true(down_fps(d, 0, 65, 80) > 10);
    assert_true(down_waited_s(d, 500, 0, 100) < 2);
    down_end(d, "room-5.1");
}

/* 5.2: two behind one path. */
static void variable_capacity_two_receivers(void **state)
{
    static const struct down_step steps[] = {{0, 4000 * KBPS}, {25, 2000 * KBPS}, {50, 3500 * KBPS}, {75, 1000 * KBPS}, {100, 2000 * KBPS}, {0, 0}};
    struct downlink *d = down_new(92);
    down_path(d, steps, queue_of(2000 * KBPS));
    down_add(d, 0, FAR_US, 0);
    down_add(d, 0, FAR_US, 0);
    down_run(d, 125);
    down_show(d, "room-5.2");
    sound_is_whole(d);
    for (int i = 0; i < 2; i++) {
        assert_true(down_arrived_bps(d, i, 80, 100) > 150 * KBPS);
        assert_true(down_fps(d, i, 80, 100) > 8 && down_fps(d, i, 105, 125) > 15);
    }
    assert_true(down_waited_s(d, 500, 0, 125) < 2);
    down_end(d, "room-5.2");
}

/* 5.3: the way back is narrow, too: 2, 1, 0.5, 2 Mbit/s down; what the receiver sends is feedback alone, so 20 to 60 kbit/s up. */
static void a_congested_way_back(void **state)
{
    static const struct down_step down[] = {{0, 2000 * KBPS}, {20, 1000 * KBPS}, {35, 500 * KBPS}, {40, 2000 * KBPS}, {0, 0}};
    static const struct down_step up[] = {{0, 60 * KBPS}, {35, 20 * KBPS}, {70, 60 * KBPS}, {0, 0}};
    struct downlink *d = down_new(93);
    down_path(d, down, queue_of(1000 * KBPS));
    struct sim_pipe *back = down_path(d, up, 3000);
    struct down_receiver *r = down_add(d, 0, FAR_US, 0);
    d->world->net.up[r->client->number] = back;
    down_run(d, 100);
    down_show(d, "room-5.3");
    sound_is_whole(d);
    assert_true(down_fps(d, 0, 5, 100) > 12);
    assert_true(down_waited_s(d, 500, 0, 100) < 3);
    down_end(d, "room-5.3");
}

/* 5.4: three that come one after the other share 3.5 Mbit/s. */
static void competing_receivers(void **state)
{
    static const struct down_step steps[] = {{0, 3500 * KBPS}, {0, 0}};
    struct downlink *d = down_new(94);
    down_path(d, steps, queue_of(3500 * KBPS));
    for (int i = 0; i < 3; i++)
        down_add(d, 0, FAR_US, 20 * i);
    down_run(d, 120);
    down_show(d, "room-5.4");
    sound_is_whole(d);
    for (int i = 0; i < 3; i++) {
        assert_true(down_arrived_bps(d, i, 60, 120) > 250 * KBPS);
        assert_true(down_fps(d, i, 60, 120) > 10);
    }
    assert_true(down_waited_s(d, 500, 0, 120) < 1);
    down_end(d, "room-5.4");
}

/* 5.5: round trips of 10 to 200 ms. */
static void round_trip_fairness(void **state)
{
    static const struct down_step steps[] = {{0, 4000 * KBPS}, {0, 0}};
    static const uint64_t far_us[] = {5 * MS, 25 * MS, 50 * MS, 75 * MS, 100 * MS};
    struct downlink *d = down_new(95);
    down_path(d, steps, queue_of(4000 * KBPS));
    for (int i = 0; i < 5; i++)
        down_add(d, 0, far_us[i], 2 * i);
    down_run(d, 120);
    down_show(d, "room-5.5");
    sound_is_whole(d);
    for (int i = 0; i < 5; i++) {
        assert_true(down_arrived_bps(d, i, 60, 120) > 100 * KBPS);
        assert_true(down_fps(d, i, 60, 120) > 4);
    }
    down_end(d, "room-5.5");
}

/* 5.6: beside a transfer that keeps the queue full sound goes on, and afterwards all is as before. */
static void beside_a_long_transfer(void **state)
{
    static const struct down_step steps[] = {{0, 2000 * KBPS}, {0, 0}};
    struct downlink *d = down_new(96);
    down_path(d, steps, queue_of(2000 * KBPS));
    down_add(d, 0, FAR_US, 0);
    down_tcp(d, 0, 20, 60, UINT64_MAX);
    down_run(d, 100);
    down_show(d, "room-5.6");
    assert_true(down_sound_share(d, 0) > 0.93);
    assert_true(down_arrived_bps(d, 0, 85, 100) > 450 * KBPS);
    assert_true(down_fps(d, 0, 80, 100) > 15);
    down_end(d, "room-5.6");
}

/* 5.7: ten short transfers of a few hundred kilobytes. */
static void beside_short_transfers(void **state)
{
    static const struct down_step steps[] = {{0, 2000 * KBPS}, {0, 0}};
    struct downlink *d = down_new(97);
    down_path(d, steps, queue_of(2000 * KBPS));
    down_add(d, 0, FAR_US, 0);
    for (int i = 0; i < 10; i++)
        down_tcp(d, 0, 15 + 8 * i, 1000, 100 + 30 * (uint64_t)i);
    down_run(d, 120);
    down_show(d, "room-5.7");
    assert_true(down_sound_share(d, 0) > 0.95);
    assert_true(down_fps(d, 0, 10, 110) > 12);
    down_end(d, "room-5.7");
}

/* 5.8: one of three stops watching and comes back. */
static void pause_and_resume(void **state)
{
    static const struct down_step steps[] = {{0, 3500 * KBPS}, {0, 0}};
    struct downlink *d = down_new(98);
    down_path(d, steps, queue_of(3500 * KBPS));
    struct down_receiver *first = down_add(d, 0, FAR_US, 0);
    down_add(d, 0, FAR_US, 0);
    down_add(d, 0, FAR_US, 0);
    first->pause_s = 40;
    first->resume_s = 60;
    down_run(d, 120);
    down_show(d, "room-5.8");
    sound_is_whole(d);
    assert_true(down_fps(d, 0, 45, 60) < 1);
    for (int i = 0; i < 3; i++)
        assert_true(down_fps(d, i, 65, 120) > 12 && down_arrived_bps(d, i, 65, 120) > 300 * KBPS);
    assert_true(down_waited_s(d, 500, 0, 120) < 1);
    down_end(d, "room-5.8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variable_capacity_one_receiver), cmocka_unit_test(variable_capacity_two_receivers),
        cmocka_unit_test(a_congested_way_back),           cmocka_unit_test(competing_receivers),
        cmocka_unit_test(round_trip_fairness),            cmocka_unit_test(beside_a_long_transfer),
        cmocka_unit_test(beside_short_transfers),         cmocka_unit_test(pause_and_resume),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
