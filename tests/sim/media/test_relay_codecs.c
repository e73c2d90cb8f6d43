/* SPDX-License-Identifier: EUPL-1.2 */
/* Over a relay passes whatever a room sends: every codec, redundant sound, screens with their sound, streams with spatial layers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "forge.h"
#include "lib/svc.h"
#include "media/spatial.h"

enum { PEOPLE = 4, NUMBER = 0x100 };

static const char *const ids[] = {"p0", "p1", "p2", "p3"};

/* Two on each process, each relayed to the other. */
static struct world *spread(uint64_t seed, const struct sim_config *config, struct sim_client *c[PEOPLE])
{
    struct world *w = world_new(seed);
    world_spread(w);
    for (int i = 0; i < PEOPLE; i++)
        c[i] = world_join_on(w, i % 2 ? SIM_BRANCH : SIM_SERVER, "room", ids[i], config);
    for (int i = 0; i < PEOPLE; i++)
        world_relay(w, c[i], NUMBER + (uint32_t)i);
    return w;
}

static void no_faults(const struct world *w)
{
    const struct kr_media_counters *both[] = {&w->media->counters, &w->branch->counters};
    for (int i = 0; i < 2; i++)
        assert_int_equal(both[i]->drop_auth + both[i]->drop_malformed + both[i]->drop_send + both[i]->drop_relay + both[i]->drop_unbound + both[i]->drop_codec, 0);
}

static size_t heard(const struct sim_client *c, int from, enum kr_source kind)
{
    size_t n = 0;
    for (int i = 0; i < SIM_AUDIO_SLOTS; i++)
        n += sim_slot_count(&c->audio[i], from, kind, 0);
    return n;
}

static void every_codec_passes(void **state)
{
    static const struct sim_config configs[] = {
        {.codec = KR_CODEC_VP8, .short_ids = true}, {.codec = KR_CODEC_VP9}, {.codec = KR_CODEC_VP9, .dd = true},
        {.codec = KR_CODEC_H264}, {.codec = KR_CODEC_AV1}, {.codec = KR_CODEC_AV1, .dd = true},
    };
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        struct sim_client *c[PEOPLE];
        struct sim_config config = configs[i];
        config.mode = KR_MODE_MEET;
        config.n_video = 2;
        config.reports = true;
        struct world *w = spread(20 + i, &config, c);
        print_message("    %d%s\n", (int)config.codec, config.dd ? " with the Dependency Descriptor" : "");
        for (int k = 0; k < PEOPLE; k++) { /* one who is near and one who is far */
            const char *want[] = {ids[(k + 1) % PEOPLE], ids[(k + 2) % PEOPLE], WORLD_END};
            world_watch(w, c[k], 1, want, KR_LINK_SLOT_KIND_CAMERA);
            sim_client_send(c[k], KR_SOURCE_CAMERA, true, w->now_us);
        }
        world_run(w, 3000);
        w->net.loss = w->net.late = 0.03;
        world_run(w, 5000);
        w->net.loss = w->net.late = 0;
        world_run(w, 700);
        for (int k = 0; k < PEOPLE; k++) { /* and they change places */
            const char *want[] = {ids[(k + 2) % PEOPLE], ids[(k + 3) % PEOPLE], WORLD_END};
            world_watch(w, c[k], 2, want, KR_LINK_SLOT_KIND_CAMERA);
        }
        world_run(w, 3000);
        for (int k = 0; k < PEOPLE; k++)
            for (int s = 0; s < 2; s++) {
                assert_true(sim_slot_check_video(&c[k]->video[s], 6) > 150);
                assert_true(sim_slot_count(&c[k]->video[s], (k + 2 + s) % PEOPLE, KR_SOURCE_CAMERA, w->now_us - 2000000) > 60);
            }
        for (int k = 0; k < PEOPLE; k++)
            assert_int_equal(c[k]->garbled + c[k]->unknown_ssrc, 0);
        no_faults(w);
        world_free(w);
    }
}

/* What comes redundantly is unpacked where it comes in, and packed again for whoever loses packets, wherever they are. */
static void redundant_sound_passes(void **state)
{
    static const struct sim_config config = {.mode = KR_MODE_MEET, .n_video = 1, .red = true, .sends_red = true, .reports = true};
    struct sim_client *c[PEOPLE];
    struct world *w = spread(30, &config, c);
    for (int k = 0; k < 3; k++)
        sim_client_send(c[k], KR_SOURCE_MICROPHONE, true, w->now_us);
    struct sim_pipe pipes[PEOPLE];
    for (int k = 0; k < PEOPLE; k++) { /* on the ways down, and up to the first process */
        pipes[k] = (struct sim_pipe){.rate_bps = 1000000000, .queue_bytes = 10000000, .loss = 0.1, .random.state = (uint64_t)k + 5};
        w->net.down[k] = w->net.up[k] = &pipes[k];
    }
    world_run(w, 20000);
    for (int k = 0; k < PEOPLE; k++)
        for (int from = 0; from < 3; from++) {
            size_t n = heard(c[k], from, KR_SOURCE_MICROPHONE);
            if (from == k)
                assert_int_equal(n, 0);
            else
                assert_true(n > 950); /* of 1000; a tenth is lost on each way up and down */
        }
    assert_true(w->media->counters.sound_mended > 100 && w->branch->counters.sound_redundant > 100);
    world_free(w);
}

static void a_screen_and_its_sound_pass(void **state)
{
    static const struct sim_config config = {.mode = KR_MODE_MEET, .n_video = 2, .codec = KR_CODEC_VP9};
    struct sim_client *c[PEOPLE];
    struct world *w = spread(31, &config, c);
    const char *want[] = {NULL, "p0", WORLD_END};
    sim_client_send(c[0], KR_SOURCE_SCREEN, true, w->now_us);
    sim_client_send(c[0], KR_SOURCE_SCREEN_AUDIO, true, w->now_us);
    for (int k = 1; k < PEOPLE; k++)
        world_watch(w, c[k], 1, want, KR_LINK_SLOT_KIND_SCREEN);
    world_run(w, 5000);
    for (int k = 1; k < PEOPLE; k++) {
        assert_true(sim_slot_check_video(&c[k]->video[1], 0) > 80);
        assert_true(sim_slot_count(&c[k]->video[1], 0, KR_SOURCE_SCREEN, 0) > 160);
        assert_true(sim_slot_check_audio(&c[k]->audio[KR_AUDIO_SLOT_SCREEN], true) > 220);
        assert_true(sim_slot_count(&c[k]->audio[KR_AUDIO_SLOT_SCREEN], 0, KR_SOURCE_SCREEN_AUDIO, 0) > 220);
    }
    /* It ends, and somebody on the other process shows one. */
    sim_client_send(c[0], KR_SOURCE_SCREEN, false, w->now_us);
    sim_client_send(c[0], KR_SOURCE_SCREEN_AUDIO, false, w->now_us);
    world_allow(w, c[0], true, true, false, false);
    sim_client_send(c[1], KR_SOURCE_SCREEN, true, w->now_us);
    sim_client_send(c[1], KR_SOURCE_SCREEN_AUDIO, true, w->now_us);
    want[1] = "p1";
    for (int k = 2; k < PEOPLE; k++)
        world_watch(w, c[k], 2, want, KR_LINK_SLOT_KIND_SCREEN);
    world_run(w, 5000);
    for (int k = 2; k < PEOPLE; k++) {
        assert_true(sim_slot_count(&c[k]->video[1], 1, KR_SOURCE_SCREEN, 0) > 160);
        assert_true(sim_slot_count(&c[k]->audio[KR_AUDIO_SLOT_SCREEN], 1, KR_SOURCE_SCREEN_AUDIO, 0) > 220);
        assert_true(sim_slot_check_video(&c[k]->video[1], 0) > 160);
    }
    no_faults(w);
    world_free(w);
}

/* A camera of three spatial layers in one stream, of which larger ones refer to smaller ones in key pictures alone. */
static void send_scalable(struct world *w, struct sim_client *c, unsigned *picture, uint64_t *seq, uint16_t *number)
{
    static const struct sim_svc svc = {.spatial = 3, .temporal = 3, .key_only = true};
    struct sim_source *s = &c->sources[KR_SOURCE_CAMERA];
    static const uint8_t body[900] = {1};
    if (s->want_key)
        *picture = 0;
    s->want_key = false;
    for (int l = 0; l < svc.spatial; l++) {
        uint8_t dd[255];
        struct sim_svc_packet d = {.picture = *picture, .spatial = l, .start = true, .end = true, .number = (*number)++, .structure = *picture == 0 && l == 0};
        struct kr_rtp_ext ext[] = {{.id = c->numbers.ext[KR_EXT_DEPENDENCY_DESCRIPTOR], .len = (uint8_t)sim_svc_write(&svc, &d, dd), .data = dd},
                                   {.id = c->numbers.ext[KR_EXT_MID], .len = 3, .data = (const uint8_t *)"cam"}};
        struct kr_rtp_write h = {.marker = l == 2, .payload_type = c->numbers.vp8, .seq = (uint16_t)*seq, .timestamp = (uint32_t)(w->now_us / 1000 * 90),
                                 .ssrc = s->ssrc, .ext = ext, .n_ext = 2};
        sim_forge_rtp(w, c, &h, (uint32_t)((*seq)++ >> 16), body, 200u << l);
    }
    ++*picture;
}

static void spatial_layers_are_chosen_on_the_other_side(void **state)
{
    static const struct sim_config config = {.mode = KR_MODE_MEET, .n_video = 2, .codec = KR_CODEC_AV1, .dd = true, .reports = true};
    struct sim_client *c[PEOPLE];
    struct world *w = spread(32, &config, c);
    unsigned picture = 0;
    uint64_t seq = 1;
    uint16_t number = 65000;
    world_watch_at(w, c[1], 1, "p0", -1);  /* both on the other process: one has it large */
    world_watch_at(w, c[3], 1, "p0", 120); /* and one small */
    c[1]->video[0].foreign = c[3]->video[0].foreign = true;
    world_run(w, 500);
    for (int i = 0; i < 300; i++) {
        send_scalable(w, c[0], &picture, &seq, &number);
        world_run(w, 33);
        if (i == 200)
            c[1]->video[0].foreign_received = c[3]->video[0].foreign_received = 0;
    }
    assert_int_equal(w->media->counters.layer_left_out, 0);
    const struct kr_spatial *layers = kr_media_endpoint(w->branch, "p0")->tracks[KR_SOURCE_CAMERA]->video->spatial;
    assert_non_null(layers);
    assert_int_equal(layers->n, 3);
    for (int l = 0; l < 3; l++)
        assert_true(layers->rates[l].n > 0);
    /* Each gets its own layer alone, 99 pictures of it. */
    assert_in_range(c[1]->video[0].foreign_received, 90, 110);
    assert_in_range(c[3]->video[0].foreign_received, 90, 110);
    assert_true(c[1]->media_bytes > c[3]->media_bytes + 20000);
    assert_int_equal(c[1]->garbled + c[3]->garbled, 0);
    no_faults(w);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_codec_passes),
        cmocka_unit_test(redundant_sound_passes),
        cmocka_unit_test(a_screen_and_its_sound_pass),
        cmocka_unit_test(spatial_layers_are_chosen_on_the_other_side),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
