/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Inside of the server, shared by its files; everybody else includes http/http.h.
 *
 * libwebsockets carries sockets, TLS and their place on the loop (raw sockets, server.c and conn.c). HTTP/1.1 and the
 * frames of WebSockets are read and written by request.c and frame.c, which are pure: the library's own HTTP reader
 * never comes back from a request with a body whose answer takes time when another request follows at once.
 */
#ifndef KR_HTTP_SERVER_H
#define KR_HTTP_SERVER_H

#include <libwebsockets.h>
#include <netinet/in.h>
#include <openssl/ssl.h>

#include "http/files.h"
#include "http/frame.h"
#include "http/http.h"
#include "http/request.h"

enum {
    KR_HTTP_CONNECTIONS = 8192,             /* in all */
    KR_HTTP_CONNECTIONS_PER_ADDRESS = 2048, /* a whole school may come from one address */
    KR_HTTP_AHEAD_BYTES = 64 * 1024,        /* sent before the answer to the request before */
    KR_HTTP_CHUNK_BYTES = 64 * 1024,        /* written at once */
    KR_HTTP_DISCARD_BYTES = 1024 * 1024,    /* of a refused body, before the connection is cut */

    KR_HTTP_SWEEP_MS = 1000,
    KR_HTTP_HEADERS_MS = 15 * 1000, /* from the connection to the end of the first headers, TLS included */
    KR_HTTP_IDLE_MS = 30 * 1000,    /* from an answer to the end of the next headers */
    KR_HTTP_BODY_MS = 30 * 1000,    /* a whole body */
    KR_HTTP_ANSWER_MS = 120 * 1000, /* to take an answer: the web client over a slow line */
    KR_HTTP_LINGER_MS = 5 * 1000,   /* so that an answer or a close is read before the connection is gone */

    KR_WS_PING_MS = 20 * 1000,
    KR_WS_SILENCE_MS = 45 * 1000,
    KR_WS_QUEUE_BYTES = 4 * 1024 * 1024,
};

/* An answer on its way out. */
struct kr_answer {
    char *head;          /* owned */
    uint8_t *own;        /* owned body, or NULL */
    const uint8_t *body; /* own, or a file's data, which lives as long as the server */
    size_t head_len, body_len, sent;
};

struct kr_http_exchange {
    struct kr_http_conn *conn;
    struct kr_request_head head; /* its texts point into `text` */
    char *text;                  /* owned */
    size_t text_len;
    uint8_t *body; /* owned */
    size_t body_got;
    void *user;
};

struct kr_ws_frame {
    struct kr_ws_frame *next;
    size_t len, sent;
    uint8_t data[]; /* header and text */
};

struct kr_ws {
    struct kr_http_conn *conn;
    void *user;
    struct kr_ws_reader reader;
    struct kr_ws_frame *first, **end; /* owned */
    size_t queued;
    bool closing; /* after what is queued, with `code` */
    bool close_sent, close_got;
    int code;
    uint64_t heard_ms, pinged_ms;
    bool ping_due, pong_due;
    uint8_t pong[KR_WS_CONTROL_BYTES];
    size_t pong_len;
};

enum kr_conn_phase {
    KR_CONN_HEAD,      /* reads a request's head */
    KR_CONN_BODY,      /* reads its body */
    KR_CONN_ASKED,     /* the handler has it */
    KR_CONN_ANSWERING, /* the answer goes out; the next request waits */
    KR_CONN_DRAINING,  /* nothing more is said; what comes is dropped until the client goes */
    KR_CONN_WS,
};

/* One connection, from accept until the library has let go of it. */
struct kr_http_conn {
    struct kr_http *http;
    struct kr_http_conn *prev, *next;
    struct lws *wsi; /* NULL until it is adopted and after it is closed */
    bool known;      /* to the library, which will report its end */
    bool secure; /* came by HTTPS */
    bool tls;    /* and the library ends it */
    struct in6_addr peer; /* IPv4 as mapped address */
    char address[INET6_ADDRSTRLEN];
    enum kr_conn_phase phase;
    uint64_t deadline_ms; /* 0: none */
    char *in;             /* bytes not yet used; owned */
    size_t in_len, in_cap, in_scanned;
    struct kr_http_exchange *x; /* the request in BODY and ASKED; owned */
    bool no_body;               /* HEAD */
    bool close;                 /* after the answer */
    bool refused;               /* the rest of the request is dropped */
    bool interim;               /* 100 Continue is to be sent */
    uint64_t dropped;           /* bytes */
    struct kr_answer answer;
    struct kr_ws *ws; /* owned */
};

struct kr_http_listener;

struct kr_http {
    uv_loop_t *loop;
    struct lws_context *context;
    struct lws_vhost *plain, *tls;
    SSL_CTX *tls_context; /* of the latter, which owns it */
    bool has_certificate;
    struct kr_files files;
    struct kr_http_handlers on;
    void *arg;
    struct kr_http_conn *conns;
    size_t n_conns;
    struct kr_http_listener *listeners;
    uv_timer_t sweep;
    size_t refs; /* the owner, each listener, the timer, each connection */
    bool stopping;
    int end_turns; /* turns of the loop until the library's handles are closed */
    uint8_t chunk[LWS_PRE + KR_HTTP_CHUNK_BYTES];
};

void kr_http_unref(struct kr_http *h);

/* accept.c */
void kr_http_stop_listening(struct kr_http *h);
void kr_http_resume_listening(struct kr_http *h);

/* conn.c */
int kr_http_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len);
void kr_conn_gone(struct kr_http_conn *c); /* tells the handlers, once */
void kr_conn_free(struct kr_http_conn *c);
void kr_conn_linger(struct kr_http_conn *c); /* starts the time until the connection is cut */
void kr_http_sweep(struct kr_http *h, uint64_t now_ms);

/* answer.c: what goes out. */
void kr_answer_file(struct kr_http_conn *c);
void kr_answer_status(struct kr_http_conn *c, int status);
void kr_answer_upgrade(struct kr_http_conn *c, const char *accept_key);
void kr_answer_free(struct kr_answer *a);
size_t kr_answer_fill(struct kr_answer *a, uint8_t *out, size_t cap); /* the next bytes, 0 when all went */
void kr_exchange_free(struct kr_http_exchange *x);

/* websocket.c */
KR_MUST_CHECK int kr_ws_open(struct kr_http_conn *c);              /* 0 or the HTTP status to refuse with */
void kr_ws_received(struct kr_ws *ws, const void *data, size_t len);
size_t kr_ws_fill(struct kr_ws *ws, uint8_t *out, size_t cap);     /* the next bytes, 0 when nothing waits */
bool kr_ws_is_over(const struct kr_ws *ws);                        /* both sides have closed */
bool kr_ws_sweep(struct kr_ws *ws, uint64_t now_ms);               /* false: the peer is silent */
void kr_ws_free(struct kr_ws *ws);

#endif
