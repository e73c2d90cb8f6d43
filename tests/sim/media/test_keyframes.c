/* SPDX-License-Identifier: EUPL-1.2 */
/* A class turns to somebody: one key frame for all of them, asked for once, and again if that was lost; and not too often whatever they do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "rtc/keyframe.h"
#include "world.h"

enum { CLASS = 32 };

static const struct sim_config meet = {.mode = KR_MODE_MEET, .n_video = 2};

/* The first two send. */
static struct world *class(struct sim_client *c[CLASS])
{
    struct world *w = world_new(61);
    for (int i = 0; i < CLASS; i++) {
        char id[16];
        snprintf(id, sizeof id, "p%d", i);
        c[i] = world_join(w, "room", id, &meet, NULL);
    }
    for (int i = 0; i < 2; i++)
        sim_client_send(c[i], KR_SOURCE_CAMERA, true, w->now_us);
    world_run(w, 2000);
    return w;
}

static void turn_to(struct world *w, struct sim_client *c[CLASS], uint64_t gen, const char *id)
{
    const char *want[] = {id, WORLD_END};
    for (int i = 2; i < CLASS; i++)
        world_watch(w, c[i], gen, want, KR_LINK_SLOT_KIND_CAMERA);
}

static uint64_t requests(const struct sim_client *c)
{
    return c->sources[KR_SOURCE_CAMERA].key_requests;
}

static void all_see(struct sim_client *c[CLASS], int who, uint64_t from_us, size_t least)
{
    for (int i = 2; i < CLASS; i++) {
        assert_true(sim_slot_count(&c[i]->video[0], who, KR_SOURCE_CAMERA, from_us) >= least);
        assert_true(sim_slot_check_video(&c[i]->video[0], 0) > 0);
    }
}

static void one_request_for_all(void **state)
{
    struct sim_client *c[CLASS];
    struct world *w = class(c);
    uint64_t p0 = requests(c[0]), p1 = requests(c[1]), from_us = w->now_us;
    turn_to(w, c, 1, "p0");
    world_run(w, 200);
    assert_int_equal(requests(c[0]), p0 + 1);
    all_see(c, 0, from_us, 4);
    world_run(w, 3000);
    assert_int_equal(requests(c[0]), p0 + 1);
    from_us = w->now_us;
    turn_to(w, c, 2, "p1");
    world_run(w, 3000);
    assert_int_equal(requests(c[1]), p1 + 1);
    assert_int_equal(requests(c[0]), p0 + 1);
    all_see(c, 1, from_us, 100);
    world_free(w);
}

static void a_lost_request_is_repeated_once(void **state)
{
    struct sim_client *c[CLASS];
    struct world *w = class(c);
    uint64_t before = requests(c[0]), asked = w->media->counters.keyframe_out, from_us = w->now_us;
    w->net.narrow_to = 0; /* nothing comes through to p0 */
    w->net.rate_bps = 1000000000;
    w->net.free_us = w->now_us + 3600000000;
    turn_to(w, c, 1, "p0");
    world_run(w, 500);
    assert_int_equal(w->media->counters.keyframe_out, asked + 1);
    assert_int_equal(requests(c[0]), before);
    w->net.narrow_to = SIM_SERVER;
    world_run(w, KR_KEYFRAME_RETRY_US / 1000);
    assert_int_equal(w->media->counters.keyframe_out, asked + 2);
    assert_int_equal(requests(c[0]), before + 1);
    all_see(c, 0, from_us, 5);
    world_run(w, 3000);
    assert_int_equal(requests(c[0]), before + 1);
    all_see(c, 0, from_us, 100);
    world_free(w);
}

/* Everybody turns from one to the other and back all the time: each source makes as many as its own interval allows. */
static void each_source_is_spared(void **state)
{
    enum { TURNS = 60, EACH_MS = 150, MOST = TURNS * EACH_MS / (KR_KEYFRAME_INTERVAL_US / 1000) };
    struct sim_client *c[CLASS];
    struct world *w = class(c);
    uint64_t p0 = requests(c[0]), p1 = requests(c[1]);
    for (int i = 0; i < TURNS; i++) {
        turn_to(w, c, (uint64_t)i + 1, i % 2 ? "p0" : "p1");
        world_run(w, EACH_MS);
    }
    assert_in_range(requests(c[0]) - p0, MOST / 3, MOST + 1);
    assert_in_range(requests(c[1]) - p1, MOST / 3, MOST + 1);
    uint64_t from_us = w->now_us;
    world_run(w, 2000);
    all_see(c, 0, from_us, 40);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_request_for_all),
        cmocka_unit_test(a_lost_request_is_repeated_once),
        cmocka_unit_test(each_source_is_spared),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
