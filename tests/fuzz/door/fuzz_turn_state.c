/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Clients of the relay that do what the bytes say, in any order and with any arguments, while time passes. Whatever they
 * do, what goes to media goes to media's own addresses and ports, quotas hold, and every socket is closed once.
 */
#include <string.h>

#include "../../unit/door/client.h"
#include "base/assert.h"
#include "crypto/secret.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CLIENTS = 4, STEPS_MAX = 100 };

/* Where media really is in client.c's world. */
static void is_media(const struct client *c)
{
    const struct kr_wire_address *to = &c->out.to;
    static const uint8_t outer[4] = {10, 0, 0, 5}, plain[4] = {192, 0, 2, 8}, six[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 8};
    if (c->out.verdict != KR_TURN_TO_MEDIA)
        return;
    kr_assert(to->port >= WORLD_MEDIA_PORT && to->port < WORLD_MEDIA_PORT + WORLD_MEDIA_PORTS);
    kr_assert((to->family == 4 && (memcmp(to->ip, outer, 4) == 0 || memcmp(to->ip, plain, 4) == 0)) ||
              (to->family == 6 && memcmp(to->ip, six, 16) == 0));
    kr_assert(c->out.allocation->family == to->family && kr_turn_find(&c->world->turn, &c->tuple) == c->out.allocation);
}

/* The right places, near misses, and any other. */
static struct kr_wire_address place(struct kr_reader *r)
{
    static const uint8_t six[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 8};
    uint8_t which = kr_read_u8(r);
    uint16_t port = which & 0x80 ? kr_read_be16(r) : (uint16_t)(WORLD_MEDIA_PORT + (which >> 4 & 3));
    uint8_t ip[16] = {0};
    switch (which & 7) {
    case 0:
        return at4(203, 0, 113, 7, port);
    case 1:
        return at4(192, 0, 2, 8, port);
    case 2:
        return at6(six, port);
    case 3:
        return at4(10, 0, 0, 5, port);
    case 4:
        return at4(127, 0, 0, 1, port);
    case 5:
        ip[10] = ip[11] = 0xff;
        ip[12] = 127;
        ip[15] = 1;
        return at6(ip, port);
    default:
        for (size_t i = 0; i < sizeof ip; i++)
            ip[i] = kr_read_u8(r);
        return which & 1 ? at6(ip, port) : at4(ip[0], ip[1], ip[2], ip[3], port);
    }
}

static void raw(struct client *c, struct kr_reader *r)
{
    size_t len = kr_read_u8(r);
    len = len < kr_reader_left(r) ? len : kr_reader_left(r);
    const uint8_t *p = kr_read_bytes(r, len);
    if (p)
        kr_turn_input(&c->world->turn, &c->tuple, p, len, c->world->now_us, world_unix_s(c->world), &c->out);
}

static void step(struct world *w, struct client *clients, struct kr_reader *r)
{
    uint8_t what = kr_read_u8(r);
    struct client *c = &clients[what >> 4 & (CLIENTS - 1)];
    struct kr_wire_address peer;
    c->out.verdict = KR_TURN_NOTHING;
    switch (what & 15) {
    case 0:
        client_allocate(c, 0);
        break;
    case 1:
        client_allocate(c, what & 0x80 ? 6 : 4);
        break;
    case 2:
        client_refresh(c, kr_read_be16(r));
        break;
    case 3:
        peer = place(r);
        client_permit(c, &peer);
        break;
    case 4:
        peer = place(r);
        client_bind(c, (uint16_t)(0x4000 + kr_read_u8(r) % 40), &peer);
        break;
    case 5:
        peer = place(r);
        client_send(c, &peer, "data");
        break;
    case 6:
        client_channel(c, (uint16_t)(0x4000 + kr_read_u8(r) % 40), "data");
        break;
    case 7:
        peer = place(r);
        if (kr_turn_find(&w->turn, &c->tuple))
            client_hears(c, &peer, "data");
        kr_assert(c->out.verdict != KR_TURN_TO_MEDIA);
        break;
    case 8:
        world_pass(w, kr_read_u8(r));
        break;
    case 9:
        kr_turn_gone(&w->turn, &c->tuple);
        break;
    case 10:
        w->no_sockets = what & 0x80;
        break;
    case 11:
        c->tuple.address.port = (uint16_t)(5000 + (kr_read_u8(r) & 3));
        break;
    case 12:
        c->pass = clients[kr_read_u8(r) & (CLIENTS - 1)].pass;
        break;
    default:
        raw(c, r);
        break;
    }
    is_media(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct world w;
    static struct client clients[CLIENTS];
    struct kr_reader r = kr_reader_of(data, size);
    if (kr_crypto_init())
        return 0;
    world_init(&w);
    for (uint8_t i = 0; i < CLIENTS; i++) {
        client_init(&clients[i], &w, i);
        clients[i].tuple.stream = i & 1;
    }
    for (int i = 0; i < STEPS_MAX && kr_reader_left(&r); i++) {
        step(&w, clients, &r);
        kr_assert(w.turn.n_allocations <= w.turn.config.allocations && w.opened - w.closed == w.turn.n_allocations);
    }
    kr_turn_fini(&w.turn);
    kr_assert(w.opened == w.closed);
    return 0;
}
