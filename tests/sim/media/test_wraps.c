/* SPDX-License-Identifier: EUPL-1.2 */
/* A room that lasts for weeks: every number and every clock turns over, under loss, disorder, pauses and switches, and no receiver notices. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

enum { PEOPLE = 3, HOUR_S = 3600, DAY_S = 24 * HOUR_S };

static const char *const ids[] = {"p0", "p1", "p2"};

/* All send, and each watches the two others. */
static void meet(struct world *w, const struct sim_config *config, struct sim_client *c[PEOPLE])
{
    for (int i = 0; i < PEOPLE; i++)
        c[i] = world_join(w, "room", ids[i], config, NULL);
    for (int i = 0; i < PEOPLE; i++) {
        const char *want[] = {ids[(i + 1) % PEOPLE], ids[(i + 2) % PEOPLE], WORLD_END};
        world_watch(w, c[i], 1, want, KR_LINK_SLOT_KIND_CAMERA);
        sim_client_send(c[i], KR_SOURCE_CAMERA, true, w->now_us);
        sim_client_send(c[i], KR_SOURCE_MICROPHONE, true, w->now_us);
    }
}

static void disturb(struct world *w, double share)
{
    w->net.loss = w->net.late = w->net.doubled = share;
}

/* Every frame so far was whole, in order and numbered without a gap; at least so many. */
static void nobody_noticed(const struct world *w, struct sim_client *c[PEOPLE], size_t frames)
{
    const struct kr_media_counters *n = &w->media->counters;
    for (int i = 0; i < PEOPLE; i++) {
        size_t sounds = 0;
        for (int k = 0; k < 2; k++)
            assert_true(sim_slot_check_video(&c[i]->video[k], 6) >= frames);
        for (int k = 0; k < SIM_AUDIO_SLOTS; k++)
            sounds += sim_slot_check_audio(&c[i]->audio[k], false);
        assert_true(sounds >= 4 * frames);
        assert_int_equal(c[i]->garbled + c[i]->unknown_ssrc, 0);
        assert_int_equal(w->told[i].closed, 0);
    }
    assert_int_equal(n->drop_auth + n->drop_malformed + n->drop_unbound + n->drop_send + n->feedback_untrue, 0);
}

/*
 * A week: camera clocks turn over every 13 hours, those of sound every 25, the monotonic one passes 2^32 ms after a minute, and
 * the senders' wall clocks go from NTP's era 0 to era 1 (in 2036). In between everybody is silent for hours: as long as half a
 * turn of a clock and as long as a whole one, with the source off or only still.
 */
static void a_week_of_clocks(void **state)
{
    static const struct sim_config config = {.mode = KR_MODE_MEET, .n_video = 2, .reports = true};
    static const unsigned pauses_h[] = {6, 7, 12, 13, 14, 24, 25, 26, 13, 7, 24};
    struct sim_client *c[PEOPLE];
    struct world *w = world_new_at(91, (UINT64_C(1) << 32) * 1000 - 60 * UINT64_C(1000000));
    unsigned hours = 0;
    meet(w, &config, c);
    for (int i = 0; i < PEOPLE; i++)
        c[i]->ntp_ahead = (UINT64_C(0) - kr_ntp_of_us(w->now_us)) - (UINT64_C(2) << 32);
    world_run(w, 4000);
    for (size_t i = 0; i < sizeof pauses_h / sizeof *pauses_h; i++) {
        bool off = i % 3 == 1;
        for (int k = 0; k < PEOPLE && off; k++) {
            sim_client_send(c[k], KR_SOURCE_CAMERA, false, w->now_us);
            sim_client_send(c[k], KR_SOURCE_MICROPHONE, false, w->now_us);
        }
        world_sleep(w, pauses_h[i] * HOUR_S);
        hours += pauses_h[i];
        for (int k = 0; k < PEOPLE && off; k++) {
            sim_client_send(c[k], KR_SOURCE_CAMERA, true, w->now_us);
            sim_client_send(c[k], KR_SOURCE_MICROPHONE, true, w->now_us);
        }
        if (i % 3 == 2)
            for (int k = 0; k < PEOPLE; k++) { /* and the slots change places */
                const char *want[] = {ids[(k + 1 + i % 2) % PEOPLE], ids[(k + 2 - i % 2) % PEOPLE], WORLD_END};
                world_watch(w, c[k], 2 + i, want, KR_LINK_SLOT_KIND_CAMERA);
            }
        disturb(w, 0.04);
        world_run(w, 1500);
        disturb(w, 0);
        world_run(w, 700);
    }
    assert_true(hours * HOUR_S >= 7 * DAY_S && w->now_us > (UINT64_C(1) << 32) * 1000);
    world_run(w, 2000);
    nobody_noticed(w, c, 400);
    for (int i = 0; i < PEOPLE; i++)
        assert_true(c[i]->video[0].reports > 15 && c[i]->audio[0].reports > 15);
    world_free(w);
}

/*
 * Sequence numbers, the roll-over counters of SRTP, transport-wide numbers, RTX, picture ids and TL0PICIDX, both ways, many
 * times over, while packets are lost, doubled and overtaken and slots change their source.
 */
static void numbers_turn_over_again_and_again(void **state)
{
    enum { TURNS = 3, TURN = 0x10000 };
    static const struct sim_config config = {.mode = KR_MODE_MEET, .n_video = 2};
    struct sim_client *c[PEOPLE];
    struct world *w = world_new(92);
    meet(w, &config, c);
    for (int i = 0; i < PEOPLE; i++)
        sim_client_send(c[i], KR_SOURCE_CAMERA, i == 0, w->now_us);
    c[0]->sources[KR_SOURCE_CAMERA].bps = 16000000;
    c[0]->sources[KR_SOURCE_CAMERA].interval_us = 8000;
    c[0]->sources[KR_SOURCE_MICROPHONE].interval_us = 1000;
    c[2]->gone = true;
    struct kr_slot *slot = kr_media_endpoint(w->media, "p1")->video[1];
    slot->rtx_seq = TURN - 10;
    uint64_t gen = 2, first = c[0]->sources[KR_SOURCE_CAMERA].seq;
    while (c[0]->sources[KR_SOURCE_CAMERA].seq - first < (uint64_t)TURNS * TURN) {
        const char *want[] = {gen % 4 == 3 ? ids[0] : NULL, gen % 4 == 3 ? NULL : ids[0], WORLD_END};
        world_watch(w, c[1], gen++, want, KR_LINK_SLOT_KIND_CAMERA);
        world_run(w, 700);
        disturb(w, 0.004); /* of so many packets a second as are remembered for a fraction of it */
        world_run(w, 1000);
        disturb(w, 0);
        world_run(w, 300);
    }
    const struct sim_slot *s = &c[1]->video[1];
    assert_true(s->highest - s->base > TURN + TURN / 4 && s->rtx_received > 100 && slot->rtx_seq > TURN + 100);
    assert_true(sim_slot_check_video(&c[1]->video[0], 600) > 1500);
    assert_true(sim_slot_check_video(s, 600) > 4000);
    size_t sounds = 0;
    for (int k = 0; k < SIM_AUDIO_SLOTS; k++)
        sounds += sim_slot_check_audio(&c[1]->audio[k], false);
    assert_true(sounds > TURN + TURN / 4);
    assert_true(c[0]->transport_seq != 0 && c[0]->feedback > 1000);
    assert_int_equal(c[1]->garbled + c[1]->unknown_ssrc, 0);
    const struct kr_media_counters *n = &w->media->counters;
    assert_int_equal(n->drop_auth + n->drop_malformed + n->drop_unbound + n->drop_send + n->feedback_untrue, 0);
    world_free(w);
}

/* Every codec's own numbers: picture ids of 7 and 15 bits, TL0PICIDX of 8, the Dependency Descriptor's frames of 16. */
static void every_codec_turns_over(void **state)
{
    static const struct sim_config configs[] = {
        {.codec = KR_CODEC_VP8, .short_ids = true},
        {.codec = KR_CODEC_VP9},
        {.codec = KR_CODEC_VP9, .short_ids = true},
        {.codec = KR_CODEC_H264},
        {.codec = KR_CODEC_AV1},
        {.codec = KR_CODEC_AV1, .dd = true},
        {.codec = KR_CODEC_VP9, .dd = true},
        {.codec = KR_CODEC_VP8, .dd = true},
    };
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        struct sim_client *c[PEOPLE];
        struct world *w = world_new(93);
        struct sim_config config = configs[i];
        config.mode = KR_MODE_MEET;
        config.n_video = 2;
        config.reports = true;
        meet(w, &config, c);
        world_run(w, 2000);
        for (unsigned gen = 2; gen < 8; gen++) {
            for (int k = 0; k < PEOPLE && gen % 2; k++) { /* the slots change places */
                const char *want[] = {ids[(k + 1 + gen / 2 % 2) % PEOPLE], ids[(k + 2 - gen / 2 % 2) % PEOPLE], WORLD_END};
                world_watch(w, c[k], gen, want, KR_LINK_SLOT_KIND_CAMERA);
            }
            disturb(w, 0.04);
            world_run(w, 2500);
            disturb(w, 0);
            world_run(w, 500);
        }
        assert_true(c[0]->video[0].rtx_received + c[0]->video[1].rtx_received > 10);
        nobody_noticed(w, c, 300);
        world_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_week_of_clocks),
        cmocka_unit_test(numbers_turn_over_again_and_again),
        cmocka_unit_test(every_codec_turns_over),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
