/* SPDX-License-Identifier: EUPL-1.2 */
/* Connections: how they begin, what they wait for, how they end. */
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "door/inside.h"
#include "os/fd.h"

static void on_poll(uv_poll_t *poll, int status, int events);

static void on_closed(uv_handle_t *handle)
{
    struct kr_door_conn *c = handle->data;
    free(c->out);
    free(c);
}

int kr_door_conn_release(struct kr_door_conn *c)
{
    struct kr_door *d = c->door;
    int fd = c->fd;
    if (fd < 0)
        return -1;
    if (c->phase == KR_DOOR_RELAY && d->has_secret)
        kr_turn_gone(&d->turn, &c->tuple);
    kr_door_pipe_end(c);
    kr_tally_drop(&d->connections, c->place);
    if (c->prev)
        c->prev->next = c->next;
    else
        d->conns = c->next;
    if (c->next)
        c->next->prev = c->prev;
    d->n_conns--;
    uv_close((uv_handle_t *)&c->poll, on_closed);
    SSL_free(c->ssl);
    c->ssl = NULL;
    c->fd = -1;
    return fd;
}

void kr_door_conn_end(struct kr_door_conn *c)
{
    if (c->ssl && c->phase >= KR_DOOR_RELAY)
        SSL_shutdown(c->ssl); /* says goodbye if there is room for it, and does not wait for the other's */
    kr_fd_close(kr_door_conn_release(c));
}

void kr_door_conn_arm(struct kr_door_conn *c)
{
    if (c->fd < 0)
        return;
    int events = c->out_len || c->read_wants_to_write ? UV_WRITABLE : 0;
    if (c->phase == KR_DOOR_PIPE ? kr_door_pipe_wants_input(c) : c->phase != KR_DOOR_WEB)
        events |= UV_READABLE;
    if (events == c->events)
        return;
    if (events)
        uv_poll_start(&c->poll, events, on_poll);
    else
        uv_poll_stop(&c->poll);
    c->events = events;
}

void kr_door_conn_new(struct kr_door *d, int fd, const struct kr_wire_address *peer, bool web)
{
    size_t place = kr_tally_place(&d->connections, kr_tally_key_of_address(peer));
    if (d->n_conns >= KR_DOOR_CONNECTIONS || !kr_tally_add(&d->connections, place, KR_DOOR_CONNECTIONS_PER_ADDRESS)) {
        kr_fd_close(fd);
        return;
    }
    struct kr_door_conn *c = calloc(1, sizeof *c);
    if (!c || uv_poll_init(&d->loop, &c->poll, fd)) {
        kr_tally_drop(&d->connections, place);
        kr_fd_close(fd);
        free(c);
        return;
    }
    c->door = d;
    c->fd = fd;
    c->place = place;
    c->poll.data = c;
    c->tuple = (struct kr_turn_tuple){.address = *peer, .via = d->next_via++, .stream = true};
    c->since_us = d->now_us;
    c->next = d->conns;
    if (c->next)
        c->next->prev = c;
    d->conns = c;
    d->n_conns++;
    if (!web)
        kr_door_relay_begin(c);
    kr_door_conn_arm(c);
}

static void on_readable(struct kr_door_conn *c)
{
    switch (c->phase) {
    case KR_DOOR_LOOK:
        kr_door_look(c);
        break;
    case KR_DOOR_SHAKE:
        kr_door_shake(c);
        break;
    case KR_DOOR_FIRST:
        kr_door_first(c);
        break;
    case KR_DOOR_RELAY:
        kr_door_relay_read(c);
        break;
    case KR_DOOR_PIPE:
        kr_door_pipe_read(c);
        break;
    case KR_DOOR_WEB:
        break;
    }
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct kr_door_conn *c = poll->data;
    kr_door_now(c->door);
    if (status < 0) {
        kr_door_conn_end(c);
        return;
    }
    if (events & UV_WRITABLE && c->out_len)
        kr_door_conn_flush(c);
    if (c->fd >= 0 && (events & UV_READABLE || c->read_wants_to_write))
        on_readable(c);
    kr_door_conn_arm(c);
}

static bool is_late(struct kr_door_conn *c)
{
    struct kr_door *d = c->door;
    if (c->phase == KR_DOOR_PIPE)
        return false; /* front has limits of its own */
    if (c->phase == KR_DOOR_RELAY && d->has_secret && kr_turn_find(&d->turn, &c->tuple))
        c->since_us = d->now_us;
    return d->now_us - c->since_us >= (c->phase == KR_DOOR_RELAY ? KR_DOOR_UNUSED_MS : KR_DOOR_HELLO_MS) * UINT64_C(1000);
}

void kr_door_conns_tick(struct kr_door *d)
{
    for (struct kr_door_conn *c = d->conns, *next; c; c = next) {
        next = c->next;
        if (is_late(c))
            kr_door_conn_end(c);
    }
}

void kr_door_conns_end(struct kr_door *d)
{
    while (d->conns)
        kr_door_conn_end(d->conns);
}
