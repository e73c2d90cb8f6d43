/* SPDX-License-Identifier: EUPL-1.2 */
/* A room on two media processes is one room: whoever is on the other is seen and heard as anybody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "media/relay.h"
#include "world.h"

enum { CAMERA_US = 40000, NUMBER = 0x100 };

static const struct sim_config meet = {.mode = KR_MODE_MEET, .n_video = 4};
static const struct sim_config layered = {.mode = KR_MODE_MEET, .n_video = 4, .rids = "q;h;f", .reports = true};
static const struct sim_config player = {.mode = KR_MODE_PLAY, .n_video = 1};
static const char *const ids[] = {"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"};

/* Clients on both sides, those with even numbers on the first; each is relayed to the other. */
static struct world *two(uint64_t seed, const struct sim_config *config, struct sim_client *c[], int n)
{
    struct world *w = world_new(seed);
    world_spread(w);
    for (int i = 0; i < n; i++)
        c[i] = world_join_on(w, i % 2 ? SIM_BRANCH : SIM_SERVER, "room", ids[i], config);
    for (int i = 0; i < n; i++)
        world_relay(w, c[i], NUMBER + (uint32_t)i);
    return w;
}

static void send_all(struct world *w, struct sim_client *c)
{
    sim_client_send(c, KR_SOURCE_MICROPHONE, true, w->now_us);
    sim_client_send(c, KR_SOURCE_CAMERA, true, w->now_us);
}

static void watch(struct world *w, struct sim_client *c, uint64_t gen, const char *id)
{
    const char *want[] = {id, WORLD_END};
    world_watch(w, c, gen, id ? want : want + 1, KR_LINK_SLOT_KIND_CAMERA);
}

static size_t received(const struct sim_client *c, int from, enum kr_source kind, uint64_t from_us)
{
    size_t n = 0;
    for (int i = 0; i < KR_LIMIT_AUDIO_SLOTS; i++)
        n += sim_slot_count(&c->audio[i], from, kind, from_us);
    for (int i = 0; i < c->config.n_video; i++)
        n += sim_slot_count(&c->video[i], from, kind, from_us);
    return n;
}

static void no_faults(const struct world *w)
{
    const struct kr_media_counters *a = &w->media->counters, *b = &w->branch->counters;
    assert_int_equal(a->drop_auth + a->drop_malformed + a->drop_send + a->drop_relay + a->drop_unbound + a->order_refused, 0);
    assert_int_equal(b->drop_auth + b->drop_malformed + b->drop_send + b->drop_relay + b->drop_unbound + b->order_refused, 0);
}

static void four_on_two_processes_see_and_hear_each_other(void **state)
{
    struct sim_client *c[4];
    struct world *w = two(1, &meet, c, 4);
    for (int i = 0; i < 4; i++) {
        const char *others[] = {ids[(i + 1) % 4], ids[(i + 2) % 4], ids[(i + 3) % 4], WORLD_END};
        world_watch(w, c[i], 1, others, KR_LINK_SLOT_KIND_CAMERA);
        send_all(w, c[i]);
    }
    world_run(w, 20000);
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 3; k++) {
            assert_true(sim_slot_check_video(&c[i]->video[k], 4) > 340);
            assert_true(sim_slot_check_audio(&c[i]->audio[k], true) > 900);
            assert_true(sim_slot_count(&c[i]->video[k], (i + 1 + k) % 4, KR_SOURCE_CAMERA, 0) > 680);
            /* The sender's clock comes along, so that sound and picture keep step. */
            assert_true(c[i]->video[k].reports > 12 && c[i]->audio[k].reports > 12);
        }
        assert_int_equal(c[i]->garbled + c[i]->unknown_ssrc, 0);
        for (int k = 0; k < 4; k++)
            assert_int_equal(sim_slot_count(&c[i]->audio[k], i, KR_SOURCE_MICROPHONE, 0), 0);
    }
    no_faults(w);
    world_free(w);
}

/* However many watch on the other side, a picture passes once; and not at all when nobody does. */
static void what_is_watched_passes_once(void **state)
{
    struct sim_client *c[8];
    struct world *w = two(2, &meet, c, 8);
    sim_client_send(c[0], KR_SOURCE_CAMERA, true, w->now_us);
    world_run(w, 2000);
    uint64_t forwarded = w->media->counters.forwarded;
    assert_int_equal(forwarded, 0);
    for (int i = 1; i < 8; i += 2)
        watch(w, c[i], 1, "p0");
    world_run(w, 5000);
    /* 20 frames a second of 2 packets on average. */
    assert_in_range(w->media->counters.forwarded, 180, 220);
    assert_in_range(w->branch->counters.forwarded, 4 * 180, 4 * 220);
    for (int i = 1; i < 8; i += 2)
        assert_true(sim_slot_check_video(&c[i]->video[0], 0) > 90);
    for (int i = 1; i < 8; i += 2)
        watch(w, c[i], 2, NULL);
    world_run(w, KR_RELAY_LINGER_US / 1000 + 1000);
    forwarded = w->media->counters.forwarded;
    world_run(w, 2000);
    assert_int_equal(w->media->counters.forwarded, forwarded);
    watch(w, c[1], 3, "p0"); /* and again */
    world_run(w, 2000);
    assert_true(w->media->counters.forwarded > forwarded + 60);
    assert_true(sim_slot_check_video(&c[1]->video[0], 0) > 120);
    no_faults(w);
    world_free(w);
}

/* The layer of the newest packet in a slot. */
static int layer_now(const struct sim_slot *s)
{
    for (uint64_t seq = s->highest; seq > s->base; seq--)
        if (s->records[seq - s->base].have)
            return s->records[seq - s->base].layer;
    return -1;
}

/* Layers that are not relayed yet are known by what the other process measures, so that they can be chosen. */
static void layers_are_chosen_across(void **state)
{
    struct sim_client *c[4];
    struct world *w = two(3, &layered, c, 4);
    c[0]->sources[KR_SOURCE_CAMERA].interval_us = CAMERA_US;
    sim_client_send(c[0], KR_SOURCE_CAMERA, true, w->now_us);
    for (int l = 1; l < SIM_LAYERS; l++) {
        c[0]->higher[l - 1].interval_us = CAMERA_US;
        sim_client_send_layer(c[0], l, true, w->now_us);
    }
    watch(w, c[1], 1, "p0");
    watch(w, c[3], 1, "p0");
    world_run(w, 8000);
    assert_int_equal(layer_now(&c[1]->video[0]), 2);
    assert_int_equal(layer_now(&c[3]->video[0]), 2);
    /* Of the three layers only the one that is watched passes, once. */
    uint64_t forwarded = w->media->counters.forwarded;
    world_run(w, 2000);
    assert_in_range(w->media->counters.forwarded - forwarded, 2 * 25 * 8 - 60, 2 * 25 * 8 + 60);
    w->net.narrow_to = c[3]->number; /* who is weak gets less, and nobody else: now two layers pass */
    w->net.rate_bps = 400 * 1000;
    w->net.queue_us = 150000;
    world_run(w, 8000);
    assert_int_equal(layer_now(&c[3]->video[0]), 0);
    assert_int_equal(layer_now(&c[1]->video[0]), 2);
    assert_true(sim_slot_check_video(&c[1]->video[0], 8) > 350);
    no_faults(w);
    world_free(w);
}

/* Whoever is loudest is heard by all, and both sides agree on it; of those who are not, nothing passes. */
static void the_loudest_of_both_sides_are_heard(void **state)
{
    struct sim_client *c[8];
    struct world *w = two(4, &meet, c, 8);
    for (int i = 0; i < 8; i++) {
        c[i]->sources[KR_SOURCE_MICROPHONE].level = i < 4 ? (uint8_t)(10 + 10 * i) : 90;
        sim_client_send(c[i], KR_SOURCE_MICROPHONE, true, w->now_us);
    }
    world_run(w, 4000);
    uint64_t from_us = w->now_us, forwarded = w->media->counters.forwarded + w->branch->counters.forwarded;
    world_run(w, 4000);
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 8; k++)
            if (k < 4 && k != i && !(i >= 4 && k == 3)) /* each hears three: who is not among the four, not the fourth */
                assert_true(received(c[i], k, KR_SOURCE_MICROPHONE, from_us) > 180);
            else
                assert_int_equal(received(c[i], k, KR_SOURCE_MICROPHONE, from_us), 0);
    /* 8 receivers of 3 voices, and 4 voices over the relays. */
    forwarded = w->media->counters.forwarded + w->branch->counters.forwarded - forwarded;
    assert_in_range(forwarded, 28 * 200 - 60, 28 * 200 + 60);
    for (int i = 0; i < 4; i++) {
        assert_non_null(strstr(w->speakers, ids[i]));
        assert_non_null(strstr(w->branch_speakers, ids[i]));
    }
    assert_int_equal(strlen(w->speakers), strlen("room: p0 p1 p2 p3"));
    assert_int_equal(strlen(w->branch_speakers), strlen("room: p0 p1 p2 p3"));

    /* p5, on the branch, begins to speak: nothing of that is lost to those at home. */
    for (int i = 0; i < 4; i++)
        c[i]->sources[KR_SOURCE_MICROPHONE].level = 70;
    world_run(w, 3000);
    from_us = w->now_us;
    c[5]->sources[KR_SOURCE_MICROPHONE].level = 10;
    world_run(w, 3000);
    assert_non_null(strstr(w->speakers, " p5"));
    assert_non_null(strstr(w->branch_speakers, " p5"));
    assert_true(received(c[0], 5, KR_SOURCE_MICROPHONE, from_us) >= 145); /* of 150: two packets rise to the top */
    assert_true(received(c[7], 5, KR_SOURCE_MICROPHONE, from_us) >= 145);
    no_faults(w);
    world_free(w);
}

static void rights_are_kept_where_the_packets_come_in(void **state)
{
    struct sim_client *c[2];
    struct world *w = two(5, &meet, c, 2);
    watch(w, c[1], 1, "p0");
    send_all(w, c[0]);
    sim_client_send(c[0], KR_SOURCE_SCREEN_AUDIO, true, w->now_us);
    world_run(w, 3000);
    assert_true(received(c[1], 0, KR_SOURCE_CAMERA, 0) > 90 && received(c[1], 0, KR_SOURCE_MICROPHONE, 0) > 120 &&
                received(c[1], 0, KR_SOURCE_SCREEN_AUDIO, 0) > 120);
    world_allow(w, c[0], false, false, false, false);
    world_run(w, 20);
    uint64_t from_us = w->now_us, forwarded = w->media->counters.forwarded;
    world_run(w, 3000);
    assert_int_equal(w->media->counters.forwarded, forwarded); /* nothing has left the process */
    for (int k = 0; k < KR_SOURCE_COUNT; k++)
        assert_int_equal(received(c[1], 0, (enum kr_source)k, from_us), 0);
    world_allow(w, c[0], true, true, true, true);
    from_us = w->now_us;
    world_run(w, 3000);
    assert_true(received(c[1], 0, KR_SOURCE_CAMERA, from_us) > 90 && received(c[1], 0, KR_SOURCE_MICROPHONE, from_us) > 120);
    assert_true(sim_slot_check_video(&c[1]->video[0], 0) > 100);
    world_free(w);
}

static void loss_and_disorder_between_them_are_made_good(void **state)
{
    struct sim_client *c[4];
    struct world *w = two(6, &meet, c, 4);
    w->net.relays_only = true;
    w->net.loss = 0.05;
    w->net.late = 0.05;
    w->net.doubled = 0.05;
    for (int i = 0; i < 4; i++) {
        const char *others[] = {ids[(i + 1) % 4], ids[(i + 2) % 4], ids[(i + 3) % 4], WORLD_END};
        world_watch(w, c[i], 1, others, KR_LINK_SLOT_KIND_CAMERA);
        send_all(w, c[i]);
    }
    world_run(w, 20000);
    w->net.loss = w->net.late = w->net.doubled = 0;
    world_run(w, 1000);
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 3; k++)
            assert_true(sim_slot_check_video(&c[i]->video[k], 12) > 330);
    assert_true(w->media->counters.retransmitted > 20 && w->branch->counters.retransmitted > 20);
    assert_true(w->media->counters.drop_replay > 20);
    assert_int_equal(w->media->counters.drop_auth + w->branch->counters.drop_auth, 0);
    world_free(w);
}

static uint64_t dropped(const struct kr_media_counters *n)
{
    return n->drop_auth + n->drop_relay + n->drop_malformed + n->drop_replay + n->drop_kind + n->drop_oversize;
}

/* Wrong keys, replays, other numbers, noise: counted, and nothing else. */
static void hostile_bytes_change_nothing(void **state)
{
    struct sim_client *c[2];
    struct world *w = two(7, &meet, c, 2);
    struct sim_random r = {77};
    watch(w, c[1], 1, "p0");
    send_all(w, c[0]);
    world_run(w, 2003); /* all that was sent has arrived */
    c[0]->gone = true;
    world_run(w, 200);
    c[0]->gone = false;
    const struct kr_media_counters *n = &w->branch->counters;
    uint64_t forwarded = n->forwarded, replays = n->drop_replay;
    struct kr_endpoint *remote = kr_media_endpoint(w->branch, "p0");
    assert_true(remote && remote->relay && !remote->relay->out);
    struct kr_relay before = *remote->relay;
    world_inject_relay(w, SIM_BRANCH, world_tap_rtp.data, world_tap_rtp.len);
    world_inject_relay(w, SIM_BRANCH, world_tap_rtcp.data, world_tap_rtcp.len);
    world_inject_relay(w, SIM_BRANCH, world_tap_rtp.data, world_tap_rtp.len);
    assert_int_equal(n->drop_replay, replays + 3);
    uint64_t bad = dropped(n);
    for (int i = 0; i < 3000; i++) {
        const struct world_tap *of = i % 2 ? &world_tap_rtp : &world_tap_rtcp;
        uint8_t p[1600];
        size_t len = i % 5 ? of->len : sim_random(&r) % of->len;
        memcpy(p, of->data, of->len);
        for (int k = 0; k < 3; k++)
            p[12 + sim_random(&r) % (of->len - 12)] ^= (uint8_t)(1 + sim_random(&r) % 255);
        if (i % 7 == 0)
            p[4 + sim_random(&r) % 8] ^= 1; /* another stream, another number */
        world_inject_relay(w, SIM_BRANCH, p, len);
    }
    assert_int_equal(dropped(n), bad + 3000);
    assert_int_equal(n->forwarded, forwarded);
    assert_memory_equal(&before, remote->relay, sizeof before);
    /* A stranger who sends true bytes from another address is not believed either. */
    world_inject(w, 1, world_tap_rtp.data, world_tap_rtp.len);
    assert_int_equal(n->forwarded, forwarded);
    uint64_t from_us = w->now_us;
    world_run(w, 2000);
    assert_true(received(c[1], 0, KR_SOURCE_CAMERA, from_us) > 60 && received(c[1], 0, KR_SOURCE_MICROPHONE, from_us) > 80);
    assert_true(sim_slot_check_video(&c[1]->video[0], 0) > 70);
    world_free(w);
}

/* Orders that make no sense have no effect. */
static void bad_orders_are_refused(void **state)
{
    struct sim_client *c[2];
    struct world *w = two(8, &meet, c, 2);
    static struct sim_client nobody, other, away; /* too large for the stack */
    nobody = other = away = *c[0];
    snprintf(nobody.id, sizeof nobody.id, "p9");
    snprintf(other.room, sizeof other.room, "other");
    away.server = SIM_BRANCH;
    assert_int_equal(world_relay_side(w, &nobody, 0x200, true), KR_E_NOT_FOUND);  /* not there */
    assert_int_equal(world_relay_side(w, &other, 0x201, true), KR_E_NOT_FOUND);   /* of another room */
    assert_int_equal(world_relay_side(w, &away, 0x202, true), KR_E_NOT_FOUND);    /* a remote one is not passed on */
    assert_int_equal(world_relay_side(w, &away, 0x203, false), KR_E_EXISTS);      /* it is here itself */
    assert_int_equal(world_relay_close(w, SIM_SERVER, 0x204), KR_E_NOT_FOUND);
    assert_int_equal(w->media->counters.order_refused, 4);
    /* Nor can a relay be ordered about as an endpoint. */
    world_run(w, 100);
    struct kr_link_msg close = {.head.type = KR_LINK_ENDPOINT_CLOSE, .u.endpoint_close.endpoint = "p0"};
    struct kr_media_reply reply;
    assert_int_equal(kr_media_order(w->branch, &close, &reply, w->unix_ms, w->now_us), KR_E_NOT_FOUND);
    assert_int_equal(w->branch->n_endpoints, 3);
    world_free(w);
}

static void it_ends_on_both_sides_and_begins_again(void **state)
{
    struct sim_client *c[4];
    struct world *w = two(9, &meet, c, 4);
    watch(w, c[1], 1, "p0");
    watch(w, c[3], 1, "p2");
    send_all(w, c[0]);
    send_all(w, c[2]);
    world_run(w, 2000);
    /* p0 goes; front closes what stood for it. The other's picture goes on. */
    c[0]->gone = true;
    world_close(w, c[0]);
    world_run(w, 200);
    assert_int_equal(world_relay_close(w, SIM_SERVER, NUMBER), 0);
    assert_int_equal(world_relay_close(w, SIM_BRANCH, NUMBER), 0);
    uint64_t from_us = w->now_us;
    world_run(w, 2000);
    assert_int_equal(received(c[1], 0, KR_SOURCE_CAMERA, from_us), 0);
    assert_true(received(c[3], 2, KR_SOURCE_CAMERA, from_us) > 60);
    assert_null(kr_media_endpoint(w->branch, "p0"));
    /* It comes back, to the other process: as one of its own, and relayed the other way. */
    struct sim_client *back = world_join_on(w, SIM_BRANCH, "room", "p0", &meet);
    world_relay(w, back, NUMBER + 9);
    send_all(w, back);
    watch(w, c[2], 1, "p0");
    from_us = w->now_us;
    world_run(w, 4000);
    assert_true(received(c[1], back->number, KR_SOURCE_CAMERA, from_us) > 100); /* it had waited for p0 all the time */
    assert_true(received(c[2], back->number, KR_SOURCE_CAMERA, from_us) > 100);
    /* The process dies: what it relayed ends, what is here goes on. */
    w->net.relays_only = true;
    w->net.loss = 1;
    from_us = w->now_us + 10000;
    world_run(w, 3000);
    assert_int_equal(received(c[3], 2, KR_SOURCE_CAMERA, from_us), 0);
    assert_true(received(c[1], back->number, KR_SOURCE_CAMERA, from_us) > 90);
    w->net.loss = 0;
    from_us = w->now_us + 1000000;
    world_run(w, 3000);
    assert_true(received(c[3], 2, KR_SOURCE_CAMERA, from_us) > 60);
    for (int i = 1; i < 4; i++)
        world_close(w, c[i]);
    world_close(w, back);
    for (uint32_t i = 1; i < 4; i++) {
        assert_int_equal(world_relay_close(w, SIM_SERVER, NUMBER + i), 0);
        assert_int_equal(world_relay_close(w, SIM_BRANCH, NUMBER + i), 0);
    }
    assert_int_equal(world_relay_close(w, SIM_SERVER, NUMBER + 9) + world_relay_close(w, SIM_BRANCH, NUMBER + 9), 0);
    assert_int_equal(w->media->n_rooms + w->branch->n_rooms + w->media->n_endpoints + w->branch->n_endpoints, 0);
    world_free(w);
}

/* A player on the process of the one it plays is where it should be, but one on the other works as well. */
static void somebody_far_can_be_played(void **state)
{
    struct sim_client *c[2];
    struct world *w = two(10, &meet, c, 2);
    struct sim_client *p = world_client(w, "room", "player", &player);
    p->server = SIM_BRANCH;
    assert_int_equal(world_open(w, p, KR_TICKET_PLAY, "room", "p0"), 0);
    send_all(w, c[0]);
    world_run(w, 5000);
    assert_true(sim_slot_count(&p->video[0], 0, KR_SOURCE_CAMERA, 0) > 150);
    assert_true(sim_slot_count(&p->audio[0], 0, KR_SOURCE_MICROPHONE, 0) > 200);
    no_faults(w);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_on_two_processes_see_and_hear_each_other),
        cmocka_unit_test(what_is_watched_passes_once),
        cmocka_unit_test(layers_are_chosen_across),
        cmocka_unit_test(the_loudest_of_both_sides_are_heard),
        cmocka_unit_test(rights_are_kept_where_the_packets_come_in),
        cmocka_unit_test(loss_and_disorder_between_them_are_made_good),
        cmocka_unit_test(hostile_bytes_change_nothing),
        cmocka_unit_test(bad_orders_are_refused),
        cmocka_unit_test(it_ends_on_both_sides_and_begins_again),
        cmocka_unit_test(somebody_far_can_be_played),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
