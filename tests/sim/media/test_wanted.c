/* SPDX-License-Identifier: EUPL-1.2 */
/* What nobody watches costs nothing: its sender is told, and until then it is neither kept nor asked for again. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

static const struct sim_config meet = {.mode = KR_MODE_MEET, .n_video = 2};
static const struct sim_config layered = {.mode = KR_MODE_MEET, .n_video = 2, .rids = "q;h;f"};

static struct world *three(struct sim_client *c[3])
{
    static const char *const ids[] = {"p0", "p1", "p2"};
    struct world *w = world_new(51);
    for (int i = 0; i < 3; i++)
        c[i] = world_join(w, "room", ids[i], i ? &meet : &layered, NULL);
    sim_client_send(c[0], KR_SOURCE_CAMERA, true, w->now_us);
    for (int l = 1; l < SIM_LAYERS; l++)
        sim_client_send_layer(c[0], l, true, w->now_us);
    world_run(w, 1000);
    return w;
}

/* The largest of all who watch; raised at once, lowered after a while; nothing is said twice. */
static void senders_are_told_what_is_watched(void **state)
{
    struct sim_client *c[3];
    struct world *w = three(c);
    assert_int_equal(w->told[0].camera, 0);
    assert_int_equal(w->told[0].n_wanted, 1);
    world_watch_at(w, c[1], 1, "p0", 180);
    assert_int_equal(w->told[0].camera, 180);
    world_watch_at(w, c[2], 1, "p0", 90);
    assert_int_equal(w->told[0].n_wanted, 2);
    world_watch_at(w, c[2], 2, "p0", -1);
    assert_int_equal(w->told[0].camera, KR_DEMAND_ANY);
    world_watch_at(w, c[2], 3, NULL, 0);
    world_run(w, 3000);
    assert_int_equal(w->told[0].camera, KR_DEMAND_ANY);
    world_run(w, 1500);
    assert_int_equal(w->told[0].camera, 180);
    world_close(w, c[1]);
    world_run(w, 5000);
    assert_int_equal(w->told[0].camera, 0);
    assert_int_equal(w->told[0].screen, 0);
    assert_int_equal(w->told[0].n_wanted, 5);
    assert_int_equal(w->told[2].camera, 0);
    world_free(w);
}

/* A new front has been told nothing yet. */
static void a_new_front_is_told_again(void **state)
{
    struct sim_client *c[3];
    struct world *w = three(c);
    world_watch_at(w, c[1], 1, "p0", 360);
    unsigned before = w->told[0].n_wanted;
    kr_media_new_front(w->media, w->now_us);
    world_run(w, 500);
    assert_int_equal(w->told[0].n_wanted, before);
    world_allow(w, c[0], true, true, true, true);
    world_run(w, 500);
    assert_int_equal(w->told[0].n_wanted, before + 1);
    assert_int_equal(w->told[0].camera, 360);
    world_free(w);
}

/* Nothing of an unwatched picture is remembered, asked for again, or begun anew. */
static void what_nobody_watches_costs_nothing(void **state)
{
    struct sim_client *c[3];
    struct world *w = three(c);
    w->net.loss = 0.1;
    world_run(w, 5000);
    assert_int_equal(w->media->stored.used, 0);
    assert_int_equal(w->media->counters.nack_out, 0);
    assert_int_equal(w->media->counters.keyframe_out, 0);
    assert_int_equal(w->media->counters.forwarded, 0);
    /* One layer is watched: the others still cost nothing. */
    w->net.loss = 0;
    world_watch_at(w, c[1], 1, "p0", -1);
    world_run(w, 3000);
    const struct kr_endpoint *e = kr_media_endpoint(w->media, "p0");
    size_t kept = 0;
    for (int l = 0; l < SIM_LAYERS; l++)
        kept += e->tracks[KR_SOURCE_CAMERA]->layers[l]->video->history.end > e->tracks[KR_SOURCE_CAMERA]->layers[l]->video->history.oldest;
    assert_int_equal(kept, 1);
    assert_int_equal(w->media->counters.nack_out, 0); /* the first packet watched is no gap of thousands */
    assert_true(sim_slot_check_video(&c[1]->video[0], 0) > 40);
    world_watch_at(w, c[1], 2, NULL, 0);
    world_run(w, 2500);
    assert_int_equal(w->media->stored.used, 0);
    world_free(w);
}

/* A sender that had stopped is asked for a key frame as soon as its packets come: within a round trip, not a second. */
static void a_picture_resumes_in_time(void **state)
{
    struct sim_client *c[3];
    struct world *w = three(c);
    sim_client_send(c[0], KR_SOURCE_CAMERA, false, w->now_us);
    for (int l = 1; l < SIM_LAYERS; l++)
        sim_client_send_layer(c[0], l, false, w->now_us);
    world_run(w, 3000);
    world_watch_at(w, c[1], 1, "p0", -1);
    world_run(w, 12000); /* what was asked for in vain is given up */
    c[0]->sources[KR_SOURCE_CAMERA].want_key = false;
    uint64_t from_us = w->now_us;
    sim_client_send(c[0], KR_SOURCE_CAMERA, true, w->now_us);
    world_run(w, 250);
    assert_true(sim_slot_count(&c[1]->video[0], 0, KR_SOURCE_CAMERA, from_us) > 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(senders_are_told_what_is_watched),
        cmocka_unit_test(a_new_front_is_told_again),
        cmocka_unit_test(what_nobody_watches_costs_nothing),
        cmocka_unit_test(a_picture_resumes_in_time),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
