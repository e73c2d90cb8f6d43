/* SPDX-License-Identifier: EUPL-1.2 */
/* WebSockets at /api/v1/signal: opened, read message by message, answered, lost. docs/protocol/signal.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "front/handlers/handlers.h"
#include "front/inside.h"

int kr_signal_open(void *arg, struct kr_ws *ws, const struct kr_http_request *req, void **user)
{
    char cookie[129];
    if (strcmp(req->path, "/api/v1/signal") != 0)
        return 404;
    /* A browser sends Origin with every upgrade; without one it is no browser and has no cookies worth taking. */
    if (!kr_guard_same_origin(req) || (!*req->origin && *req->fetch_site))
        return 403;
    struct kr_client *c = calloc(1, sizeof *c);
    if (!c)
        return 503;
    struct kr_front *f = arg;
    c->front = f;
    c->ws = ws;
    c->opened_ms = kr_front_now_ms(f);
    c->next = f->clients;
    if (c->next)
        c->next->prev = c;
    f->clients = c;
    if (kr_guard_cookie(req->cookie, "kr_browser", cookie, sizeof cookie))
        kr_sha256(c->browser, cookie, strlen(cookie));
    kr_wipe(cookie, sizeof cookie);
    *user = c;
    return 0;
}

void kr_signal_tick(struct kr_front *f, uint64_t now_ms)
{
    for (struct kr_client *c = f->clients; c; c = c->next)
        if (!c->session && now_ms > c->opened_ms + KR_FRONT_KNOCK_MS)
            kr_client_close(c, KR_CLOSE_POLICY);
}

void kr_signal_closed(void *user)
{
    struct kr_client *c = user;
    struct kr_session *s = c->session;
    if (c->prev)
        c->prev->next = c->next;
    else
        c->front->clients = c->next;
    if (c->next)
        c->next->prev = c->prev;
    if (s) {
        s->client = NULL;
        s->n_watches = 0;
        /* Nobody is there to hear the answer: the client joins again when it is back. */
        if (s->endpoint == KR_ENDPOINT_OPENING)
            kr_front_endpoint_close(s);
        kr_meeting_away(s->person, kr_front_now_ms(c->front));
    }
    kr_wipe(c, sizeof *c);
    free(c);
}

void kr_client_close(struct kr_client *c, int code)
{
    if (c->closing)
        return;
    c->closing = true;
    kr_ws_close(c->ws, code);
}

void kr_client_send(struct kr_client *c, struct kr_signal_msg *msg, int64_t re)
{
    size_t len;
    if (!c || c->closing)
        return;
    msg->head.re = re;
    char *text = kr_signal_write(msg, &len);
    if (!text) {
        kr_error("a message of type %s could not be written", kr_proto_type_name(&kr_signal_protocol, msg->head.type));
        return;
    }
    (void)!kr_ws_send(c->ws, text, len);
    kr_wipe(text, len);
    free(text);
}

void kr_client_ok(struct kr_client *c, int64_t re)
{
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_OK};
    if (re)
        kr_client_send(c, &msg, re);
}

void kr_client_error(struct kr_client *c, int64_t re, const char *id, const char *text)
{
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_ERROR, .u.error = {id, text}};
    kr_client_send(c, &msg, re);
}

static const char *text_of(int err)
{
    switch (err) {
    case KR_E_MALFORMED: return "a field's content cannot be used";
    case KR_E_TOO_LARGE: return "only join and offer may be that large";
    case KR_E_UNSUPPORTED: return "the offer asks for nothing the server speaks";
    case KR_E_FORBIDDEN: return "not with this role or these rights";
    case KR_E_NOT_FOUND: return "no such member, guest or chat text";
    case KR_E_STATE: return "not at this moment; see docs/protocol/signal.md";
    case KR_E_REPLAY: return "gen must count up";
    case KR_E_FULL: return "there is no place left";
    case KR_E_LIMITED: return "too many messages of this kind; slow down";
    case KR_E_AUTH:
    case KR_E_EXPIRED: return "the ticket is no longer valid; knock again with a new one";
    case KR_E_AGAIN: return "no media process is there just now; try again";
    default: return "the server could not do it";
    }
}

void kr_client_fail(struct kr_client *c, int64_t re, int err)
{
    if (err == KR_E_CLOSED || err == KR_E_IO)
        err = KR_E_AGAIN; /* a media process died over it; there will be another */
    kr_client_error(c, re, kr_err_id(err), text_of(err));
}

static enum kr_stage stage_of(const struct kr_client *c)
{
    if (!c->session)
        return KR_STAGE_NEW;
    if (kr_person_waits(c->session->person))
        return KR_STAGE_WAITING;
    return kr_person_is_in(c->session->person) ? KR_STAGE_IN : KR_STAGE_ADMITTED;
}

/* Also charges the sender for it. */
static void refuse_unread(struct kr_client *c, const struct kr_proto_fault *fault)
{
    struct kr_rate *rate = c->session ? &c->session->rate : &c->rate;
    char text[80] = "not a message of proto/signal.json";
    if (kr_rate_strike(rate, kr_front_now_ms(c->front))) {
        kr_client_close(c, KR_CLOSE_POLICY);
        return;
    }
    if (fault->field[0])
        snprintf(text, sizeof text, "field %s", fault->field);
    kr_client_error(c, fault->id, fault->error, text);
}

static int handle(struct kr_client *c, const struct kr_signal_msg *m, size_t len)
{
    const struct kr_handler *h = &kr_handlers[m->head.type];
    struct kr_rate *rate = c->session ? &c->session->rate : &c->rate;
    int err = kr_rate_take(rate, (enum kr_signal_type)m->head.type, kr_front_now_ms(c->front));
    if (err == KR_E_CLOSED) {
        kr_client_close(c, KR_CLOSE_POLICY); /* it goes on and on */
        return KR_ANSWERED;
    }
    if (err)
        return err;
    if (!(h->stages & (1u << stage_of(c))))
        return KR_E_STATE;
    bool has_sdp = m->head.type == KR_SIGNAL_JOIN || m->head.type == KR_SIGNAL_OFFER;
    if (len > KR_LIMIT_SIGNAL_BYTES && !has_sdp)
        return KR_E_TOO_LARGE;
    return h->handle(c, m);
}

void kr_signal_message(void *user, const char *text, size_t len)
{
    struct kr_client *c = user;
    struct kr_signal_msg *m;
    struct kr_proto_fault fault = {.error = "out_of_memory"};
    if (c->closing)
        return;
    /* Only who is admitted has an offer to make; anybody else's large text is not even parsed. */
    if (len > KR_LIMIT_SIGNAL_BYTES && stage_of(c) < KR_STAGE_ADMITTED) {
        kr_client_close(c, KR_CLOSE_TOO_BIG);
        return;
    }
    if (kr_signal_parse(&m, text, len, &fault)) {
        refuse_unread(c, &fault);
        return;
    }
    if (!kr_handlers[m->head.type].handle) {
        fault = (struct kr_proto_fault){.error = "unknown_message", .field = "type", .id = m->head.id};
        refuse_unread(c, &fault);
    } else {
        int err = handle(c, m, len);
        if (err == 0)
            kr_client_ok(c, m->head.id);
        else if (err < 0)
            kr_client_fail(c, m->head.id, err);
    }
    kr_signal_free(m);
}
