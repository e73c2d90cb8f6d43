/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Members who lie about what they send and receive: simulcast, numbers, extensions, descriptors, redundancy, reports. The two
 * honest ones see and hear each other as before, at the same rate, make no key frame more, and can use the slot in which the
 * liar was for somebody else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "liar.h"

enum { LYING_MS = 3000, FRAMES = 20 * LYING_MS / 1000, SOUNDS = 50 * LYING_MS / 1000, KEYS_MOST = 6 };

struct before {
    uint64_t frames, sounds, keys;
};

static struct before look(const struct sim_liar *l, int i)
{
    struct before b = {.keys = l->honest[i]->sources[KR_SOURCE_CAMERA].key_requests};
    const struct sim_slot *s = &l->honest[i]->video[0];
    for (size_t k = 0; k < s->n; k++)
        b.frames += s->records[k].have && s->records[k].client == 1 - i && s->records[k].packet == 0;
    for (int k = 0; k < SIM_AUDIO_SLOTS; k++)
        b.sounds += sim_slot_count(&l->honest[i]->audio[k], 1 - i, KR_SOURCE_MICROPHONE, 0);
    return b;
}

static void nobody_else_suffers(struct sim_liar *l, const struct before before[2])
{
    for (int i = 0; i < 2; i++) {
        struct sim_client *c = l->honest[i];
        struct before now = look(l, i);
        assert_in_range(now.frames - before[i].frames, FRAMES - 2, FRAMES + 2);
        assert_in_range(now.sounds - before[i].sounds, SOUNDS - 2, SOUNDS + 2);
        assert_true(now.keys - before[i].keys <= KEYS_MOST);
        assert_true(sim_slot_check_video(&c->video[0], 0) > FRAMES);
        for (int k = 0; k < SIM_AUDIO_SLOTS; k++)
            sim_slot_check_audio(&c->audio[k], true);
        assert_int_equal(c->garbled + c->unknown_ssrc, 0);
        assert_int_equal(l->w->told[i].closed, 0);
    }
}

/* Where the liar was seen, the other honest one is now: what was sent there before must not stand in the way. */
static void the_slot_is_as_good_as_ever(struct sim_liar *l)
{
    static const char *const ids[] = {"p0", "p1"};
    for (int i = 0; i < 2; i++) {
        const char *nobody[] = {WORLD_END}, *want[] = {NULL, ids[1 - i], WORLD_END};
        world_watch(l->w, l->honest[i], 2, nobody, KR_LINK_SLOT_KIND_CAMERA);
        world_run(l->w, 20); /* what was under way has arrived */
        l->honest[i]->video[1].foreign = false;
        world_watch(l->w, l->honest[i], 3, want, KR_LINK_SLOT_KIND_CAMERA);
    }
    world_run(l->w, 2000);
    for (int i = 0; i < 2; i++) {
        assert_true(sim_slot_check_video(&l->honest[i]->video[1], 0) > 25);
        assert_int_equal(l->honest[i]->garbled + l->honest[i]->unknown_ssrc, 0);
    }
}

static void tell(const struct sim_lie_row *lie, const struct sim_config *config, uint64_t seed)
{
    struct sim_liar l;
    struct before before[2];
    sim_liar_init(&l, seed, config);
    for (int i = 0; i < 2; i++)
        before[i] = look(&l, i);
    uint64_t out = l.w->media->counters.packets_out;
    for (int ms = 0; ms < LYING_MS; ms++) {
        for (int k = lie->floods ? 10 : 1; k > 0; k--)
            lie->tell(&l);
        world_run(l.w, 1);
    }
    nobody_else_suffers(&l, before);
    /* What is sent is what the honest send, and for each lie at most itself to both, with a little around it. */
    out = l.w->media->counters.packets_out - out;
    assert_true(out < 6 * (uint64_t)LYING_MS + 4000);
    the_slot_is_as_good_as_ever(&l);
    assert_int_equal(l.w->media->n_endpoints, 3);
    sim_liar_fini(&l);
}

static void no_lie_disturbs_the_others(void **state)
{
    static const struct sim_config configs[] = {
        {.mode = KR_MODE_MEET, .n_video = 2},
        {.mode = KR_MODE_MEET, .n_video = 2, .rids = "q;h;f", .red = true},
        {.mode = KR_MODE_MEET, .n_video = 2, .dd = true, .reports = true},
    };
    for (size_t i = 0; i < sim_lies_len; i++)
        for (size_t k = 0; k < sizeof configs / sizeof *configs; k++) {
            print_message("    %s (%zu)\n", sim_lies[i].name, k);
            tell(&sim_lies[i], &configs[k], 1000 * i + k + 1);
        }
}

/* The longer somebody asks, the less it gets: a key frame costs all who watch. */
static void who_always_asks_gets_little(void **state)
{
    static const struct sim_config config = {.mode = KR_MODE_MEET, .n_video = 2};
    struct sim_liar l;
    sim_liar_init(&l, 5, &config);
    for (size_t i = 0; i < sim_lies_len; i++)
        for (int ms = 0; ms < 60000 && sim_lies[i].floods; ms++) {
            sim_lies[i].tell(&l);
            world_run(l.w, 1);
        }
    uint64_t asked = l.w->media->counters.keyframe_in;
    assert_true(asked > 50000);
    for (int i = 0; i < 2; i++)
        assert_in_range(l.honest[i]->sources[KR_SOURCE_CAMERA].key_requests, 20, 34); /* 10 at once, then one for three seconds; 120 were there no limit */
    assert_true(l.w->media->counters.keyframe_flood > asked / 2);
    sim_liar_fini(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_lie_disturbs_the_others),
        cmocka_unit_test(who_always_asks_gets_little),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
