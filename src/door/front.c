/* SPDX-License-Identifier: EUPL-1.2 */
/* The link to front, over which connections go. */
#include <arpa/inet.h>

#include "base/log.h"
#include "door/inside.h"
#include "os/fd.h"

static void on_message(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    kr_fd_close(fd); /* front has nothing to say here */
}

static void on_closed(void *arg, struct kr_link *link)
{
    struct kr_door *d = arg;
    if (d->front == link)
        d->front = NULL;
    kr_link_close(link);
}

bool kr_door_front_take(struct kr_door *d, int fd, bool tls, const struct kr_wire_address *peer)
{
    char address[INET6_ADDRSTRLEN];
    const struct kr_link_msg msg = {.head.type = KR_LINK_ACCEPTED, .u.accepted = {.tls = tls, .address = address}};
    if (!d->front || !inet_ntop(peer->family == 4 ? AF_INET : AF_INET6, peer->ip, address, sizeof address)) {
        kr_fd_close(fd);
        return false;
    }
    return kr_link_send_fd(d->front, &msg, fd) == 0;
}

/* Who came while there was no front is waiting. */
void kr_door_front_open(struct kr_door *d, int fd)
{
    if (d->front)
        kr_link_close(d->front);
    d->front = NULL;
    if (kr_link_open(&d->front, &d->loop, fd, on_message, on_closed, d)) {
        kr_error("the link to front cannot be opened");
        return;
    }
    for (struct kr_door_conn *c = d->conns, *next; c; c = next) {
        const struct kr_wire_address peer = c->tuple.address;
        next = c->next;
        if (c->phase == KR_DOOR_WEB)
            kr_door_front_take(d, kr_door_conn_release(c), true, &peer);
    }
}
