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

const char WORLD_END[] = "end";

enum { STEP_US = 1000, CLIENT_PORT = 40000 };

static struct kr_wire_address address_of(int number)
{
    return (struct kr_wire_address){.family = 4, .ip = {10, 0, 0, 1}, .port = (uint16_t)(CLIENT_PORT + number)};
}

static void from_server(void *arg, const struct kr_tx *tx)
{
    struct world *w = arg;
    for (size_t i = 0; i < tx->n_messages; i++) {
        const struct kr_tx_message *m = &tx->messages[i];
        for (size_t at = 0; at < m->len; at += m->segment_bytes) {
            size_t len = m->len - at < m->segment_bytes ? m->len - at : m->segment_bytes;
            sim_net_send(&w->net, SIM_SERVER, m->to.port - CLIENT_PORT, tx->data + m->at + at, len, w->now_us);
        }
    }
}

void sim_world_from_client(void *world, int number, const uint8_t *p, size_t len)
{
    struct world *w = world;
    sim_net_send(&w->net, number, SIM_SERVER, p, len, w->now_us);
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

static void on_speakers(struct world *w, const struct kr_link_speakers *s)
{
    int n = snprintf(w->speakers, sizeof w->speakers, "%s:", s->room);
    for (size_t i = 0; i < s->endpoints_len; i++)
        n += snprintf(w->speakers + n, sizeof w->speakers - (size_t)n, " %s", s->endpoints[i]);
    w->n_speakers_events++;
}

/* Events go through their JSON text, as over a link, so that they keep to the schema. */
static void on_emit(void *arg, const struct kr_link_msg *sent)
{
    struct world *w = arg;
    struct kr_link_msg *msg = NULL;
    size_t len;
    char *text = kr_link_write(sent, &len);
    assert_non_null(text);
    assert_int_equal(kr_link_parse(&msg, text, len, NULL), 0);
    free(text);
    if (msg->head.type == KR_LINK_ENDPOINT_SLOTS)
        on_slots(w, &msg->u.endpoint_slots);
    else if (msg->head.type == KR_LINK_SPEAKERS)
        on_speakers(w, &msg->u.speakers);
    else if (msg->u.endpoint_state.state == KR_LINK_ENDPOINT_STATE_STATE_CONNECTED)
        w->told[number_of(w, msg->u.endpoint_state.endpoint)].connected++;
    else
        w->told[number_of(w, msg->u.endpoint_state.endpoint)].closed++;
    kr_link_free(msg);
}

struct world *world_new(uint64_t seed)
{
    struct world *w = calloc(1, sizeof *w);
    struct kr_wire_address server = {.family = 4, .ip = {10, 0, 0, 2}, .port = 10000};
    assert_non_null(w);
    sim_dice_throw(seed);
    w->now_us = 1000000;
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
    sim_net_fini(&w->net);
    for (int i = 0; i < w->n_clients; i++) {
        sim_client_fini(w->clients[i]);
        free(w->clients[i]);
    }
    free(w);
}

/* Delivers what is due; the server's datagrams of one moment are one batch, and live until it is flushed. */
static void deliver(struct world *w)
{
    struct sim_datagram *batch[256], *d;
    size_t n = 0;
    while (n < 256 && (d = sim_net_due(&w->net, w->now_us))) {
        if (d->to == SIM_SERVER) {
            struct kr_wire_address from = address_of(d->from);
            kr_media_input(w->media, d->data, d->len, 0, &from, w->now_us);
            batch[n++] = d;
        } else {
            if (d->to >= 0 && d->to < w->n_clients && !w->clients[d->to]->gone)
                sim_client_input(w->clients[d->to], d->data, d->len, w->now_us);
            free(d);
        }
    }
    kr_media_flush(w->media, w->now_us);
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
            w->tick_us = w->now_us + KR_WHEEL_TICK_US;
        }
    }
}

struct sim_client *world_client(struct world *w, const char *room, const char *id, const struct sim_config *config)
{
    struct sim_client *c = calloc(1, sizeof *c);
    assert_true(c && w->n_clients < WORLD_CLIENTS);
    sim_client_init(c, w->n_clients, room, id, config, w);
    w->clients[w->n_clients++] = c;
    return c;
}

static int order(struct world *w, struct kr_link_msg *msg, char **sdp)
{
    struct kr_media_reply reply;
    int err = kr_media_order(w->media, msg, &reply, w->unix_ms, w->now_us);
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

int world_open(struct world *w, struct sim_client *c, enum kr_ticket_role role, const char *ticket_room, const char *play)
{
    static const enum kr_link_endpoint_open_mode modes[] = {
        KR_LINK_ENDPOINT_OPEN_MODE_MEET, KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH, KR_LINK_ENDPOINT_OPEN_MODE_PLAY};
    struct kr_ticket t = {.role = role, .expires_ms = 100000};
    char ticket[KR_LIMIT_TICKET_BYTES + 1], *offer = sim_client_offer(c), *answer = NULL;
    snprintf(t.room, sizeof t.room, "%s", ticket_room);
    assert_int_equal(kr_ticket_write(ticket, sizeof ticket, &t, &w->office), 0);
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_OPEN,
                              .u.endpoint_open = {.room = c->room, .endpoint = c->id, .ticket = ticket, .mode = modes[c->config.mode],
                                                  .play = play, .sdp = offer, .senders = senders_of(c),
                                                  .allow = {true, true, true, true}}};
    int err = order(w, &msg, &answer);
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

int world_offer(struct world *w, struct sim_client *c)
{
    char *offer = sim_client_offer(c), *answer = NULL;
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_OFFER,
                              .u.endpoint_offer = {.endpoint = c->id, .sdp = offer, .senders = senders_of(c)}};
    int err = order(w, &msg, &answer);
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
    assert_int_equal(order(w, &msg, NULL), 0);
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
    assert_int_equal(order(w, &msg, NULL), 0);
    assert_int_equal(w->told[c->number].gen, gen);
}

void world_close(struct world *w, struct sim_client *c)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_CLOSE, .u.endpoint_close = {.endpoint = c->id}};
    assert_int_equal(order(w, &msg, NULL), 0);
}

void world_inject(struct world *w, int from, const uint8_t *p, size_t len)
{
    uint8_t copy[2000];
    struct kr_wire_address address = address_of(from);
    memcpy(copy, p, len);
    kr_media_input(w->media, copy, len, 0, &address, w->now_us);
    kr_media_flush(w->media, w->now_us);
}
