/* SPDX-License-Identifier: EUPL-1.2 */
#include "client.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

static const char realm[] = "kreide";

static int on_open(void *arg, struct kr_turn_allocation *a, uint16_t *port)
{
    struct world *w = arg;
    if (w->no_sockets)
        return KR_E_FULL;
    w->opened++;
    a->user = w;
    *port = (uint16_t)(40000 + w->opened);
    return 0;
}

static void on_close(void *arg, struct kr_turn_allocation *a)
{
    struct world *w = arg;
    kr_assert(a->user == w);
    w->closed++;
}

struct kr_wire_address at4(uint8_t a, uint8_t b, uint8_t c, uint8_t d, uint16_t port)
{
    return (struct kr_wire_address){.family = 4, .ip = {a, b, c, d}, .port = port};
}

struct kr_wire_address at6(const uint8_t ip[16], uint16_t port)
{
    struct kr_wire_address out = {.family = 6, .port = port};
    memcpy(out.ip, ip, 16);
    return out;
}

void world_init(struct world *w)
{
    static const struct kr_turn_effects effects = {on_open, on_close};
    static const uint8_t six[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 8};
    struct kr_turn_config config = {
        .realm = realm,
        .hosts = {{at4(203, 0, 113, 7, 0), at4(10, 0, 0, 5, 0)}, {at4(192, 0, 2, 8, 0), at4(192, 0, 2, 8, 0)}, {at6(six, 0), at6(six, 0)}},
        .n_hosts = 3,
        .first_port = WORLD_MEDIA_PORT,
        .n_ports = WORLD_MEDIA_PORTS,
        .allocations = 8,
        .allocations_per_user = 3,
        .allocations_per_address = 5,
    };
    for (size_t i = 0; i < sizeof config.secret; i++)
        config.secret[i] = (uint8_t)(i + 1);
    memset(w, 0, sizeof *w);
    w->now_us = 1000000;
    kr_turn_init(&w->turn, &config, &effects, w);
    w->turn.users.secret = w->turn.addresses.secret = 1; /* every time the same place for the same name */
}

uint64_t world_unix_s(const struct world *w)
{
    return WORLD_UNIX_S + w->now_us / 1000000;
}

void world_pass(struct world *w, uint64_t seconds)
{
    for (uint64_t i = 0; i < seconds; i++) {
        w->now_us += 1000000;
        kr_turn_tick(&w->turn, w->now_us);
    }
}

void client_init(struct client *c, struct world *w, uint8_t host)
{
    memset(c, 0, sizeof *c);
    c->world = w;
    c->tuple.address = at4(198, 51, 100, host, 5000);
    kr_assert(kr_turn_pass_make(&c->pass, w->turn.config.secret, world_unix_s(w) + 3600) == 0);
}

static int hand_in(struct client *c)
{
    struct world *w = c->world;
    kr_turn_input(&w->turn, &c->tuple, c->bytes, c->len, w->now_us, world_unix_s(w), &c->out);
    if (c->out.verdict != KR_TURN_TO_CLIENT)
        return -1;
    kr_assert(kr_turn_parse(&c->answer, c->out.data.data, c->out.data.len) == 0);
    kr_assert(memcmp(c->answer.stun.transaction, c->bytes + 8, KR_STUN_TRANSACTION_BYTES) == 0);
    return c->answer.stun.class == KR_STUN_ERROR ? c->answer.stun.error_code : 0;
}

/* The long-term key as RFC 8489 section 9.2.2 has it; derived here from what the client knows. */
static void key_of(const struct client *c, uint8_t key[KR_TURN_KEY_BYTES])
{
    uint64_t until_s;
    const struct kr_span name = {(const uint8_t *)c->pass.name, strlen(c->pass.name)};
    bool ours = kr_turn_pass_key(key, &until_s, c->world->turn.config.secret, name, realm) == 0;
    if (!ours)
        memset(key, 0, KR_TURN_KEY_BYTES); /* a name nobody was given: any key will do */
    else if (c->pass.password[0] == '!') /* a wrong one */
        key[0] ^= 1;
}

int client_ask(struct client *c, uint16_t method, const struct kr_turn_write *turn)
{
    uint8_t transaction[KR_STUN_TRANSACTION_BYTES] = {c->tuple.address.ip[3]}, key[KR_TURN_KEY_BYTES];
    struct kr_turn_write t = *turn;
    struct kr_stun_write m = {.class = KR_STUN_REQUEST, .method = method, .transaction = transaction, .turn = &t};
    kr_put_be32(transaction + 8, ++c->transactions);
    key_of(c, key);
    if (c->nonce[0]) {
        m.username = (struct kr_span){(const uint8_t *)c->pass.name, strlen(c->pass.name)};
        t.realm = (struct kr_span){(const uint8_t *)realm, strlen(realm)};
        t.nonce = (struct kr_span){(const uint8_t *)c->nonce, strlen(c->nonce)};
    }
    kr_assert(kr_stun_write(c->bytes, sizeof c->bytes, &c->len, &m, c->nonce[0] ? key : NULL, sizeof key) == 0);
    int code = hand_in(c);
    /* Answers to those who have proven themselves are signed. */
    if (code == 0)
        kr_assert(kr_stun_check(&c->answer.stun, c->out.data.data, key, sizeof key) == 0);
    return code;
}

int client_request(struct client *c, uint16_t method, const struct kr_turn_write *turn)
{
    int code = client_ask(c, method, turn);
    if (code != KR_TURN_UNAUTHENTICATED && code != KR_TURN_STALE_NONCE)
        return code;
    kr_assert(c->answer.nonce.len < sizeof c->nonce);
    memcpy(c->nonce, c->answer.nonce.data, c->answer.nonce.len);
    c->nonce[c->answer.nonce.len] = '\0';
    return client_ask(c, method, turn);
}

int client_allocate(struct client *c, uint8_t family)
{
    const struct kr_turn_write t = {.transport = KR_TURN_TRANSPORT_UDP, .family = family};
    return client_request(c, KR_TURN_ALLOCATE, &t);
}

int client_permit(struct client *c, const struct kr_wire_address *peer)
{
    return client_request(c, KR_TURN_CREATE_PERMISSION, &(struct kr_turn_write){.peer = *peer});
}

int client_bind(struct client *c, uint16_t channel, const struct kr_wire_address *peer)
{
    return client_request(c, KR_TURN_CHANNEL_BIND, &(struct kr_turn_write){.peer = *peer, .channel = channel});
}

int client_refresh(struct client *c, uint32_t lifetime_s)
{
    return client_request(c, KR_TURN_REFRESH, &(struct kr_turn_write){.has_lifetime = true, .lifetime_s = lifetime_s});
}

void client_send(struct client *c, const struct kr_wire_address *peer, const char *data)
{
    const struct kr_turn_write t = {.peer = *peer, .data = {(const uint8_t *)data, strlen(data)}};
    uint8_t transaction[KR_STUN_TRANSACTION_BYTES] = {7};
    const struct kr_stun_write m = {.class = KR_STUN_INDICATION, .method = KR_TURN_SEND, .transaction = transaction, .turn = &t};
    kr_assert(kr_stun_write(c->bytes, sizeof c->bytes, &c->len, &m, NULL, 0) == 0);
    kr_turn_input(&c->world->turn, &c->tuple, c->bytes, c->len, c->world->now_us, world_unix_s(c->world), &c->out);
}

void client_channel(struct client *c, uint16_t channel, const char *data)
{
    c->len = kr_turn_channel_data_write(c->bytes, sizeof c->bytes, channel, (struct kr_span){(const uint8_t *)data, strlen(data)}, c->tuple.stream);
    kr_turn_input(&c->world->turn, &c->tuple, c->bytes, c->len, c->world->now_us, world_unix_s(c->world), &c->out);
}

void client_hears(struct client *c, const struct kr_wire_address *from, const char *data)
{
    struct kr_turn_allocation *a = kr_turn_find(&c->world->turn, &c->tuple);
    kr_assert(a);
    kr_turn_from_media(&c->world->turn, a, from, (const uint8_t *)data, strlen(data), c->world->now_us, &c->out);
}
