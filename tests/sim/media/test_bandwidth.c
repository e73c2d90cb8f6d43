/* SPDX-License-Identifier: EUPL-1.2 */
/* The estimate of each receiver's path, in a room, through handshakes, SRTP and real feedback. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

static const struct sim_config meet = {.mode = KR_MODE_MEET, .n_video = 4, .reports = true};

enum { MANY_FRAMES_US = 5000 };

/* A room of three; the first sends 200 frames a second, 1.7 Mbit/s, and the others watch. */
static struct world *watched(uint64_t seed, struct sim_client *c[3])
{
    static const char *const names[] = {"sender", "near", "far"};
    struct world *w = world_new(seed);
    const char *want[] = {"sender", WORLD_END};
    for (int i = 0; i < 3; i++)
        c[i] = world_join(w, "room", names[i], &meet, NULL);
    c[0]->sources[KR_SOURCE_CAMERA].interval_us = MANY_FRAMES_US;
    sim_client_send(c[0], KR_SOURCE_CAMERA, true, w->now_us);
    sim_client_send(c[0], KR_SOURCE_MICROPHONE, true, w->now_us);
    for (int i = 1; i < 3; i++)
        world_watch(w, c[i], 1, want, KR_LINK_SLOT_KIND_CAMERA);
    return w;
}

static uint64_t estimate(struct world *w, const struct sim_client *c)
{
    return kr_bwe_rate_bps(&kr_media_endpoint(w->media, c->id)->bandwidth->bwe);
}

/* The first guess is far below what is sent; what comes through corrects it, and probes lead beyond. */
static void the_estimate_grows_beyond_what_is_sent(void **state)
{
    struct sim_client *c[3];
    struct world *w = watched(61, c);
    world_run(w, 8000);
    for (int i = 1; i < 3; i++) {
        assert_true(estimate(w, c[i]) > 1800 * 1000);
        assert_true(sim_slot_check_video(&c[i]->video[0], 0) > 1000);
        assert_int_equal(c[i]->garbled, 0);
    }
    const struct kr_media_counters *m = &w->media->counters;
    assert_true(m->feedback_in > 200 && m->probe >= 2);
    assert_int_equal(m->feedback_untrue + m->feedback_flood + m->drop_unasked, 0);
    world_free(w);
}

static void a_narrow_path_is_noticed_and_nobody_elses_is(void **state)
{
    struct sim_client *c[3];
    struct world *w = watched(62, c);
    world_run(w, 5000);
    w->net.narrow_to = c[2]->number;
    w->net.rate_bps = 800 * 1000;
    w->net.queue_us = 120000; /* nothing sends less yet, so it stays full */
    world_run(w, 5000);
    assert_true(estimate(w, c[2]) < 800 * 1000);
    assert_true(estimate(w, c[1]) > 1800 * 1000);
    assert_true(w->media->counters.overuse > 0);
    w->net.narrow_to = SIM_SERVER;
    world_run(w, 15000);
    assert_true(estimate(w, c[2]) > 1800 * 1000);
    assert_true(c[2]->padding > 0 && w->media->counters.probe_padding >= c[1]->padding + c[2]->padding); /* and it harmed nothing */
    assert_int_equal(c[2]->garbled, 0);
    world_free(w);
}

/* Nothing is sent, so nothing is probed, and the process may sleep. */
static void an_idle_path_is_left_alone(void **state)
{
    struct sim_client *c[3];
    struct world *w = watched(63, c);
    world_run(w, 3000);
    sim_client_send(c[0], KR_SOURCE_CAMERA, false, w->now_us);
    sim_client_send(c[0], KR_SOURCE_MICROPHONE, false, w->now_us);
    world_run(w, 3000);
    uint64_t padding = w->media->counters.probe_padding;
    world_run(w, 10000);
    assert_int_equal(w->media->counters.probe_padding, padding);
    assert_true(kr_bandwidth_due_us(kr_media_endpoint(w->media, "near")) == UINT64_MAX);
    sim_client_send(c[0], KR_SOURCE_CAMERA, true, w->now_us);
    world_run(w, 5000);
    assert_true(sim_slot_check_video(&c[1]->video[0], 0) > 500);
    world_free(w);
}

/* One who lies changes what the server believes of its own path, and of nobody else's. */
static void a_liar_harms_only_itself(void **state)
{
    struct sim_client *c[3];
    struct world *w = watched(64, c);
    world_run(w, 5000);
    uint64_t before = estimate(w, c[1]);
    c[2]->lies = true;
    for (int i = 0; i < 500; i++) {
        kr_arrivals_init(&c[2]->arrivals);
        for (uint16_t s = 0; s < 50; s++) /* it received what was never sent */
            kr_arrivals_packet(&c[2]->arrivals, (uint16_t)(40000 + s), 1, w->now_us);
        world_run(w, 10);
    }
    assert_true(w->media->counters.feedback_untrue > 50);
    assert_true(estimate(w, c[1]) >= before / 2);
    assert_true(sim_slot_check_video(&c[1]->video[0], 0) > 1000);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_estimate_grows_beyond_what_is_sent),
        cmocka_unit_test(a_narrow_path_is_noticed_and_nobody_elses_is),
        cmocka_unit_test(an_idle_path_is_left_alone),
        cmocka_unit_test(a_liar_harms_only_itself),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
