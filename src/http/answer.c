/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "http/headers.h"
#include "http/server.h"
#include "http/text.h"

void kr_answer_free(struct kr_answer *a)
{
    free(a->head);
    free(a->own);
    *a = (struct kr_answer){0};
}

void kr_exchange_free(struct kr_http_exchange *x)
{
    if (!x)
        return;
    /* Passwords, cookies and tokens pass through here. */
    if (x->body)
        explicit_bzero(x->body, x->head.req.body_len);
    if (x->text)
        explicit_bzero(x->text, x->text_len);
    free(x->body);
    free(x->text);
    free(x);
}

/* Sets the answer of the connection and asks to write it. Takes `own`. */
static void begin(struct kr_http_conn *c, const struct kr_head *head, const uint8_t *body, uint8_t *own)
{
    struct kr_answer *a = &c->answer;
    a->head = kr_head_write(head, &a->head_len);
    if (!a->head && head->n_headers) {
        /* A header that must not be sent; better another answer than half of this one. */
        free(own);
        kr_answer_status(c, 500);
        return;
    }
    a->own = own;
    a->body = body;
    a->body_len = !a->head || c->no_body || head->status < 200 || head->status == 204 || head->status == 304 ? 0 : head->len;
    a->sent = 0;
    c->phase = KR_CONN_ANSWERING;
    c->deadline_ms = uv_now(c->http->loop) + KR_HTTP_ANSWER_MS;
    if (c->wsi)
        lws_callback_on_writable(c->wsi);
}

static struct kr_head head_of(const struct kr_http_conn *c, int status)
{
    return (struct kr_head){.status = status, .secure = c->secure, .close = c->close};
}

void kr_answer_status(struct kr_http_conn *c, int status)
{
    /* RFC 6455 section 4.4: the version we speak. */
    static const struct kr_http_header version = {"sec-websocket-version", "13"};
    const char *text = kr_status_text(status);
    struct kr_head head = head_of(c, status);
    head.type = "text/plain; charset=utf-8";
    head.len = strlen(text);
    if (status == 426) {
        head.headers = &version;
        head.n_headers = 1;
    }
    begin(c, &head, (const uint8_t *)text, NULL);
}

void kr_answer_upgrade(struct kr_http_conn *c, const char *accept_key)
{
    const struct kr_http_header headers[] = {{"upgrade", "websocket"}, {"connection", "Upgrade"}, {"sec-websocket-accept", accept_key}};
    struct kr_head head = head_of(c, 101);
    head.headers = headers;
    head.n_headers = sizeof headers / sizeof *headers;
    begin(c, &head, NULL, NULL);
}

void kr_answer_file(struct kr_http_conn *c)
{
    const struct kr_request_head *request = &c->x->head;
    const struct kr_file *file = kr_files_find(&c->http->files, request->req.path);
    if (!file) {
        kr_answer_status(c, 404);
        return;
    }
    bool gz = file->gz && request->gzip;
    const char *etag = gz ? file->gz_etag : file->etag;
    struct kr_http_header headers[3] = {{"etag", etag}};
    size_t n = 1;
    if (file->gz)
        headers[n++] = (struct kr_http_header){"vary", "accept-encoding"};
    if (gz)
        headers[n++] = (struct kr_http_header){"content-encoding", "gzip"};
    struct kr_head head = head_of(c, kr_etag_matches(request->if_none_match, etag) ? 304 : 200);
    head.type = kr_mime_type(file->path);
    head.cache = kr_file_is_immutable(file) ? "public, max-age=31536000, immutable" : "no-cache";
    head.len = gz ? file->gz_len : file->len;
    head.headers = headers;
    head.n_headers = n;
    begin(c, &head, gz ? file->gz : file->data, NULL);
}

void kr_http_reply(struct kr_http_exchange *x, int status, const char *content_type, const struct kr_http_header *headers,
                   size_t n_headers, const void *body, size_t body_len)
{
    struct kr_http_conn *c = x->conn;
    uint8_t *own = body_len ? malloc(body_len) : NULL;
    struct kr_head head = head_of(c, status);
    head.type = body_len ? content_type : NULL;
    head.len = body_len;
    head.headers = headers;
    head.n_headers = n_headers;
    c->x = NULL;
    if (body_len && !own) {
        kr_answer_status(c, 503);
    } else {
        if (own)
            memcpy(own, body, body_len);
        begin(c, &head, own, own);
    }
    kr_exchange_free(x);
}

size_t kr_answer_fill(struct kr_answer *a, uint8_t *out, size_t cap)
{
    size_t n = 0;
    if (a->sent < a->head_len) {
        n = a->head_len - a->sent < cap ? a->head_len - a->sent : cap;
        memcpy(out, a->head + a->sent, n);
        a->sent += n;
    }
    if (a->sent >= a->head_len && n < cap) {
        size_t from = a->sent - a->head_len, m = a->body_len - from < cap - n ? a->body_len - from : cap - n;
        if (m)
            memcpy(out + n, a->body + from, m);
        a->sent += m;
        n += m;
    }
    return n;
}
