/* SPDX-License-Identifier: EUPL-1.2 */
/* What an endpoint's client is told of its connection is what the network did. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

static const struct sim_config sender = {.mode = KR_MODE_MEET, .n_video = 1, .rids = "q;h;f", .reports = true};
static const struct sim_config viewer = {.mode = KR_MODE_MEET, .n_video = 4, .reports = true};

static const struct kr_link_endpoint_figures *ask(struct world *w, const char *endpoint)
{
    static struct kr_media_reply reply;
    const struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_STATISTICS, .u.endpoint_statistics.endpoint = endpoint};
    assert_int_equal(kr_media_order(w->media, &msg, &reply, w->unix_ms, w->now_us), 0);
    assert_true(reply.has_figures);
    return &reply.figures.told;
}

static const struct kr_link_source_figures *source(const struct kr_link_endpoint_figures *f, enum kr_link_source_figures_source s, int layer)
{
    for (size_t i = 0; i < f->sources_len; i++)
        if (f->sources[i].source == s && f->sources[i].layer == layer)
            return &f->sources[i];
    fail_msg("a source is missing");
    return NULL;
}

static struct world *two(struct sim_client **s, struct sim_client **v, uint64_t seed)
{
    struct world *w = world_new(seed);
    const char *want[] = {"sender", WORLD_END};
    *s = world_join(w, "room", "sender", &sender, NULL);
    *v = world_join(w, "room", "viewer", &viewer, NULL);
    sim_client_send(*s, KR_SOURCE_MICROPHONE, true, w->now_us);
    sim_client_send(*s, KR_SOURCE_CAMERA, true, w->now_us);
    for (int l = 1; l < SIM_LAYERS; l++)
        sim_client_send_layer(*s, l, true, w->now_us);
    world_watch(w, *v, 1, want, KR_LINK_SLOT_KIND_CAMERA);
    return w;
}

static void rates_and_layers_are_told(void **state)
{
    struct sim_client *s, *v;
    struct world *w = two(&s, &v, 31);
    world_run(w, 10000);
    const struct kr_link_endpoint_figures *f = ask(w, "viewer");
    assert_int_equal(f->slots_len, 1);
    assert_int_equal(f->slots[0].slot, 0);
    assert_int_equal(f->slots[0].layers, SIM_LAYERS);
    assert_int_equal(f->slots[0].layer, SIM_LAYERS - 1); /* the stage */
    assert_true(f->slots[0].sent_bps > 0 && f->path.sent_bps > f->slots[0].sent_bps); /* and sound */
    assert_true(f->path.estimate_bps > f->path.sent_bps);
    assert_true(f->path.has_rtt_ms);
    assert_int_equal(f->path.lost_permille, 0);
    assert_int_equal(f->path.resent, 0);
    assert_int_equal(f->sources_len, 0); /* it sends nothing */

    int64_t sent_bps = f->slots[0].sent_bps;
    f = ask(w, "sender");
    assert_int_equal(f->slots_len, 0);
    assert_int_equal(f->sources_len, 1 + SIM_LAYERS);
    const struct kr_link_source_figures *camera = source(f, KR_LINK_SOURCE_FIGURES_SOURCE_CAMERA, SIM_LAYERS - 1);
    assert_int_equal(camera->receivers, 1);
    assert_int_equal(source(f, KR_LINK_SOURCE_FIGURES_SOURCE_CAMERA, 0)->receivers, 0);
    assert_int_equal(camera->lost_permille, 0);
    assert_true(camera->received_bps > sent_bps / 2 && camera->received_bps < sent_bps * 2); /* not the same second */
    assert_true(source(f, KR_LINK_SOURCE_FIGURES_SOURCE_MICROPHONE, 0)->received_bps > 0);
    world_free(w);
}

static void loss_and_its_repair_are_told(void **state)
{
    struct sim_client *s, *v;
    struct world *w = two(&s, &v, 32);
    world_run(w, 4000);
    w->net.loss = 0.2;
    world_run(w, 6000);
    const struct kr_link_endpoint_figures *f = ask(w, "viewer");
    assert_true(f->path.resent > 20);
    f = ask(w, "sender");
    int64_t lost = 0;
    for (size_t i = 0; i < f->sources_len; i++)
        lost += f->sources[i].lost_permille;
    assert_true(lost > 100); /* of a fifth, on four streams */
    w->net.loss = 0;
    world_run(w, 4000);
    f = ask(w, "sender");
    for (size_t i = 0; i < f->sources_len; i++)
        assert_true(f->sources[i].lost_permille < 50); /* the last second alone counts; what is still on its way may be missing */
    world_free(w);
}

/* A stream that stops leaves no old figures behind. */
static void silence_is_told(void **state)
{
    struct sim_client *s, *v;
    struct world *w = two(&s, &v, 33);
    world_run(w, 5000);
    sim_client_send(s, KR_SOURCE_CAMERA, false, w->now_us);
    for (int l = 1; l < SIM_LAYERS; l++)
        sim_client_send_layer(s, l, false, w->now_us);
    world_run(w, 5000);
    const struct kr_link_endpoint_figures *f = ask(w, "viewer");
    for (size_t i = 0; i < f->slots_len; i++) {
        assert_int_equal(f->slots[i].sent_bps, 0);
        assert_int_equal(f->slots[i].layers, 0);
    }
    assert_true(f->path.sent_bps > 0); /* sound */
    world_free(w);
}

static void of_who_is_gone_nothing_is_told(void **state)
{
    struct world *w = world_new(34);
    struct kr_media_reply reply;
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_STATISTICS, .u.endpoint_statistics.endpoint = "nobody"};
    assert_int_equal(kr_media_order(w->media, &msg, &reply, w->unix_ms, w->now_us), KR_E_NOT_FOUND);
    assert_false(reply.has_figures);
    world_join(w, "room", "fresh", &viewer, NULL);
    const struct kr_link_endpoint_figures *f = ask(w, "fresh");
    assert_int_equal(f->slots_len + f->sources_len, 0);
    assert_int_equal(f->path.sent_bps, 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_and_layers_are_told),
        cmocka_unit_test(loss_and_its_repair_are_told),
        cmocka_unit_test(silence_is_told),
        cmocka_unit_test(of_who_is_gone_nothing_is_told),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
