/* SPDX-License-Identifier: EUPL-1.2 */
/* A room on two media processes is one room: whoever is on the other is seen and heard as anybody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "media/relay.h"
#include "world.h"

static const struct sim_config meet = {.mode = KR_MODE_MEET, .n_video = 4};
static const struct sim_config layers = {.mode = KR_MODE_MEET, .n_video = 4, .rids = "q;h;f", .reports = true};

/* Clients on both sides, each relayed to the other. */
static struct world *two(uint64_t seed, const struct sim_config *config, struct sim_client *c[], int n)
{
    static const char *const ids[] = {"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"};
    struct world *w = world_new(seed);
    world_spread(w);
    for (int i = 0; i < n; i++)
        c[i] = world_join_on(w, i % 2 ? SIM_BRANCH : SIM_SERVER, "room", ids[i], config);
    for (int i = 0; i < n; i++)
        world_relay(w, c[i], 0x100u + (uint32_t)i);
    return w;
}

static void send_all(struct world *w, struct sim_client *c)
{
    sim_client_send(c, KR_SOURCE_MICROPHONE, true, w->now_us);
    sim_client_send(c, KR_SOURCE_CAMERA, true, w->now_us);
}

static void no_faults(const struct world *w)
{
    const struct kr_media_counters *a = &w->media->counters, *b = &w->branch->counters;
    assert_int_equal(a->drop_auth + a->drop_malformed + a->drop_send + a->drop_relay + a->drop_unbound + a->order_refused, 0);
    assert_int_equal(b->drop_auth + b->drop_malformed + b->drop_send + b->drop_relay + b->drop_unbound + b->order_refused, 0);
}

static void four_on_two_processes_see_and_hear_each_other(void **state)
{
    struct sim_client *c[4];
    struct world *w = two(1, &meet, c, 4);
    for (int i = 0; i < 4; i++) {
        const char *others[] = {c[(i + 1) % 4]->id, c[(i + 2) % 4]->id, c[(i + 3) % 4]->id, WORLD_END};
        world_watch(w, c[i], 1, others, KR_LINK_SLOT_KIND_CAMERA);
        send_all(w, c[i]);
    }
    world_run(w, 20000);
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 3; k++) {
            assert_true(sim_slot_check_video(&c[i]->video[k], 4) > 340);
            assert_true(sim_slot_check_audio(&c[i]->audio[k], true) > 900);
            assert_true(sim_slot_count(&c[i]->video[k], (i + 1 + k) % 4, KR_SOURCE_CAMERA, 0) > 680);
            /* The sender's clock comes along, so that sound and picture keep step. */
            assert_true(c[i]->video[k].reports > 12 && c[i]->audio[k].reports > 12);
        }
        assert_int_equal(c[i]->garbled + c[i]->unknown_ssrc, 0);
        for (int k = 0; k < 4; k++)
            assert_int_equal(sim_slot_count(&c[i]->audio[k], i, KR_SOURCE_MICROPHONE, 0), 0);
    }
    no_faults(w);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_on_two_processes_see_and_hear_each_other),
    };
    (void)layers;
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
