/* SPDX-License-Identifier: EUPL-1.2 */
/* Rooms on bad networks: what is lost is asked for and sent again, in both directions, and nothing is told twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

static const struct sim_config meet = {.mode = KR_MODE_MEET, .n_video = 4};
static const char *const ids[] = {"p0", "p1", "p2"};

/* Three who all watch each other. */
static struct world *meeting(uint64_t seed, struct sim_client *c[3])
{
    struct world *w = world_new(seed);
    for (int i = 0; i < 3; i++)
        c[i] = world_join(w, "room", ids[i], &meet, NULL);
    for (int i = 0; i < 3; i++) {
        const char *others[] = {ids[(i + 1) % 3], ids[(i + 2) % 3], WORLD_END};
        world_watch(w, c[i], 1, others, KR_LINK_SLOT_KIND_CAMERA);
        sim_client_send(c[i], KR_SOURCE_MICROPHONE, true, w->now_us);
        sim_client_send(c[i], KR_SOURCE_CAMERA, true, w->now_us);
    }
    world_run(w, 1000);
    return w;
}

struct network {
    const char *name;
    double loss, doubled, late;
    uint64_t jitter_us;
    unsigned padding_every;
};

static const struct network networks[] = {
    {"loss", 0.05, 0, 0, 0, 0},
    {"doubled", 0, 0.1, 0, 0, 0},
    {"late", 0, 0, 0.05, 0, 0},
    {"jitter", 0, 0, 0, 15000, 0},
    {"padding", 0, 0, 0, 0, 3},
    {"padding and jitter", 0, 0, 0.02, 8000, 4},
    {"everything", 0.03, 0.03, 0.03, 8000, 0},
};

static void recovers(const struct network *n, uint64_t seed)
{
    struct sim_client *c[3];
    struct world *w = meeting(seed, c);
    w->net.loss = n->loss;
    w->net.doubled = n->doubled;
    w->net.late = n->late;
    w->net.jitter_us = n->jitter_us;
    for (int i = 0; i < 3; i++)
        c[i]->sources[KR_SOURCE_CAMERA].padding_every = n->padding_every;
    world_run(w, 30000);
    w->net.loss = w->net.doubled = w->net.late = 0;
    w->net.jitter_us = 0;
    world_run(w, 2000);
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 2; k++) {
            /* A padding packet that overtakes or is overtaken leaves a number that nobody has: only then a gap may be. */
            if (!(n->padding_every && n->jitter_us))
                assert_true(sim_slot_check_video(&c[i]->video[k], 0) > 600);
            sim_slot_check_audio(&c[i]->audio[k], n->loss == 0 && n->late == 0 && n->jitter_us == 0);
        }
        assert_int_equal(c[i]->garbled + c[i]->unknown_ssrc, 0);
        assert_int_equal(w->told[i].closed, 0);
        if (n->loss > 0) {
            assert_true(c[i]->sources[KR_SOURCE_CAMERA].retransmitted > 20);
            assert_true(c[i]->video[0].rtx_received > 20);
        }
        if (n->padding_every)
            assert_true(c[i]->sources[KR_SOURCE_CAMERA].padded > 100);
    }
    assert_int_equal(w->media->counters.drop_auth + w->media->counters.drop_malformed + w->media->counters.drop_send, 0);
    world_free(w);
}

static void recovers_from_what_networks_do(void **state)
{
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        print_message("    %s\n", networks[i].name);
        for (uint64_t seed = 1; seed <= 3; seed++)
            recovers(&networks[i], seed * 7919);
    }
}

/* 70,000 packets of sound and of video: every number of 16 bits wraps on the way in and on the way out. */
static void survives_its_wraps(void **state)
{
    struct sim_client *c[3];
    struct world *w = meeting(5, c);
    for (int i = 0; i < 3; i++) {
        c[i]->sources[KR_SOURCE_MICROPHONE].interval_us = 2500;
        c[i]->sources[KR_SOURCE_CAMERA].interval_us = 5000;
    }
    w->net.late = 0.01;
    world_run(w, 175000);
    w->net.late = 0;
    world_run(w, 1000);
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 2; k++) {
            assert_true(sim_slot_check_video(&c[i]->video[k], 0) > 30000);
            assert_true(c[i]->video[k].highest - c[i]->video[k].base > 65536);
            assert_true(sim_slot_check_audio(&c[i]->audio[k], false) > 65536);
        }
        assert_int_equal(c[i]->garbled, 0);
    }
    world_free(w);
}

/* A receiver that asks for everything all the time gets a bounded answer, and spoils nobody's stream. */
static void bounds_what_a_receiver_can_ask(void **state)
{
    struct sim_client *c[3];
    struct world *w = meeting(6, c);
    uint8_t out[1300];
    for (int ms = 0; ms < 5000; ms += 10) {
        uint16_t seqs[60];
        struct kr_writer nack = kr_writer_of(out, 1200);
        for (uint16_t i = 0; i < 60; i++)
            seqs[i] = (uint16_t)(c[0]->video[0].highest - 60 + i);
        kr_rtcp_write_nack(&nack, 7, c[0]->video[0].ssrc, seqs, 60);
        size_t len = nack.len;
        assert_int_equal(kr_srtcp_protect(c[0]->peer.sender, out, sizeof out, &len), 0);
        sim_world_from_client(w, 0, out, len);
        world_run(w, 10);
    }
    assert_true(w->media->counters.retransmitted > 1000);
    assert_true(w->media->counters.retransmitted <= (5000 / 100 + 2) * (uint64_t)KR_SLOT_RESEND_MAX);
    for (int i = 0; i < 3; i++)
        assert_true(sim_slot_check_video(&c[i]->video[0], 0) > 80);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recovers_from_what_networks_do),
        cmocka_unit_test(survives_its_wraps),
        cmocka_unit_test(bounds_what_a_receiver_can_ask),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
