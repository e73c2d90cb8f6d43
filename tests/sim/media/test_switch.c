/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is in a slot must be true for every frame, and a slot's stream goes on without a break through every change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

enum { PEOPLE = 5 };

static const char *const ids[] = {"p0", "p1", "p2", "p3", "p4"};
static const struct sim_config meet = {.mode = KR_MODE_MEET, .n_video = 2};

static struct world *meeting(struct sim_client *c[PEOPLE])
{
    struct world *w = world_new(21);
    for (int i = 0; i < PEOPLE; i++) {
        c[i] = world_join(w, "room", ids[i], &meet, NULL);
        sim_client_send(c[i], KR_SOURCE_CAMERA, true, w->now_us);
        sim_client_send(c[i], KR_SOURCE_MICROPHONE, true, w->now_us);
    }
    world_run(w, 1000);
    return w;
}

/* Every frame later than `after`, and only those, is the new member's. */
static void check_truth(const struct sim_slot *s, const struct world_slot *told, int client, uint64_t switched_us)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct sim_record *r = &s->records[i];
        if (!r->have)
            continue;
        bool later = told->has_after ? (int32_t)(r->timestamp - told->after) > 0 : true;
        if (later)
            assert_int_equal(r->client, client);
        else
            assert_true(r->client != client || r->at_us <= switched_us + 10000);
    }
}

static void tells_the_truth_about_slots(void **state)
{
    struct sim_client *c[PEOPLE];
    struct world *w = meeting(c);
    for (uint64_t gen = 1; gen <= 40; gen++) {
        int who = 1 + (int)(gen % 4), other = 1 + (int)((gen + 1) % 4);
        const char *want[] = {ids[who], ids[other], WORLD_END};
        world_watch(w, c[0], gen, want, KR_LINK_SLOT_KIND_CAMERA);
        assert_string_equal(w->told[0].slots[0].endpoint, ids[who]);
        assert_string_equal(w->told[0].slots[1].endpoint, ids[other]);
        assert_int_equal(w->told[0].slots[0].has_after, gen > 1);
        uint64_t switched_us = w->now_us;
        world_run(w, 137 + 61 * (unsigned)(gen % 7));
        check_truth(&c[0]->video[0], &w->told[0].slots[0], who, switched_us);
        check_truth(&c[0]->video[1], &w->told[0].slots[1], other, switched_us);
    }
    assert_true(sim_slot_check_video(&c[0]->video[0], 0) > 40);
    assert_true(sim_slot_check_video(&c[0]->video[1], 0) > 40);
    world_free(w);
}

static void stays_truthful_on_a_bad_network(void **state)
{
    struct sim_client *c[PEOPLE];
    struct world *w = meeting(c);
    w->net.loss = 0.03;
    w->net.late = 0.05;
    w->net.doubled = 0.05;
    for (uint64_t gen = 1; gen <= 30; gen++) {
        int who = 1 + (int)(gen % 4);
        const char *want[] = {ids[who], WORLD_END};
        world_watch(w, c[0], gen, want, KR_LINK_SLOT_KIND_CAMERA);
        struct world_slot told = w->told[0].slots[0];
        world_run(w, 700);
        for (size_t i = 0; i < c[0]->video[0].n; i++) {
            const struct sim_record *r = &c[0]->video[0].records[i];
            if (r->have && (!told.has_after || (int32_t)(r->timestamp - told.after) > 0))
                assert_int_equal(r->client, who);
        }
    }
    assert_int_equal(c[0]->garbled, 0);
    world_free(w);
}

/* The same wish again changes nothing: no key frame, no gap, and the same `after`. */
static void repeated_wish_changes_nothing(void **state)
{
    struct sim_client *c[PEOPLE];
    struct world *w = meeting(c);
    const char *first[] = {ids[1], WORLD_END}, *second[] = {ids[2], WORLD_END}, *both[] = {ids[2], ids[1], WORLD_END};
    world_watch(w, c[0], 1, first, KR_LINK_SLOT_KIND_CAMERA);
    world_run(w, 1000);
    world_watch(w, c[0], 2, second, KR_LINK_SLOT_KIND_CAMERA);
    uint32_t after = w->told[0].slots[0].after;
    world_run(w, 1000);
    uint64_t asked = c[2]->sources[KR_SOURCE_CAMERA].key_requests;
    world_watch(w, c[0], 3, both, KR_LINK_SLOT_KIND_CAMERA);
    assert_int_equal(w->told[0].slots[0].after, after);
    assert_true(w->told[0].slots[0].has_after && !w->told[0].slots[1].has_after);
    world_run(w, 1000);
    assert_int_equal(c[2]->sources[KR_SOURCE_CAMERA].key_requests, asked);
    assert_true(sim_slot_check_video(&c[0]->video[0], 0) > 50);
    world_free(w);
}

/* Who pauses, or goes and comes again under the same name, goes on in the slot that is meant for it. */
static void continues_who_comes_again(void **state)
{
    struct sim_client *c[PEOPLE];
    struct world *w = meeting(c);
    const char *want[] = {ids[1], "later", WORLD_END};
    world_watch(w, c[0], 1, want, KR_LINK_SLOT_KIND_CAMERA);
    world_run(w, 1000);
    sim_client_send(c[1], KR_SOURCE_CAMERA, false, w->now_us);
    world_run(w, 3000);
    sim_client_send(c[1], KR_SOURCE_CAMERA, true, w->now_us);
    world_run(w, 1000);
    size_t before = sim_slot_check_video(&c[0]->video[0], 0);
    assert_in_range(before, 35, 45);

    world_close(w, c[1]);
    c[1]->gone = true;
    world_run(w, 1000);
    struct sim_client *again = world_join(w, "room", ids[1], &meet, NULL);
    struct sim_client *later = world_join(w, "room", "later", &meet, NULL);
    sim_client_send(again, KR_SOURCE_CAMERA, true, w->now_us);
    sim_client_send(later, KR_SOURCE_CAMERA, true, w->now_us);
    world_run(w, 2000);
    assert_true(sim_slot_check_video(&c[0]->video[0], 0) > before + 30);
    assert_true(sim_slot_count(&c[0]->video[0], again->number, KR_SOURCE_CAMERA, 0) > 50);
    assert_true(sim_slot_count(&c[0]->video[1], later->number, KR_SOURCE_CAMERA, 0) > 50);
    world_free(w);
}

static void shows_screens_too(void **state)
{
    struct sim_client *c[PEOPLE];
    struct world *w = meeting(c);
    const char *want[] = {NULL, ids[3], WORLD_END};
    sim_client_send(c[3], KR_SOURCE_SCREEN, true, w->now_us);
    sim_client_send(c[3], KR_SOURCE_SCREEN_AUDIO, true, w->now_us);
    world_watch(w, c[0], 1, want, KR_LINK_SLOT_KIND_SCREEN);
    world_run(w, 2000);
    assert_true(sim_slot_count(&c[0]->video[1], 3, KR_SOURCE_SCREEN, 0) > 60);
    assert_int_equal(c[0]->video[0].received, 0);
    assert_true(sim_slot_check_audio(&c[0]->audio[KR_AUDIO_SLOT_SCREEN], true) > 90);
    assert_true(sim_slot_count(&c[0]->audio[KR_AUDIO_SLOT_SCREEN], 3, KR_SOURCE_SCREEN_AUDIO, 0) > 90);
    assert_int_equal(c[3]->audio[KR_AUDIO_SLOT_SCREEN].received, 0); /* never one's own */
    world_free(w);
}

/* Key frames are asked for at once, but however many ask, not again and again. */
static void merges_requests_for_key_frames(void **state)
{
    struct sim_client *c[PEOPLE];
    struct world *w = meeting(c);
    const char *want[] = {ids[0], WORLD_END};
    for (int i = 1; i < PEOPLE; i++)
        world_watch(w, c[i], 1, want, KR_LINK_SLOT_KIND_CAMERA);
    world_run(w, 400);
    assert_in_range(c[0]->sources[KR_SOURCE_CAMERA].key_requests, 1, 2);
    for (int i = 1; i < PEOPLE; i++)
        assert_true(sim_slot_check_video(&c[i]->video[0], 0) >= 5);
    for (int ms = 0; ms < 5000; ms += 10) {
        for (int i = 1; i < PEOPLE; i++) {
            uint8_t out[100];
            struct kr_writer pli = kr_writer_of(out, 60);
            kr_rtcp_write_pli(&pli, 7, c[i]->video[0].ssrc);
            size_t len = pli.len;
            assert_int_equal(kr_srtcp_protect(c[i]->peer.sender, out, sizeof out, &len), 0);
            sim_world_from_client(w, i, out, len);
        }
        world_run(w, 10);
    }
    assert_in_range(c[0]->sources[KR_SOURCE_CAMERA].key_requests, 5, 13);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_truth_about_slots),
        cmocka_unit_test(stays_truthful_on_a_bad_network),
        cmocka_unit_test(repeated_wish_changes_nothing),
        cmocka_unit_test(continues_who_comes_again),
        cmocka_unit_test(shows_screens_too),
        cmocka_unit_test(merges_requests_for_key_frames),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
