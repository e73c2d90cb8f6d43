/* SPDX-License-Identifier: EUPL-1.2 */
/* Devices and players, later offers, who is heard in a larger room, and a front that comes anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

static const struct sim_config meet = {.mode = KR_MODE_MEET, .n_video = 4};
static const struct sim_config publish = {.mode = KR_MODE_PUBLISH};
static const struct sim_config play = {.mode = KR_MODE_PLAY, .n_video = 1};

static void send_both(struct world *w, struct sim_client *c)
{
    sim_client_send(c, KR_SOURCE_CAMERA, true, w->now_us);
    sim_client_send(c, KR_SOURCE_MICROPHONE, true, w->now_us);
}

/* A device without audio levels, its player who came before it, and a member who hears and sees it too. */
static void players_get_what_devices_publish(void **state)
{
    struct world *w = world_new(41);
    struct sim_client *player = world_join(w, "room", "player", &play, "device");
    world_run(w, 1000);
    struct sim_client *device = world_join(w, "room", "device", &publish, NULL);
    struct sim_client *member = world_join(w, "room", "member", &meet, NULL);
    const char *want[] = {"device", WORLD_END};
    world_watch(w, member, 1, want, KR_LINK_SLOT_KIND_CAMERA);
    device->sources[KR_SOURCE_MICROPHONE].silent_level = true;
    send_both(w, device);
    send_both(w, member);
    world_run(w, 5000);
    struct sim_client *const receivers[] = {player, member};
    for (int i = 0; i < 2; i++) {
        assert_true(sim_slot_check_video(&receivers[i]->video[0], 0) > 80);
        assert_true(sim_slot_check_audio(&receivers[i]->audio[0], true) > 200);
        assert_true(sim_slot_count(&receivers[i]->audio[0], device->number, KR_SOURCE_MICROPHONE, 0) > 200);
    }
    assert_int_equal(sim_slot_count(&player->audio[0], member->number, KR_SOURCE_MICROPHONE, 0), 0);
    assert_int_equal(sim_slot_count(&player->video[0], member->number, KR_SOURCE_CAMERA, 0), 0);
    assert_string_equal(w->speakers, "room: member device");
    world_free(w);
}

struct binding_case {
    const char *name;
    bool no_ssrc, no_mid;
    bool works;
};

static const struct binding_case bindings[] = {
    {"by SSRC and MID", false, false, true},
    {"by SSRC", false, true, true},
    {"by MID", true, false, true},
    {"by payload type, one line of each", true, true, true},
};

static void streams_are_bound_in_every_way(void **state)
{
    for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++) {
        struct world *w = world_new(42);
        /* With several lines of a kind the payload type says nothing, so that case is a device's. */
        bool by_type = bindings[i].no_ssrc && bindings[i].no_mid;
        struct sim_config config = {.mode = by_type ? KR_MODE_PUBLISH : KR_MODE_MEET, .n_video = by_type ? 0 : 1,
                                    .no_ssrc = bindings[i].no_ssrc, .no_mid = bindings[i].no_mid};
        print_message("    %s\n", bindings[i].name);
        struct sim_client *sender = world_join(w, "room", "sender", &config, NULL);
        struct sim_client *player = world_join(w, "room", "player", &play, "sender");
        send_both(w, sender);
        w->net.loss = 0.02; /* RTX has to be bound too */
        world_run(w, 5000);
        w->net.loss = 0;
        world_run(w, 1000);
        assert_true(sim_slot_check_video(&player->video[0], 0) > 80);
        assert_true(sim_slot_check_audio(&player->audio[0], false) > 200);
        assert_int_equal(w->media->counters.drop_unbound, 0);
        world_free(w);
    }
}

/* A stream that is bound stays bound when its MID is no longer sent. */
static void bindings_last(void **state)
{
    struct world *w = world_new(43);
    struct sim_config config = {.mode = KR_MODE_MEET, .n_video = 1, .no_ssrc = true};
    struct sim_client *sender = world_join(w, "room", "sender", &config, NULL);
    struct sim_client *player = world_join(w, "room", "player", &play, "sender");
    send_both(w, sender);
    world_run(w, 2000);
    sender->config.no_mid = true;
    sim_client_send(sender, KR_SOURCE_CAMERA, false, w->now_us);
    world_run(w, 120000);
    sim_client_send(sender, KR_SOURCE_CAMERA, true, w->now_us);
    world_run(w, 2000);
    assert_true(sim_slot_check_video(&player->video[0], 0) > 60);
    world_free(w);
}

static void more_slots_keep_what_flows(void **state)
{
    struct world *w = world_new(44);
    struct sim_client *c[3];
    const char *ids[] = {"p0", "p1", "p2"};
    for (int i = 0; i < 3; i++) {
        c[i] = world_join(w, "room", ids[i], &(struct sim_config){.mode = KR_MODE_MEET, .n_video = 1}, NULL);
        send_both(w, c[i]);
    }
    const char *one[] = {"p1", WORLD_END}, *two[] = {"p1", "p2", WORLD_END};
    world_watch(w, c[0], 1, two, KR_LINK_SLOT_KIND_CAMERA);
    assert_false(w->told[0].slots[1].filled); /* there is no such slot yet */
    world_watch(w, c[0], 2, one, KR_LINK_SLOT_KIND_CAMERA);
    world_run(w, 2000);
    uint32_t ssrc = c[0]->video[0].ssrc;
    c[0]->config.n_video = 9;
    assert_int_equal(world_offer(w, c[0]), 0);
    assert_int_equal(c[0]->video[0].ssrc, ssrc);
    assert_true(c[0]->video[8].ssrc && c[0]->video[8].rtx_ssrc);
    world_watch(w, c[0], 3, two, KR_LINK_SLOT_KIND_CAMERA);
    assert_true(w->told[0].slots[1].filled);
    world_run(w, 2000);
    assert_true(sim_slot_check_video(&c[0]->video[0], 0) > 70);
    assert_true(sim_slot_count(&c[0]->video[1], 2, KR_SOURCE_CAMERA, 0) > 60);
    assert_true(sim_slot_check_audio(&c[0]->audio[0], true) > 180);
    assert_int_equal(w->told[0].connected, 1);
    world_free(w);
}

/* New credentials, and in the end from another address, without a frame lost. */
static void ice_restarts(void **state)
{
    struct world *w = world_new(45);
    struct sim_client *c[2];
    const char *ids[] = {"p0", "p1"}, *want[] = {"p1", WORLD_END};
    for (int i = 0; i < 2; i++) {
        c[i] = world_join(w, "room", ids[i], &meet, NULL);
        send_both(w, c[i]);
    }
    world_watch(w, c[0], 1, want, KR_LINK_SLOT_KIND_CAMERA);
    world_run(w, 2000);
    char before[64];
    snprintf(before, sizeof before, "%s", c[0]->peer.remote_ufrag);
    for (int i = 0; i < 3; i++) {
        snprintf(c[0]->peer.ufrag, sizeof c[0]->peer.ufrag, "new%05d", i);
        assert_int_equal(world_offer(w, c[0]), 0);
        assert_string_not_equal(c[0]->peer.remote_ufrag, before);
        uint64_t answered = c[0]->peer.checks_answered;
        world_run(w, 3000);
        assert_true(c[0]->peer.checks_answered > answered);
    }
    assert_true(sim_slot_check_video(&c[0]->video[0], 0) > 200);
    assert_int_equal(w->media->demux.ufrags.len, 2);
    assert_int_equal(w->media->counters.drop_ufrag, 0);
    world_free(w);
}

static void bad_offers_change_nothing(void **state)
{
    struct world *w = world_new(46);
    struct sim_client *c = world_join(w, "room", "p0", &meet, NULL), *other = world_client(w, "room", "p1", &meet);
    struct kr_media_reply reply;
    world_run(w, 1000);
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_OFFER, .u.endpoint_offer = {.endpoint = "p0", .sdp = "v=0\r\nnonsense"}};
    assert_true(kr_media_order(w->media, &msg, &reply, 1, w->now_us) < 0);
    assert_true(reply.text[0] && !reply.sdp);
    char *offer = sim_client_offer(c);
    msg.u.endpoint_offer.sdp = offer;
    msg.u.endpoint_offer.senders.camera = "nowhere";
    assert_int_equal(kr_media_order(w->media, &msg, &reply, 1, w->now_us), KR_E_MALFORMED);
    msg.u.endpoint_offer.senders.camera = "mic";
    assert_int_equal(kr_media_order(w->media, &msg, &reply, 1, w->now_us), KR_E_MALFORMED);
    msg.u.endpoint_offer.endpoint = "p1";
    assert_int_equal(kr_media_order(w->media, &msg, &reply, 1, w->now_us), KR_E_NOT_FOUND);
    msg = (struct kr_link_msg){.head.type = KR_LINK_STOP};
    assert_int_equal(kr_media_order(w->media, &msg, &reply, 1, w->now_us), KR_E_UNSUPPORTED);
    assert_int_equal(w->media->counters.order_refused, 5);
    assert_int_equal(w->media->n_endpoints, 1);
    send_both(w, c);
    assert_int_equal(world_open(w, other, KR_TICKET_MODERATOR, "room", NULL), 0);
    world_run(w, 2000);
    assert_true(sim_slot_check_audio(&other->audio[1], true) > 50);
    free(offer);
    world_free(w);
}

/* The line that carried the camera carries the screen from now on: nobody is shown the one for the other. */
static void lines_may_change_their_source(void **state)
{
    struct world *w = world_new(50);
    struct sim_client *c = world_join(w, "room", "p0", &meet, NULL), *camera = world_join(w, "room", "p1", &meet, NULL);
    struct sim_client *screen = world_join(w, "room", "p2", &meet, NULL);
    const char *want[] = {"p0", WORLD_END};
    struct kr_media_reply reply;
    world_watch(w, camera, 1, want, KR_LINK_SLOT_KIND_CAMERA);
    world_watch(w, screen, 1, want, KR_LINK_SLOT_KIND_SCREEN);
    sim_client_send(c, KR_SOURCE_CAMERA, true, w->now_us);
    world_run(w, 2000);
    assert_true(sim_slot_check_video(&camera->video[0], 0) > 20);
    assert_int_equal(screen->video[0].received, 0);

    char *offer = sim_client_offer(c);
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_OFFER,
                              .u.endpoint_offer = {.endpoint = "p0", .sdp = offer, .senders = {.microphone = "mic", .screen = "cam"}}};
    assert_int_equal(kr_media_order(w->media, &msg, &reply, 1, w->now_us), 0);
    free(reply.sdp);
    free(offer);
    uint64_t from_us = w->now_us + w->net.delay_us + 1000;
    world_run(w, 2000);
    assert_int_equal(sim_slot_count(&camera->video[0], 0, KR_SOURCE_CAMERA, from_us), 0);
    assert_true(sim_slot_check_video(&screen->video[0], 0) > 20);
    world_free(w);
}

enum { CROWD = 8 };

/* The three loudest others are heard, everybody but oneself, and a new loud voice at once. */
static void the_loudest_are_heard(void **state)
{
    struct world *w = world_new(47);
    struct sim_client *c[CROWD];
    char id[8];
    for (int i = 0; i < CROWD; i++) {
        snprintf(id, sizeof id, "p%d", i);
        c[i] = world_join(w, "room", id, &meet, NULL);
        c[i]->sources[KR_SOURCE_MICROPHONE].level = (uint8_t)(i < 4 ? 20 + 2 * i : 90);
        sim_client_send(c[i], KR_SOURCE_MICROPHONE, true, w->now_us);
    }
    world_run(w, 3000);
    assert_string_equal(w->speakers, "room: p0 p1 p2 p3");
    uint64_t from_us = w->now_us;
    world_run(w, 1000);
    for (int i = 0; i < CROWD; i++)
        for (int j = 0; j < CROWD; j++) {
            size_t n = 0;
            for (int k = 0; k < 3; k++)
                n += sim_slot_count(&c[i]->audio[k], j, KR_SOURCE_MICROPHONE, from_us);
            bool heard = i != j && j < (i < 3 ? 4 : 3);
            assert_true(heard ? n > 40 : n == 0);
        }
    unsigned events = w->n_speakers_events;
    world_run(w, 3000);
    assert_int_equal(w->n_speakers_events, events); /* nothing changed, nothing is told */

    c[7]->sources[KR_SOURCE_MICROPHONE].level = 5;
    from_us = w->now_us;
    world_run(w, 150);
    size_t n = 0;
    for (int k = 0; k < 3; k++)
        n += sim_slot_count(&c[0]->audio[k], 7, KR_SOURCE_MICROPHONE, from_us);
    assert_true(n >= 4); /* in 150 ms, 10 of them on the way: not a syllable is lost */
    world_run(w, 1000);
    assert_string_equal(w->speakers, "room: p7 p0 p1 p2");
    for (int k = 0; k < 3; k++)
        sim_slot_check_audio(&c[0]->audio[k], true);
    world_free(w);
}

/* Whose picture is on the stage is heard in the slot that is in step with it. */
static void the_stage_is_heard_in_its_slot(void **state)
{
    struct world *w = world_new(48);
    struct sim_client *c[4];
    const char *ids[] = {"p0", "p1", "p2", "p3"};
    for (int i = 0; i < 4; i++) {
        c[i] = world_join(w, "room", ids[i], &meet, NULL);
        send_both(w, c[i]);
    }
    for (int i = 1; i < 4; i++) {
        const char *want[] = {ids[i], WORLD_END};
        world_watch(w, c[0], (uint64_t)i, want, KR_LINK_SLOT_KIND_CAMERA);
        world_run(w, 100);
        uint64_t from_us = w->now_us;
        world_run(w, 1000);
        assert_true(sim_slot_count(&c[0]->audio[0], i, KR_SOURCE_MICROPHONE, from_us) > 45);
        for (int k = 0; k < 3; k++)
            assert_true(sim_slot_check_audio(&c[0]->audio[k], true) > 40);
    }
    world_free(w);
}

static void a_new_front_keeps_what_it_names(void **state)
{
    struct world *w = world_new(49);
    struct sim_client *kept = world_join(w, "room", "kept", &meet, NULL), *lost = world_join(w, "room", "lost", &meet, NULL);
    world_run(w, 1000);
    kr_media_new_front(w->media, w->now_us);
    world_run(w, 30000);
    world_allow(w, kept, true, true, true, true);
    assert_int_equal(w->media->n_endpoints, 2);
    world_run(w, 31000);
    assert_int_equal(w->media->n_endpoints, 1);
    assert_non_null(kr_media_endpoint(w->media, kept->id));
    assert_null(kr_media_endpoint(w->media, lost->id));
    world_run(w, 61000);
    assert_int_equal(w->media->n_endpoints, 1);
    world_free(w);
}

/* A former front's endpoint is known to media alone: what was revoked takes it away at once, not with the others. */
static void what_was_revoked_goes_at_once(void **state)
{
    struct world *w = world_new(50);
    struct sim_client *locked = world_join(w, "room", "locked", &meet, NULL), *other = world_join(w, "second", "other", &meet, NULL);
    world_run(w, 1000);
    kr_media_new_front(w->media, w->now_us);
    struct kr_endpoint *e = kr_media_endpoint(w->media, locked->id);
    snprintf(e->grant.holder, sizeof e->grant.holder, "teacher");
    struct kr_link_revocation list[] = {
        {.id = "teacher", .holder_only = true, .until_ms = (int64_t)e->grant.expires_ms - 1}, /* it came with a newer ticket */
        {.id = "second", .holder_only = true, .until_ms = (int64_t)e->grant.expires_ms},      /* no account */
    };
    struct kr_link_msg msg = {.head.type = KR_LINK_REVOKED, .u.revoked = {.revocations = list, .revocations_len = 2}};
    struct kr_media_reply reply;
    assert_int_equal(kr_media_order(w->media, &msg, &reply, w->unix_ms, w->now_us), 0);
    assert_int_equal(w->media->n_endpoints, 2);
    list[0].until_ms++;
    assert_int_equal(kr_media_order(w->media, &msg, &reply, w->unix_ms, w->now_us), 0);
    assert_null(kr_media_endpoint(w->media, locked->id));
    assert_non_null(kr_media_endpoint(w->media, other->id));
    list[1].holder_only = false;
    assert_int_equal(kr_media_order(w->media, &msg, &reply, w->unix_ms, w->now_us), 0);
    assert_int_equal(w->media->n_endpoints, 0);
    assert_int_equal(w->media->n_rooms, 0);
    world_run(w, 500);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(players_get_what_devices_publish),
        cmocka_unit_test(streams_are_bound_in_every_way),
        cmocka_unit_test(bindings_last),
        cmocka_unit_test(more_slots_keep_what_flows),
        cmocka_unit_test(ice_restarts),
        cmocka_unit_test(bad_offers_change_nothing),
        cmocka_unit_test(lines_may_change_their_source),
        cmocka_unit_test(the_loudest_are_heard),
        cmocka_unit_test(the_stage_is_heard_in_its_slot),
        cmocka_unit_test(a_new_front_keeps_what_it_names),
        cmocka_unit_test(what_was_revoked_goes_at_once),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
