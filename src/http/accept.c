/* SPDX-License-Identifier: EUPL-1.2 */
/* Listening sockets. The library cannot inherit one, so connections are accepted here and handed to it. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "http/server.h"
#include "os/fd.h"

enum { ACCEPTS_PER_TURN = 64 };

struct kr_http_listener {
    struct kr_http *http;
    struct kr_http_listener *next;
    uv_poll_t poll;
    int fd;
    bool tls;
};

static void set_peer(struct kr_http_conn *c, const struct sockaddr_storage *from)
{
    if (from->ss_family == AF_INET6) {
        c->peer = ((const struct sockaddr_in6 *)from)->sin6_addr;
    } else if (from->ss_family == AF_INET) {
        c->peer.s6_addr[10] = c->peer.s6_addr[11] = 0xff;
        memcpy(&c->peer.s6_addr[12], &((const struct sockaddr_in *)from)->sin_addr, 4);
    }
    if (IN6_IS_ADDR_V4MAPPED(&c->peer))
        inet_ntop(AF_INET, &c->peer.s6_addr[12], c->address, sizeof c->address);
    else
        inet_ntop(AF_INET6, &c->peer, c->address, sizeof c->address);
}

static bool has_room(const struct kr_http *h, const struct in6_addr *peer)
{
    if (h->n_conns >= KR_HTTP_CONNECTIONS)
        return false;
    if (h->n_conns < KR_HTTP_CONNECTIONS_PER_ADDRESS)
        return true;
    size_t n = 0;
    for (const struct kr_http_conn *c = h->conns; c; c = c->next)
        n += memcmp(&c->peer, peer, sizeof *peer) == 0;
    return n < KR_HTTP_CONNECTIONS_PER_ADDRESS;
}

/* secure: it comes from behind a TLS that ended elsewhere, or has its own. */
static int adopt(struct kr_http *h, int fd, bool tls, bool secure, const struct sockaddr_storage *from)
{
    struct kr_http_conn *c = calloc(1, sizeof *c);
    if (!c) {
        kr_fd_close(fd);
        return KR_E_NOMEM;
    }
    c->http = h;
    c->tls = tls;
    c->secure = secure;
    set_peer(c, from);
    if (!has_room(h, &c->peer)) {
        kr_fd_close(fd);
        free(c);
        return KR_E_FULL;
    }
    c->deadline_ms = uv_now(h->loop) + KR_HTTP_HEADERS_MS;
    c->next = h->conns;
    if (c->next)
        c->next->prev = c;
    h->conns = c;
    h->n_conns++;
    h->refs++;
    lws_adopt_desc_t desc = {.vh = tls ? h->tls : h->plain,
                             .type = LWS_ADOPT_SOCKET | (tls ? LWS_ADOPT_ALLOW_SSL : 0),
                             .fd.sockfd = fd, .vh_prot_name = "kreide", .opaque = c};
    struct lws *wsi = lws_adopt_descriptor_vhost_via_info(&desc);
    /*
     * The library has closed fd. If it got as far as making something of the connection, it reports the end of that
     * later; otherwise never, and the sweep frees c.
     */
    if (!wsi)
        return KR_E_CLOSED;
    c->wsi = wsi;
    return 0;
}

int kr_http_adopt(struct kr_http *h, int fd, bool tls)
{
    struct sockaddr_storage from = {0};
    socklen_t len = sizeof from;
    if ((tls && !h->has_certificate) || kr_fd_prepare(fd) || getpeername(fd, (struct sockaddr *)&from, &len)) {
        kr_fd_close(fd);
        return KR_E_STATE;
    }
    return adopt(h, fd, tls, tls, &from);
}

int kr_http_adopt_behind_tls(struct kr_http *h, int fd, const char *address)
{
    struct sockaddr_storage from = {.ss_family = AF_INET};
    bool known = inet_pton(AF_INET, address, &((struct sockaddr_in *)&from)->sin_addr) == 1;
    if (!known) {
        from.ss_family = AF_INET6;
        known = inet_pton(AF_INET6, address, &((struct sockaddr_in6 *)&from)->sin6_addr) == 1;
    }
    if (!known || kr_fd_prepare(fd)) {
        kr_fd_close(fd);
        return KR_E_MALFORMED;
    }
    return adopt(h, fd, false, true, &from);
}

static void on_connections(uv_poll_t *poll, int status, int events)
{
    struct kr_http_listener *l = poll->data;
    for (int i = 0; i < ACCEPTS_PER_TURN && !l->http->stopping; i++) {
        struct sockaddr_storage from = {0};
        socklen_t len = sizeof from;
        int fd = accept4(l->fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            /* Out of descriptors: the poll would fire without end, so it pauses until the next sweep. */
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
                uv_poll_stop(poll);
            return;
        }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (adopt(l->http, fd, l->tls, l->tls, &from))
            kr_debug("http: a connection was refused");
    }
}

static void on_poll_closed(uv_handle_t *handle)
{
    struct kr_http_listener *l = handle->data;
    kr_fd_close(l->fd);
    kr_http_unref(l->http);
    free(l);
}

void kr_http_stop_listening(struct kr_http *h)
{
    while (h->listeners) {
        struct kr_http_listener *l = h->listeners;
        h->listeners = l->next;
        uv_close((uv_handle_t *)&l->poll, on_poll_closed);
    }
}

void kr_http_resume_listening(struct kr_http *h)
{
    for (struct kr_http_listener *l = h->listeners; l; l = l->next)
        if (!uv_is_active((uv_handle_t *)&l->poll))
            uv_poll_start(&l->poll, UV_READABLE, on_connections);
}

int kr_http_listen(struct kr_http *h, int fd, bool tls)
{
    struct kr_http_listener *l = NULL;
    int err = tls && !h->has_certificate ? KR_E_CONFIG : kr_fd_prepare(fd);
    if (!err && !(l = calloc(1, sizeof *l)))
        err = KR_E_NOMEM;
    if (!err && uv_poll_init(h->loop, &l->poll, fd))
        err = KR_E_IO;
    if (err) {
        free(l);
        kr_fd_close(fd);
        return err;
    }
    l->http = h;
    l->fd = fd;
    l->tls = tls;
    l->poll.data = l;
    l->next = h->listeners;
    h->listeners = l;
    h->refs++;
    uv_poll_start(&l->poll, UV_READABLE, on_connections);
    return 0;
}
