/* SPDX-License-Identifier: EUPL-1.2 */
/* One WebSocket: its queue, its limits, its pulse and its closing handshake (RFC 6455 sections 5.5 and 7.1). */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "http/server.h"

int kr_ws_open(struct kr_http_conn *c)
{
    char accept_key[29];
    const struct kr_request_head *head = &c->x->head;
    if (strcmp(head->ws_version, "13") != 0)
        return 426;
    if (strcmp(head->req.method, "GET") != 0 || head->req.body_len || kr_ws_accept_key(accept_key, head->ws_key))
        return 400;
    struct kr_ws *ws = calloc(1, sizeof *ws);
    if (!ws)
        return 503;
    ws->conn = c;
    ws->end = &ws->first;
    ws->heard_ms = ws->pinged_ms = uv_now(c->http->loop);
    kr_ws_reader_init(&ws->reader);
    c->ws = ws;
    int status = c->http->on.ws_open(c->http->arg, ws, &head->req, &ws->user);
    if (status) {
        c->ws = NULL;
        kr_ws_free(ws);
        return status;
    }
    kr_answer_upgrade(c, accept_key);
    c->phase = KR_CONN_WS;
    c->deadline_ms = ws->closing ? c->deadline_ms : 0;
    return 0;
}

static void drop_first(struct kr_ws *ws)
{
    struct kr_ws_frame *f = ws->first;
    ws->first = f->next;
    if (!ws->first)
        ws->end = &ws->first;
    ws->queued -= f->len;
    free(f);
}

/* Drops what waits, but a frame that began must end before another one. */
static void drop_queue(struct kr_ws *ws)
{
    struct kr_ws_frame *begun = ws->first && ws->first->sent ? ws->first : NULL;
    while (begun ? begun->next : ws->first) {
        struct kr_ws_frame **from = begun ? &begun->next : &ws->first, *f = *from;
        *from = f->next;
        ws->queued -= f->len;
        free(f);
    }
    ws->end = begun ? &begun->next : &ws->first;
}

void kr_ws_free(struct kr_ws *ws)
{
    while (ws->first)
        drop_first(ws);
    kr_ws_reader_fini(&ws->reader);
    free(ws);
}

static void ask_to_write(struct kr_ws *ws)
{
    if (ws->conn->wsi)
        lws_callback_on_writable(ws->conn->wsi);
}

void kr_ws_close(struct kr_ws *ws, int code)
{
    if (ws->closing)
        return;
    ws->closing = true;
    ws->code = code;
    kr_conn_linger(ws->conn);
    ask_to_write(ws);
}

/* Closes without what is queued: the peer has broken the protocol, or has said that it reads no more. */
static void close_now(struct kr_ws *ws, int code)
{
    drop_queue(ws);
    kr_ws_close(ws, code);
}

int kr_ws_send(struct kr_ws *ws, const char *text, size_t len)
{
    if (ws->closing)
        return KR_E_CLOSED;
    if (len > KR_WS_QUEUE_BYTES - KR_WS_HEADER_BYTES || len + KR_WS_HEADER_BYTES > KR_WS_QUEUE_BYTES - ws->queued) {
        /* The peer does not read: what waits is of no use to it any more. */
        close_now(ws, KR_WS_TRY_AGAIN_LATER);
        return KR_E_FULL;
    }
    struct kr_ws_frame *f = malloc(sizeof *f + KR_WS_HEADER_BYTES + len);
    if (!f)
        return KR_E_NOMEM;
    size_t header_len = kr_ws_write_header(f->data, KR_WS_TEXT, len);
    f->next = NULL;
    f->sent = 0;
    f->len = header_len + len;
    if (len)
        memcpy(f->data + header_len, text, len);
    *ws->end = f;
    ws->end = &f->next;
    ws->queued += f->len;
    ask_to_write(ws);
    return 0;
}

static size_t put_control(uint8_t *out, enum kr_ws_opcode opcode, const void *payload, size_t len)
{
    size_t n = kr_ws_write_header(out, opcode, len);
    if (len)
        memcpy(out + n, payload, len);
    return n + len;
}

/* Control frames go between frames, never into one that began (section 5.4). */
static size_t fill_control(struct kr_ws *ws, uint8_t *out)
{
    size_t n = 0;
    if (ws->pong_due)
        n += put_control(out, KR_WS_PONG, ws->pong, ws->pong_len);
    if (ws->ping_due)
        n += put_control(out + n, KR_WS_PING, NULL, 0);
    ws->pong_due = ws->ping_due = false;
    return n;
}

static size_t fill_close(struct kr_ws *ws, uint8_t *out)
{
    uint8_t code[2];
    ws->close_sent = true;
    kr_put_be16(code, (uint16_t)ws->code);
    /* Section 7.4.1: 1005 stands for no code and is never sent. */
    return put_control(out, KR_WS_CLOSE, code, ws->code == KR_WS_NO_STATUS ? 0 : sizeof code);
}

size_t kr_ws_fill(struct kr_ws *ws, uint8_t *out, size_t cap)
{
    /* Room for one frame of each control kind. */
    const size_t reserve = 3 * (KR_WS_CONTROL_BYTES + KR_WS_HEADER_BYTES);
    size_t n = 0;
    if (ws->close_sent)
        return 0;
    if (!ws->first || !ws->first->sent)
        n = fill_control(ws, out);
    while (ws->first && n < cap - reserve) {
        struct kr_ws_frame *f = ws->first;
        size_t left = f->len - f->sent, m = left < cap - reserve - n ? left : cap - reserve - n;
        memcpy(out + n, f->data + f->sent, m);
        f->sent += m;
        n += m;
        if (f->sent == f->len)
            drop_first(ws);
    }
    if (!ws->first && ws->closing)
        n += fill_close(ws, out + n);
    return n;
}

bool kr_ws_is_over(const struct kr_ws *ws)
{
    return ws->close_sent && ws->close_got;
}

static void on_event(struct kr_ws *ws, const struct kr_ws_event *event)
{
    switch (event->opcode) {
    case KR_WS_PING:
        /* Section 5.5.3: only the latest ping needs an answer. */
        memcpy(ws->pong, event->data, event->len);
        ws->pong_len = event->len;
        ws->pong_due = true;
        ask_to_write(ws);
        break;
    case KR_WS_CLOSE:
        ws->close_got = true;
        if (!ws->closing)
            close_now(ws, event->code);
        ask_to_write(ws);
        break;
    case KR_WS_TEXT:
        if (!ws->closing)
            ws->conn->http->on.ws_message(ws->user, event->data, event->len);
        break;
    default: /* a pong: having heard it is all */
        break;
    }
}

void kr_ws_received(struct kr_ws *ws, const void *data, size_t len)
{
    const uint8_t *p = data;
    struct kr_ws_event event;
    int got = 0;
    ws->heard_ms = uv_now(ws->conn->http->loop);
    while (!ws->close_got && (got = kr_ws_read(&ws->reader, &p, &len, &event)) == 1)
        on_event(ws, &event);
    if (got > 1)
        close_now(ws, got);
}

bool kr_ws_sweep(struct kr_ws *ws, uint64_t now_ms)
{
    if (now_ms >= ws->heard_ms + KR_WS_SILENCE_MS)
        return false;
    if (!ws->closing && now_ms >= ws->pinged_ms + KR_WS_PING_MS) {
        ws->pinged_ms = now_ms;
        ws->ping_due = true;
        ask_to_write(ws);
    }
    return true;
}
