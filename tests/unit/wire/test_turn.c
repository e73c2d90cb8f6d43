/* SPDX-License-Identifier: EUPL-1.2 */
#include "vector.h"

#include "wire/turn.h"

static const uint8_t transaction[12] = "0123456789a";

static void writes_what_it_reads(void **state)
{
    const struct kr_turn_write t = {
        .realm = {(const uint8_t *)"kreide", 6}, .nonce = {(const uint8_t *)"abc", 3}, .has_lifetime = true, .lifetime_s = 777,
        .transport = KR_TURN_TRANSPORT_UDP, .family = 6, .channel = 0x4abc, .peer = {4, {192, 0, 2, 1}, 10000},
        .relayed = {6, {0x20, 1, 0xd, 0xb8}, 40000}, .data = {(const uint8_t *)"hello", 5}};
    const struct kr_stun_write w = {.class = KR_STUN_REQUEST, .method = KR_TURN_ALLOCATE, .transaction = transaction, .turn = &t};
    uint8_t p[512];
    size_t len;
    struct kr_turn_msg m;
    assert_int_equal(kr_stun_write(p, sizeof p, &len, &w, "key", 3), 0);
    assert_int_equal(kr_turn_parse(&m, p, len), 0);
    assert_int_equal(m.stun.method, KR_TURN_ALLOCATE);
    assert_int_equal(m.stun.n_unknown, 0);
    assert_int_equal(kr_stun_check(&m.stun, p, "key", 3), 0);
    assert_int_equal(m.realm.len, 6);
    assert_memory_equal(m.nonce.data, "abc", 3);
    assert_true(m.has_lifetime && m.has_transport && m.has_family && m.has_channel && m.has_data);
    assert_int_equal(m.lifetime_s, 777);
    assert_int_equal(m.transport, 17);
    assert_int_equal(m.family, 6);
    assert_int_equal(m.channel, 0x4abc);
    assert_int_equal(m.n_peers, 1);
    assert_true(kr_wire_address_equal(&m.peers[0], &t.peer) && kr_wire_address_equal(&m.relayed, &t.relayed));
    assert_memory_equal(m.data.data, "hello", 5);
    for (size_t cut = 0; cut < len; cut++)
        assert_int_not_equal(kr_turn_parse(&m, p, cut), 0);
}

/* One attribute of each kind with a length it must not have. */
static void refuses_wrong_lengths(void **state)
{
    static const uint16_t types[] = {0x000C, 0x000D, 0x0012, 0x0016, 0x0017, 0x0019};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        uint8_t p[28] = {0, 3, 0, 8, 0x21, 0x12, 0xa4, 0x42};
        struct kr_turn_msg m;
        kr_put_be16(p + 20, types[i]);
        kr_put_be16(p + 22, 3);
        assert_int_equal(kr_turn_parse(&m, p, sizeof p), KR_E_MALFORMED);
    }
}

static void bounds_the_number_of_peers(void **state)
{
    uint8_t p[20 + 12 * (KR_TURN_PEERS_MAX + 1)] = {0, 8, 0, 0, 0x21, 0x12, 0xa4, 0x42};
    struct kr_turn_msg m;
    for (size_t i = 0; i <= KR_TURN_PEERS_MAX; i++) {
        uint8_t *a = p + 20 + 12 * i;
        kr_put_be16(a, 0x0012);
        kr_put_be16(a + 2, 8);
        a[5] = 1;
    }
    kr_put_be16(p + 2, 12 * KR_TURN_PEERS_MAX);
    assert_int_equal(kr_turn_parse(&m, p, 20 + 12 * KR_TURN_PEERS_MAX), 0);
    assert_int_equal(m.n_peers, KR_TURN_PEERS_MAX);
    kr_put_be16(p + 2, 12 * (KR_TURN_PEERS_MAX + 1));
    assert_int_equal(kr_turn_parse(&m, p, sizeof p), KR_E_MALFORMED);
}

static void channel_data(void **state)
{
    const struct kr_span data = {(const uint8_t *)"hello", 5};
    struct kr_turn_channel_data m;
    uint8_t p[16];
    assert_int_equal(kr_turn_channel_data_write(p, sizeof p, 0x4001, data, false), 9);
    assert_int_equal(kr_turn_channel_data_parse(&m, p, 9), 0);
    assert_int_equal(m.channel, 0x4001);
    assert_int_equal(m.data.len, 5);
    assert_int_equal(kr_turn_channel_data_parse(&m, p, 8), KR_E_TRUNCATED);
    assert_int_equal(kr_turn_channel_data_write(p, sizeof p, 0x4001, data, true), 12);
    assert_int_equal(kr_turn_channel_data_parse(&m, p, 12), 0);
    assert_int_equal(m.data.len, 5); /* padding is none of it */
    assert_int_equal(kr_turn_channel_data_write(p, 11, 0x4001, data, true), 0);
    assert_int_equal(kr_turn_channel_data_write(p, 4, 0x4001, (struct kr_span){0}, true), 4);
    static const uint8_t firsts[] = {0, 3, 0x3f, 0x50, 0x80, 0xff};
    for (size_t i = 0; i < sizeof firsts; i++) {
        p[0] = firsts[i];
        assert_int_equal(kr_turn_channel_data_parse(&m, p, 4), KR_E_MALFORMED);
    }
}

static void finds_where_messages_end(void **state)
{
    static const struct {
        uint8_t head[4];
        size_t len;
        int err;
        size_t bytes;
    } cases[] = {
        {{0}, 0, KR_E_AGAIN, 0},
        {{0x40}, 1, KR_E_AGAIN, 0},
        {{0x40, 0, 0}, 3, KR_E_AGAIN, 0},
        {{0x40, 0, 0, 0}, 4, 0, 4},
        {{0x4f, 0xff, 0, 1}, 4, 0, 8},
        {{0x40, 0, 0, 4}, 4, 0, 8},
        {{0x40, 0, 0x07, 0xfc}, 4, 0, 2048},
        {{0x40, 0, 0x07, 0xfd}, 4, KR_E_TOO_LARGE, 0},
        {{0x40, 0, 0xff, 0xff}, 4, KR_E_TOO_LARGE, 0},
        {{0, 3, 0, 8}, 4, 0, 28},
        {{0, 3, 0, 9}, 4, KR_E_MALFORMED, 0},
        {{1, 1, 0x08, 0}, 4, KR_E_TOO_LARGE, 0},
        {{4}, 1, KR_E_MALFORMED, 0},
        {{0x3f}, 1, KR_E_MALFORMED, 0},
        {{0x50}, 1, KR_E_MALFORMED, 0},
        {{'G', 'E', 'T', ' '}, 4, KR_E_TOO_LARGE, 0}, /* 0x47 is a channel's; nobody sends 21 KB there */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t bytes = 0;
        assert_int_equal(kr_turn_frame(&bytes, cases[i].head, cases[i].len), cases[i].err);
        assert_int_equal(bytes, cases[i].bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(refuses_wrong_lengths),
        cmocka_unit_test(bounds_the_number_of_peers),
        cmocka_unit_test(channel_data),
        cmocka_unit_test(finds_where_messages_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
