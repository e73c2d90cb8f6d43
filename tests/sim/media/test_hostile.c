/* SPDX-License-Identifier: EUPL-1.2 */
/* Strangers, forgers and broken members: nothing they send changes anything for the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "world.h"

static const struct sim_config meet = {.mode = KR_MODE_MEET, .n_video = 2};
static const char *const ids[] = {"p0", "p1"};

enum { STRANGER = 500 };

static struct world *pair(struct sim_client *c[2])
{
    struct world *w = world_new(31);
    for (int i = 0; i < 2; i++)
        c[i] = world_join(w, "room", ids[i], &meet, NULL);
    for (int i = 0; i < 2; i++) {
        const char *other[] = {ids[1 - i], WORLD_END};
        world_watch(w, c[i], 1, other, KR_LINK_SLOT_KIND_CAMERA);
        sim_client_send(c[i], KR_SOURCE_CAMERA, true, w->now_us);
        sim_client_send(c[i], KR_SOURCE_MICROPHONE, true, w->now_us);
    }
    world_run(w, 1000);
    return w;
}

/* 5 more seconds, and every stream is whole. */
static void expect_unharmed(struct world *w, struct sim_client *c[2])
{
    uint64_t from_us = w->now_us;
    world_run(w, 5000);
    for (int i = 0; i < 2; i++) {
        assert_true(sim_slot_check_video(&c[i]->video[0], 0) > 100);
        assert_true(sim_slot_check_audio(&c[i]->audio[0], true) > 250);
        assert_true(sim_slot_count(&c[i]->video[0], 1 - i, KR_SOURCE_CAMERA, from_us) > 180);
        assert_int_equal(c[i]->garbled + c[i]->unknown_ssrc, 0);
        assert_int_equal(w->told[i].closed, 0);
    }
}

static void random_bytes_do_nothing(void **state)
{
    struct sim_client *c[2];
    struct world *w = pair(c);
    struct sim_random r = {.state = 99};
    static const uint8_t firsts[] = {0, 1, 20, 22, 23, 63, 64, 128, 129, 144, 191, 192, 255};
    uint64_t sent = w->media->counters.packets_out;
    for (int i = 0; i < 20000; i++) {
        uint8_t p[1600];
        size_t len = sim_random(&r) % (i % 10 ? 100 : sizeof p);
        for (size_t k = 0; k < len; k++)
            p[k] = (uint8_t)sim_random(&r);
        if (len)
            p[0] = firsts[sim_random(&r) % sizeof firsts];
        if (len >= 20 && p[0] < 2) {
            kr_put_be32(p + 4, KR_STUN_COOKIE);
            kr_put_be16(p + 2, (uint16_t)(len - 20));
        }
        world_inject(w, i % 2 ? STRANGER : (int)(sim_random(&r) % 2), p, len);
    }
    /* A DTLS record in the right place may be answered by an alert; nothing else is answered at all. */
    assert_true(w->media->counters.packets_out - sent < 100);
    assert_int_equal(w->media->n_endpoints, 2);
    expect_unharmed(w, c);
    world_free(w);
}

/* Real datagrams, with bits turned and from elsewhere. */
static void changed_copies_do_nothing(void **state)
{
    struct sim_client *c[2];
    struct world *w = pair(c);
    struct sim_random r = {.state = 7};
    for (int ms = 0; ms < 3000; ms++) {
        world_run(w, 1);
        if (!w->net.n)
            continue;
        const struct sim_datagram *d = w->net.heap[sim_random(&r) % w->net.n];
        uint8_t p[1600];
        if (d->to != SIM_SERVER || d->data[0] < 128)
            continue;
        memcpy(p, d->data, d->len);
        p[sim_random(&r) % d->len] ^= (uint8_t)(1u << sim_random(&r) % 8);
        world_inject(w, d->from, p, d->len);
        world_inject(w, STRANGER, d->data, d->len);
        world_inject(w, 1 - d->from, d->data, d->len);
    }
    assert_true(w->media->counters.drop_auth > 100 && w->media->counters.drop_unknown > 50);
    expect_unharmed(w, c);
    world_free(w);
}

/* A member who sends checks as if they came from another's address gets neither its traffic nor stops it. */
static void addresses_cannot_be_taken(void **state)
{
    struct sim_client *c[2];
    struct world *w = pair(c);
    for (int i = 0; i < 50; i++) {
        kr_load_peer_check(&c[1]->peer);
        world_run(w, 20);
        /* The check of 1, delivered once more from the address of 0. */
        uint8_t out[300], transaction[12] = {1};
        char name[100];
        size_t len;
        snprintf(name, sizeof name, "%s:%s", c[1]->peer.remote_ufrag, c[1]->peer.ufrag);
        struct kr_stun_write s = {.class = KR_STUN_REQUEST, .method = KR_STUN_BINDING, .transaction = transaction,
                                  .username = {(const uint8_t *)name, strlen(name)}, .has_priority = true, .priority = 1,
                                  .use_candidate = true, .controlling = true};
        assert_int_equal(kr_stun_write(out, sizeof out, &len, &s, c[1]->peer.remote_pwd, strlen(c[1]->peer.remote_pwd)), 0);
        world_inject(w, 0, out, len);
    }
    assert_int_equal(w->media->counters.drop_taken, 50);
    expect_unharmed(w, c);
    world_free(w);
}

/* A member whose payloads are no VP8, whose RTCP is nonsense and who invents SSRCs harms only itself. */
static void broken_members_harm_only_themselves(void **state)
{
    struct sim_client *c[2], *bad;
    struct world *w = pair(c);
    struct sim_random r = {.state = 3};
    bad = world_join(w, "room", "bad", &meet, NULL);
    world_run(w, 500);
    assert_true(bad->peer.connected);
    for (int i = 0; i < 20000; i++) {
        uint8_t header[12] = {128, (uint8_t)(bad->numbers.vp8 + sim_random(&r) % 3), 0, 0}, payload[300], out[400];
        uint32_t ssrc = i % 3 ? 42 + sim_random(&r) % 200 : bad->sources[KR_SOURCE_CAMERA].ssrc;
        size_t len, payload_len = sim_random(&r) % 50;
        kr_put_be16(header + 2, (uint16_t)i);
        kr_put_be32(header + 8, ssrc);
        for (size_t k = 0; k < sizeof payload; k++)
            payload[k] = (uint8_t)sim_random(&r);
        if (i % 4) {
            assert_int_equal(kr_srtp_protect(bad->peer.sender, out, sizeof out, &len, header, sizeof header, payload, payload_len, ssrc,
                                             (uint64_t)i),
                             0);
        } else {
            len = 8 + payload_len / 4 * 4;
            memcpy(out, payload, len);
            out[0] = (uint8_t)(128 | payload[0] % 32);
            out[1] = (uint8_t)(200 + payload[1] % 8);
            kr_put_be16(out + 2, (uint16_t)(i % 8 ? len / 4 - 1 : payload[2]));
            kr_put_be32(out + 4, 7);
            assert_int_equal(kr_srtcp_protect(bad->peer.sender, out, sizeof out, &len), 0);
        }
        world_inject(w, bad->number, out, len);
    }
    assert_true(w->media->counters.drop_unbound > 1000 && w->media->counters.drop_malformed > 500);
    expect_unharmed(w, c);
    world_free(w);
}

/* Whoever falls silent is gone after 30 seconds, and front hears of it; the others go on. */
static void silence_ends_an_endpoint(void **state)
{
    struct sim_client *c[2];
    struct world *w = pair(c);
    struct sim_client *silent = world_join(w, "room", "silent", &meet, NULL);
    world_run(w, 1000);
    assert_int_equal(w->told[silent->number].connected, 1);
    silent->gone = true;
    world_run(w, 28000);
    assert_int_equal(w->told[silent->number].closed, 0);
    world_run(w, 6000);
    assert_int_equal(w->told[silent->number].closed, 1);
    assert_int_equal(w->media->n_endpoints, 2);
    expect_unharmed(w, c);
    world_free(w);
}

/* A handshake that never comes ends too, and so does one with a certificate that the offer did not name. */
static void handshakes_must_succeed(void **state)
{
    struct world *w = world_new(32);
    struct sim_client *never = world_client(w, "room", "never", &meet), *wrong = world_client(w, "room", "wrong", &meet);
    assert_int_equal(world_open(w, never, KR_TICKET_PARTICIPANT, "room", NULL), 0);
    never->gone = true;
    memcpy(wrong->peer.own_identity.fingerprint, "00:00", 5);
    assert_int_equal(world_open(w, wrong, KR_TICKET_PARTICIPANT, "room", NULL), 0);
    world_run(w, 3000);
    assert_int_equal(w->told[wrong->number].connected, 0);
    assert_int_equal(w->told[wrong->number].closed, 1);
    world_run(w, 40000);
    assert_int_equal(w->told[never->number].closed, 1);
    assert_int_equal(w->media->n_rooms, 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bytes_do_nothing),
        cmocka_unit_test(changed_copies_do_nothing),
        cmocka_unit_test(addresses_cannot_be_taken),
        cmocka_unit_test(broken_members_harm_only_themselves),
        cmocka_unit_test(silence_ends_an_endpoint),
        cmocka_unit_test(handshakes_must_succeed),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
