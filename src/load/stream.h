/* SPDX-License-Identifier: EUPL-1.2 */
/* Bytes to and from a server, over TCP or TLS (RFC 8446), without waiting. */
#ifndef KR_LOAD_STREAM_H
#define KR_LOAD_STREAM_H

#include <openssl/ssl.h>
#include <sys/socket.h>

#include "load/loop.h"

struct kr_load_stream;

/* Something arrived (s->in), or with `ended` nothing more will; the stream may be closed in it. */
typedef void kr_load_stream_fn(void *arg, struct kr_load_stream *s, bool ended);

struct kr_load_buffer {
    uint8_t *data; /* owned */
    size_t len, cap;
};

struct kr_load_stream {
    struct kr_load_loop *loop;
    struct kr_load_watch watch;
    SSL *ssl; /* NULL: plain */
    bool connected, shaken; /* shaken: the TLS handshake is over */
    struct kr_load_buffer in, out;
    kr_load_stream_fn *on_data;
    void *arg;
};

/*
 * Connects. tls: with which context, NULL for plain; host: whose certificate it must be. What is written before the
 * connection stands is kept.
 */
KR_MUST_CHECK int kr_load_stream_open(struct kr_load_stream *s, struct kr_load_loop *loop, const struct sockaddr *to, socklen_t to_len,
                                      SSL_CTX *tls, const char *host, kr_load_stream_fn *on_data, void *arg);
bool kr_load_stream_is_open(const struct kr_load_stream *s);
void kr_load_stream_close(struct kr_load_stream *s);

/* A failure shows as the stream's end. */
void kr_load_stream_write(struct kr_load_stream *s, const void *data, size_t len);

/* The first len bytes of s->in were used. */
void kr_load_stream_used(struct kr_load_stream *s, size_t len);

#endif
