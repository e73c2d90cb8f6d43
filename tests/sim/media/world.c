/* SPDX-License-Identifier: EUPL-1.2 */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "dice.h"
#include "media/relay.h"

const char WORLD_END[] = "end";

enum { STEP_US = 1000, CLIENT_PORT = 40000, RELAY_PORT = 20000, RELAY_SOCKET = 1 };

struct world_tap world_tap_rtp, world_tap_rtcp;

static struct kr_media *core_of(const struct world *w, int server)
{
    return server == SIM_BRANCH ? w->branch : w->media;
}

static struct kr_wire_address relay_address(int server)
{
    return (struct kr_wire_address){.family = 4, .ip = {127, 0, 0, 1}, .port = (uint16_t)(RELAY_PORT - server)};
}

static struct kr_wire_address address_of(int number)
{
    return (struct kr_wire_address){.family = 4, .ip = {10, 0, 0, 1}, .port = (uint16_t)(CLIENT_PORT + number)};
}

static void tap(const uint8_t *p, size_t len)
{
    struct world_tap *t = kr_rtcp_is(p, len) ? &world_tap_rtcp : &world_tap_rtp;
    memcpy(t->data, p, len);
    t->len = len;
}

static void send_from(struct world *w, int server, const struct kr_tx *tx)
{
    w->messages += tx->n_messages;
    for (size_t i = 0; i < tx->n_messages; i++) {
        const struct kr_tx_message *m = &tx->messages[i];
        int to = m->socket == RELAY_SOCKET ? RELAY_PORT - m->to.port : m->to.port - CLIENT_PORT;
        for (size_t at = 0; at < m->len; at += m->segment_bytes) {
            size_t len = m->len - at < m->segment_bytes ? m->len - at : m->segment_bytes;
            if (to == SIM_BRANCH)
                tap(tx->data + m->at + at, len);
            sim_net_send(&w->net, server, to, tx->data + m->at + at, len, w->now_us);
        }
    }
}

static void from_server(void *arg, const struct kr_tx *tx)
{
    send_from(arg, SIM_SERVER, tx);
}

static void from_branch(void *arg, const struct kr_tx *tx)
{
    struct world *w = arg;
    send_from(w, SIM_BRANCH, tx);
}

void sim_world_from_client(void *world, int number, const uint8_t *p, size_t len)
{
    struct world *w = world;
    sim_net_send(&w->net, number, w->clients[number]->server, p, len, w->now_us);
}

static int number_of(const struct world *w, const char *id)
{
    for (int i = w->n_clients; i-- > 0;)
        if (strcmp(w->clients[i]->id, id) == 0)
            return i;
    fail();
    return -1;
}

static void on_slots(struct world *w, const struct kr_link_endpoint_slots *s)
{
    int number = number_of(w, s->endpoint);
    w->told[number].gen = (uint64_t)s->gen;
    memset(w->told[number].slots, 0, sizeof w->told[number].slots);
    for (size_t i = 0; i < s->slots_len; i++) {
        struct world_slot *slot = &w->told[number].slots[s->slots[i].slot];
        snprintf(slot->endpoint, sizeof slot->endpoint, "%s", s->slots[i].endpoint);
        slot->filled = true;
        slot->has_after = s->slots[i].has_after;
        slot->after = (uint32_t)s->slots[i].after;
    }
}

static void write_speakers(char out[200], const struct kr_link_speakers *s)
{
    int n = snprintf(out, 200, "%s:", s->room);
    for (size_t i = 0; i < s->endpoints_len; i++)
        n += snprintf(out + n, 200 - (size_t)n, " %s", s->endpoints[i]);
}

static void on_speakers(struct world *w, int server, const struct kr_link_speakers *s)
{
    write_speakers(server == SIM_BRANCH ? w->branch_speakers : w->speakers, s);
    w->n_speakers_events += server == SIM_SERVER;
}

static void on_codec(struct world *w, int server, const struct kr_link_room_codec *c)
{
    if (server != SIM_SERVER)
        return;
    w->codec = *c;
    w->codec.room = NULL;
    w->n_codec_events++;
}

static void on_wanted(struct world *w, const struct kr_link_endpoint_wanted *e)
{
    int number = number_of(w, e->endpoint);
    w->told[number].n_wanted++;
    w->told[number].camera = e->camera;
    w->told[number].screen = e->screen;
}

static void on_quality(struct world *w, const struct kr_link_endpoint_quality *q)
{
    int number = number_of(w, q->endpoint);
    w->told[number].quality = *q;
    w->told[number].quality.endpoint = NULL;
    w->told[number].quality.paused = NULL;
    w->told[number].n_quality++;
}

/* Events go through their JSON text, as over a link, so that they keep to the schema. */
static void on_emit_of(struct world *w, int server, const struct kr_link_msg *sent)
{
    struct kr_link_msg *msg = NULL;
    size_t len;
    char *text = kr_link_write(sent, &len);
    assert_non_null(text);
    assert_int_equal(kr_link_parse(&msg, text, len, NULL), 0);
    free(text);
    if (msg->head.type == KR_LINK_ENDPOINT_SLOTS)
        on_slots(w, &msg->u.endpoint_slots);
    else if (msg->head.type == KR_LINK_SPEAKERS)
        on_speakers(w, server, &msg->u.speakers);
    else if (msg->head.type == KR_LINK_ROOM_CODEC)
        on_codec(w, server, &msg->u.room_codec);
    else if (msg->head.type == KR_LINK_ENDPOINT_WANTED)
        on_wanted(w, &msg->u.endpoint_wanted);
    else if (msg->head.type == KR_LINK_ENDPOINT_QUALITY)
        on_quality(w, &msg->u.endpoint_quality);
    else if (msg->u.endpoint_state.state == KR_LINK_ENDPOINT_STATE_STATE_CONNECTED)
        w->told[number_of(w, msg->u.endpoint_state.endpoint)].connected++;
    else
        w->told[number_of(w, msg->u.endpoint_state.endpoint)].closed++;
    kr_link_free(msg);
}

static void on_emit(void *arg, const struct kr_link_msg *sent)
{
    on_emit_of(arg, SIM_SERVER, sent);
}

static void on_branch_emit(void *arg, const struct kr_link_msg *sent)
{
    on_emit_of(arg, SIM_BRANCH, sent);
}

void world_spread(struct world *w)
{
    struct kr_wire_address server = {.family = 4, .ip = {10, 0, 0, 3}, .port = 10000}, of_server = relay_address(SIM_SERVER),
                           of_branch = relay_address(SIM_BRANCH);
    assert_int_equal(kr_media_new(&w->branch, &server, 1, from_branch, on_branch_emit, w, w->now_us), 0);
    kr_media_set_keys(w->branch, &w->office.keys);
    kr_media_set_relay_socket(w->media, RELAY_SOCKET, &of_server);
    kr_media_set_relay_socket(w->branch, RELAY_SOCKET, &of_branch);
}

struct world *world_new(uint64_t seed)
{
    return world_new_at(seed, 1000000);
}

struct world *world_new_at(uint64_t seed, uint64_t now_us)
{
    struct world *w = calloc(1, sizeof *w);
    struct kr_wire_address server = {.family = 4, .ip = {10, 0, 0, 2}, .port = 10000};
    assert_non_null(w);
    sim_dice_throw(seed);
    w->now_us = now_us;
    w->unix_ms = 1000;
    sim_net_init(&w->net, seed);
    kr_ticket_signer_new(&w->office);
    assert_int_equal(kr_media_new(&w->media, &server, 1, from_server, on_emit, w, w->now_us), 0);
    kr_media_set_keys(w->media, &w->office.keys);
    return w;
}

void world_free(struct world *w)
{
    kr_media_free(w->media);
    kr_media_free(w->branch);
    sim_net_fini(&w->net);
    for (int i = 0; i < w->n_clients; i++) {
        sim_client_fini(w->clients[i]);
        free(w->clients[i]);
    }
    free(w);
}

static void deliver_to_core(struct world *w, struct sim_datagram *d)
{
    bool relay = d->from < 0;
    struct kr_wire_address from = relay ? relay_address(d->from) : address_of(d->from);
    if (core_of(w, d->to))
        kr_media_input(core_of(w, d->to), d->data, d->len, relay ? RELAY_SOCKET : 0, &from, w->now_us);
}

/* Delivers what is due; the server's datagrams of one moment are one batch, and live until it is flushed. */
static void deliver(struct world *w)
{
    struct sim_datagram *batch[256], *d;
    size_t n = 0;
    while (n < 256 && (d = sim_net_due(&w->net, w->now_us))) {
        if (d->to < 0) {
            deliver_to_core(w, d);
            batch[n++] = d;
        } else {
            if (d->to < w->n_clients && !w->clients[d->to]->gone)
                sim_client_input(w->clients[d->to], d->data, d->len, w->now_us);
            free(d);
        }
    }
    while (!kr_media_flush_some(w->media, w->now_us)) /* as the process does */
        ;
    while (w->branch && !kr_media_flush_some(w->branch, w->now_us))
        ;
    while (n > 0)
        free(batch[--n]);
}

void world_run(struct world *w, unsigned ms)
{
    for (uint64_t end = w->now_us + ms * UINT64_C(1000); w->now_us < end;) {
        w->now_us += STEP_US;
        for (int i = 0; i < w->n_clients; i++)
            sim_client_step(w->clients[i], w->now_us);
        deliver(w);
        if (w->now_us >= w->tick_us) {
            kr_media_tick(w->media, w->now_us);
            if (w->branch)
                kr_media_tick(w->branch, w->now_us);
            w->tick_us = w->now_us + KR_WHEEL_TICK_US;
        }
    }
}

/* Less than what an endpoint is given to check its path anew (RFC 7675 5.1: 30 seconds). */
enum { NAP_S = 20, NAP_CHECK_MS = 15, SETTLE_MS = 100 };

static void nap(struct world *w, uint64_t us, unsigned check_ms)
{
    for (int i = 0; i < w->n_clients; i++)
        sim_client_sleep(w->clients[i], us + check_ms * UINT64_C(1000));
    w->now_us += us;
    world_run(w, check_ms);
}

void world_sleep(struct world *w, uint64_t seconds)
{
    nap(w, 0, SETTLE_MS); /* what is under way arrives */
    for (uint64_t left = seconds; left > 0; left -= left < NAP_S ? left : NAP_S)
        nap(w, (left < NAP_S ? left : NAP_S) * 1000000, NAP_CHECK_MS);
}

struct sim_client *world_client(struct world *w, const char *room, const char *id, const struct sim_config *config)
{
    struct sim_client *c = calloc(1, sizeof *c);
    assert_true(c && w->n_clients < WORLD_CLIENTS);
    sim_client_init(c, w->n_clients, room, id, config, w);
    w->clients[w->n_clients++] = c;
    return c;
}

static int order(struct world *w, int server, struct kr_link_msg *msg, char **sdp)
{
    struct kr_media_reply reply;
    int err = kr_media_order(core_of(w, server), msg, &reply, w->unix_ms, w->now_us);
    snprintf(w->text, sizeof w->text, "%s", reply.text);
    assert_true(!reply.sdp || sdp);
    if (sdp)
        *sdp = reply.sdp;
    return err;
}

static struct kr_link_senders senders_of(const struct sim_client *c)
{
    if (c->config.mode != KR_MODE_MEET)
        return (struct kr_link_senders){0};
    return (struct kr_link_senders){"mic", "cam", "scr", "sca"};
}

static void write_ticket(struct world *w, char out[KR_LIMIT_TICKET_BYTES + 1], enum kr_ticket_role role, const char *room)
{
    struct kr_ticket t = {.role = role, .expires_ms = 100000};
    snprintf(t.room, sizeof t.room, "%s", room);
    assert_int_equal(kr_ticket_write(out, KR_LIMIT_TICKET_BYTES + 1, &t, &w->office), 0);
}

int world_open(struct world *w, struct sim_client *c, enum kr_ticket_role role, const char *ticket_room, const char *play)
{
    static const enum kr_link_endpoint_open_mode modes[] = {
        KR_LINK_ENDPOINT_OPEN_MODE_MEET, KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH, KR_LINK_ENDPOINT_OPEN_MODE_PLAY};
    char ticket[KR_LIMIT_TICKET_BYTES + 1], *offer = sim_client_offer(c), *answer = NULL;
    write_ticket(w, ticket, role, ticket_room);
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_OPEN,
                              .u.endpoint_open = {.room = c->room, .endpoint = c->id, .ticket = ticket, .mode = modes[c->config.mode],
                                                  .play = play, .sdp = offer, .senders = senders_of(c),
                                                  .allow = {true, true, true, true}}};
    int err = order(w, c->server, &msg, &answer);
    if (!err)
        sim_client_answer(c, answer);
    free(offer);
    free(answer);
    return err;
}

struct sim_client *world_join(struct world *w, const char *room, const char *id, const struct sim_config *config, const char *play)
{
    static const enum kr_ticket_role roles[] = {KR_TICKET_PARTICIPANT, KR_TICKET_PUBLISH, KR_TICKET_PLAY};
    struct sim_client *c = world_client(w, room, id, config);
    assert_int_equal(world_open(w, c, roles[config->mode], room, play), 0);
    return c;
}

struct sim_client *world_join_on(struct world *w, int server, const char *room, const char *id, const struct sim_config *config)
{
    struct sim_client *c = world_client(w, room, id, config);
    c->server = server;
    assert_int_equal(world_open(w, c, KR_TICKET_PARTICIPANT, room, NULL), 0);
    return c;
}

int world_offer(struct world *w, struct sim_client *c)
{
    char *offer = sim_client_offer(c), *answer = NULL;
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_OFFER,
                              .u.endpoint_offer = {.endpoint = c->id, .sdp = offer, .senders = senders_of(c)}};
    int err = order(w, c->server, &msg, &answer);
    if (!err)
        sim_client_answer(c, answer);
    free(offer);
    free(answer);
    return err;
}

void world_allow(struct world *w, struct sim_client *c, bool microphone, bool camera, bool screen, bool screen_audio)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_ALLOW,
                              .u.endpoint_allow = {.endpoint = c->id, .allow = {microphone, camera, screen, screen_audio}}};
    assert_int_equal(order(w, c->server, &msg, NULL), 0);
}

void world_watch(struct world *w, struct sim_client *c, uint64_t gen, const char *ids[], enum kr_link_slot_kind kind)
{
    struct kr_link_slot slots[KR_LIMIT_VIDEO_SLOTS];
    size_t n = 0;
    for (size_t i = 0; ids[i] != WORLD_END; i++)
        if (ids[i])
            slots[n++] = (struct kr_link_slot){.slot = (int64_t)i, .endpoint = ids[i], .kind = kind};
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_WATCH,
                              .u.endpoint_watch = {.endpoint = c->id, .gen = (int64_t)gen, .slots = slots, .slots_len = n}};
    assert_int_equal(order(w, c->server, &msg, NULL), 0);
    assert_int_equal(w->told[c->number].gen, gen);
}

void world_watch_at(struct world *w, struct sim_client *c, uint64_t gen, const char *id, int height)
{
    struct kr_link_slot slot = {.slot = 0, .endpoint = id, .has_height = height >= 0, .height = height >= 0 ? height : 0};
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_WATCH,
                              .u.endpoint_watch = {.endpoint = c->id, .gen = (int64_t)gen, .slots = &slot, .slots_len = id ? 1 : 0}};
    assert_int_equal(order(w, c->server, &msg, NULL), 0);
}

void world_close(struct world *w, struct sim_client *c)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_CLOSE, .u.endpoint_close = {.endpoint = c->id}};
    assert_int_equal(order(w, c->server, &msg, NULL), 0);
}

void world_inject(struct world *w, int from, const uint8_t *p, size_t len)
{
    uint8_t copy[2000];
    struct kr_wire_address address = address_of(from);
    memcpy(copy, p, len);
    struct kr_media *core = core_of(w, from < w->n_clients ? w->clients[from]->server : SIM_SERVER);
    kr_media_input(core, copy, len, 0, &address, w->now_us);
    kr_media_flush(core, w->now_us);
}

int world_relay_side(struct world *w, const struct sim_client *c, uint32_t number, bool out)
{
    static const enum kr_ticket_role roles[] = {KR_TICKET_PARTICIPANT, KR_TICKET_PUBLISH};
    char keys[2 * KR_RELAY_KEYS_BYTES + 1], ticket[KR_LIMIT_TICKET_BYTES + 1];
    uint8_t bytes[KR_RELAY_KEYS_BYTES];
    int other = c->server == SIM_SERVER ? SIM_BRANCH : SIM_SERVER;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(number * 31 + i * 7);
    kr_hex_write(keys, sizeof keys, bytes, sizeof bytes);
    write_ticket(w, ticket, roles[c->config.mode], c->room);
    struct kr_link_msg msg = {.head.type = KR_LINK_RELAY_OPEN,
                              .u.relay_open = {.room = c->room, .endpoint = c->id, .ticket = ticket,
                                               .way = out ? KR_LINK_RELAY_OPEN_WAY_OUT : KR_LINK_RELAY_OPEN_WAY_IN,
                                               .number = number, .address = "127.0.0.1",
                                               .port = relay_address(out ? other : c->server).port, .keys = keys}};
    return order(w, out ? c->server : other, &msg, NULL);
}

void world_relay(struct world *w, const struct sim_client *c, uint32_t number)
{
    assert_int_equal(world_relay_side(w, c, number, true), 0);
    assert_int_equal(world_relay_side(w, c, number, false), 0);
}

int world_relay_close(struct world *w, int server, uint32_t number)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_RELAY_CLOSE, .u.relay_close.number = number};
    return order(w, server, &msg, NULL);
}

void world_inject_relay(struct world *w, int to, const uint8_t *p, size_t len)
{
    uint8_t copy[2000];
    struct kr_wire_address from = relay_address(to == SIM_SERVER ? SIM_BRANCH : SIM_SERVER);
    memcpy(copy, p, len);
    kr_media_input(core_of(w, to), copy, len, RELAY_SOCKET, &from, w->now_us);
    kr_media_flush(core_of(w, to), w->now_us);
}
