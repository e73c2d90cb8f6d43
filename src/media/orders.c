/* SPDX-License-Identifier: EUPL-1.2 */
/* What front orders, one function per message. */
#include <stdio.h>
#include <stdlib.h>

#include "media/address.h"
#include "media/core.h"
#include "media/relay.h"
#include "media/tell_codec.h"

static int refuse(struct kr_media_reply *reply, int err, const char *why)
{
    snprintf(reply->text, sizeof reply->text, "%s", why);
    return err;
}

static int refuse_offer(struct kr_media_reply *reply, int err, const struct kr_offer_fault *fault)
{
    if (fault->line)
        snprintf(reply->text, sizeof reply->text, "%s in line %zu of the offer", fault->why, fault->line);
    else
        snprintf(reply->text, sizeof reply->text, "%s", fault->why);
    return err;
}

/* The endpoint that an order names, which is thereby known to belong to the present front. */
static int named(struct kr_media *m, const char *id, struct kr_endpoint **out, struct kr_media_reply *reply)
{
    struct kr_endpoint *e = kr_media_endpoint(m, id);
    if (!e || e->relay)
        return refuse(reply, KR_E_NOT_FOUND, "no such endpoint");
    if (e->epoch != m->epoch) { /* a new front has yet to be told */
        e->epoch = m->epoch;
        e->wanted_camera.told = e->wanted_screen.told = false;
        e->room->wanted_us = 0;
    }
    *out = e;
    return 0;
}

static void read_allow(bool out[KR_SOURCE_COUNT], const struct kr_link_allow *allow)
{
    out[KR_SOURCE_MICROPHONE] = allow->microphone;
    out[KR_SOURCE_CAMERA] = allow->camera;
    out[KR_SOURCE_SCREEN] = allow->screen;
    out[KR_SOURCE_SCREEN_AUDIO] = allow->screen_audio;
}

static void read_senders(struct kr_wish *out, const struct kr_link_senders *senders)
{
    out->senders[KR_SOURCE_MICROPHONE] = senders->microphone;
    out->senders[KR_SOURCE_CAMERA] = senders->camera;
    out->senders[KR_SOURCE_SCREEN] = senders->screen;
    out->senders[KR_SOURCE_SCREEN_AUDIO] = senders->screen_audio;
}

static enum kr_mode mode_of(enum kr_link_endpoint_open_mode mode)
{
    switch (mode) {
    case KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH:
        return KR_MODE_PUBLISH;
    case KR_LINK_ENDPOINT_OPEN_MODE_PLAY:
        return KR_MODE_PLAY;
    case KR_LINK_ENDPOINT_OPEN_MODE_MEET:
        break;
    }
    return KR_MODE_MEET;
}

static bool role_fits(enum kr_ticket_role role, enum kr_mode mode)
{
    switch (role) {
    case KR_TICKET_MODERATOR:
    case KR_TICKET_PARTICIPANT:
        return mode == KR_MODE_MEET;
    case KR_TICKET_PUBLISH:
        return mode == KR_MODE_PUBLISH;
    case KR_TICKET_PLAY:
        return mode == KR_MODE_PLAY;
    }
    return false;
}

/*
 * A text that was verified is good for ever, but for its time: the same bytes are not verified again. Front knows no other
 * text with the same SHA-256.
 */
static int read_ticket(struct kr_media *m, struct kr_ticket *out, const char *text, uint64_t unix_ms)
{
    uint8_t digest[32];
    kr_sha256(digest, text, strlen(text));
    uint8_t *known = m->tickets[digest[0] % KR_MEDIA_TICKETS];
    if (memcmp(known, digest, sizeof digest) == 0)
        return kr_ticket_read_own(out, text, &m->keys, unix_ms);
    int err = kr_ticket_read(out, text, &m->keys, unix_ms);
    if (!err)
        memcpy(known, digest, sizeof digest);
    return err;
}

/* Front has checked the ticket already; a front that was taken over must still not open what office never granted. */
static int check_ticket(struct kr_media *m, const struct kr_link_endpoint_open *open, struct kr_grant *grant,
                        struct kr_media_reply *reply, uint64_t unix_ms)
{
    struct kr_ticket ticket;
    if (!m->has_keys)
        return refuse(reply, KR_E_STATE, "no ticket keys yet");
    int err = read_ticket(m, &ticket, open->ticket, unix_ms);
    if (err)
        return refuse(reply, err, "the ticket is not good");
    bool fits = strcmp(ticket.room, open->room) == 0 && role_fits(ticket.role, mode_of(open->mode));
    *grant = (struct kr_grant){.expires_ms = ticket.expires_ms, .moderator = ticket.role == KR_TICKET_MODERATOR};
    memcpy(grant->account, ticket.account, sizeof grant->account);
    memcpy(grant->holder, ticket.holder, sizeof grant->holder);
    memcpy(grant->ticket, ticket.id, sizeof grant->ticket);
    kr_wipe(&ticket, sizeof ticket); /* the title of the room is in it */
    return fits ? 0 : refuse(reply, KR_E_FORBIDDEN, "the ticket is for something else");
}

static int order_open(struct kr_media *m, const struct kr_link_endpoint_open *open, struct kr_media_reply *reply,
                      uint64_t unix_ms, uint64_t now_us)
{
    struct kr_endpoint_config config = {.id = open->endpoint, .mode = mode_of(open->mode), .play = open->play};
    struct kr_offer_fault fault;
    struct kr_endpoint *e = NULL;
    char *answer = NULL;
    struct kr_grant grant;
    int err = check_ticket(m, open, &grant, reply, unix_ms);
    if (err)
        return err;
    if ((config.mode == KR_MODE_PLAY) != (open->play != NULL))
        return refuse(reply, KR_E_MALFORMED, "`play` belongs to mode play");
    config.wish.mode = config.mode;
    read_senders(&config.wish, &open->senders);
    read_allow(config.allow, &open->allow);
    kr_tell_wish(&config.wish, kr_media_room(m, open->room));
    err = kr_endpoint_new(&e, m, &config, open->sdp, &answer, &fault, now_us);
    if (err)
        return refuse_offer(reply, err, &fault);

    e->grant = grant;
    /* A client that comes back replaces itself. */
    struct kr_endpoint *before = kr_media_endpoint(m, open->endpoint);
    if (before)
        kr_media_close(m, before, false, now_us);
    err = kr_media_add(m, e, open->room, now_us);
    if (err) {
        kr_endpoint_free(e);
        free(answer);
        return refuse(reply, err, "the endpoint could not be added");
    }
    reply->sdp = answer;
    return 0;
}

static int order_offer(struct kr_media *m, const struct kr_link_endpoint_offer *offer, struct kr_media_reply *reply,
                       uint64_t now_us)
{
    struct kr_endpoint *e = NULL;
    struct kr_offer_fault fault;
    char *answer = NULL;
    int err = named(m, offer->endpoint, &e, reply);
    if (err)
        return err;
    struct kr_wish wish = {.mode = e->mode};
    read_senders(&wish, &offer->senders);
    kr_tell_wish(&wish, e->room);
    err = kr_endpoint_offer(e, &wish, offer->sdp, &answer, &fault, now_us);
    if (err)
        return refuse_offer(reply, err, &fault);
    err = kr_demux_update(&m->demux, e);
    if (!err)
        err = kr_room_update(e->room, e, now_us);
    if (err) {
        free(answer);
        return refuse(reply, err, "the endpoint could not be changed");
    }
    reply->sdp = answer;
    return 0;
}

static int order_allow(struct kr_media *m, const struct kr_link_endpoint_allow *order, struct kr_media_reply *reply,
                       uint64_t now_us)
{
    struct kr_endpoint *e = NULL;
    bool allow[KR_SOURCE_COUNT];
    int err = named(m, order->endpoint, &e, reply);
    if (err)
        return err;
    read_allow(allow, &order->allow);
    kr_endpoint_allow(e, allow, now_us);
    return kr_room_update(e->room, e, now_us);
}

static int order_watch(struct kr_media *m, const struct kr_link_endpoint_watch *watch, struct kr_media_reply *reply,
                       uint64_t now_us)
{
    struct kr_endpoint *e = NULL;
    int err = named(m, watch->endpoint, &e, reply);
    if (err)
        return err;
    if (e->mode != KR_MODE_MEET)
        return refuse(reply, KR_E_FORBIDDEN, "only web clients choose what they watch");
    kr_room_watch(e->room, e, watch, now_us);
    return 0;
}

static int order_statistics(struct kr_media *m, const struct kr_link_endpoint_statistics *order, struct kr_media_reply *reply,
                            uint64_t now_us)
{
    struct kr_endpoint *e = NULL;
    int err = named(m, order->endpoint, &e, reply);
    if (err)
        return err;
    kr_figures_tell(&reply->figures, e, now_us);
    reply->has_figures = true;
    return 0;
}

static int order_close(struct kr_media *m, const struct kr_link_endpoint_close *order, struct kr_media_reply *reply,
                       uint64_t now_us)
{
    struct kr_endpoint *e = NULL;
    int err = named(m, order->endpoint, &e, reply);
    if (!err)
        kr_media_close(m, e, false, now_us);
    return err;
}

/*
 * The ticket of the endpoint that is relayed: it is what lets it into the room, here as on its own process, where it was
 * checked when it had not expired.
 */
static int check_relayed(struct kr_media *m, const struct kr_link_relay_open *open, struct kr_grant *grant,
                         struct kr_media_reply *reply)
{
    const struct kr_link_endpoint_open as = {.room = open->room, .ticket = open->ticket, .mode = KR_LINK_ENDPOINT_OPEN_MODE_MEET};
    struct kr_link_endpoint_open device = as;
    device.mode = KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH;
    int err = check_ticket(m, &as, grant, reply, 0);
    return err == KR_E_FORBIDDEN ? check_ticket(m, &device, grant, reply, 0) : err;
}

static int order_relay_open(struct kr_media *m, const struct kr_link_relay_open *open, struct kr_media_reply *reply, uint64_t now_us)
{
    struct kr_relay_config config = {.room = open->room, .endpoint = open->endpoint,
                                     .out = open->way == KR_LINK_RELAY_OPEN_WAY_OUT, .number = (uint32_t)open->number};
    struct kr_grant grant;
    int err = check_relayed(m, open, &grant, reply);
    if (err)
        return err;
    if (kr_address_read(&config.peer, open->address, (uint16_t)open->port) ||
        kr_hex_read(config.keys, sizeof config.keys, open->keys))
        return refuse(reply, KR_E_MALFORMED, "not an address and keys");
    err = kr_relay_open(m, &config, &grant, now_us);
    kr_wipe(config.keys, sizeof config.keys);
    return err ? refuse(reply, err, "the relay could not be opened") : 0;
}

static int order_relay_close(struct kr_media *m, const struct kr_link_relay_close *order, struct kr_media_reply *reply, uint64_t now_us)
{
    struct kr_endpoint *e = kr_relay_find(m, (uint32_t)order->number);
    if (!e)
        return refuse(reply, KR_E_NOT_FOUND, "no such relay");
    kr_media_close(m, e, false, now_us);
    return 0;
}

static bool is_hit(const struct kr_endpoint *e, const struct kr_room *room, const struct kr_link_revocation *r)
{
    const struct kr_grant *g = &e->grant;
    if (g->expires_ms > (uint64_t)r->until_ms)
        return false;
    if (strcmp(g->holder, r->id) == 0)
        return true;
    return !r->holder_only && (strcmp(g->account, r->id) == 0 || strcmp(g->ticket, r->id) == 0 || strcmp(room->id, r->id) == 0);
}

static struct kr_endpoint *find_hit(const struct kr_media *m, const struct kr_link_revocation *r)
{
    for (struct kr_room *room = m->rooms; room; room = room->next)
        for (struct kr_endpoint *e = room->endpoints; e; e = e->next)
            if (is_hit(e, room, r))
                return e;
    return NULL;
}

/*
 * Front closes what it knows of. A former front's endpoints are known here alone, until they are reaped. A room goes with
 * its last endpoint, so the search begins anew each time.
 */
static void order_revoked(struct kr_media *m, const struct kr_link_revoked *revoked, uint64_t now_us)
{
    for (size_t i = 0; i < revoked->revocations_len; i++)
        for (struct kr_endpoint *e; (e = find_hit(m, &revoked->revocations[i]));)
            kr_media_close(m, e, true, now_us);
}

int kr_media_order(struct kr_media *m, const struct kr_link_msg *msg, struct kr_media_reply *reply, uint64_t unix_ms,
                   uint64_t now_us)
{
    int err = KR_E_UNSUPPORTED;
    *reply = (struct kr_media_reply){0};
    kr_media_flush(m, now_us);
    switch (msg->head.type) {
    case KR_LINK_ENDPOINT_OPEN:
        err = order_open(m, &msg->u.endpoint_open, reply, unix_ms, now_us);
        break;
    case KR_LINK_ENDPOINT_OFFER:
        err = order_offer(m, &msg->u.endpoint_offer, reply, now_us);
        break;
    case KR_LINK_ENDPOINT_ALLOW:
        err = order_allow(m, &msg->u.endpoint_allow, reply, now_us);
        break;
    case KR_LINK_ENDPOINT_WATCH:
        err = order_watch(m, &msg->u.endpoint_watch, reply, now_us);
        break;
    case KR_LINK_ENDPOINT_STATISTICS:
        err = order_statistics(m, &msg->u.endpoint_statistics, reply, now_us);
        break;
    case KR_LINK_ENDPOINT_CLOSE:
        err = order_close(m, &msg->u.endpoint_close, reply, now_us);
        break;
    case KR_LINK_RELAY_OPEN:
        err = order_relay_open(m, &msg->u.relay_open, reply, now_us);
        break;
    case KR_LINK_RELAY_CLOSE:
        err = order_relay_close(m, &msg->u.relay_close, reply, now_us);
        break;
    case KR_LINK_REVOKED:
        order_revoked(m, &msg->u.revoked, now_us);
        err = 0;
        break;
    default:
        refuse(reply, err, "not an order to a media process");
        break;
    }
    if (err)
        m->counters.order_refused++;
    kr_media_flush(m, now_us);
    return err;
}
