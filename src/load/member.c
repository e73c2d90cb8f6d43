/* SPDX-License-Identifier: EUPL-1.2 */
/* A member as the web client is one: ticket, WebSocket, knock, offer; docs/protocol/signal.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/strbuf.h"
#include "crypto/secret.h"
#include "load/frame.h"
#include "load/load.h"
#include "os/clock.h"
#include "proto/signal.h"

enum {
    CREATED = 201, OK = 200, SWITCHING = 101,
    WATCH_US = 300000, /* members come and go in heaps: one `watch` for all of them */
    PING_US = 10000000,
};

static char *field(const struct kr_load_reply *r, const char *name)
{
    json_t *all = json_loadb(r->body, r->body_len, 0, NULL);
    const char *text = json_string_value(json_object_get(all, name));
    char *copy = text ? strdup(text) : NULL;
    json_decref(all);
    return copy;
}

static void send_frame(struct kr_load_client *c, int kind, const void *data, size_t len)
{
    uint8_t mask[4], *out = malloc(len + KR_LOAD_FRAME_HEAD);
    if (!out)
        return;
    kr_random_bytes(mask, sizeof mask);
    kr_load_stream_write(&c->stream, out, kr_load_frame_write(out, kind, data, len, mask));
    free(out);
}

void kr_load_member_say(struct kr_load_client *c, struct kr_signal_msg *m)
{
    size_t len;
    m->head.id = ++c->next_id;
    char *text = kr_signal_write(m, &len);
    if (!text) {
        kr_load_client_fail(c, "a message could not be written", "");
        return;
    }
    send_frame(c, KR_LOAD_TEXT, text, len);
    free(text);
}

static void knock(struct kr_load_client *c, const char *ticket)
{
    char name[40];
    struct kr_signal_msg m = {.head.type = KR_SIGNAL_KNOCK, .u.knock = {.ticket = ticket, .name = name}};
    snprintf(name, sizeof name, KR_LOAD_NAME "%d", c->number);
    kr_load_member_say(c, &m);
}

/* Whole messages off the stream; false when the client is gone. */
static bool take_frame(struct kr_load_client *c, const struct kr_load_frame *f)
{
    struct kr_signal_msg *m;
    struct kr_proto_fault fault;
    if (f->kind == KR_LOAD_PING)
        send_frame(c, KR_LOAD_PONG, f->data, f->len);
    if (f->kind == KR_LOAD_CLOSE) {
        if (c->stage == KR_LOAD_LEAVING)
            kr_load_client_free(c);
        else
            kr_load_client_fail(c, "the server closed the signalling", "");
        return false;
    }
    if (f->kind != KR_LOAD_TEXT)
        return true;
    if (kr_signal_parse(&m, (const char *)f->data, f->len, &fault)) {
        kr_load_client_fail(c, "a message that is none of proto/signal.json", fault.field);
        return false;
    }
    int number = c->number;
    kr_load_member_message(c, m);
    kr_signal_free(m);
    return c->stage != KR_LOAD_FREE && c->number == number;
}

static void on_signal(void *arg, struct kr_load_stream *s, bool ended)
{
    struct kr_load_client *c = arg;
    struct kr_load_frame f;
    int got;
    while ((got = kr_load_frame_read(&f, s->in.data, s->in.len)) == 1) {
        if (!take_frame(c, &f))
            return;
        kr_load_stream_used(s, f.whole);
    }
    if (got < 0)
        kr_load_client_fail(c, "a WebSocket frame that is none", "");
    else if (ended && c->stage == KR_LOAD_LEAVING)
        kr_load_client_free(c);
    else if (ended)
        kr_load_client_fail(c, "the signalling was cut", "");
}

static void on_upgrade(void *arg, struct kr_load_stream *s, bool ended)
{
    struct kr_load_client *c = arg;
    struct kr_load_reply r;
    int got = s->in.len ? kr_load_reply_parse(&r, (const char *)s->in.data, s->in.len) : 0;
    if (got == 0 && !ended)
        return;
    if (got != 1 || r.status != SWITCHING) {
        kr_load_client_fail(c, "no WebSocket at /api/v1/signal", "");
        return;
    }
    kr_load_stream_used(s, r.head_len);
    s->on_data = on_signal;
    c->upgraded = true;
    c->ping_us = kr_clock_us() + PING_US;
    knock(c, c->ticket);
    on_signal(c, s, ended);
}

static void open_signal(struct kr_load_client *c)
{
    const struct kr_load *l = c->load;
    char key[KR_TOKEN_TEXT_SIZE(15)];
    struct kr_strbuf b;
    if (kr_load_stream_open(&c->stream, &c->load->loop, (const struct sockaddr *)&l->host, l->host_len, l->tls, l->options->url.host, on_upgrade, c)) {
        kr_load_client_fail(c, "no connection to the server", "");
        return;
    }
    /* RFC 6455 4.1: 16 bytes in base64; 15 random ones and a zero, so that nothing but the padding is left to write. */
    kr_random_token(key, sizeof key, 15);
    for (char *p = key; *p; p++)
        *p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
    kr_strbuf_init(&b, 8192);
    kr_strbuf_addf(&b, "GET /api/v1/signal HTTP/1.1\r\nHost: %s\r\nOrigin: http%s://%s\r\nCookie: %s\r\n", l->options->url.authority,
                   l->options->url.tls ? "s" : "", l->options->url.authority, c->cookies);
    kr_strbuf_addf(&b, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %sAA==\r\n\r\n", key);
    kr_load_stream_write(&c->stream, b.text, b.len);
    kr_strbuf_fini(&b);
}

static void keep_cookies(struct kr_load_client *c, const struct kr_load_reply *r)
{
    size_t have = strlen(c->cookies);
    if (*r->cookies && have + strlen(r->cookies) + 3 <= sizeof c->cookies)
        snprintf(c->cookies + have, sizeof c->cookies - have, "%s%s", have ? "; " : "", r->cookies);
}

static void fail_status(struct kr_load_client *c, const struct kr_load_reply *r, const char *what)
{
    char *error = field(r, "error"), detail[80];
    snprintf(detail, sizeof detail, "%d %.60s", r->status, error ? error : "");
    free(error);
    kr_load_client_fail(c, what, detail);
}

static void on_ticket(struct kr_load_client *c, const struct kr_load_reply *r)
{
    if (r->status != OK || !(c->ticket = field(r, "ticket"))) {
        fail_status(c, r, "no ticket for the link");
        return;
    }
    keep_cookies(c, r);
    open_signal(c);
}

/* A JSON body of one or two texts; to be freed by the caller. */
static char *body_of(const char *name, const char *text, const char *name2, const char *text2)
{
    json_t *all = json_object();
    json_object_set_new(all, name, json_string(text));
    if (name2)
        json_object_set_new(all, name2, json_string(text2));
    char *body = json_dumps(all, JSON_COMPACT);
    json_decref(all);
    return body;
}

static void ask_json(struct kr_load_client *c, const char *path, char *body, void (*on_reply)(struct kr_load_client *, const struct kr_load_reply *))
{
    char headers[KR_LOAD_COOKIES_BYTES + 100];
    snprintf(headers, sizeof headers, "Content-Type: application/json\r\nX-Kreide: 1\r\n%s%s%s", *c->cookies ? "Cookie: " : "", c->cookies,
             *c->cookies ? "\r\n" : "");
    if (body)
        kr_load_ask(c, "POST", path, headers, body, on_reply);
    else
        kr_load_client_fail(c, "no memory", "");
    free(body);
}

static void ask_ticket(struct kr_load_client *c)
{
    ask_json(c, "/api/v1/tickets", body_of("link", c->load->options->rooms[c->room].link, NULL, NULL), on_ticket);
}

static void on_session(struct kr_load_client *c, const struct kr_load_reply *r)
{
    if (r->status != CREATED) {
        fail_status(c, r, "the sign-in was refused");
        return;
    }
    keep_cookies(c, r);
    ask_ticket(c);
}

void kr_load_member_join(struct kr_load_client *c)
{
    const struct kr_load_options *o = c->load->options;
    if (c->teacher && *o->handle)
        ask_json(c, "/api/v1/session", body_of("handle", o->handle, "password", o->password), on_session);
    else
        ask_ticket(c);
}

void kr_load_member_up(struct kr_load_client *c)
{
    struct kr_signal_msg m = {.head.type = KR_SIGNAL_STATE,
                              .u.state = {.microphone = c->speaks, .has_microphone = true, .camera = c->camera, .has_camera = true}};
    kr_load_member_say(c, &m);
    c->watch_due = true;
}

/* The stage: whoever teaches, or the first who shows a picture. */
static size_t choose_stage(const struct kr_load_client *c)
{
    size_t first = c->n_others;
    for (size_t i = c->n_others; i-- > 0;)
        if (c->others[i].camera && (first == c->n_others || c->others[i].moderator || !c->others[first].moderator))
            first = i;
    return first;
}

/* The stage and as many tiles as there are; not the same for everybody, so that every camera is watched by somebody. */
static void watch(struct kr_load_client *c)
{
    struct kr_signal_watched_slot slots[KR_LIMIT_VIDEO_SLOTS];
    size_t n = 0, stage = choose_stage(c);
    if (stage < c->n_others)
        slots[n++] = (struct kr_signal_watched_slot){.slot = 0, .member = c->others[stage].id};
    for (size_t i = 0; i < c->n_others && n && n < c->load->options->tiles; i++) {
        size_t at = (i + (size_t)c->number) % c->n_others;
        if (at == stage || !c->others[at].camera)
            continue;
        slots[n] = (struct kr_signal_watched_slot){.slot = (int64_t)n, .member = c->others[at].id, .height = 180, .has_height = true};
        n++;
    }
    struct kr_signal_msg m = {.head.type = KR_SIGNAL_WATCH, .u.watch = {.gen = ++c->gen, .slots = slots, .slots_len = n}};
    kr_load_member_say(c, &m);
}

void kr_load_member_step(struct kr_load_client *c, uint64_t now_us)
{
    if (c->stage == KR_LOAD_FREE || !c->upgraded)
        return;
    if (c->stage == KR_LOAD_UP && c->watch_due && now_us >= c->watch_us) {
        c->watch_due = false;
        c->watch_us = now_us + WATCH_US;
        watch(c);
    }
    if (c->stage != KR_LOAD_FREE && now_us >= c->ping_us) {
        struct kr_signal_msg m = {.head.type = KR_SIGNAL_PING};
        c->ping_us = now_us + PING_US;
        kr_load_member_say(c, &m);
    }
}

void kr_load_member_leave(struct kr_load_client *c)
{
    struct kr_signal_msg m = {.head.type = KR_SIGNAL_LEAVE};
    if (c->upgraded)
        kr_load_member_say(c, &m); /* the server closes */
    else
        kr_load_client_free(c);
}
