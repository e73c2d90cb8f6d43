/* SPDX-License-Identifier: EUPL-1.2 */
/* Senders that negotiated no transport-wide feedback are told what their path to us carries: by RFC 8888, or by REMB. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

#define KBPS UINT64_C(1000)
enum { S = 1000, FRAME_US = 40000 };

struct uplink {
    struct world *w;
    struct sim_client *sender, *viewer;
    struct sim_pipe pipe;
};

static void open_uplink(struct uplink *u, uint64_t seed, enum kr_load_feedback feedback, bool send_time, uint64_t rate_bps)
{
    static const struct sim_config view = {.mode = KR_MODE_MEET, .n_video = 1, .reports = true, .plays = true};
    struct sim_config device = {.mode = KR_MODE_MEET, .feedback = feedback, .send_time = send_time};
    const char *want[] = {"device", WORLD_END};
    u->w = world_new(seed);
    u->sender = world_join(u->w, "room", "device", &device, NULL);
    u->viewer = world_join(u->w, "room", "viewer", &view, NULL);
    u->pipe = (struct sim_pipe){.rate_bps = rate_bps, .queue_bytes = rate_bps / 8 / 2, .random.state = seed};
    u->w->net.up[u->sender->number] = &u->pipe;
    u->sender->most_bps = 2500 * KBPS;
    u->sender->pace_bps = 6000 * KBPS;
    u->sender->sources[KR_SOURCE_CAMERA].bps = 1000 * KBPS; /* before it is told anything */
    u->sender->sources[KR_SOURCE_CAMERA].interval_us = FRAME_US;
    sim_client_send(u->sender, KR_SOURCE_CAMERA, true, u->w->now_us);
    sim_client_send(u->sender, KR_SOURCE_MICROPHONE, true, u->w->now_us);
    world_watch(u->w, u->viewer, 1, want, KR_LINK_SLOT_KIND_CAMERA);
}

static void show(const struct uplink *u, const char *when)
{
    if (getenv("TRACES_VERBOSE"))
        printf("%s: REMB %d kbit/s, waits %d ms, dropped %d\n", when, (int)(u->sender->remb_bps / 1000),
               (int)(sim_pipe_wait_us(&u->pipe, u->w->now_us) / 1000), (int)u->pipe.dropped);
}

static void remb_grows_on_a_wide_path(void **state)
{
    struct uplink u;
    open_uplink(&u, 71, KR_LOAD_REMB, true, 20000 * KBPS);
    world_run(u.w, 3 * S);
    uint64_t early = u.sender->remb_bps;
    assert_true(early >= 900 * KBPS && early < 3500 * KBPS); /* what a camera can live with, and was shown to fit */
    world_run(u.w, 27 * S);
    show(&u, "wide");
    assert_true(u.sender->remb_bps > 2500 * KBPS && u.sender->remb_bps < 5000 * KBPS); /* no more than was shown to fit */
    assert_int_equal(u.sender->feedback, 0);
    world_free(u.w);
}

/* send_time: departure as the packets tell it, else by their timestamps. */
static void follows(bool send_time)
{
    struct uplink u;
    open_uplink(&u, 72, KR_LOAD_REMB, send_time, 600 * KBPS);
    world_run(u.w, 20 * S);
    show(&u, "600 kbit/s");
    assert_true(u.sender->remb_bps < 700 * KBPS && u.sender->remb_bps > 250 * KBPS);
    uint64_t dropped = u.pipe.dropped;
    for (int i = 0, waits = 0; i < 200; i++) {
        world_run(u.w, 100);
        waits += sim_pipe_wait_us(&u.pipe, u.w->now_us) > 300000;
        assert_true(waits < 20);
    }
    assert_true(u.pipe.dropped - dropped < 20);
    u.pipe.rate_bps = 5000 * KBPS;
    world_run(u.w, 40 * S);
    show(&u, "5 Mbit/s again");
    assert_true(u.sender->remb_bps > 2000 * KBPS);
    world_free(u.w);
}

static void remb_follows_a_narrow_path(void **state)
{
    follows(true);
}

static void so_it_does_by_timestamps(void **state)
{
    follows(false);
}

/* Its packets are reported one by one, each once, lost ones too. */
static void rfc_8888_tells_of_each_packet(void **state)
{
    struct uplink u;
    open_uplink(&u, 73, KR_LOAD_CCFB, false, 20000 * KBPS);
    u.pipe.loss = 0.1;
    world_run(u.w, 20 * S);
    assert_true(u.sender->feedback > 200);
    assert_int_equal(u.sender->n_remb, 0);
    double share = (double)u.sender->told_arrived / (double)u.sender->told_packets;
    assert_true(share > 0.87 && share < 0.93);
    world_free(u.w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(remb_grows_on_a_wide_path),
        cmocka_unit_test(remb_follows_a_narrow_path),
        cmocka_unit_test(so_it_does_by_timestamps),
        cmocka_unit_test(rfc_8888_tells_of_each_packet),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
