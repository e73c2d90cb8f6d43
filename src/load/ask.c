/* SPDX-License-Identifier: EUPL-1.2 */
/* A client's HTTP requests, one connection each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strbuf.h"
#include "load/load.h"

enum { REQUEST_MOST = KR_LIMIT_HTTP_BODY_BYTES + 16384 };

static void on_data(void *arg, struct kr_load_stream *s, bool ended)
{
    struct kr_load_client *c = arg;
    struct kr_load_reply r;
    int got = s->in.len ? kr_load_reply_parse(&r, (const char *)s->in.data, s->in.len) : 0;
    if (got == 0 && !ended)
        return;
    if (got != 1) {
        kr_load_client_fail(c, got < 0 ? "an answer that is no HTTP" : "the server hung up", "");
        return;
    }
    /* What the handler needs is in bytes of its own: it may ask again, which takes the stream. */
    struct kr_load_buffer kept = s->in;
    s->in = (struct kr_load_buffer){0};
    kr_load_stream_close(s);
    c->on_reply(c, &r);
    free(kept.data);
}

void kr_load_ask(struct kr_load_client *c, const char *method, const char *path, const char *headers, const char *body,
                 void (*on_reply)(struct kr_load_client *c, const struct kr_load_reply *r))
{
    const struct kr_load *l = c->load;
    struct kr_strbuf b;
    kr_load_stream_close(&c->stream);
    c->on_reply = on_reply;
    if (kr_load_stream_open(&c->stream, &c->load->loop, (const struct sockaddr *)&l->host, l->host_len, l->tls, l->options->url.host, on_data, c)) {
        kr_load_client_fail(c, "no connection to the server", "");
        return;
    }
    kr_strbuf_init(&b, REQUEST_MOST);
    kr_strbuf_addf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nUser-Agent: kreide-load\r\n%s", method, path,
                   l->options->url.authority, headers);
    kr_strbuf_addf(&b, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
    if (b.failed)
        kr_load_client_fail(c, "a request is too long", "");
    else
        kr_load_stream_write(&c->stream, b.text, b.len);
    kr_strbuf_fini(&b);
}
