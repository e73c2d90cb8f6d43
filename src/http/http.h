/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The HTTP and WebSocket server: the only folder that knows libwebsockets. Requests arrive whole (body included,
 * bounded by KR_LIMIT_HTTP_BODY_BYTES; chunked bodies get 411, larger ones 413), are handed to one handler, and are
 * answered now or later with kr_http_reply. Security headers (CSP, HSTS on HTTPS, nosniff, Referrer-Policy,
 * Permissions-Policy, COOP) are set on every answer here. Nothing is logged about a request.
 */
#ifndef KR_HTTP_HTTP_H
#define KR_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/err.h"

struct kr_http;          /* the server */
struct kr_http_exchange; /* one request until its answer */
struct kr_ws;            /* one WebSocket */

struct kr_http_config {
    const char *static_dir;  /* built web client; served with ETag and, for hashed names, immutable caching */
    bool tls; /* HTTPS is served, as soon as kr_http_certificate was called */
};

struct kr_http_request {
    const char *method; /* upper case: GET HEAD POST PUT PATCH DELETE OPTIONS */
    const char *path;   /* percent-decoded, begins with '/', no "..", without query */
    const char *query;  /* raw, "" if none */
    const char *origin; /* Origin header or "" */
    const char *host;   /* Host header or "" */
    const char *content_type;  /* or "" */
    const char *accept;        /* Accept header or "" */
    const char *authorization; /* or "" */
    const char *fetch_site;    /* Sec-Fetch-Site or "" */
    const char *kreide;        /* X-Kreide header or "": CSRF guard of the API */
    const char *cookie;        /* Cookie header or "" */
    const char *agent;         /* User-Agent or "" */
    const char *address;       /* of the client, numeric; never log or store it */
    bool secure;               /* came by HTTPS */
    const uint8_t *body;
    size_t body_len;
};

struct kr_http_header {
    const char *name, *value;
};

struct kr_http_handlers {
    /* A request that is not for a static file, or a method other than GET and HEAD. req lives until the reply. */
    void (*request)(void *arg, struct kr_http_exchange *x, const struct kr_http_request *req);
    /* The client went away before the reply; x must not be replied to after this returns. May be NULL. */
    void (*gone)(void *arg, struct kr_http_exchange *x);
    /*
     * A WebSocket upgrade. Returns 0 and *user (given back below), or an HTTP status to refuse with. Origin must be
     * checked here.
     */
    int (*ws_open)(void *arg, struct kr_ws *ws, const struct kr_http_request *req, void **user);
    /* A whole text message (at most KR_LIMIT_SIGNAL_SDP_BYTES; binary frames close the socket with 1003). */
    void (*ws_message)(void *user, const char *text, size_t len);
    /* The WebSocket is gone; ws is invalid after this returns. Called once, also after kr_ws_close. */
    void (*ws_closed)(void *user);
};

/* True if the path is to be answered by the request handler; otherwise it is a static file or the app shell. */
bool kr_http_is_dynamic(const char *path);

KR_MUST_CHECK int kr_http_new(struct kr_http **out, uv_loop_t *loop, const struct kr_http_config *config,
                              const struct kr_http_handlers *handlers, void *arg);
void kr_http_free(struct kr_http *h);

/*
 * Connections by HTTPS that begin from now on are served with this certificate and key (PEM); those that are there go on.
 * KR_E_CONFIG, and nothing has changed, if they are no pair.
 */
KR_MUST_CHECK int kr_http_certificate(struct kr_http *h, const char *chain, const char *key);

/* Takes over a connection that somebody else has accepted and not touched. */
KR_MUST_CHECK int kr_http_adopt(struct kr_http *h, int fd, bool tls);

/*
 * Takes over one end of a pair of sockets, at whose other end TLS with a client at this (numeric) address has been ended: as
 * good as HTTPS.
 */
KR_MUST_CHECK int kr_http_adopt_behind_tls(struct kr_http *h, int fd, const char *address);

/* Accepts connections from a listening socket, which the server owns from now on. */
KR_MUST_CHECK int kr_http_listen(struct kr_http *h, int fd, bool tls);

/* Attach and read back a pointer of the handler's own. */
void kr_http_set_user(struct kr_http_exchange *x, void *user);
void *kr_http_user(const struct kr_http_exchange *x);

/* Answers. Headers and body are copied. content_type may be NULL when there is no body. */
void kr_http_reply(struct kr_http_exchange *x, int status, const char *content_type, const struct kr_http_header *headers,
                   size_t n_headers, const void *body, size_t body_len);

/* Queues a text message (copied). KR_E_FULL when more than 4 MiB wait: the socket is then being closed. */
int kr_ws_send(struct kr_ws *ws, const char *text, size_t len);

/* Closes after what is queued was sent; code as in RFC 6455 section 7.4. */
void kr_ws_close(struct kr_ws *ws, int code);

#endif
