/* SPDX-License-Identifier: EUPL-1.2 */
#include "link/link.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "link/frame.h"
#include "link/outbox.h"
#include "link/requests.h"
#include "os/fd.h"

enum {
    READS_PER_TURN = 16, /* then the loop's other handles have their turn */
    READS_AT_DEATH = 64, /* what a peer that stopped reading may still have said */
};

struct kr_link {
    int fd, fd_in; /* fd_in: came with the frame that is still incomplete, or -1 */
    bool reading;  /* the peer is there */
    bool dead;     /* nothing goes in or out any more; the owner is told on the loop's next turn */
    bool told;     /* the owner knows */
    bool closing;  /* kr_link_close was called */
    int events; /* that the loop looks for */
    uv_poll_t poll;
    uv_timer_t timer; /* the oldest request's time, or at once after death */
    int handles;
    struct kr_frame_reader in;
    struct kr_outbox out;
    struct kr_requests requests;
    kr_link_message_fn *on_message;
    kr_link_closed_fn *on_closed;
    void *arg;
};

static void on_poll(uv_poll_t *handle, int status, int events);
static void on_timer(uv_timer_t *timer);

static bool is_alive(const struct kr_link *link)
{
    return !link->dead && !link->closing;
}

/* Asks for what the loop must do next: read, write when something waits, and look after the oldest request. */
static void arm(struct kr_link *link)
{
    if (!is_alive(link))
        return;
    int events = UV_READABLE | (kr_outbox_is_empty(&link->out) ? 0 : UV_WRITABLE);
    if (events != link->events) /* libuv would take the descriptor out and put it in again: two calls for each message */
        uv_poll_start(&link->poll, events, on_poll);
    link->events = events;
    const struct kr_request *oldest = link->requests.oldest;
    uint64_t now_ms = uv_now(link->timer.loop);
    if (!oldest)
        uv_timer_stop(&link->timer);
    else
        uv_timer_start(&link->timer, on_timer, oldest->deadline_ms > now_ms ? oldest->deadline_ms - now_ms : 0, 0);
}

/* Stops everything; the owner hears of it on the loop's next turn, never from within its own call. */
static void die(struct kr_link *link)
{
    if (!is_alive(link))
        return;
    link->dead = true;
    uv_poll_stop(&link->poll);
    uv_timer_start(&link->timer, on_timer, 0, 0);
}

/* The peer broke the protocol: it gets no second chance. */
static void die_of(struct kr_link *link, const char *why, const char *where)
{
    kr_warn("link: the other process broke the protocol (%s %s)", why, where);
    link->reading = false;
    die(link);
}

static int err_of_id(const char *id)
{
#define X(name, number, text)                                                                                          \
    if (strcmp(id, text) == 0)                                                                                         \
        return name;
    KR_ERR_TABLE(X)
#undef X
    return KR_E_INTERNAL;
}

static void answer(struct kr_request *r, int err, const struct kr_link_msg *msg)
{
    r->on_reply(r->arg, err, msg);
    free(r);
}

/* The type of the reply to a request, as `reply` of proto/link.json says. */
static int reply_type(int type)
{
    switch (type) {
    case KR_LINK_HTTP_REQUEST:
        return KR_LINK_HTTP_RESPONSE;
    case KR_LINK_TOKEN_USE:
        return KR_LINK_TOKEN_TICKET;
    case KR_LINK_ENDPOINT_OPEN:
    case KR_LINK_ENDPOINT_OFFER:
        return KR_LINK_ENDPOINT_ANSWER;
    case KR_LINK_ENDPOINT_STATISTICS:
        return KR_LINK_ENDPOINT_FIGURES;
    case KR_LINK_ADMIN:
        return KR_LINK_ADMIN_RESULT;
    default:
        return KR_LINK_OK;
    }
}

static void on_reply(struct kr_link *link, const struct kr_link_msg *msg)
{
    struct kr_request *r = kr_requests_take(&link->requests, msg->head.re);
    /* Too late, or never asked for. */
    if (!r)
        return;
    if (msg->head.type == KR_LINK_ERROR) {
        answer(r, err_of_id(msg->u.error.error), msg);
    } else if (msg->head.type == r->reply_type) {
        answer(r, 0, msg);
    } else {
        /* Whoever reads another member of the union than was sent would read the sender's bytes as pointers. */
        answer(r, KR_E_MALFORMED, NULL);
        die_of(link, "reply", kr_proto_type_name(&kr_link_protocol, msg->head.type));
    }
}

static void on_frame(struct kr_link *link, const char *json, size_t len, int fd)
{
    struct kr_link_msg *msg;
    struct kr_proto_fault fault = {.error = "memory"};
    if (kr_link_parse(&msg, json, len, &fault)) {
        kr_fd_close(fd);
        die_of(link, fault.error, fault.field);
        return;
    }
    if (msg->head.re) {
        kr_fd_close(fd);
        on_reply(link, msg);
    } else {
        link->on_message(link->arg, link, &msg, fd);
    }
    kr_link_free(msg);
}

/* Hands out what is complete. fd came with the last byte read, so it belongs to the last frame, complete or not. */
static void deliver(struct kr_link *link, int fd)
{
    if (fd >= 0 && link->fd_in >= 0) {
        kr_fd_close(fd);
        die_of(link, "descriptors", "");
        return;
    }
    const char *json;
    size_t len;
    int got = 0;
    while (!link->closing && link->reading && (got = kr_frame_next(&link->in, &json, &len)) == 1) {
        int its_fd = link->fd_in;
        link->fd_in = -1;
        if (its_fd < 0 && kr_frame_left(&link->in) == 0) {
            its_fd = fd;
            fd = -1;
        }
        on_frame(link, json, len, its_fd);
    }
    kr_frame_forget(&link->in);
    if (link->closing || !link->reading)
        kr_fd_close(fd);
    else if (fd >= 0)
        link->fd_in = fd;
    if (got < 0)
        die_of(link, kr_err_id(got), "frame");
}

/* Reads until nothing is left, at most `turns` times. */
static void read_in(struct kr_link *link, int turns)
{
    while (turns-- && link->reading && !link->closing) {
        size_t room, n;
        int fd;
        uint8_t *p = kr_frame_room(&link->in, &room);
        int err = p ? kr_fd_recv(link->fd, p, room, &n, &fd) : KR_E_NOMEM;
        if (err == KR_E_AGAIN)
            return;
        if (err == KR_E_MALFORMED) {
            die_of(link, "descriptors", "");
        } else if (err) {
            link->reading = false;
            die(link);
        } else {
            kr_frame_added(&link->in, n);
            deliver(link, fd);
        }
    }
}

static void flush(struct kr_link *link)
{
    int err = kr_outbox_flush(&link->out, link->fd);
    if (err && err != KR_E_AGAIN)
        die(link);
}

static void on_poll(uv_poll_t *handle, int status, int events)
{
    struct kr_link *link = handle->data;
    if (events & UV_WRITABLE)
        flush(link);
    if (status < 0) /* libuv has stopped it */
        link->events = 0;
    if (status < 0 || (events & UV_READABLE))
        read_in(link, READS_PER_TURN);
    arm(link);
}

/* The last words of a peer that no longer reads are heard first; then every open request learns of its death. */
static void tell_of_death(struct kr_link *link)
{
    read_in(link, READS_AT_DEATH);
    struct kr_request *r;
    while (!link->closing && (r = kr_requests_take_oldest(&link->requests)))
        answer(r, KR_E_CLOSED, NULL);
    if (link->closing || link->told)
        return;
    link->told = true;
    link->on_closed(link->arg, link);
}

static void on_timer(uv_timer_t *timer)
{
    struct kr_link *link = timer->data;
    if (link->dead) {
        tell_of_death(link);
        return;
    }
    struct kr_request *r;
    while (!link->closing && (r = kr_requests_take_expired(&link->requests, uv_now(timer->loop))))
        answer(r, KR_E_EXPIRED, NULL);
    arm(link);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct kr_link *link = handle->data;
    if (--link->handles)
        return;
    struct kr_request *r;
    while ((r = kr_requests_take_oldest(&link->requests)))
        answer(r, KR_E_CLOSED, NULL);
    kr_requests_fini(&link->requests);
    kr_outbox_fini(&link->out);
    kr_frame_reader_fini(&link->in);
    kr_fd_close(link->fd_in);
    kr_fd_close(link->fd);
    free(link);
}

int kr_link_open(struct kr_link **out, uv_loop_t *loop, int fd, kr_link_message_fn *on_message, kr_link_closed_fn *on_closed,
                 void *arg)
{
    int err = kr_fd_prepare(fd);
    struct kr_link *link = err ? NULL : calloc(1, sizeof *link);
    if (!link) {
        kr_fd_close(fd);
        return err ? err : KR_E_NOMEM;
    }
    link->fd = fd;
    link->fd_in = -1;
    link->reading = true;
    link->on_message = on_message;
    link->on_closed = on_closed;
    link->arg = arg;
    link->poll.data = link->timer.data = link;
    kr_outbox_init(&link->out);
    kr_requests_init(&link->requests);
    kr_frame_reader_init(&link->in);
    if (uv_poll_init(loop, &link->poll, fd)) {
        kr_fd_close(fd);
        free(link);
        return KR_E_IO;
    }
    uv_timer_init(loop, &link->timer);
    link->handles = 2;
    arm(link);
    *out = link;
    return 0;
}

void kr_link_close(struct kr_link *link)
{
    if (!link || link->closing)
        return;
    /* What the peer can take at once it still gets, such as the answer to `stop`. */
    if (!link->dead && kr_outbox_flush(&link->out, link->fd))
        kr_debug("link: closed before all was sent");
    link->closing = true;
    uv_close((uv_handle_t *)&link->poll, on_handle_closed);
    uv_close((uv_handle_t *)&link->timer, on_handle_closed);
}

int kr_link_send_fd(struct kr_link *link, const struct kr_link_msg *msg, int fd)
{
    if (!is_alive(link)) {
        kr_fd_close(fd);
        return KR_E_CLOSED;
    }
    size_t len;
    char *json = kr_link_write(msg, &len);
    if (!json) {
        kr_fd_close(fd);
        return KR_E_MALFORMED;
    }
    bool was_empty = kr_outbox_is_empty(&link->out);
    int err = kr_outbox_add(&link->out, json, len, fd);
    explicit_bzero(json, len);
    free(json);
    if (err == KR_E_FULL) {
        kr_warn("link: the other process does not read");
        die(link);
    }
    if (err)
        return err;
    if (was_empty)
        flush(link);
    arm(link);
    return link->dead ? KR_E_CLOSED : 0;
}

int kr_link_send(struct kr_link *link, const struct kr_link_msg *msg)
{
    return kr_link_send_fd(link, msg, -1);
}

int kr_link_request(struct kr_link *link, struct kr_link_msg *msg, kr_link_reply_fn *reply_fn, void *arg)
{
    if (!is_alive(link))
        return KR_E_CLOSED;
    int err = kr_requests_add(&link->requests, &msg->head.id, reply_type(msg->head.type), uv_now(link->timer.loop), reply_fn, arg);
    if (err)
        return err;
    msg->head.re = 0;
    err = kr_link_send(link, msg);
    if (err)
        free(kr_requests_take(&link->requests, msg->head.id));
    return err;
}

int kr_link_reply(struct kr_link *link, int64_t re, struct kr_link_msg *msg)
{
    /* An event: nobody waits for an answer. */
    if (!re)
        return 0;
    msg->head.id = 0;
    msg->head.re = re;
    return kr_link_send(link, msg);
}

int kr_link_reply_ok(struct kr_link *link, int64_t re)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_OK};
    return kr_link_reply(link, re, &msg);
}

int kr_link_reply_error(struct kr_link *link, int64_t re, int err, const char *text)
{
    char cut[401]; /* proto/link.json: `text` of `error` has at most 400 bytes */
    size_t len = strlen(text);
    if (len > sizeof cut - 1) {
        len = sizeof cut - 1;
        /* Not within a character: UTF-8 continuation bytes are 10xxxxxx (RFC 3629 section 3). */
        while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
            len--;
    }
    memcpy(cut, text, len);
    cut[len] = '\0';
    struct kr_link_msg msg = {.head.type = KR_LINK_ERROR, .u.error = {.error = kr_err_id(err), .text = cut}};
    return kr_link_reply(link, re, &msg);
}
