/* SPDX-License-Identifier: EUPL-1.2 */
/* What a meeting is for: everybody hears and sees whom they should, whole and in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

static const struct sim_config meet = {.mode = KR_MODE_MEET, .n_video = 4};

static void four_see_and_hear_each_other(void **state)
{
    struct world *w = world_new(1);
    struct sim_client *c[4];
    const char *ids[] = {"p0", "p1", "p2", "p3"};
    for (int i = 0; i < 4; i++)
        c[i] = world_join(w, "room", ids[i], &meet, NULL);
    for (int i = 0; i < 4; i++) {
        const char *others[] = {ids[(i + 1) % 4], ids[(i + 2) % 4], ids[(i + 3) % 4], WORLD_END};
        world_watch(w, c[i], 1, others, KR_LINK_SLOT_KIND_CAMERA);
        sim_client_send(c[i], KR_SOURCE_MICROPHONE, true, w->now_us);
        sim_client_send(c[i], KR_SOURCE_CAMERA, true, w->now_us);
    }
    world_run(w, 20000);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(w->told[i].connected, 1);
        for (int k = 0; k < 3; k++) {
            assert_true(sim_slot_check_video(&c[i]->video[k], 0) > 360);
            assert_true(sim_slot_check_audio(&c[i]->audio[k], true) > 900);
            assert_true(sim_slot_count(&c[i]->video[k], (i + 1 + k) % 4, KR_SOURCE_CAMERA, 0) > 700);
            assert_true(c[i]->video[k].reports > 15 && c[i]->audio[k].reports > 15);
            /* The MID is told from the first packet on, until the receiver has reported (RFC 9143). */
            assert_true(c[i]->video[k].named_us >= c[i]->video[k].first_us && c[i]->audio[k].named_us >= c[i]->audio[k].first_us);
            assert_true(c[i]->video[k].named_us < c[i]->video[k].first_us + 1200000);
        }
        assert_int_equal(c[i]->audio[KR_AUDIO_SLOT_SCREEN].received, 0);
        for (int k = 0; k < 4; k++)
            assert_int_equal(sim_slot_count(&c[i]->audio[k], i, KR_SOURCE_MICROPHONE, 0), 0);
        assert_true(c[i]->feedback > 100 && c[i]->receiver_reports > 30);
        assert_int_equal(c[i]->garbled + c[i]->unknown_ssrc, 0);
    }
    /* A frame has three packets, and its first one is a little larger: with padding they are one message. */
    for (int i = 0; i < 4; i++)
        assert_true(c[i]->filled > 3 * 300);
    assert_true(w->messages < w->media->counters.packets_out * 2 / 3);
    assert_int_equal(w->media->counters.drop_auth + w->media->counters.drop_malformed + w->media->counters.drop_send, 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_see_and_hear_each_other),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
