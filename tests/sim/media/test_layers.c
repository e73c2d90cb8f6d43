/* SPDX-License-Identifier: EUPL-1.2 */
/* Simulcast: each receiver gets the layer that its path and its tile are good for, and plays on across every change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

enum { CAMERA_US = 40000 };

static const struct sim_config sender = {.mode = KR_MODE_MEET, .n_video = 1, .rids = "q;h;f", .reports = true};
static const struct sim_config device = {.mode = KR_MODE_PUBLISH, .rids = "f;h;q", .largest_first = true, .reports = true};
static const struct sim_config viewer = {.mode = KR_MODE_MEET, .n_video = 9, .reports = true};

static void send_all(struct world *w, struct sim_client *c)
{
    c->sources[KR_SOURCE_CAMERA].interval_us = CAMERA_US;
    sim_client_send(c, KR_SOURCE_CAMERA, true, w->now_us);
    for (int l = 1; l < SIM_LAYERS; l++) {
        c->higher[l - 1].interval_us = CAMERA_US;
        sim_client_send_layer(c, l, true, w->now_us);
    }
}

/* The layer of the newest packet in a slot. */
static int layer_now(const struct sim_slot *s)
{
    for (uint64_t seq = s->highest; seq > s->base; seq--)
        if (s->records[seq - s->base].have)
            return s->records[seq - s->base].layer;
    return -1;
}

static void the_stage_gets_the_largest(void **state)
{
    struct world *w = world_new(71);
    struct sim_client *s = world_join(w, "room", "sender", &sender, NULL), *v = world_join(w, "room", "viewer", &viewer, NULL);
    const char *want[] = {"sender", WORLD_END};
    send_all(w, s);
    world_watch(w, v, 1, want, KR_LINK_SLOT_KIND_CAMERA);
    world_run(w, 6000);
    assert_int_equal(layer_now(&v->video[0]), 2);
    assert_true(sim_slot_check_video(&v->video[0], 0) > 120); /* of 150: the first waited for a key frame */
    assert_int_equal(w->media->counters.drop_unbound, 0);
    world_free(w);
}

/* Slots 1 to 9 of a grid: small tiles get small pictures, whatever the path would carry. */
static void a_small_tile_gets_a_small_picture(void **state)
{
    static const struct {
        int tiles, layer;
    } cases[] = {{2, 1}, {6, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world *w = world_new(72);
        struct sim_client *v = world_join(w, "room", "viewer", &viewer, NULL), *s[6];
        static const char *const names[] = {"s0", "s1", "s2", "s3", "s4", "s5"};
        const char *want[8] = {NULL};
        for (int t = 0; t < cases[i].tiles; t++) {
            s[t] = world_join(w, "room", names[t], &sender, NULL);
            send_all(w, s[t]);
            want[1 + t] = names[t];
        }
        want[1 + cases[i].tiles] = WORLD_END;
        world_watch(w, v, 1, want, KR_LINK_SLOT_KIND_CAMERA);
        world_run(w, 8000);
        for (int t = 0; t < cases[i].tiles; t++) {
            assert_int_equal(layer_now(&v->video[1 + t]), cases[i].layer);
            assert_true(sim_slot_check_video(&v->video[1 + t], 0) > 150);
        }
        world_free(w);
    }
}

/* A path that narrows, and another that does not; then it is as before. */
static void a_weak_receiver_gets_less_and_nobody_else(void **state)
{
    struct world *w = world_new(73);
    struct sim_client *s = world_join(w, "room", "sender", &sender, NULL);
    struct sim_client *near = world_join(w, "room", "near", &viewer, NULL), *far = world_join(w, "room", "far", &viewer, NULL);
    const char *want[] = {"sender", WORLD_END};
    send_all(w, s);
    world_watch(w, near, 1, want, KR_LINK_SLOT_KIND_CAMERA);
    world_watch(w, far, 1, want, KR_LINK_SLOT_KIND_CAMERA);
    world_run(w, 6000);
    assert_int_equal(layer_now(&far->video[0]), 2);
    w->net.narrow_to = far->number; /* the three layers are about 220, 440 and 880 kbit/s */
    w->net.rate_bps = 400 * 1000;
    w->net.queue_us = 150000;
    world_run(w, 6000);
    assert_int_equal(layer_now(&far->video[0]), 0);
    assert_int_equal(layer_now(&near->video[0]), 2);
    uint64_t before_us = far->video[0].last_us;
    world_run(w, 1000);
    assert_true(far->video[0].last_us > before_us + 900000); /* it plays on */
    w->net.narrow_to = SIM_SERVER;
    world_run(w, 20000);
    assert_int_equal(layer_now(&far->video[0]), 2);
    assert_true(sim_slot_check_video(&near->video[0], 0) > 700);
    assert_true(w->media->counters.layer_switched >= 4);
    world_free(w);
}

/* The sender stops its larger layers: everybody has what is left, without a gap; they come back. */
static void layers_come_and_go(void **state)
{
    struct world *w = world_new(74);
    struct sim_client *s = world_join(w, "room", "sender", &sender, NULL), *v = world_join(w, "room", "viewer", &viewer, NULL);
    const char *want[] = {"sender", WORLD_END};
    send_all(w, s);
    world_watch(w, v, 1, want, KR_LINK_SLOT_KIND_CAMERA);
    world_run(w, 5000);
    for (int round = 0; round < 3; round++) {
        for (int l = 1; l < SIM_LAYERS; l++)
            sim_client_send_layer(s, l, false, w->now_us);
        world_run(w, 5000);
        assert_int_equal(layer_now(&v->video[0]), 0);
        for (int l = 1; l < SIM_LAYERS; l++)
            sim_client_send_layer(s, l, true, w->now_us);
        world_run(w, 8000);
        assert_int_equal(layer_now(&v->video[0]), 2);
    }
    assert_true(sim_slot_check_video(&v->video[0], 0) > 600);
    world_free(w);
}

/* A device that lists its layers largest first, by WHIP; loss on the way up and down. */
static void a_device_sends_layers_over_a_bad_line(void **state)
{
    struct world *w = world_new(75);
    struct sim_client *d = world_join(w, "room", "device", &device, NULL), *v = world_join(w, "room", "viewer", &viewer, NULL);
    const char *want[] = {NULL, "device", WORLD_END};
    send_all(w, d);
    world_watch(w, v, 1, want, KR_LINK_SLOT_KIND_CAMERA);
    world_run(w, 3000);
    assert_int_equal(layer_now(&v->video[1]), 1); /* of the middle size, which is the second in any order */
    w->net.loss = 0.05;
    w->net.late = 0.05;
    world_run(w, 8000); /* for a moment more may be lost, and then the smallest is sent */
    assert_true(sim_slot_check_video(&v->video[1], 100) > 150);
    world_free(w);
}

/* An SSRC stays the layer it first was, and a layer that was not negotiated is nobody's. */
static void a_stream_does_not_change_its_layer(void **state)
{
    struct world *w = world_new(76);
    struct sim_client *s = world_join(w, "room", "sender", &sender, NULL), *v = world_join(w, "room", "viewer", &viewer, NULL);
    const char *want[] = {"sender", WORLD_END};
    send_all(w, s);
    world_watch(w, v, 1, want, KR_LINK_SLOT_KIND_CAMERA);
    world_run(w, 4000);
    s->config.rids = "f;q;h"; /* every stream now claims to be another */
    world_run(w, 4000);
    assert_int_equal(layer_now(&v->video[0]), 2);
    assert_true(sim_slot_check_video(&v->video[0], 0) > 150);
    s->config.rids = "x;y;z";
    for (int l = 1; l < SIM_LAYERS; l++) { /* new streams of unknown layers */
        s->higher[l - 1].ssrc += 500;
        s->higher[l - 1].seq = 100; /* whose roll-over counter is 0 */
    }
    world_run(w, 4000);
    assert_true(w->media->counters.drop_unbound > 100);
    assert_int_equal(layer_now(&v->video[0]), 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_stage_gets_the_largest),
        cmocka_unit_test(a_small_tile_gets_a_small_picture),
        cmocka_unit_test(a_weak_receiver_gets_less_and_nobody_else),
        cmocka_unit_test(layers_come_and_go),
        cmocka_unit_test(a_device_sends_layers_over_a_bad_line),
        cmocka_unit_test(a_stream_does_not_change_its_layer),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
