/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/net.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "base/log.h"
#include "os/clock.h"

enum {
    SOCKET_BUFFER_BYTES = 4 * 1024 * 1024, /* a second of a busy process, in case it is kept waiting */
    TIMER_SLACK_NS = 1000,
    DRAIN_BATCHES = 8,                     /* taken in a row before timers and links get their turn */
};

/*
 * A hundred receivers send two thousand reports a second, each a wake-up by itself. RTCP is told by its first bytes (RFC 7983
 * section 7, RFC 5761 section 4). Where the kernel cannot do that, it comes with everything else.
 */
static void open_reports(struct kr_net_port *p)
{
    static const struct kr_udp_kind rtcp = {.first_from = 128, .first_to = 191, .second_from = 192, .second_to = 223};
    p->has_reports = kr_udp_open_aside(&p->reports, &p->socket, &rtcp, SOCKET_BUFFER_BYTES) == 0;
}

static int open_port(struct kr_net *n, const struct kr_wire_address *a)
{
    struct kr_net_port *p = &n->ports[n->n_ports];
    union kr_udp_address address = kr_announce_to_socket(a);
    int err = kr_udp_open(&p->socket, &address, SOCKET_BUFFER_BYTES);
    if (err)
        return err;
    p->net = n;
    p->index = (uint16_t)n->n_ports++;
    return 0;
}

/*
 * The other media processes are on this machine, so only this machine reaches the socket. Any port: front tells the
 * others which.
 */
static void open_relay(struct kr_net *n)
{
    struct kr_wire_address any = {.family = 4, .ip = {127, 0, 0, 1}};
    union kr_udp_address own;
    socklen_t len = sizeof own;
    size_t index = n->n_ports;
    if (open_port(n, &any) || getsockname(n->ports[index].socket.fd, &own.any, &len)) {
        kr_warn("no socket for relays: %s", strerror(errno));
        return;
    }
    n->relay = kr_announce_from_socket(&own);
    n->has_relay = true;
}

int kr_net_open(struct kr_net *n, uv_loop_t *loop, const struct kr_announce *addresses)
{
    *n = (struct kr_net){.loop = loop};
    int err = kr_udp_receiver_new(&n->receiver);
    if (err)
        return err;
    for (size_t i = 0; i < addresses->n_bound; i++)
        if (open_port(n, &addresses->bound[i]))
            kr_warn("UDP port %u of one address cannot be bound: %s", addresses->bound[i].port, strerror(errno));
        else
            open_reports(&n->ports[n->n_ports - 1]);
    if (!n->n_ports) {
        kr_net_close(n);
        return KR_E_CONFIG;
    }
    open_relay(n);
    return 0;
}

static void on_datagram(void *arg, uint8_t *p, size_t len, const union kr_udp_address *from)
{
    const struct kr_net_port *port = arg;
    struct kr_wire_address address = kr_announce_from_socket(from);
    kr_media_input(port->net->media, p, len, port->index, &address, port->net->now_us);
}

static void flush(const struct kr_net *n)
{
    uint64_t now_us = n->now_us;
    while (!kr_media_flush_some(n->media, now_us))
        now_us = kr_clock_us();
}

static void wait_for_more(const struct kr_net *n)
{
    struct timespec moment = {.tv_nsec = 1000 * (long)kr_gather_us(&n->gather)};
    if (moment.tv_nsec)
        clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL);
}

/* One batch is read, handled and answered before the next: what came in the meantime is gathered already. */
static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct kr_net_port *port = poll->data;
    struct kr_net *n = port->net;
    wait_for_more(n);
    n->now_us = kr_clock_us();
    uint64_t began_us = n->now_us;
    for (int i = 0; i < DRAIN_BATCHES; i++) {
        size_t messages = kr_udp_receive(n->receiver, &port->socket, on_datagram, port);
        flush(n);
        if (messages < KR_UDP_BATCH)
            break;
        n->now_us = kr_clock_us();
    }
    kr_gather_batch(&n->gather, began_us, kr_clock_us());
}

void kr_net_tick(struct kr_net *n)
{
    for (size_t i = 0; i < n->n_ports; i++) {
        struct kr_net_port *p = &n->ports[i];
        size_t messages = p->has_reports ? KR_UDP_BATCH : 0;
        for (int batch = 0; batch < DRAIN_BATCHES && messages == KR_UDP_BATCH; batch++) {
            n->now_us = kr_clock_us();
            messages = kr_udp_receive(n->receiver, &p->reports, on_datagram, p);
            flush(n);
        }
    }
}

int kr_net_start(struct kr_net *n, struct kr_media *media)
{
    n->media = media;
    if (n->has_relay)
        kr_media_set_relay_socket(media, (uint16_t)(n->n_ports - 1), &n->relay);
    prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS, 0, 0, 0); /* a wait of microseconds is one; without it, it is a little longer */
    for (size_t i = 0; i < n->n_ports; i++) {
        struct kr_net_port *p = &n->ports[i];
        if (uv_poll_init(n->loop, &p->poll, p->socket.fd))
            return KR_E_IO;
        p->poll.data = p;
        if (uv_poll_start(&p->poll, UV_READABLE, on_readable))
            return KR_E_IO;
    }
    return 0;
}

void kr_net_stop(struct kr_net *n)
{
    for (size_t i = 0; i < n->n_ports; i++)
        if (n->ports[i].poll.data && !uv_is_closing((uv_handle_t *)&n->ports[i].poll))
            uv_close((uv_handle_t *)&n->ports[i].poll, NULL);
}

void kr_net_close(struct kr_net *n)
{
    for (size_t i = 0; i < n->n_ports; i++) {
        if (n->ports[i].has_reports)
            kr_udp_close(&n->ports[i].reports);
        kr_udp_close(&n->ports[i].socket);
    }
    kr_udp_receiver_free(n->receiver);
    n->n_ports = 0;
    n->receiver = NULL;
}

void kr_net_send(struct kr_net *n, const struct kr_tx *tx)
{
    struct kr_udp_message out[KR_TX_MESSAGES];
    for (size_t at = 0; at < tx->n_messages;) {
        uint16_t socket = tx->messages[at].socket;
        size_t count = 0;
        for (; at < tx->n_messages && tx->messages[at].socket == socket; at++) {
            const struct kr_tx_message *m = &tx->messages[at];
            out[count++] = (struct kr_udp_message){.to = kr_announce_to_socket(&m->to), .data = tx->data + m->at, .len = m->len,
                                                   .segment_bytes = m->segment_bytes};
        }
        n->media->counters.send_lost += kr_udp_send(&n->ports[socket].socket, out, count);
    }
}
