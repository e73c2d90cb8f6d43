/* SPDX-License-Identifier: EUPL-1.2 */
/* The sockets of the relay: those that clients speak to by UDP, and for each allocation the one towards media. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "door/inside.h"
#include "media/announce.h"

enum {
    PORT_BUFFER_BYTES = 4 * 1024 * 1024, /* all clients by UDP */
    LEG_BUFFER_BYTES = 256 * 1024,       /* one client: a burst of a key frame, and to spare */
    DRAIN_BATCHES = 8,                   /* taken in a row before the others get their turn */
};

static void on_leg_closed(uv_handle_t *handle)
{
    struct kr_door_leg *leg = handle->data;
    free(leg);
}

static void on_leg_readable(uv_poll_t *poll, int status, int events);

static int open_leg(void *arg, struct kr_turn_allocation *a, uint16_t *port)
{
    struct kr_door *d = arg;
    const struct kr_wire_address any = {.family = a->family};
    union kr_udp_address own = kr_announce_to_socket(&any);
    socklen_t len = sizeof own;
    struct kr_door_leg *leg = calloc(1, sizeof *leg);
    if (!leg)
        return KR_E_NOMEM;
    int err = kr_udp_open(&leg->socket, &own, LEG_BUFFER_BYTES);
    if (err) {
        free(leg);
        return err;
    }
    if (getsockname(leg->socket.fd, &own.any, &len) || uv_poll_init(&d->loop, &leg->poll, leg->socket.fd)) {
        kr_udp_close(&leg->socket);
        free(leg);
        return KR_E_IO;
    }
    leg->door = d;
    leg->allocation = a;
    leg->conn = d->speaking;
    leg->poll.data = leg;
    uv_poll_start(&leg->poll, UV_READABLE, on_leg_readable);
    a->user = leg;
    *port = kr_announce_from_socket(&own).port;
    return 0;
}

static void close_leg(void *arg, struct kr_turn_allocation *a)
{
    struct kr_door *d = arg;
    struct kr_door_leg *leg = a->user;
    if (d->to_media.socket == &leg->socket)
        kr_batch_flush(&d->to_media);
    leg->allocation = NULL;
    uv_close((uv_handle_t *)&leg->poll, on_leg_closed);
    kr_udp_close(&leg->socket);
}

const struct kr_turn_effects kr_door_effects = {open_leg, close_leg};

static void to_media(struct kr_door *d, const struct kr_turn_out *out)
{
    const struct kr_door_leg *leg = out->allocation->user;
    union kr_udp_address to = kr_announce_to_socket(&out->to);
    kr_batch_add(&d->to_media, &leg->socket, &to, out->data);
}

void kr_door_message(struct kr_door *d, struct kr_door_conn *c, const struct kr_turn_tuple *from, const uint8_t *p, size_t len)
{
    struct kr_turn_out out;
    if (!d->has_secret)
        return;
    d->speaking = c;
    kr_turn_input(&d->turn, from, p, len, d->now_us, d->unix_s, &out);
    d->speaking = NULL;
    if (out.verdict == KR_TURN_TO_MEDIA)
        to_media(d, &out);
    else if (out.verdict == KR_TURN_TO_CLIENT)
        kr_door_conn_say(c, out.data);
}

/*
 * Whose address it is, is not known before a password is proven: whoever forges it would have us send to somebody else. So
 * such answers have a limit of their own (RFC 8656 section 21.3.1 on amplification).
 */
static void on_client_datagram(void *arg, uint8_t *p, size_t len, const union kr_udp_address *from)
{
    struct kr_door_port *port = arg;
    struct kr_door *d = port->door;
    const struct kr_turn_tuple tuple = {.address = kr_announce_from_socket(from), .via = port->index};
    struct kr_turn_out out;
    kr_turn_input(&d->turn, &tuple, p, len, d->now_us, d->unix_s, &out);
    if (out.verdict == KR_TURN_TO_MEDIA)
        to_media(d, &out);
    else if (out.verdict == KR_TURN_TO_CLIENT && (out.proven || kr_buckets_take(&d->strangers, kr_tally_key_of_address(&tuple.address), d->now_us)))
        kr_batch_add(&d->to_clients, &port->socket, from, out.data);
}

static void on_port_readable(uv_poll_t *poll, int status, int events)
{
    struct kr_door_port *port = poll->data;
    struct kr_door *d = port->door;
    kr_door_now(d);
    for (int i = 0; i < DRAIN_BATCHES && d->has_secret; i++) {
        size_t messages = kr_udp_receive(d->receiver, &port->socket, on_client_datagram, port);
        kr_door_flush(d);
        if (messages < KR_UDP_BATCH)
            break;
    }
}

static void on_media_datagram(void *arg, uint8_t *p, size_t len, const union kr_udp_address *from)
{
    struct kr_door_leg *leg = arg;
    struct kr_door *d = leg->door;
    const struct kr_wire_address address = kr_announce_from_socket(from);
    struct kr_turn_out out;
    kr_turn_from_media(&d->turn, leg->allocation, &address, p, len, d->now_us, &out);
    if (out.verdict != KR_TURN_TO_CLIENT)
        return;
    if (leg->conn) {
        kr_door_conn_say(leg->conn, out.data);
    } else {
        const struct kr_turn_tuple *client = &leg->allocation->tuple;
        union kr_udp_address to = kr_announce_to_socket(&client->address);
        kr_batch_add(&d->to_clients, &d->ports[client->via].socket, &to, out.data);
    }
}

static void on_leg_readable(uv_poll_t *poll, int status, int events)
{
    struct kr_door_leg *leg = poll->data;
    struct kr_door *d = leg->door;
    kr_door_now(d);
    for (int i = 0; i < DRAIN_BATCHES && leg->allocation; i++) {
        size_t messages = kr_udp_receive(d->receiver, &leg->socket, on_media_datagram, leg);
        kr_door_flush(d);
        if (leg->conn)
            kr_door_conn_flush(leg->conn); /* may end it, and the leg with it */
        if (messages < KR_UDP_BATCH)
            break;
    }
}

int kr_door_ports_open(struct kr_door *d, const struct kr_wire_address *addresses, size_t n)
{
    for (size_t i = 0; i < n && d->n_ports < KR_DOOR_PORTS; i++) {
        struct kr_door_port *p = &d->ports[d->n_ports];
        union kr_udp_address a = kr_announce_to_socket(&addresses[i]);
        a.any.sa_family == AF_INET ? (a.v4.sin_port = htons(d->config->port)) : (a.v6.sin6_port = htons(d->config->port));
        if (kr_udp_open(&p->socket, &a, PORT_BUFFER_BYTES)) {
            kr_warn("turn.port: UDP port %u of one address cannot be bound: %s", d->config->port, strerror(errno));
            continue;
        }
        p->door = d;
        p->index = (uint32_t)d->n_ports++;
    }
    if (d->n_ports)
        return 0;
    kr_error("turn.port: UDP port %u cannot be served; another program may have it. Choose another port, or 0 for none", d->config->port);
    return KR_E_CONFIG;
}

int kr_door_ports_start(struct kr_door *d)
{
    for (size_t i = 0; i < d->n_ports; i++) {
        struct kr_door_port *p = &d->ports[i];
        if (uv_poll_init(&d->loop, &p->poll, p->socket.fd))
            return KR_E_IO;
        p->poll.data = p;
        if (uv_poll_start(&p->poll, UV_READABLE, on_port_readable))
            return KR_E_IO;
    }
    return 0;
}

void kr_door_ports_stop(struct kr_door *d)
{
    for (size_t i = 0; i < d->n_ports; i++) {
        if (d->ports[i].poll.data)
            uv_close((uv_handle_t *)&d->ports[i].poll, NULL);
        kr_udp_close(&d->ports[i].socket);
    }
}
