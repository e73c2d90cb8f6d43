/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/relays.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "front/inside.h"

enum {
    KEYS_BYTES = 2 * (16 + 12), /* `keys` of relay_open */
    NUMBER_MASK = 0xffffff,     /* and `number` */
    AGAIN_MS = 500,             /* after a refusal, doubled with each, up to AGAIN_MOST_MS */
    AGAIN_MOST_MS = 30000,
};

struct kr_relays {
    struct kr_relays *next;
    char room[KR_LIMIT_ID_BYTES + 1];
    char of[KR_LIMIT_ID_BYTES + 1]; /* session, and endpoint */
    uint32_t number, from, to;      /* from, to: media processes; number 0: it was refused, and is to be tried again */
    uint64_t again_ms;              /* when */
    uint32_t wait_ms;               /* after the next refusal */
    bool wanted;
};

static struct kr_relays **find_number(struct kr_front *f, uint32_t number)
{
    struct kr_relays **at = &f->relays;
    while (*at && (*at)->number != number)
        at = &(*at)->next;
    return at;
}

static void on_closed_reply(void *arg, int err, const struct kr_link_msg *msg)
{
    /* Whether it was closed or unknown there: it is gone. */
}

static void close_side(struct kr_front *f, uint32_t media, uint32_t number)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_RELAY_CLOSE, .u.relay_close.number = number};
    if (f->media[media].link)
        (void)!kr_link_request(f->media[media].link, &msg, on_closed_reply, NULL);
}

static void close_sides(struct kr_front *f, const struct kr_relays *relay)
{
    if (!relay->number)
        return;
    close_side(f, relay->from, relay->number);
    close_side(f, relay->to, relay->number);
}

static void close_relay(struct kr_front *f, struct kr_relays **at)
{
    struct kr_relays *relay = *at;
    close_sides(f, relay);
    *at = relay->next;
    free(relay);
}

struct asked {
    struct kr_front *front;
    uint32_t number;
};

/* One side without the other is of no use. */
static void give_up(struct kr_front *f, struct kr_relays *relay)
{
    close_sides(f, relay);
    relay->number = 0;
    relay->again_ms = kr_front_now_ms(f) + relay->wait_ms;
    relay->wait_ms = 2 * relay->wait_ms < AGAIN_MOST_MS ? 2 * relay->wait_ms : AGAIN_MOST_MS;
}

static void on_opened_reply(void *arg, int err, const struct kr_link_msg *msg)
{
    struct asked *asked = arg;
    struct kr_relays **at = find_number(asked->front, asked->number);
    if (err && *at) {
        kr_warn("a relay between media %u and %u could not be opened (%s)", (unsigned)(*at)->from, (unsigned)(*at)->to, kr_err_id(err));
        give_up(asked->front, *at);
    }
    free(asked);
}

static int open_side(struct kr_front *f, const struct kr_relays *relay, const char *ticket, const char *keys, bool out)
{
    const struct kr_media_peer *here = &f->media[out ? relay->from : relay->to], *there = &f->media[out ? relay->to : relay->from];
    struct asked *asked = malloc(sizeof *asked);
    struct kr_link_msg msg = {.head.type = KR_LINK_RELAY_OPEN,
                              .u.relay_open = {.room = relay->room, .endpoint = relay->of, .ticket = ticket,
                                               .way = out ? KR_LINK_RELAY_OPEN_WAY_OUT : KR_LINK_RELAY_OPEN_WAY_IN,
                                               .number = relay->number, .address = there->relay, .port = there->relay_port,
                                               .keys = keys}};
    if (!asked)
        return KR_E_NOMEM;
    *asked = (struct asked){f, relay->number};
    int err = kr_link_request(here->link, &msg, on_opened_reply, asked);
    if (err)
        free(asked);
    return err;
}

/* A number that no relay has; nobody can guess the keys. */
static void open_relay(struct kr_session *s, struct kr_relays *relay)
{
    struct kr_front *f = s->front;
    uint8_t bytes[KEYS_BYTES];
    char keys[2 * KEYS_BYTES + 1];
    uint32_t number;
    do
        number = kr_random_u32() & NUMBER_MASK;
    while (!number || *find_number(f, number));
    relay->number = number;
    kr_random_bytes(bytes, sizeof bytes);
    kr_hex_write(keys, sizeof keys, bytes, sizeof bytes);
    int err = open_side(f, relay, s->ticket, keys, true);
    if (!err)
        err = open_side(f, relay, s->ticket, keys, false);
    kr_wipe(bytes, sizeof bytes);
    kr_wipe(keys, sizeof keys);
    struct kr_relays **at = find_number(f, number);
    if (err && *at)
        give_up(f, *at);
}

static void add_relay(struct kr_session *s, uint32_t to)
{
    struct kr_relays *relay = calloc(1, sizeof *relay);
    if (!relay)
        return;
    *relay = (struct kr_relays){.next = s->front->relays, .from = s->media, .to = to, .wait_ms = AGAIN_MS, .wanted = true};
    snprintf(relay->room, sizeof relay->room, "%s", s->room);
    snprintf(relay->of, sizeof relay->of, "%s", s->id);
    s->front->relays = relay;
    open_relay(s, relay);
}

static struct kr_relays *relay_of(const struct kr_session *s, uint32_t to)
{
    struct kr_relays *relay = s->front->relays;
    while (relay && (relay->from != s->media || relay->to != to || strcmp(relay->of, s->id) != 0))
        relay = relay->next;
    return relay;
}

static bool sends(const struct kr_session *s, const char *room)
{
    return s->endpoint == KR_ENDPOINT_OPEN && s->mode != KR_LINK_ENDPOINT_OPEN_MODE_PLAY && s->front->media[s->media].link &&
           strcmp(s->room, room) == 0;
}

static void want_relays(struct kr_session *s, const struct kr_placement *p)
{
    for (uint32_t to = 0; to < KR_FRONT_MEDIA_MAX; to++) {
        if (!p->on[to] || to == s->media || !s->front->media[to].link)
            continue;
        struct kr_relays *relay = relay_of(s, to);
        if (relay)
            relay->wanted = true;
        else
            add_relay(s, to);
    }
}

void kr_relays_update(struct kr_front *f, const char *room)
{
    const struct kr_placement *p = kr_placement_of(f, room);
    bool spread = p && p->on[p->media] < p->endpoints, has = false;
    for (struct kr_relays *relay = f->relays; relay; relay = relay->next) {
        if (strcmp(relay->room, room) != 0)
            continue;
        relay->wanted = false;
        has = true;
    }
    if (!spread && !has)
        return;
    for (struct kr_session *s = f->sessions; s && p; s = s->next)
        if (sends(s, room))
            want_relays(s, p);
    for (struct kr_relays **at = &f->relays; *at;) {
        if (!(*at)->wanted && strcmp((*at)->room, room) == 0)
            close_relay(f, at);
        else
            at = &(*at)->next;
    }
}

/* Whatever has no session any more, or no process, is closed by the change that took it away. */
void kr_relays_tick(struct kr_front *f, uint64_t now_ms)
{
    for (struct kr_relays *relay = f->relays; relay; relay = relay->next) {
        struct kr_session *s = !relay->number && now_ms >= relay->again_ms ? kr_session_find(f, relay->of) : NULL;
        if (s && s->media == relay->from && sends(s, relay->room) && f->media[relay->to].link)
            open_relay(s, relay);
    }
}

void kr_relays_free(struct kr_front *f)
{
    while (f->relays) {
        struct kr_relays *relay = f->relays;
        f->relays = relay->next;
        free(relay);
    }
}
