/* SPDX-License-Identifier: EUPL-1.2 */
/* A look at who comes in at the port for everything, which takes nothing out of the socket. */
#include <errno.h>
#include <sys/socket.h>

#include "door/hello.h"
#include "door/inside.h"

/* The first byte of a message of STUN (RFC 7983 section 7); HTTP begins with a letter. */
enum { STUN_FIRST_BYTE_MAX = 3 };

/* The poll is to fire again when there is more than now, not for what is there already. */
static void wait_for(struct kr_door_conn *c, int bytes)
{
    setsockopt(c->fd, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes);
}

static void pass_on(struct kr_door_conn *c)
{
    struct kr_door *d = c->door;
    const struct kr_wire_address peer = c->tuple.address;
    wait_for(c, 1);
    if (d->front)
        kr_door_front_take(d, kr_door_conn_release(c), true, &peer);
    else
        c->phase = KR_DOOR_WEB; /* front is being started anew, and takes it then */
}

void kr_door_look(struct kr_door_conn *c)
{
    uint8_t bytes[KR_HELLO_BYTES];
    ssize_t n = recv(c->fd, bytes, sizeof bytes, MSG_PEEK);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0 || (size_t)n <= c->looked) { /* woken without anything new: nothing more comes */
        kr_door_conn_end(c);
        return;
    }
    c->looked = (size_t)n;
    switch (kr_hello_judge(bytes, (size_t)n)) {
    case KR_HELLO_MORE:
        wait_for(c, (int)n + 1);
        break;
    case KR_HELLO_WEB:
        pass_on(c);
        break;
    case KR_HELLO_RELAY:
        wait_for(c, 1);
        kr_door_shake(c);
        break;
    case KR_HELLO_NONE:
        if (bytes[0] > STUN_FIRST_BYTE_MAX) {
            kr_door_conn_end(c);
            break;
        }
        wait_for(c, 1);
        kr_door_relay_begin(c);
        kr_door_relay_read(c);
        break;
    }
}
