/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is heard, packet by packet: whoever begins to speak is heard from the first packet on, by everybody else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

static const struct sim_config meet = {.mode = KR_MODE_MEET};
static const struct sim_config many = {.mode = KR_MODE_MEET, .n_audio = KR_LIMIT_AUDIO_SLOTS};

enum { PEOPLE = 7, MODERATOR = PEOPLE - 1, SILENT = 110, QUIET = 45, USUAL = 30, SHOUTING = 5, DTX_US = 400000 };

/* Everybody's microphone is on, and everybody is silent: discontinuous transmission sends a packet every 400 ms. */
static void silent(struct sim_client *c, uint64_t now_us)
{
    struct sim_source *s = &c->sources[KR_SOURCE_MICROPHONE];
    s->level = SILENT;
    s->interval_us = DTX_US;
    if (!s->on)
        sim_client_send(c, KR_SOURCE_MICROPHONE, true, now_us);
}

/* Begins to speak with the next packet, whose number it returns. */
static uint32_t speak(struct sim_client *c, uint8_t level, uint64_t now_us)
{
    struct sim_source *s = &c->sources[KR_SOURCE_MICROPHONE];
    s->level = level;
    s->interval_us = 20000;
    sim_client_send(c, KR_SOURCE_MICROPHONE, true, now_us);
    return s->frame;
}

static struct world *class(struct sim_client *c[PEOPLE], const struct sim_config *config, size_t voices)
{
    struct world *w = world_new(41);
    w->media->voices = voices;
    for (int i = 0; i < PEOPLE; i++) {
        char id[8];
        snprintf(id, sizeof id, "p%d", i);
        c[i] = world_client(w, "room", id, config);
        assert_int_equal(world_open(w, c[i], i == MODERATOR ? KR_TICKET_MODERATOR : KR_TICKET_PARTICIPANT, "room", NULL), 0);
        silent(c[i], w->now_us + 50000u * (unsigned)i);
    }
    world_run(w, 3000);
    return w;
}

/* How many packets of `speaker` numbered `first` and later c has got, each once. */
static size_t heard_from(const struct sim_client *c, int speaker, uint32_t first)
{
    size_t n = 0;
    for (size_t i = 0; i < KR_LIMIT_AUDIO_SLOTS; i++)
        for (size_t k = 0; k < c->audio[i].n; k++) {
            const struct sim_record *r = &c->audio[i].records[k];
            n += r->have && r->client == speaker && r->kind == KR_SOURCE_MICROPHONE && r->frame >= first;
        }
    return n;
}

/* All that the speaker has sent since `first` has reached everybody else, and nobody hears itself. */
static void expect_whole(struct world *w, struct sim_client *c[PEOPLE], int speaker, uint32_t first)
{
    c[speaker]->sources[KR_SOURCE_MICROPHONE].on = false;
    world_run(w, 100);
    size_t sent = c[speaker]->sources[KR_SOURCE_MICROPHONE].frame - first;
    assert_true(sent > 10);
    for (int i = 0; i < PEOPLE; i++)
        assert_int_equal(heard_from(c[i], speaker, first), i == speaker ? 0 : sent);
}

/* One after the other speaks, out of silence: nothing is missing of anyone, though only three are heard at once. */
static void first_packet_after_silence_is_heard(void **state)
{
    struct sim_client *c[PEOPLE];
    struct world *w = class(c, &meet, 3);
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < PEOPLE; i++) {
            uint32_t first = speak(c[i], USUAL, w->now_us + 3000);
            world_run(w, 600);
            expect_whole(w, c, i, first);
            silent(c[i], w->now_us);
            world_run(w, 1200); /* the pause after which a place is free */
        }
    for (int i = 0; i < PEOPLE; i++)
        assert_int_equal(sim_slot_count(&c[i]->audio[KR_AUDIO_SLOT_SCREEN], 0, KR_SOURCE_MICROPHONE, 0), 0);
    world_free(w);
}

/* The same for a microphone that was off, and for one whose front has just allowed it. */
static void first_packet_of_a_microphone_is_heard(void **state)
{
    struct sim_client *c[PEOPLE];
    struct world *w = class(c, &meet, 3);
    sim_client_send(c[2], KR_SOURCE_MICROPHONE, false, w->now_us);
    world_run(w, 5000);
    uint32_t first = speak(c[2], USUAL, w->now_us);
    world_run(w, 600);
    expect_whole(w, c, 2, first);

    world_allow(w, c[4], false, true, true, true);
    speak(c[4], USUAL, w->now_us);
    world_run(w, 1000);
    c[4]->sources[KR_SOURCE_MICROPHONE].on = false;
    world_run(w, 100);
    for (int i = 0; i < PEOPLE; i++)
        assert_int_equal(heard_from(c[i], 4, 20), 0);
    world_allow(w, c[4], true, true, true, true);
    first = speak(c[4], USUAL, w->now_us);
    world_run(w, 600);
    expect_whole(w, c, 4, first);
    world_free(w);
}

/* However loud the others are, a moderator's first quiet word gets through. */
static void moderators_are_never_cut_off(void **state)
{
    struct sim_client *c[PEOPLE];
    struct world *w = class(c, &meet, 3);
    for (int i = 0; i < MODERATOR; i++)
        speak(c[i], SHOUTING, w->now_us + 3000u * (unsigned)i);
    world_run(w, 2000);
    uint32_t first = speak(c[MODERATOR], QUIET, w->now_us + 1000);
    world_run(w, 3000);
    expect_whole(w, c, MODERATOR, first);
    /* A participant who is as quiet has to wait. */
    silent(c[0], w->now_us);
    world_run(w, 3000);
    first = speak(c[0], QUIET, w->now_us);
    world_run(w, 1000);
    assert_int_equal(heard_from(c[1], 0, first), 0);
    world_free(w);
}

/* Who is fourth becomes third for the three, and is nobody else's: until one of the three is silent. */
static void whoever_comes_next_is_heard_by_those_who_are_heard(void **state)
{
    struct sim_client *c[PEOPLE];
    struct world *w = class(c, &meet, 3);
    for (int i = 0; i < 4; i++)
        speak(c[i], (uint8_t)(20 + 10 * i), w->now_us);
    world_run(w, 2000);
    uint32_t first = c[3]->sources[KR_SOURCE_MICROPHONE].frame;
    world_run(w, 1000);
    for (int i = 0; i < 3; i++)
        assert_true(heard_from(c[i], 3, first) >= 48);
    for (int i = 4; i < PEOPLE; i++)
        assert_int_equal(heard_from(c[i], 3, first), 0);
    silent(c[0], w->now_us);
    world_run(w, 1200);
    first = c[3]->sources[KR_SOURCE_MICROPHONE].frame;
    world_run(w, 1000);
    expect_whole(w, c, 3, first);
    world_free(w);
}

/* As many as the operator says, if the client has the slots for it. */
static void as_many_are_heard_as_set(void **state)
{
    for (size_t voices = 1; voices <= 6; voices++)
        for (int k = 0; k < 2; k++) {
            struct sim_client *c[PEOPLE];
            struct world *w = class(c, k ? &many : &meet, voices);
            size_t heard = 0, slots = k ? KR_LIMIT_AUDIO_SLOTS - 1 : 3;
            uint64_t from_us = w->now_us;
            for (int i = 1; i < PEOPLE; i++)
                speak(c[i], USUAL, w->now_us);
            world_run(w, 1000);
            for (int i = 1; i < PEOPLE; i++)
                heard += heard_from(c[0], i, c[i]->sources[KR_SOURCE_MICROPHONE].frame - 20) > 10;
            assert_int_equal(heard, voices < slots ? voices : slots);
            assert_int_equal(sim_slot_count(&c[0]->audio[KR_AUDIO_SLOT_SCREEN], 1, KR_SOURCE_MICROPHONE, from_us), 0);
            world_free(w);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_packet_after_silence_is_heard),
        cmocka_unit_test(first_packet_of_a_microphone_is_heard),
        cmocka_unit_test(moderators_are_never_cut_off),
        cmocka_unit_test(whoever_comes_next_is_heard_by_those_who_are_heard),
        cmocka_unit_test(as_many_are_heard_as_set),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
