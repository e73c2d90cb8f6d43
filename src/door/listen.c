/* SPDX-License-Identifier: EUPL-1.2 */
/* Listening sockets, which the supervisor made. */
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "door/inside.h"
#include "media/announce.h"
#include "os/fd.h"

enum { ACCEPTS_PER_TURN = 64 };

/* IPv4 clients of a socket for both families come as ::ffff:a.b.c.d; they are IPv4 clients (RFC 4291 section 2.5.5.2). */
static struct kr_wire_address peer_of(const union kr_udp_address *from)
{
    struct kr_wire_address a = kr_announce_from_socket(from);
    if (a.family == 6 && IN6_IS_ADDR_V4MAPPED(&from->v6.sin6_addr)) {
        a = (struct kr_wire_address){.family = 4, .port = a.port};
        for (size_t i = 0; i < 4; i++)
            a.ip[i] = from->v6.sin6_addr.s6_addr[12 + i];
    }
    return a;
}

static void on_connections(uv_poll_t *poll, int status, int events)
{
    struct kr_door_listener *l = poll->data;
    kr_door_now(l->door);
    for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
        union kr_udp_address from;
        socklen_t len = sizeof from;
        int fd = accept4(l->fd, &from.any, &len, SOCK_NONBLOCK | SOCK_CLOEXEC), on = 1;
        if (fd < 0) {
            /* Out of descriptors: the poll would fire without end, so it pauses until the next tick. */
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
                uv_poll_stop(poll);
                l->paused = true;
            }
            return;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const struct kr_wire_address peer = peer_of(&from);
        kr_door_conn_new(l->door, fd, &peer, l->web);
    }
}

int kr_door_listen(struct kr_door *d, int fd, bool web)
{
    struct kr_door_listener *l = &d->listeners[d->n_listeners];
    if (d->n_listeners == KR_DOOR_LISTENERS || kr_fd_prepare(fd) || uv_poll_init(&d->loop, &l->poll, fd)) {
        kr_fd_close(fd);
        return KR_E_IO;
    }
    d->n_listeners++;
    l->door = d;
    l->fd = fd;
    l->web = web;
    l->poll.data = l;
    uv_poll_start(&l->poll, UV_READABLE, on_connections);
    return 0;
}

void kr_door_listen_again(struct kr_door *d)
{
    for (size_t i = 0; i < d->n_listeners; i++) {
        if (d->listeners[i].paused)
            uv_poll_start(&d->listeners[i].poll, UV_READABLE, on_connections);
        d->listeners[i].paused = false;
    }
}

void kr_door_listen_stop(struct kr_door *d)
{
    for (size_t i = 0; i < d->n_listeners; i++) {
        uv_close((uv_handle_t *)&d->listeners[i].poll, NULL);
        kr_fd_close(d->listeners[i].fd);
    }
    d->n_listeners = 0;
}
