/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "proto/api.h"

static bool take_part(char out[KR_LIMIT_ID_BYTES + 1], const char **at)
{
    size_t n = strspn(*at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
    if (n == 0 || n > KR_LIMIT_ID_BYTES || ((*at)[n] != '/' && (*at)[n] != '\0'))
        return false;
    memcpy(out, *at, n);
    out[n] = '\0';
    *at += n;
    return true;
}

int kr_device_path(struct kr_device_path *out, const char *path, const char *prefix)
{
    struct kr_device_path p = {0};
    const char *at = path + strlen(prefix);
    if (!take_part(p.room, &at) || *at++ != '/' || !take_part(p.participant, &at))
        return KR_E_MALFORMED;
    if (*at == '/' && (at++, !take_part(p.session, &at)))
        return KR_E_MALFORMED;
    if (*at)
        return KR_E_MALFORMED;
    *out = p;
    return 0;
}

/*
 * RFC 9725 section 4.6 (CORS): a page of anywhere may publish with a token, which is all that counts here; cookies are
 * neither read nor allowed.
 */
#define CORS {"access-control-allow-origin", "*"}, {"access-control-expose-headers", "Location, Link, ETag"}

void kr_device_reply(struct kr_http_exchange *x, int status, const char *location, const char *sdp)
{
    struct kr_http_header headers[4] = {CORS, {"location", location}};
    kr_http_reply(x, status, sdp ? "application/sdp" : NULL, headers, location ? 3 : 2, sdp, sdp ? strlen(sdp) : 0);
}

void kr_device_options(struct kr_http_exchange *x)
{
    static const struct kr_http_header headers[] = {
        CORS,
        {"access-control-allow-methods", "OPTIONS, POST, DELETE"},
        {"access-control-allow-headers", "Authorization, Content-Type"},
        {"access-control-max-age", "600"},
        {"accept-post", "application/sdp"},
    };
    kr_http_reply(x, 204, NULL, headers, sizeof headers / sizeof *headers, NULL, 0);
}

void kr_device_not_allowed(struct kr_http_exchange *x, const char *allow)
{
    struct kr_http_header headers[] = {CORS, {"allow", allow}};
    kr_http_reply(x, 405, NULL, headers, 3, NULL, 0);
}

void kr_device_refuse(struct kr_http_exchange *x, int status)
{
    static const struct {
        int status;
        const char *id, *text;
    } rows[] = {
        {400, "malformed", "The offer cannot be read."},
        {401, "unauthenticated", "A valid token is needed."},
        {403, "forbidden", "The token does not allow this, or the room is closed."},
        {404, "not_found", "There is nothing here."},
        {406, "not_acceptable", "The answer is application/sdp."},
        {409, "exists", "This participant is there already."},
        {415, "unsupported_type", "The body must be application/sdp."},
        {422, "unsupported", "The offer asks for nothing the server speaks."},
        {503, "unavailable", "Try again."},
    };
    size_t i = 0, n = 2, len = 0;
    while (i < sizeof rows / sizeof *rows - 1 && rows[i].status != status)
        i++;
    struct kr_http_header headers[3] = {CORS};
    if (rows[i].status == 401)
        headers[n++] = (struct kr_http_header){"www-authenticate", "Bearer"}; /* RFC 6750 section 3 */
    if (rows[i].status == 503)
        headers[n++] = (struct kr_http_header){"retry-after", "2"};
    struct kr_api_msg msg = {.head.type = KR_API_PROBLEM, .u.problem = {.error = rows[i].id, .text = rows[i].text}};
    char *body = kr_api_write_body(&msg, &len);
    kr_http_reply(x, rows[i].status, "application/json", headers, n, body, body ? len : 0);
    free(body);
}

int kr_device_status(int err)
{
    switch (err) {
    case KR_E_MALFORMED:
    case KR_E_TRUNCATED:
        return 400;
    case KR_E_AUTH:
    case KR_E_EXPIRED:
        return 401;
    case KR_E_FORBIDDEN:
        return 403;
    case KR_E_NOT_FOUND:
        return 404;
    case KR_E_EXISTS:
        return 409;
    case KR_E_UNSUPPORTED:
    case KR_E_TOO_LARGE:
        return 422;
    default:
        return 503;
    }
}

static void free_call(struct kr_device_call *call)
{
    free(call->sdp);
    kr_wipe(call, sizeof *call);
    free(call);
}

static void fail(struct kr_device_call *call, int status)
{
    if (call->pending.x)
        kr_device_refuse(call->pending.x, status);
    free_call(call);
}

static void on_answer(struct kr_front *f, struct kr_session *s, void *arg, int err, const char *sdp)
{
    struct kr_device_call *call = arg;
    if (s && !err && s->person)
        err = kr_meeting_enter(s->person, kr_front_now_ms(f));
    if (!s || err || !call->pending.x) {
        /* Removed meanwhile, or refused by the media process, or the client hung up before it heard its address. */
        if (s)
            kr_session_end(s);
        fail(call, s && err ? kr_device_status(err) : 503);
        return;
    }
    char location[3 * KR_LIMIT_ID_BYTES + 16];
    if (call->play)
        snprintf(location, sizeof location, "/whep/%s/%s/%s", call->path.room, call->path.participant, s->id);
    else
        snprintf(location, sizeof location, "/whip/%s/%s", call->path.room, call->path.participant);
    kr_device_reply(call->pending.x, 201, location, sdp);
    free_call(call);
}

static int begin(struct kr_front *f, struct kr_device_call *call, const char *text)
{
    static const struct kr_link_senders no_names; /* the media process tells a device's sources by their order */
    struct kr_ticket ticket;
    struct kr_session *s;
    int err = kr_front_ticket_of_token(f, &ticket, text);
    if (!err && strcmp(ticket.room, call->path.room) != 0)
        err = KR_E_FORBIDDEN;
    if (!err)
        err = (call->play ? kr_whep_admit : kr_whip_admit)(f, call, &ticket, text, &s);
    kr_wipe(&ticket, sizeof ticket);
    if (err)
        return err;
    memcpy(s->bearer, call->bearer, sizeof s->bearer);
    err = kr_front_endpoint_open(s, call->sdp, &no_names, on_answer, call);
    if (err)
        kr_session_end(s);
    return err;
}

/*
 * Only what the office says about the token itself is the client's fault, and one answer for all of it. A database
 * that fails or an office that is away must not make a device throw away a token that is good.
 */
static int exchange_status(int err)
{
    return err == KR_E_AUTH || err == KR_E_EXPIRED || err == KR_E_NOT_FOUND || err == KR_E_FORBIDDEN ? 401 : 503;
}

static void on_ticket(void *arg, int err, const struct kr_link_msg *msg)
{
    struct kr_device_call *call = arg;
    if (!call->pending.x) {
        free_call(call);
    } else if (err) {
        fail(call, exchange_status(err));
    } else {
        err = begin(call->pending.front, call, msg->u.token_ticket.ticket);
        if (err)
            fail(call, kr_device_status(err));
    }
}

static bool has_type(const char *header, const char *type)
{
    size_t n = strlen(type);
    return strncasecmp(header, type, n) == 0 && (header[n] == '\0' || strchr("; \t,", header[n]));
}

/* RFC 9110 section 12.5.1, as far as it matters for one type: named, or covered by a wildcard. */
static bool accepts_sdp(const char *accept)
{
    if (!accept || !*accept)
        return true;
    while (*accept) {
        accept += strspn(accept, " \t,");
        if (has_type(accept, "application/sdp") || has_type(accept, "application/*") || has_type(accept, "*/*"))
            return true;
        accept += strcspn(accept, ",");
    }
    return false;
}

static int check_post(const struct kr_http_request *req)
{
    if (!kr_guard_bearer(req))
        return 401;
    if (!has_type(req->content_type, "application/sdp"))
        return 415;
    if (!accepts_sdp(req->accept))
        return 406;
    if (req->body_len == 0 || req->body_len > KR_LIMIT_SDP_BYTES || memchr(req->body, '\0', req->body_len))
        return 400;
    return 0;
}

void kr_device_post(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req,
                    const struct kr_device_path *path, bool play)
{
    int status = check_post(req);
    if (status) {
        kr_device_refuse(x, status);
        return;
    }
    const char *token = kr_guard_bearer(req);
    struct kr_device_call *call = calloc(1, sizeof *call);
    if (!call || !(call->sdp = strndup((const char *)req->body, req->body_len))) {
        free(call);
        kr_device_refuse(x, 503);
        return;
    }
    call->pending = (struct kr_pending){f, x};
    call->path = *path;
    call->play = play;
    kr_sha256(call->bearer, token, strlen(token));
    struct kr_link_msg msg = {.head.type = KR_LINK_TOKEN_USE};
    msg.u.token_use = (struct kr_link_token_use){
        token, path->room, play ? KR_LINK_TOKEN_USE_ACTION_PLAY : KR_LINK_TOKEN_USE_ACTION_PUBLISH};
    kr_http_set_user(x, call);
    if (kr_office_request(f, &msg, on_ticket, call)) {
        kr_http_set_user(x, NULL);
        fail(call, 503);
    }
}

void kr_device_delete(struct kr_http_exchange *x, const struct kr_http_request *req, struct kr_session *s)
{
    uint8_t bearer[32];
    const char *token = kr_guard_bearer(req);
    if (!token) {
        kr_device_refuse(x, 401);
        return;
    }
    kr_sha256(bearer, token, strlen(token));
    if (!s) {
        kr_device_refuse(x, 404);
    } else if (!kr_secret_equal(bearer, s->bearer, sizeof bearer)) {
        kr_device_refuse(x, 403);
    } else {
        kr_session_end(s);
        kr_device_reply(x, 200, NULL, NULL);
    }
}
