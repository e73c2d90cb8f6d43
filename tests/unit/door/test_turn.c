/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "client.h"
#include "crypto/hmac.h"
#include "crypto/secret.h"

#define OUTER at4(203, 0, 113, 7, WORLD_MEDIA_PORT)
#define REAL at4(10, 0, 0, 5, WORLD_MEDIA_PORT)
#define PLAIN at4(192, 0, 2, 8, WORLD_MEDIA_PORT + 1)

static void assert_out(const struct client *c, enum kr_turn_verdict verdict, const char *data)
{
    assert_int_equal(c->out.verdict, verdict);
    assert_int_equal(c->out.data.len, strlen(data));
    assert_memory_equal(c->out.data.data, data, strlen(data));
}

/* What a browser does: asks, is told to prove itself, does, allows, sends, binds a channel, hears. */
static void a_call_from_beginning_to_end(void **state)
{
    struct world w;
    struct client c;
    const struct kr_wire_address peer = OUTER, real = REAL;
    struct kr_turn_channel_data data;
    world_init(&w);
    client_init(&c, &w, 1);
    assert_int_equal(client_ask(&c, KR_TURN_ALLOCATE, &(struct kr_turn_write){.transport = KR_TURN_TRANSPORT_UDP}), 401);
    assert_int_equal(c.answer.realm.len, 6);
    assert_int_equal(client_allocate(&c, 0), 0);
    assert_true(kr_wire_address_equal(&c.answer.stun.mapped, &c.tuple.address));
    const struct kr_wire_address relayed = at4(203, 0, 113, 7, 40001);
    assert_true(kr_wire_address_equal(&c.answer.relayed, &relayed));
    assert_int_equal(c.answer.lifetime_s, KR_TURN_LIFETIME_S);

    client_send(&c, &peer, "before permission");
    assert_int_equal(c.out.verdict, KR_TURN_NOTHING);
    assert_int_equal(client_permit(&c, &peer), 0);
    client_send(&c, &peer, "check");
    assert_out(&c, KR_TURN_TO_MEDIA, "check");
    assert_true(kr_wire_address_equal(&c.out.to, &real)); /* where it is, not how it is called */

    client_hears(&c, &real, "answer");
    struct kr_turn_msg m;
    assert_int_equal(kr_turn_parse(&m, c.out.data.data, c.out.data.len), 0);
    assert_int_equal(m.stun.method, KR_TURN_DATA);
    assert_true(kr_wire_address_equal(&m.peers[0], &peer)); /* how it is called, not where it is */
    assert_int_equal(m.data.len, 6);

    assert_int_equal(client_bind(&c, 0x4000, &peer), 0);
    client_channel(&c, 0x4000, "rtp");
    assert_out(&c, KR_TURN_TO_MEDIA, "rtp");
    client_hears(&c, &real, "rtcp!");
    assert_int_equal(c.out.data.len, 4 + 5);
    assert_int_equal(kr_turn_channel_data_parse(&data, c.out.data.data, c.out.data.len), 0);
    assert_int_equal(data.channel, 0x4000);
    assert_memory_equal(data.data.data, "rtcp!", 5);

    assert_int_equal(client_refresh(&c, 0), 0);
    assert_int_equal(w.closed, 1);
    client_channel(&c, 0x4000, "over");
    assert_int_equal(c.out.verdict, KR_TURN_NOTHING);
    kr_turn_fini(&w.turn);
}

/* RFC 8656 section 12.5. */
static void a_stream_is_padded(void **state)
{
    struct world w;
    struct client c;
    const struct kr_wire_address peer = PLAIN;
    world_init(&w);
    client_init(&c, &w, 1);
    c.tuple.stream = true;
    assert_int_equal(client_allocate(&c, 4), 0);
    assert_int_equal(client_bind(&c, 0x4fff, &peer), 0);
    client_hears(&c, &peer, "12345");
    assert_int_equal(c.out.data.len, 12);
    assert_memory_equal(c.out.data.data + 9, "\0\0\0", 3);
    kr_turn_gone(&w.turn, &c.tuple);
    assert_int_equal(w.closed, 1);
    kr_turn_fini(&w.turn);
}

static void nobody_gets_in_without_a_password(void **state)
{
    struct world w;
    struct client c, other;
    world_init(&w);
    client_init(&c, &w, 1);
    client_init(&other, &w, 2);

    c.pass.password[0] = '!';
    assert_int_equal(client_allocate(&c, 0), 401);
    client_init(&c, &w, 1);
    memcpy(c.pass.name, "2000000000", 10); /* a name of one's own making, good for longer */
    c.pass.password[0] = '!';
    assert_int_equal(client_allocate(&c, 0), 401);
    client_init(&c, &w, 1);
    snprintf(c.pass.name, sizeof c.pass.name, "nobody");
    assert_int_equal(client_allocate(&c, 0), 401);
    client_init(&c, &w, 1);
    assert_int_equal(kr_turn_pass_make(&c.pass, w.turn.config.secret, world_unix_s(&w)), 0); /* over */
    assert_int_equal(client_allocate(&c, 0), 401);

    /* A nonce is of the address it was made for, and made here. */
    client_init(&c, &w, 1);
    assert_int_equal(client_allocate(&other, 0), 0);
    memcpy(c.nonce, other.nonce, sizeof c.nonce);
    assert_int_equal(client_ask(&c, KR_TURN_ALLOCATE, &(struct kr_turn_write){.transport = KR_TURN_TRANSPORT_UDP}), 438);
    memset(c.nonce, '0', KR_TURN_NONCE_CHARS);
    assert_int_equal(client_ask(&c, KR_TURN_ALLOCATE, &(struct kr_turn_write){.transport = KR_TURN_TRANSPORT_UDP}), 438);
    assert_int_equal(w.opened, 1);

    /* Of somebody else's allocation: the same tuple, another name. */
    struct kr_turn_pass own = other.pass;
    assert_int_equal(kr_turn_pass_make(&other.pass, w.turn.config.secret, world_unix_s(&w) + 60), 0);
    assert_int_equal(client_refresh(&other, 600), 441);
    other.pass = own;
    assert_int_equal(client_refresh(&other, 600), 0);
    kr_turn_fini(&w.turn);
}

static void signed_but_incomplete_is_a_bad_request(void **state)
{
    struct world w;
    struct client c;
    world_init(&w);
    client_init(&c, &w, 1);
    uint8_t transaction[12] = {1}, p[256];
    size_t len;
    const struct kr_stun_write m = {.class = KR_STUN_REQUEST, .method = KR_TURN_ALLOCATE, .transaction = transaction};
    assert_int_equal(kr_stun_write(p, sizeof p, &len, &m, "key", 3), 0);
    kr_turn_input(&w.turn, &c.tuple, p, len, w.now_us, world_unix_s(&w), &c.out);
    assert_int_equal(kr_turn_parse(&c.answer, c.out.data.data, c.out.data.len), 0);
    assert_int_equal(c.answer.stun.error_code, 400);
    assert_int_equal(c.answer.stun.integrity_at, 0);

    assert_int_equal(client_request(&c, KR_TURN_ALLOCATE, &(struct kr_turn_write){0}), 400);
    assert_int_equal(client_request(&c, KR_TURN_ALLOCATE, &(struct kr_turn_write){.transport = 6}), 442); /* TCP: RFC 6062 */
    assert_int_equal(client_allocate(&c, 0), 0);
    assert_int_equal(client_request(&c, KR_TURN_CREATE_PERMISSION, &(struct kr_turn_write){0}), 400);
    const struct kr_wire_address peer = PLAIN;
    assert_int_equal(client_bind(&c, 0x3fff, &peer), 400);
    assert_int_equal(client_bind(&c, 0x5000, &peer), 400);
    assert_int_equal(client_request(&c, KR_TURN_CHANNEL_BIND, &(struct kr_turn_write){.channel = 0x4000}), 400);
    kr_turn_fini(&w.turn);
}

/* RFC 8656 section 12.2: one channel a peer, one peer a channel. */
static void a_channel_stays_with_its_peer(void **state)
{
    struct world w;
    struct client c;
    const struct kr_wire_address one = OUTER, two = PLAIN;
    world_init(&w);
    client_init(&c, &w, 1);
    assert_int_equal(client_allocate(&c, 0), 0);
    assert_int_equal(client_bind(&c, 0x4000, &one), 0);
    assert_int_equal(client_bind(&c, 0x4000, &one), 0);
    assert_int_equal(client_bind(&c, 0x4000, &two), 400);
    assert_int_equal(client_bind(&c, 0x4001, &one), 400);
    assert_int_equal(client_bind(&c, 0x4001, &two), 0);
    kr_turn_fini(&w.turn);
}

static void everything_runs_out(void **state)
{
    struct world w;
    struct client c;
    const struct kr_wire_address peer = PLAIN;
    world_init(&w);
    client_init(&c, &w, 1);
    assert_int_equal(client_allocate(&c, 0), 0);
    assert_int_equal(client_bind(&c, 0x4000, &peer), 0);
    world_pass(&w, KR_TURN_PERMISSION_S - 1);
    client_channel(&c, 0x4000, "still");
    assert_int_equal(c.out.verdict, KR_TURN_TO_MEDIA);
    world_pass(&w, 1);
    client_channel(&c, 0x4000, "permission is over");
    assert_int_equal(c.out.verdict, KR_TURN_NOTHING);
    client_hears(&c, &peer, "the other way, too");
    assert_int_equal(c.out.verdict, KR_TURN_NOTHING);
    assert_int_equal(client_permit(&c, &peer), 0);
    client_channel(&c, 0x4000, "again");
    assert_int_equal(c.out.verdict, KR_TURN_TO_MEDIA);
    world_pass(&w, 290);
    assert_int_equal(client_refresh(&c, 600), 0);
    assert_int_equal(client_permit(&c, &peer), 0);
    world_pass(&w, 10);
    client_channel(&c, 0x4000, "the channel is over");
    assert_int_equal(c.out.verdict, KR_TURN_NOTHING);
    client_send(&c, &peer, "the permission is not");
    assert_int_equal(c.out.verdict, KR_TURN_TO_MEDIA);
    world_pass(&w, 589);
    assert_int_equal(w.closed, 0);
    world_pass(&w, 1);
    assert_int_equal(w.closed, 1);
    assert_int_equal(client_refresh(&c, 600), 437);
    kr_turn_fini(&w.turn);
}

/* A meeting goes on for longer than the password that began it is good for, and than a nonce is. */
static void a_long_meeting_goes_on(void **state)
{
    struct world w;
    struct client c;
    world_init(&w);
    client_init(&c, &w, 1);
    assert_int_equal(client_allocate(&c, 0), 0);
    assert_int_equal(c.answer.lifetime_s, 600);
    for (int minutes = 0; minutes < 180; minutes += 9) {
        world_pass(&w, 9 * 60);
        assert_int_equal(client_refresh(&c, 600), 0); /* by way of 438 now and then */
    }
    assert_int_equal(client_refresh(&c, 100000), 0);
    assert_int_equal(c.answer.lifetime_s, KR_TURN_LIFETIME_MAX_S);
    assert_int_equal(client_refresh(&c, 1), 0);
    assert_int_equal(c.answer.lifetime_s, KR_TURN_LIFETIME_S);
    c.tuple.address.port++; /* but nothing new begins with the old password */
    assert_int_equal(client_allocate(&c, 0), 401);
    kr_turn_fini(&w.turn);
}

static void a_repeated_request_is_the_same_allocation(void **state)
{
    struct world w;
    struct client c;
    world_init(&w);
    client_init(&c, &w, 1);
    assert_int_equal(client_allocate(&c, 0), 0);
    kr_turn_input(&w.turn, &c.tuple, c.bytes, c.len, w.now_us, world_unix_s(&w), &c.out);
    assert_int_equal(kr_turn_parse(&c.answer, c.out.data.data, c.out.data.len), 0);
    assert_int_equal(c.answer.stun.class, KR_STUN_SUCCESS);
    assert_int_equal(c.answer.relayed.port, 40001);
    assert_int_equal(client_allocate(&c, 0), 437);
    assert_int_equal(w.opened, 1);
    kr_turn_fini(&w.turn);
}

static void quotas_hold(void **state)
{
    struct world w;
    struct client c[10];
    world_init(&w);
    for (uint8_t i = 0; i < 10; i++)
        client_init(&c[i], &w, i);
    for (uint8_t i = 1; i < 4; i++)
        c[i].pass = c[0].pass;
    for (uint8_t i = 0; i < 3; i++)
        assert_int_equal(client_allocate(&c[i], 0), 0);
    assert_int_equal(client_allocate(&c[3], 0), 486); /* the fourth of one user */
    for (uint8_t i = 4; i < 9; i++)
        assert_int_equal(client_allocate(&c[i], 0), 0);
    assert_int_equal(client_allocate(&c[9], 0), 508); /* the ninth of all */
    assert_int_equal(client_refresh(&c[0], 0), 0);
    w.no_sockets = true;
    assert_int_equal(client_allocate(&c[9], 0), 508);
    w.no_sockets = false;
    assert_int_equal(client_allocate(&c[9], 0), 0);
    assert_int_equal(w.turn.n_allocations, 8);
    kr_turn_fini(&w.turn);
    assert_int_equal(w.opened, w.closed);
}

/* Users behind one address share what an address may have; another address has its own. */
static void an_address_has_a_quota_too(void **state)
{
    struct world w;
    struct client c[7];
    world_init(&w);
    for (uint8_t i = 0; i < 7; i++) {
        client_init(&c[i], &w, i);
        c[i].tuple.address = at4(198, 51, 100, i < 6 ? 20 : 21, (uint16_t)(5000 + i));
    }
    for (uint8_t i = 0; i < 5; i++)
        assert_int_equal(client_allocate(&c[i], 0), 0);
    assert_int_equal(client_allocate(&c[5], 0), 486);
    assert_int_equal(client_allocate(&c[6], 0), 0);
    assert_int_equal(client_refresh(&c[0], 0), 0);
    assert_int_equal(client_allocate(&c[5], 0), 0);
    kr_turn_fini(&w.turn);
    assert_int_equal(w.opened, w.closed);
}

/* What an unproven sender gets can be told from everything else, so that it can be limited. */
static void answers_to_strangers_are_marked(void **state)
{
    struct world w;
    struct client c;
    world_init(&w);
    client_init(&c, &w, 1);
    assert_int_equal(client_ask(&c, KR_TURN_ALLOCATE, &(struct kr_turn_write){.transport = KR_TURN_TRANSPORT_UDP}), 401);
    assert_false(c.out.proven);
    assert_int_equal(client_allocate(&c, 0), 0);
    assert_true(c.out.proven);
    assert_int_equal(client_refresh(&c, 0), 0);
    assert_true(c.out.proven);
    kr_turn_fini(&w.turn);
}

static void one_client_never_speaks_for_another(void **state)
{
    struct world w;
    struct client c, other;
    const struct kr_wire_address peer = PLAIN;
    world_init(&w);
    client_init(&c, &w, 1);
    client_init(&other, &w, 2);
    assert_int_equal(client_allocate(&c, 0), 0);
    assert_int_equal(client_bind(&c, 0x4000, &peer), 0);
    client_channel(&other, 0x4000, "not mine");
    assert_int_equal(other.out.verdict, KR_TURN_NOTHING);
    client_send(&other, &peer, "not mine");
    assert_int_equal(other.out.verdict, KR_TURN_NOTHING);
    assert_int_equal(client_permit(&other, &peer), 437);
    struct client stream = c; /* the same address, but over a connection */
    stream.tuple.stream = true;
    client_channel(&stream, 0x4000, "not mine");
    assert_int_equal(stream.out.verdict, KR_TURN_NOTHING);
    kr_turn_fini(&w.turn);
}

static void says_where_somebody_comes_from(void **state)
{
    struct world w;
    struct client c;
    world_init(&w);
    client_init(&c, &w, 1);
    assert_int_equal(client_ask(&c, 0x0ff, &(struct kr_turn_write){0}), 400); /* no method of ours */
    uint8_t transaction[12] = {3}, p[64];
    size_t len;
    const struct kr_stun_write m = {.class = KR_STUN_REQUEST, .method = KR_STUN_BINDING, .transaction = transaction};
    assert_int_equal(kr_stun_write(p, sizeof p, &len, &m, NULL, 0), 0);
    kr_turn_input(&w.turn, &c.tuple, p, len, w.now_us, world_unix_s(&w), &c.out);
    assert_int_equal(kr_turn_parse(&c.answer, c.out.data.data, c.out.data.len), 0);
    assert_true(kr_wire_address_equal(&c.answer.stun.mapped, &c.tuple.address));
    assert_false(c.out.proven);
    kr_turn_fini(&w.turn);
}

static void unknown_attributes_are_named(void **state)
{
    struct world w;
    struct client c;
    world_init(&w);
    client_init(&c, &w, 1);
    assert_int_equal(client_allocate(&c, 0), 0);
    /* USE-CANDIDATE is STUN's; turned into EVEN-PORT (0x0018), which the relay does not have. */
    uint8_t transaction[12] = {9}, p[512], key[KR_TURN_KEY_BYTES];
    uint64_t until_s;
    size_t len;
    const struct kr_span name = {(const uint8_t *)c.pass.name, strlen(c.pass.name)};
    struct kr_turn_write t = {.realm = {(const uint8_t *)"kreide", 6}, .nonce = {(const uint8_t *)c.nonce, strlen(c.nonce)}};
    struct kr_stun_write m = {.class = KR_STUN_REQUEST, .method = KR_TURN_REFRESH, .transaction = transaction, .username = name, .turn = &t,
                              .use_candidate = true};
    assert_int_equal(kr_turn_pass_key(key, &until_s, w.turn.config.secret, name, "kreide"), 0);
    assert_int_equal(kr_stun_write(p, sizeof p, &len, &m, NULL, 0), 0);
    size_t at = 20 + 4 + ((name.len + 3) & ~(size_t)3);
    assert_int_equal(kr_get_be16(p + at), 0x0025);
    /* Without its fingerprint, the message is the prefix that a signature is put behind. */
    kr_put_be16(p + at, 0x0018);
    uint8_t whole[512];
    size_t body = len - 8;
    memcpy(whole, p, body);
    kr_put_be16(whole + 2, (uint16_t)(body + 24 - 20));
    const struct kr_span covered = {whole, body};
    kr_put_be16(whole + body, 0x0008);
    kr_put_be16(whole + body + 2, 20);
    assert_int_equal(kr_hmac_sha1(whole + body + 4, key, sizeof key, &covered, 1), 0);
    kr_turn_input(&w.turn, &c.tuple, whole, body + 24, w.now_us, world_unix_s(&w), &c.out);
    assert_int_equal(kr_turn_parse(&c.answer, c.out.data.data, c.out.data.len), 0);
    assert_int_equal(c.answer.stun.error_code, 420);
    assert_int_equal(kr_stun_check(&c.answer.stun, c.out.data.data, key, sizeof key), 0);
    kr_turn_fini(&w.turn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_from_beginning_to_end),
        cmocka_unit_test(a_stream_is_padded),
        cmocka_unit_test(nobody_gets_in_without_a_password),
        cmocka_unit_test(signed_but_incomplete_is_a_bad_request),
        cmocka_unit_test(a_channel_stays_with_its_peer),
        cmocka_unit_test(everything_runs_out),
        cmocka_unit_test(a_long_meeting_goes_on),
        cmocka_unit_test(a_repeated_request_is_the_same_allocation),
        cmocka_unit_test(quotas_hold),
        cmocka_unit_test(an_address_has_a_quota_too),
        cmocka_unit_test(answers_to_strangers_are_marked),
        cmocka_unit_test(one_client_never_speaks_for_another),
        cmocka_unit_test(says_where_somebody_comes_from),
        cmocka_unit_test(unknown_attributes_are_named),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
