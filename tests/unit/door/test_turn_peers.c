/* SPDX-License-Identifier: EUPL-1.2 */
/* The relay leads to media and nowhere else: every place that anybody might want to reach through it, and what it says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client.h"
#include "crypto/hmac.h"
#include "crypto/secret.h"

struct place {
    const char *what;
    struct kr_wire_address address;
    int permit, bind; /* what CreatePermission and ChannelBind say */
    bool reached;     /* by an indication, after the permission */
};

#define V6(...) {.family = 6, .ip = {__VA_ARGS__}, .port = WORLD_MEDIA_PORT}
#define V4(a, b, c, d, p) {.family = 4, .ip = {a, b, c, d}, .port = p}
#define M WORLD_MEDIA_PORT

static const struct place from_4[] = {
    {"media", V4(203, 0, 113, 7, M), 0, 0, true},
    {"media, its second process", V4(203, 0, 113, 7, M + 1), 0, 0, true},
    {"media, another address", V4(192, 0, 2, 8, M), 0, 0, true},
    {"a process too many", V4(203, 0, 113, 7, M + WORLD_MEDIA_PORTS), 0, 403, false},
    {"a port before media", V4(203, 0, 113, 7, M - 1), 0, 403, false},
    {"port 0", V4(203, 0, 113, 7, 0), 0, 403, false},
    {"our pages", V4(203, 0, 113, 7, 443), 0, 403, false},
    {"our own relay", V4(203, 0, 113, 7, 3478), 0, 403, false},
    {"a relayed address of ours", V4(203, 0, 113, 7, 40001), 0, 403, false},
    {"where media really is", V4(10, 0, 0, 5, M), 403, 403, false},
    {"loopback", V4(127, 0, 0, 1, M), 403, 403, false},
    {"loopback, another", V4(127, 8, 8, 8, M), 403, 403, false},
    {"unspecified", V4(0, 0, 0, 0, M), 403, 403, false},
    {"this network", V4(0, 0, 0, 1, M), 403, 403, false},
    {"RFC 1918, 10/8", V4(10, 0, 0, 1, M), 403, 403, false},
    {"RFC 1918, 172.16/12", V4(172, 16, 0, 1, M), 403, 403, false},
    {"RFC 1918, 192.168/16", V4(192, 168, 1, 1, M), 403, 403, false},
    {"carriers' NAT", V4(100, 64, 0, 1, M), 403, 403, false},
    {"a cloud's metadata", V4(169, 254, 169, 254, 80), 403, 403, false},
    {"multicast", V4(224, 0, 0, 251, 5353), 403, 403, false},
    {"broadcast", V4(255, 255, 255, 255, M), 403, 403, false},
    {"somebody else", V4(8, 8, 8, 8, 53), 403, 403, false},
    {"the neighbour of media", V4(203, 0, 113, 8, M), 403, 403, false},
    {"the client itself", V4(198, 51, 100, 1, 5000), 403, 403, false},
    {"media, of the other family", V6(0x20, 0x01, 0x0d, 0xb8, [15] = 8), 443, 443, false},
    {"loopback, IPv6", V6([15] = 1), 403, 403, false},
    {"loopback, mapped", V6([10] = 0xff, 0xff, 127, 0, 0, 1), 403, 403, false},
    {"media, mapped", V6([10] = 0xff, 0xff, 203, 0, 113, 7), 403, 403, false},
};

static const struct place from_6[] = {
    {"media", V6(0x20, 0x01, 0x0d, 0xb8, [15] = 8), 0, 0, true},
    {"loopback", V6([15] = 1), 403, 403, false},
    {"unspecified", V6(0), 403, 403, false},
    {"loopback, mapped", V6([10] = 0xff, 0xff, 127, 0, 0, 1), 403, 403, false},
    {"media, mapped", V6([10] = 0xff, 0xff, 203, 0, 113, 7), 403, 403, false},
    {"media, compatible", V6([12] = 203, 0, 113, 7), 403, 403, false},
    {"media, by NAT64", V6(0, 0x64, 0xff, 0x9b, [12] = 203, 0, 113, 7), 403, 403, false},
    {"media, by 6to4", V6(0x20, 0x02, 203, 0, 113, 7), 403, 403, false},
    {"link-local", V6(0xfe, 0x80, [15] = 1), 403, 403, false},
    {"unique local", V6(0xfc, 0, [15] = 1), 403, 403, false},
    {"multicast", V6(0xff, 0x02, [15] = 1), 403, 403, false},
    {"the neighbour of media", V6(0x20, 0x01, 0x0d, 0xb8, [15] = 9), 403, 403, false},
    {"media, of the other family", V4(203, 0, 113, 7, M), 443, 443, false},
    {"loopback, IPv4", V4(127, 0, 0, 1, M), 403, 403, false},
};

static void walk(uint8_t family, const struct place *places, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct world w;
        struct client c;
        world_init(&w);
        client_init(&c, &w, 1);
        assert_int_equal(client_allocate(&c, family), 0);
        int permit = client_permit(&c, &places[i].address);
        client_send(&c, &places[i].address, "knock knock");
        bool reached = c.out.verdict == KR_TURN_TO_MEDIA;
        int bind = client_bind(&c, 0x4000, &places[i].address);
        client_channel(&c, 0x4000, "knock knock");
        bool reached_by_channel = c.out.verdict == KR_TURN_TO_MEDIA;
        if (permit != places[i].permit || bind != places[i].bind || reached != places[i].reached || reached_by_channel != (places[i].bind == 0))
            fail_msg("IPv%u, %s: permission %d, channel %d, reached %d and %d", family, places[i].what, permit, bind, reached, reached_by_channel);
        kr_turn_fini(&w.turn);
    }
}

static void ipv4_leads_to_media_alone(void **state)
{
    walk(4, from_4, sizeof from_4 / sizeof *from_4);
}

static void ipv6_leads_to_media_alone(void **state)
{
    walk(6, from_6, sizeof from_6 / sizeof *from_6);
}

/* One place that is forbidden among those that are not: then none of them is permitted. */
static void permissions_come_together_or_not_at_all(void **state)
{
    struct world w;
    struct client c;
    const struct kr_wire_address media = at4(192, 0, 2, 8, M);
    world_init(&w);
    client_init(&c, &w, 1);
    assert_int_equal(client_allocate(&c, 0), 0);
    uint8_t transaction[12] = {1}, p[512], key[KR_TURN_KEY_BYTES];
    uint64_t until_s;
    size_t len;
    const struct kr_span name = {(const uint8_t *)c.pass.name, strlen(c.pass.name)};
    /* The relayed address of the answer has the form of a peer's: two addresses in one message, by its number. */
    struct kr_turn_write t = {.peer = media, .relayed = at4(127, 0, 0, 1, M), .realm = {(const uint8_t *)"kreide", 6},
                              .nonce = {(const uint8_t *)c.nonce, strlen(c.nonce)}};
    const struct kr_stun_write m = {.class = KR_STUN_REQUEST, .method = KR_TURN_CREATE_PERMISSION, .transaction = transaction, .username = name, .turn = &t};
    assert_int_equal(kr_turn_pass_key(key, &until_s, w.turn.config.secret, name, "kreide"), 0);
    assert_int_equal(kr_stun_write(p, sizeof p, &len, &m, NULL, 0), 0);
    size_t at = 20 + 4 + ((name.len + 3) & ~(size_t)3);
    assert_int_equal(kr_get_be16(p + at), 0x0016);
    kr_put_be16(p + at, 0x0012);
    size_t body = len - 8;
    kr_put_be16(p + 2, (uint16_t)(body + 24 - 20));
    kr_put_be16(p + body, 0x0008);
    kr_put_be16(p + body + 2, 20);
    const struct kr_span covered = {p, body};
    uint8_t mac[20];
    assert_int_equal(kr_hmac_sha1(mac, key, sizeof key, &covered, 1), 0);
    memcpy(p + body + 4, mac, sizeof mac);
    kr_turn_input(&w.turn, &c.tuple, p, body + 24, w.now_us, world_unix_s(&w), &c.out);
    assert_int_equal(kr_turn_parse(&c.answer, c.out.data.data, c.out.data.len), 0);
    assert_int_equal(c.answer.stun.error_code, 403);
    client_send(&c, &media, "nor this");
    assert_int_equal(c.out.verdict, KR_TURN_NOTHING);
    kr_turn_fini(&w.turn);
}

/* What comes to the socket of an allocation from anywhere but media is nobody's. */
static void only_media_answers(void **state)
{
    struct world w;
    struct client c;
    const struct kr_wire_address media = at4(203, 0, 113, 7, M), real = at4(10, 0, 0, 5, M);
    const struct kr_wire_address others[] = {media, at4(10, 0, 0, 5, M + WORLD_MEDIA_PORTS), at4(10, 0, 0, 6, M), at4(127, 0, 0, 1, M),
                                             at4(192, 0, 2, 8, M)};
    world_init(&w);
    client_init(&c, &w, 1);
    assert_int_equal(client_allocate(&c, 4), 0);
    assert_int_equal(client_permit(&c, &media), 0);
    client_hears(&c, &real, "media");
    assert_int_equal(c.out.verdict, KR_TURN_TO_CLIENT);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        client_hears(&c, &others[i], "somebody");
        assert_int_equal(c.out.verdict, KR_TURN_NOTHING);
    }
    kr_turn_fini(&w.turn);
}

static void families_are_those_of_media(void **state)
{
    struct world w;
    struct client c;
    world_init(&w);
    client_init(&c, &w, 1);
    w.turn.config.n_hosts = 2; /* IPv4 alone */
    assert_int_equal(client_allocate(&c, 6), 440);
    assert_int_equal(client_allocate(&c, 4), 0);
    assert_int_equal(client_request(&c, KR_TURN_REFRESH, &(struct kr_turn_write){.family = 6}), 443);
    assert_int_equal(client_refresh(&c, 0), 0);
    w.turn.config.hosts[0] = w.turn.config.hosts[2]; /* IPv6 alone */
    w.turn.config.n_hosts = 1;
    assert_int_equal(client_allocate(&c, 4), 440);
    assert_int_equal(client_allocate(&c, 0), 0);
    assert_int_equal(c.answer.relayed.family, 6);
    kr_turn_fini(&w.turn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ipv4_leads_to_media_alone),
        cmocka_unit_test(ipv6_leads_to_media_alone),
        cmocka_unit_test(permissions_come_together_or_not_at_all),
        cmocka_unit_test(only_media_answers),
        cmocka_unit_test(families_are_those_of_media),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
