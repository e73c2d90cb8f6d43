/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"

enum { READ_BYTES = 16384, IN_MOST = 4 << 20 };

static void append(struct kr_load_buffer *b, const void *data, size_t len)
{
    if (b->len + len > b->cap) {
        b->cap = 2 * (b->len + len);
        b->data = realloc(b->data, b->cap);
        kr_assert(b->data);
    }
    memcpy(b->data + b->len, data, len);
    b->len += len;
}

static void consume(struct kr_load_buffer *b, size_t len)
{
    memmove(b->data, b->data + len, b->len - len);
    b->len -= len;
}

bool kr_load_stream_is_open(const struct kr_load_stream *s)
{
    return s->loop && s->watch.fd >= 0;
}

void kr_load_stream_close(struct kr_load_stream *s)
{
    if (!s->loop)
        return;
    kr_load_loop_close(s->loop, &s->watch);
    SSL_free(s->ssl);
    free(s->in.data);
    free(s->out.data);
    *s = (struct kr_load_stream){.watch.fd = -1};
}

/* Bytes moved, 0: not now, or negative: it is over. */
static int outcome(struct kr_load_stream *s, ssize_t n)
{
    if (n > 0)
        return (int)n;
    if (!s->ssl)
        return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : KR_E_CLOSED;
    int why = SSL_get_error(s->ssl, (int)n);
    ERR_clear_error();
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : KR_E_CLOSED;
}

static int flush(struct kr_load_stream *s)
{
    while (s->out.len) {
        ssize_t moved = s->ssl ? SSL_write(s->ssl, s->out.data, (int)s->out.len) : send(s->watch.fd, s->out.data, s->out.len, MSG_NOSIGNAL);
        int n = outcome(s, moved);
        if (n < 0)
            return n;
        if (n == 0)
            break;
        consume(&s->out, (size_t)n);
    }
    kr_load_loop_want(s->loop, &s->watch, s->out.len > 0);
    return 0;
}

static int receive(struct kr_load_stream *s)
{
    uint8_t part[READ_BYTES];
    for (;;) {
        ssize_t moved = s->ssl ? SSL_read(s->ssl, part, sizeof part) : recv(s->watch.fd, part, sizeof part, 0);
        int n = outcome(s, moved);
        if (n <= 0)
            return n;
        append(&s->in, part, (size_t)n);
        if (s->in.len > IN_MOST)
            return KR_E_TOO_LARGE;
    }
}

static int shake(struct kr_load_stream *s)
{
    if (s->shaken || !s->ssl)
        return 0;
    int done = SSL_do_handshake(s->ssl);
    s->shaken = done == 1;
    if (s->shaken)
        return 0;
    int why = SSL_get_error(s->ssl, done);
    ERR_clear_error();
    kr_load_loop_want(s->loop, &s->watch, why == SSL_ERROR_WANT_WRITE);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? KR_E_AGAIN : KR_E_CLOSED;
}

static void on_ready(void *arg, bool readable, bool writable)
{
    struct kr_load_stream *s = arg;
    size_t before = s->in.len;
    if (!s->connected && !writable && !readable)
        return;
    s->connected = true; /* or refused: the first write tells */
    int err = shake(s);
    if (err == KR_E_AGAIN)
        return;
    int read_err = err ? err : receive(s);
    if (!err)
        err = flush(s);
    err = err ? err : read_err;
    if (s->in.len > before || err)
        s->on_data(s->arg, s, err != 0);
}

int kr_load_stream_open(struct kr_load_stream *s, struct kr_load_loop *loop, const struct sockaddr *to, socklen_t to_len, SSL_CTX *tls,
                        const char *host, kr_load_stream_fn *on_data, void *arg)
{
    int on = 1;
    *s = (struct kr_load_stream){.loop = loop, .on_data = on_data, .arg = arg,
                                 .watch = {.ready = on_ready, .arg = s, .wants_to_write = true}};
    s->watch.fd = socket(to->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->watch.fd < 0)
        return KR_E_IO;
    setsockopt(s->watch.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    int err = connect(s->watch.fd, to, to_len) && errno != EINPROGRESS ? KR_E_IO : kr_load_loop_add(loop, &s->watch);
    if (!err && tls) {
        s->ssl = SSL_new(tls);
        err = s->ssl && SSL_set_fd(s->ssl, s->watch.fd) == 1 && SSL_set_tlsext_host_name(s->ssl, host) == 1 &&
                      SSL_set1_host(s->ssl, host) == 1 ? 0 : KR_E_INTERNAL;
        if (!err)
            SSL_set_connect_state(s->ssl);
    }
    if (err)
        kr_load_stream_close(s);
    return err;
}

void kr_load_stream_write(struct kr_load_stream *s, const void *data, size_t len)
{
    if (!kr_load_stream_is_open(s))
        return;
    append(&s->out, data, len);
    if (s->connected && (!s->ssl || s->shaken))
        (void)!flush(s); /* that it is over shows when it is read */
    else
        kr_load_loop_want(s->loop, &s->watch, !s->connected);
}

void kr_load_stream_used(struct kr_load_stream *s, size_t len)
{
    consume(&s->in, len);
}
