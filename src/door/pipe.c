/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * HTTP whose TLS ended here: clients that name no protocol in their ClientHello may mean the relay or pages, and are known only
 * behind TLS. Front gets one end of a pair of sockets; bytes go through unread, a buffer each way and no more.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "door/inside.h"
#include "os/fd.h"

struct kr_door_pipe {
    struct kr_door_conn *conn; /* NULL once that has ended */
    uv_poll_t poll;
    int fd, events;
    bool ended; /* front has said all it had to say */
    size_t len, sent;
    uint8_t up[KR_DOOR_READ_BYTES]; /* towards front */
};

static void on_closed(uv_handle_t *handle)
{
    struct kr_door_pipe *p = handle->data;
    explicit_bzero(p, sizeof *p); /* passwords were among it */
    free(p);
}

static void on_poll(uv_poll_t *poll, int status, int events);

static void arm(struct kr_door_pipe *p)
{
    int events = (p->conn->out_len || p->ended ? 0 : UV_READABLE) | (p->sent < p->len ? UV_WRITABLE : 0);
    if (events == p->events)
        return;
    if (events)
        uv_poll_start(&p->poll, events, on_poll);
    else
        uv_poll_stop(&p->poll);
    p->events = events;
}

static void push(struct kr_door_pipe *p)
{
    ssize_t n = 1;
    while (p->sent < p->len && n > 0) {
        n = send(p->fd, p->up + p->sent, p->len - p->sent, MSG_NOSIGNAL);
        p->sent += n > 0 ? (size_t)n : 0;
    }
    if (n < 0 && errno != EAGAIN)
        kr_door_conn_end(p->conn);
    else
        arm(p);
}

/* One buffer at a time: the next is read when the client has taken this one. */
static void pull(struct kr_door_pipe *p)
{
    uint8_t bytes[KR_DOOR_READ_BYTES];
    struct kr_door_conn *c = p->conn;
    ssize_t n = recv(p->fd, bytes, sizeof bytes, 0);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n > 0)
        kr_door_conn_say(c, (struct kr_span){bytes, (size_t)n});
    p->ended = n <= 0;
    explicit_bzero(bytes, sizeof bytes);
    if (!c->out_len) /* it has ended, or there is no memory for what it says */
        kr_door_conn_end(c);
    else
        kr_door_conn_flush(c);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct kr_door_pipe *p = poll->data;
    kr_door_now(p->conn->door);
    if (status < 0) {
        kr_door_conn_end(p->conn);
        return;
    }
    if (events & UV_WRITABLE)
        push(p);
    if (p->conn && events & UV_READABLE)
        pull(p);
    if (!p->conn)
        return;
    arm(p);
    kr_door_conn_arm(p->conn);
}

void kr_door_pipe_begin(struct kr_door_conn *c, const uint8_t *first, size_t len)
{
    int ends[2];
    struct kr_door_pipe *p = c->door->front ? calloc(1, sizeof *p) : NULL;
    if (!p || socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends)) {
        free(p);
        kr_door_conn_end(c);
        return;
    }
    bool taken = kr_door_front_take(c->door, ends[1], false, &c->tuple.address);
    if (!taken || uv_poll_init(&c->door->loop, &p->poll, ends[0])) {
        kr_fd_close(ends[0]);
        free(p);
        kr_door_conn_end(c);
        return;
    }
    p->conn = c;
    p->fd = ends[0];
    p->poll.data = p;
    memcpy(p->up, first, len);
    p->len = len;
    c->pipe = p;
    c->phase = KR_DOOR_PIPE;
    push(p);
}

bool kr_door_pipe_wants_input(const struct kr_door_conn *c)
{
    return c->pipe->sent == c->pipe->len;
}

void kr_door_pipe_read(struct kr_door_conn *c)
{
    struct kr_door_pipe *p = c->pipe;
    if (p->sent < p->len)
        return;
    ssize_t n = kr_door_read(c, p->up, sizeof p->up);
    p->sent = 0;
    p->len = n > 0 ? (size_t)n : 0;
    if (n < 0)
        kr_door_conn_end(c);
    else
        push(p);
}

void kr_door_pipe_sent(struct kr_door_conn *c)
{
    if (c->out_len)
        return;
    if (c->pipe->ended)
        kr_door_conn_end(c);
    else
        arm(c->pipe);
}

void kr_door_pipe_end(struct kr_door_conn *c)
{
    struct kr_door_pipe *p = c->pipe;
    if (!p)
        return;
    c->pipe = NULL;
    p->conn = NULL;
    uv_close((uv_handle_t *)&p->poll, on_closed);
    kr_fd_close(p->fd);
}
