/* SPDX-License-Identifier: EUPL-1.2 */
/* What must never be forwarded, whatever a client sends. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

static const struct sim_config meet = {.mode = KR_MODE_MEET, .n_video = 4};

/* Two who send everything and watch each other's camera. */
static struct world *pair(struct sim_client *c[2])
{
    static const char *const ids[] = {"p0", "p1"};
    struct world *w = world_new(11);
    for (int i = 0; i < 2; i++)
        c[i] = world_join(w, "room", ids[i], &meet, NULL);
    for (int i = 0; i < 2; i++) {
        const char *other[] = {ids[1 - i], WORLD_END};
        world_watch(w, c[i], 1, other, KR_LINK_SLOT_KIND_CAMERA);
        for (int k = 0; k < KR_SOURCE_COUNT; k++)
            sim_client_send(c[i], (enum kr_source)k, true, w->now_us);
    }
    return w;
}

static size_t received(const struct sim_client *c, int from, enum kr_source kind, uint64_t from_us)
{
    size_t n = 0;
    for (int i = 0; i < KR_LIMIT_AUDIO_SLOTS; i++)
        n += sim_slot_count(&c->audio[i], from, kind, from_us);
    for (int i = 0; i < KR_LIMIT_VIDEO_SLOTS; i++)
        n += sim_slot_count(&c->video[i], from, kind, from_us);
    return n;
}

static void forwards_only_what_is_allowed(void **state)
{
    struct sim_client *c[2];
    struct world *w = pair(c);
    world_run(w, 3000);
    assert_true(received(c[1], 0, KR_SOURCE_MICROPHONE, 0) > 100 && received(c[1], 0, KR_SOURCE_CAMERA, 0) > 80);
    for (int k = 0; k < KR_SOURCE_COUNT; k++) {
        bool allow[KR_SOURCE_COUNT] = {true, true, true, true};
        allow[k] = false;
        world_allow(w, c[0], allow[0], allow[1], allow[2], allow[3]);
        uint64_t from_us = w->now_us + w->net.delay_us + 1000; /* what is on its way arrives */
        world_run(w, 3000);
        for (int s = 0; s < KR_SOURCE_COUNT; s++) {
            size_t n = received(c[1], 0, (enum kr_source)s, from_us);
            if (s == k || s == KR_SOURCE_SCREEN) /* the screen is watched by nobody */
                assert_int_equal(n, 0);
            else
                assert_true(n > 50);
        }
    }
    world_allow(w, c[0], true, true, true, true);
    uint64_t from_us = w->now_us;
    world_run(w, 3000);
    assert_true(received(c[1], 0, KR_SOURCE_MICROPHONE, from_us) > 100);
    /* The picture goes on with a key frame, in the same stream. */
    assert_true(sim_slot_check_video(&c[1]->video[0], 0) > 150);
    assert_true(w->media->counters.drop_not_allowed > 400);
    world_free(w);
}

/* Retransmission must not be a way around a right that was taken away. */
static void does_not_send_again_what_is_no_longer_allowed(void **state)
{
    struct sim_client *c[2];
    struct world *w = pair(c);
    uint8_t out[200];
    world_run(w, 2000);
    world_allow(w, c[0], true, false, true, true);
    world_run(w, 50);
    uint64_t before = c[1]->video[0].rtx_received;
    for (int i = 0; i < 20; i++) {
        uint16_t seq = (uint16_t)(c[1]->video[0].highest - (uint64_t)i);
        struct kr_writer nack = kr_writer_of(out, 100);
        kr_rtcp_write_nack(&nack, 7, c[1]->video[0].ssrc, &seq, 1);
        size_t len = nack.len;
        assert_int_equal(kr_srtcp_protect(c[1]->peer.sender, out, sizeof out, &len), 0);
        sim_world_from_client(w, 1, out, len);
    }
    world_run(w, 200);
    assert_int_equal(c[1]->video[0].rtx_received, before);
    assert_true(w->media->counters.nack_unknown >= 20);
    world_free(w);
}

static void forwards_no_picture_that_nobody_watches(void **state)
{
    struct sim_client *c[2];
    struct world *w = pair(c);
    world_run(w, 2000);
    const char *nothing[] = {WORLD_END};
    world_watch(w, c[1], 2, nothing, KR_LINK_SLOT_KIND_CAMERA);
    uint64_t from_us = w->now_us + w->net.delay_us + 1000, forwarded;
    world_run(w, 1000);
    assert_int_equal(received(c[1], 0, KR_SOURCE_CAMERA, from_us), 0);
    assert_int_equal(received(c[1], 0, KR_SOURCE_SCREEN, 0), 0);
    assert_true(received(c[1], 0, KR_SOURCE_MICROPHONE, from_us) > 30);
    forwarded = w->media->counters.forwarded;
    world_watch(w, c[0], 2, nothing, KR_LINK_SLOT_KIND_CAMERA);
    world_run(w, 1000);
    /* Two microphones and two screen sounds of 50 packets a second are all that flows. */
    assert_in_range(w->media->counters.forwarded - forwarded, 195, 206);
    world_free(w);
}

static void who_is_gone_gets_and_gives_nothing(void **state)
{
    struct sim_client *c[2];
    struct world *w = pair(c);
    world_run(w, 2000);
    world_close(w, c[0]);
    uint64_t from_us = w->now_us + w->net.delay_us + 1000;
    world_run(w, 3000); /* both go on sending */
    for (int k = 0; k < KR_SOURCE_COUNT; k++) {
        assert_int_equal(received(c[0], 1, (enum kr_source)k, from_us), 0);
        assert_int_equal(received(c[1], 0, (enum kr_source)k, from_us), 0);
    }
    assert_true(w->media->counters.drop_unknown > 100);
    assert_int_equal(w->media->n_endpoints, 1);
    assert_int_equal(w->told[0].closed, 0); /* front closed it: it is not told what it ordered */
    world_close(w, c[1]);
    assert_int_equal(w->media->n_rooms, 0);
    world_free(w);
}

static void rooms_never_mix(void **state)
{
    struct world *w = world_new(12);
    struct sim_client *a[2], *b[2];
    const char *ids[] = {"a0", "a1", "b0", "b1"};
    for (int i = 0; i < 2; i++) {
        a[i] = world_join(w, "rooma", ids[i], &meet, NULL);
        b[i] = world_join(w, "roomb", ids[2 + i], &meet, NULL);
    }
    for (int i = 0; i < 4; i++) {
        /* Everybody asks for everybody, in the other room too. */
        const char *all[] = {ids[0], ids[1], ids[2], ids[3], WORLD_END};
        world_watch(w, w->clients[i], 1, all, KR_LINK_SLOT_KIND_CAMERA);
        for (int k = 0; k < KR_SOURCE_COUNT; k++)
            sim_client_send(w->clients[i], (enum kr_source)k, true, w->now_us);
    }
    world_run(w, 5000);
    for (int k = 0; k < KR_SOURCE_COUNT; k++)
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 2; j++) {
                assert_int_equal(received(a[i], b[j]->number, (enum kr_source)k, 0), 0);
                assert_int_equal(received(b[i], a[j]->number, (enum kr_source)k, 0), 0);
            }
    assert_true(received(a[0], a[1]->number, KR_SOURCE_CAMERA, 0) > 100);
    assert_true(received(b[1], b[0]->number, KR_SOURCE_MICROPHONE, 0) > 200);
    world_free(w);
}

struct ticket_case {
    const char *name;
    enum kr_mode mode;
    enum kr_ticket_role role;
    const char *ticket_room, *play;
    uint64_t unix_ms;
    int err;
};

static const struct ticket_case tickets[] = {
    {"participant", KR_MODE_MEET, KR_TICKET_PARTICIPANT, "room", NULL, 1, 0},
    {"moderator", KR_MODE_MEET, KR_TICKET_MODERATOR, "room", NULL, 1, 0},
    {"device", KR_MODE_PUBLISH, KR_TICKET_PUBLISH, "room", NULL, 1, 0},
    {"player", KR_MODE_PLAY, KR_TICKET_PLAY, "room", "x", 1, 0},
    {"player of nothing", KR_MODE_PLAY, KR_TICKET_PLAY, "room", NULL, 1, KR_E_MALFORMED},
    {"other room", KR_MODE_MEET, KR_TICKET_PARTICIPANT, "rooms", NULL, 1, KR_E_FORBIDDEN},
    {"player as member", KR_MODE_MEET, KR_TICKET_PLAY, "room", NULL, 1, KR_E_FORBIDDEN},
    {"device as member", KR_MODE_MEET, KR_TICKET_PUBLISH, "room", NULL, 1, KR_E_FORBIDDEN},
    {"player as device", KR_MODE_PUBLISH, KR_TICKET_PLAY, "room", NULL, 1, KR_E_FORBIDDEN},
    {"member as player", KR_MODE_PLAY, KR_TICKET_MODERATOR, "room", "x", 1, KR_E_FORBIDDEN},
    {"expired", KR_MODE_MEET, KR_TICKET_PARTICIPANT, "room", NULL, 100000, KR_E_EXPIRED},
};

static void opens_only_with_a_ticket_that_fits(void **state)
{
    for (size_t i = 0; i < sizeof tickets / sizeof *tickets; i++) {
        const struct ticket_case *t = &tickets[i];
        struct sim_config config = {.mode = t->mode, .n_video = t->mode == KR_MODE_PUBLISH ? 0 : 1};
        struct world *w = world_new(13);
        struct sim_client *c = world_client(w, "room", "p", &config);
        w->unix_ms = t->unix_ms;
        print_message("    %s\n", t->name);
        assert_int_equal(world_open(w, c, t->role, t->ticket_room, t->play), t->err);
        assert_int_equal(w->media->n_endpoints, t->err == 0);
        assert_int_equal(w->media->n_rooms, t->err == 0);
        world_free(w);
    }
}

static void opens_nothing_without_keys(void **state)
{
    struct world *w = world_new(14);
    w->media->has_keys = false;
    assert_int_equal(world_open(w, world_client(w, "room", "p", &meet), KR_TICKET_MODERATOR, "room", NULL), KR_E_STATE);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forwards_only_what_is_allowed),
        cmocka_unit_test(does_not_send_again_what_is_no_longer_allowed),
        cmocka_unit_test(forwards_no_picture_that_nobody_watches),
        cmocka_unit_test(who_is_gone_gets_and_gives_nothing),
        cmocka_unit_test(rooms_never_mix),
        cmocka_unit_test(opens_only_with_a_ticket_that_fits),
        cmocka_unit_test(opens_nothing_without_keys),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
