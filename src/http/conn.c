/* SPDX-License-Identifier: EUPL-1.2 */
/* The life of a connection: bytes in, requests to the handlers, answers out, one after the other. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "http/server.h"

#define SIGNAL_PATH "/api/v1/signal"

bool kr_http_is_dynamic(const char *path)
{
    return strncmp(path, "/api/", 5) == 0 || strncmp(path, "/whip/", 6) == 0 || strncmp(path, "/whep/", 6) == 0 ||
           strcmp(path, "/metrics") == 0;
}

void kr_http_set_user(struct kr_http_exchange *x, void *user)
{
    x->user = user;
}

void *kr_http_user(const struct kr_http_exchange *x)
{
    return x->user;
}

static void set_deadline(struct kr_http_conn *c, uint64_t ms)
{
    c->deadline_ms = uv_now(c->http->loop) + ms;
}

void kr_conn_linger(struct kr_http_conn *c)
{
    set_deadline(c, KR_HTTP_LINGER_MS);
}

void kr_conn_gone(struct kr_http_conn *c)
{
    const struct kr_http_handlers *on = &c->http->on;
    struct kr_http_exchange *x = c->x;
    struct kr_ws *ws = c->ws;
    c->wsi = NULL;
    c->x = NULL;
    c->ws = NULL;
    if (x && c->phase == KR_CONN_ASKED && on->gone)
        on->gone(c->http->arg, x);
    kr_exchange_free(x);
    if (ws) {
        on->ws_closed(ws->user);
        kr_ws_free(ws);
    }
}

void kr_conn_free(struct kr_http_conn *c)
{
    struct kr_http *h = c->http;
    kr_conn_gone(c);
    kr_answer_free(&c->answer);
    if (c->in)
        explicit_bzero(c->in, c->in_cap);
    free(c->in);
    if (c->prev)
        c->prev->next = c->next;
    else
        h->conns = c->next;
    if (c->next)
        c->next->prev = c->prev;
    h->n_conns--;
    free(c);
    kr_http_unref(h);
}

/* Nothing of a request stays behind in the buffer: passwords are in some. */
static void consume(struct kr_http_conn *c, size_t n)
{
    memmove(c->in, c->in + n, c->in_len - n);
    memset(c->in + c->in_len - n, 0, n);
    c->in_len -= n;
    c->in_scanned = 0;
}

/* Answers with a status and ends the connection after it: where the next request would begin is not known. */
static void refuse(struct kr_http_conn *c, int status)
{
    c->close = c->refused = true;
    kr_exchange_free(c->x);
    c->x = NULL;
    kr_answer_status(c, status);
}

static void dispatch(struct kr_http_conn *c)
{
    struct kr_http_exchange *x = c->x;
    const struct kr_http_request *req = &x->head.req;
    bool reads = strcmp(req->method, "GET") == 0 || c->no_body;
    if (reads && !kr_http_is_dynamic(req->path)) {
        kr_answer_file(c);
        c->x = NULL;
        kr_exchange_free(x);
        return;
    }
    /* The answer is the handler's to give, however long it takes. */
    c->phase = KR_CONN_ASKED;
    c->deadline_ms = 0;
    c->http->on.request(c->http->arg, x, req);
}

/* The library sets time limits of its own while a connection begins, and does not lift them for raw sockets. */
static void lift_limits(struct kr_http_conn *c)
{
    lws_set_timeout(c->wsi, NO_PENDING_TIMEOUT, 0);
}

static int begin_body(struct kr_http_conn *c)
{
    struct kr_http_exchange *x = c->x;
    if (!(x->body = malloc(x->head.req.body_len)))
        return 503;
    x->head.req.body = x->body;
    c->phase = KR_CONN_BODY;
    set_deadline(c, KR_HTTP_BODY_MS);
    if (x->head.expects_continue && !c->in_len) {
        c->interim = true;
        lws_callback_on_writable(c->wsi);
    }
    return 0;
}

/* A head of n bytes is complete: 0, or the status to refuse it with. */
static int begin_request(struct kr_http_conn *c, size_t n)
{
    struct kr_http_exchange *x = calloc(1, sizeof *x);
    if (!x)
        return 503;
    c->x = x;
    x->conn = c;
    if (!(x->text = malloc(n)))
        return 503;
    x->text_len = n;
    memcpy(x->text, c->in, n);
    consume(c, n);
    lift_limits(c);
    int status = kr_request_parse(&x->head, x->text, n);
    c->close = x->head.close;
    c->no_body = strcmp(x->head.req.method, "HEAD") == 0;
    x->head.req.address = c->address;
    x->head.req.secure = c->secure;
    if (status)
        return status;
    if (x->head.upgrade && strcmp(x->head.req.path, SIGNAL_PATH) == 0) {
        status = kr_ws_open(c);
        if (!status) {
            kr_exchange_free(x);
            c->x = NULL;
        }
        return status;
    }
    if (x->head.req.body_len)
        return begin_body(c);
    dispatch(c);
    return 0;
}

static void read_head(struct kr_http_conn *c)
{
    /* RFC 9112 section 2.2: an empty line before a request is ignored. */
    if (c->in_len >= 2 && memcmp(c->in, "\r\n", 2) == 0)
        consume(c, 2);
    size_t n = kr_request_find_end(c->in, c->in_len, &c->in_scanned);
    int status = 0;
    if (n > KR_REQUEST_HEAD_BYTES || (!n && c->in_len > KR_REQUEST_HEAD_BYTES))
        status = 431;
    else if (n)
        status = begin_request(c, n);
    if (status)
        refuse(c, status);
}

static void read_body(struct kr_http_conn *c)
{
    struct kr_http_exchange *x = c->x;
    size_t left = x->head.req.body_len - x->body_got, n = c->in_len < left ? c->in_len : left;
    memcpy(x->body + x->body_got, c->in, n);
    x->body_got += n;
    consume(c, n);
    if (n == left)
        dispatch(c);
}

/* Goes on with what has been received, as far as it takes; each step uses up bytes or changes the phase. */
static void advance(struct kr_http_conn *c)
{
    for (;;) {
        enum kr_conn_phase phase = c->phase;
        size_t len = c->in_len;
        if (c->refused || !len)
            break;
        if (phase == KR_CONN_HEAD) {
            read_head(c);
        } else if (phase == KR_CONN_BODY) {
            read_body(c);
        } else if (phase == KR_CONN_WS) {
            /* Frames that came with the handshake. */
            kr_ws_received(c->ws, c->in, len);
            consume(c, len);
        }
        if (c->phase == phase && c->in_len == len)
            break;
    }
    if (c->in_len && (c->refused || c->phase == KR_CONN_DRAINING))
        consume(c, c->in_len);
}

static bool append(struct kr_http_conn *c, const void *data, size_t len)
{
    size_t need = c->in_len + len;
    if (need > KR_REQUEST_HEAD_BYTES + KR_HTTP_AHEAD_BYTES)
        return false;
    if (need > c->in_cap) {
        size_t cap = c->in_cap ? c->in_cap : 2048;
        while (cap < need)
            cap *= 2;
        char *in = realloc(c->in, cap);
        if (!in)
            return false;
        c->in = in;
        c->in_cap = cap;
    }
    memcpy(c->in + c->in_len, data, len);
    c->in_len = need;
    return true;
}

static int on_received(struct kr_http_conn *c, const void *data, size_t len)
{
    if (c->refused || c->phase == KR_CONN_DRAINING) {
        c->dropped += len;
        return c->dropped > KR_HTTP_DISCARD_BYTES ? -1 : 0;
    }
    if (c->phase == KR_CONN_WS) {
        kr_ws_received(c->ws, data, len);
        return 0;
    }
    if (!append(c, data, len))
        return -1;
    advance(c);
    return 0;
}

/*
 * The last answer went out. Cut now, a client that is still sending would lose it with the connection; so it is told
 * that nothing more comes, and what it sends is dropped until it goes or its time is over.
 */
static int finish(struct kr_http_conn *c)
{
    if (c->tls && !c->refused)
        return -1;
    if (!c->tls)
        shutdown(lws_get_socket_fd(c->wsi), SHUT_WR);
    c->phase = KR_CONN_DRAINING;
    kr_conn_linger(c);
    return 0;
}

/* All of the answer is with the kernel: on to the next request. */
static int after_answer(struct kr_http_conn *c)
{
    kr_answer_free(&c->answer);
    if (c->phase != KR_CONN_ANSWERING) {
        /* The WebSocket may have had something to say before its handshake was out. */
        lws_callback_on_writable(c->wsi);
        return 0;
    }
    if (c->close)
        return finish(c);
    c->phase = KR_CONN_HEAD;
    set_deadline(c, KR_HTTP_IDLE_MS);
    advance(c);
    return 0;
}

static size_t fill(struct kr_http_conn *c, uint8_t *out, size_t cap)
{
    static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
    if (c->interim) {
        c->interim = false;
        memcpy(out, interim, sizeof interim - 1);
        return sizeof interim - 1;
    }
    if (c->answer.head)
        return kr_answer_fill(&c->answer, out, cap);
    return c->ws ? kr_ws_fill(c->ws, out, cap) : 0;
}

/* Called when the socket takes more, and all that was written before is with the kernel. */
static int on_writable(struct kr_http_conn *c)
{
    uint8_t *chunk = c->http->chunk + LWS_PRE;
    size_t n = fill(c, chunk, KR_HTTP_CHUNK_BYTES);
    if (n) {
        int sent = lws_write(c->wsi, chunk, n, LWS_WRITE_RAW);
        memset(chunk, 0, n); /* one buffer for all: nothing of an answer stays in it */
        if (sent < 0)
            return -1;
    } else if (c->phase == KR_CONN_ANSWERING || c->answer.head) {
        if (!c->answer.head)
            return -1; /* no memory, not even for the answer that says so */
        if (after_answer(c))
            return -1;
    } else if (c->ws && kr_ws_is_over(c->ws)) {
        return -1;
    }
    if (n || c->answer.head || (c->ws && c->ws->first))
        lws_callback_on_writable(c->wsi);
    return 0;
}

int kr_http_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
    if (reason == LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS) {
        struct kr_http *h = lws_context_user(lws_get_context(wsi));
        h->tls_context = user;
        return 0;
    }
    struct kr_http_conn *c = wsi ? lws_get_opaque_user_data(wsi) : NULL;
    if (!c)
        return 0;
    c->known = true;
    if (reason == LWS_CALLBACK_WSI_DESTROY) {
        lws_set_opaque_user_data(wsi, NULL);
        kr_conn_free(c);
        return 0;
    }
    if (c->http->stopping)
        return 0;
    switch (reason) {
    case LWS_CALLBACK_RAW_RX: {
        c->wsi = wsi;
        int rc = on_received(c, in, len);
        memset(in, 0, len); /* the library's buffer for all connections */
        return rc;
    }
    case LWS_CALLBACK_RAW_WRITEABLE:
        c->wsi = wsi;
        return on_writable(c);
    case LWS_CALLBACK_RAW_CLOSE:
        kr_conn_gone(c);
        return 0;
    default:
        return 0;
    }
}

void kr_http_sweep(struct kr_http *h, uint64_t now_ms)
{
    struct kr_http_conn *next;
    for (struct kr_http_conn *c = h->conns; c; c = next) {
        next = c->next;
        bool late = c->deadline_ms && now_ms >= c->deadline_ms;
        if (late && !c->wsi && !c->known)
            kr_conn_free(c);
        else if (!c->wsi)
            continue;
        else if (late || (c->ws && !kr_ws_sweep(c->ws, now_ms)))
            lws_set_timeout(c->wsi, PENDING_TIMEOUT_KILLED_BY_PARENT, LWS_TO_KILL_SYNC);
    }
}
