/* SPDX-License-Identifier: EUPL-1.2 */
/* The API below /api/v1: checked for where it comes from, then passed to the office unread and answered for it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "front/inside.h"
#include "proto/api.h"

struct call {
    struct kr_pending pending;
    bool secure;
};

void kr_rest_problem(struct kr_http_exchange *x, int status, const char *id, const char *text)
{
    struct kr_api_msg msg = {.head.type = KR_API_PROBLEM, .u.problem = {.error = id, .text = text}};
    struct kr_http_header headers[1];
    size_t n = 0, len = 0;
    if (status == 405) /* RFC 9110 section 15.5.6: an answer 405 says what is allowed */
        headers[n++] = (struct kr_http_header){"allow", "GET, HEAD, POST, PATCH, PUT, DELETE"};
    if (status == 503) {
        msg.u.problem.has_retry_after_s = true;
        msg.u.problem.retry_after_s = 2;
        headers[n++] = (struct kr_http_header){"retry-after", "2"};
    }
    char *body = kr_api_write_body(&msg, &len);
    kr_http_reply(x, status, "application/json", headers, n, body, body ? len : 0);
    free(body);
}

/*
 * Session cookies: no Max-Age and no Expires, so that nothing stays in a shared device's browser. A closed window ends
 * them; where a browser brings them back, the office's own limits hold.
 */
static void cookie(char *out, size_t out_size, const char *name, const char *value, bool secure)
{
    snprintf(out, out_size, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", name, value, secure ? "; Secure" : "",
             *value ? "" : "; Max-Age=0");
}

/* A file came as base64, since links speak JSON. */
static void reply_file(struct kr_http_exchange *x, const struct kr_link_http_response *r, const struct kr_http_header *headers,
                       size_t n)
{
    static const char *const types[] = {"application/pdf",          "text/csv; charset=utf-8", "text/calendar; charset=utf-8",
                                        "text/plain; charset=utf-8", "image/svg+xml",           "image/png",
                                        "application/octet-stream"}; /* as in proto/link.json */
    size_t text_len = strlen(r->body), len = 0;
    uint8_t *bytes = malloc(text_len + 1);
    if (!bytes || sodium_base642bin(bytes, text_len + 1, r->body, text_len, NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL))
        kr_rest_problem(x, 503, "unavailable", "The file cannot be passed on.");
    else
        kr_http_reply(x, (int)r->status, types[r->file], headers, n, bytes, len);
    if (bytes)
        kr_wipe(bytes, text_len + 1);
    free(bytes);
}

static void pass_back(struct kr_http_exchange *x, const struct kr_link_http_response *r, bool secure)
{
    struct kr_http_header headers[7];
    char session[256], browser[256], retry[24], disposition[128], cache[48];
    size_t n = 0;
    if (r->session) {
        cookie(session, sizeof session, "kr_session", r->session, secure);
        headers[n++] = (struct kr_http_header){"set-cookie", session};
    }
    if (r->browser) {
        cookie(browser, sizeof browser, "kr_browser", r->browser, secure);
        headers[n++] = (struct kr_http_header){"set-cookie", browser};
    }
    if (r->location)
        headers[n++] = (struct kr_http_header){"location", r->location};
    if (r->allow)
        headers[n++] = (struct kr_http_header){"allow", r->allow};
    if (r->has_retry_after_s) {
        snprintf(retry, sizeof retry, "%lld", (long long)r->retry_after_s);
        headers[n++] = (struct kr_http_header){"retry-after", retry};
    }
    if (r->filename) {
        snprintf(disposition, sizeof disposition, "attachment; filename=\"%s\"", r->filename);
        headers[n++] = (struct kr_http_header){"content-disposition", disposition};
    }
    if (r->has_cache_s) {
        snprintf(cache, sizeof cache, "public, max-age=%lld", (long long)r->cache_s);
        headers[n++] = (struct kr_http_header){"cache-control", cache};
    }
    if (r->has_file)
        reply_file(x, r, headers, n);
    else
        kr_http_reply(x, (int)r->status, *r->body ? "application/json" : NULL, headers, n, r->body, strlen(r->body));
    kr_wipe(session, sizeof session);
    kr_wipe(browser, sizeof browser);
}

static void on_response(void *arg, int err, const struct kr_link_msg *msg)
{
    struct call *call = arg;
    struct kr_http_exchange *x = call->pending.x;
    if (x && err)
        kr_rest_problem(x, 503, "unavailable", "The office is away. Try again.");
    else if (x)
        pass_back(x, &msg->u.http_response, call->secure);
    free(call);
}

static int method_of(const char *name)
{
    static const char *const names[] = {"GET", "POST", "PATCH", "PUT", "DELETE"}; /* as in proto/link.json */
    if (strcmp(name, "HEAD") == 0)
        return KR_LINK_HTTP_REQUEST_METHOD_GET;
    for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
        if (strcmp(name, names[i]) == 0)
            return i;
    return -1;
}

/* Only what is surely text; nobody needs the rest. */
static void copy_agent(char *out, size_t out_size, const char *agent)
{
    size_t n = 0;
    for (; *agent && n < out_size - 1; agent++)
        if (*agent >= ' ' && *agent <= '~')
            out[n++] = *agent;
    out[n] = '\0';
}

static int pass_on(struct kr_front *f, struct call *call, const struct kr_http_request *req, int method, char *body)
{
    char session[129], browser[129], origin[301], agent[301];
    struct kr_link_msg msg = {.head.type = KR_LINK_HTTP_REQUEST};
    copy_agent(agent, sizeof agent, req->agent);
    if (!kr_guard_origin_text(req, origin, sizeof origin))
        return KR_E_MALFORMED;
    msg.u.http_request = (struct kr_link_http_request){
        .method = (enum kr_link_http_request_method)method,
        .path = req->path + strlen("/api/v1"),
        .query = req->query,
        .session = kr_guard_cookie(req->cookie, "kr_session", session, sizeof session) ? session : NULL,
        .browser = kr_guard_cookie(req->cookie, "kr_browser", browser, sizeof browser) ? browser : NULL,
        .address = req->address,
        .secure = call->secure,
        .origin = origin,
        .agent = *agent ? agent : NULL,
        .body = body,
    };
    int err = kr_office_request(f, &msg, on_response, call);
    kr_wipe(session, sizeof session);
    kr_wipe(browser, sizeof browser);
    return err;
}

static int refuse_status(const struct kr_http_request *req, int method)
{
    if (strncmp(req->path, "/api/v1/", 8) != 0)
        return 404;
    if (strlen(req->path) > 400 || strlen(req->query) > 1000)
        return 414;
    if (method < 0)
        return 405;
    return method == KR_LINK_HTTP_REQUEST_METHOD_GET ? 0 : kr_guard_unsafe(req);
}

static void refuse(struct kr_http_exchange *x, int status)
{
    static const struct {
        int status;
        const char *id, *text;
    } rows[] = {
        {404, "not_found", "There is nothing here."},
        {405, "method_not_allowed", "GET, POST, PATCH, PUT and DELETE are understood."},
        {413, "too_large", "The body is too large."},
        {414, "too_large", "The address is too long."},
        {415, "unsupported_type", "The body must be application/json."},
        {403, "forbidden", "The request does not come from a page of this server."},
    };
    size_t i = 0;
    while (i < sizeof rows / sizeof *rows - 1 && rows[i].status != status)
        i++;
    kr_rest_problem(x, rows[i].status, rows[i].id, rows[i].text);
}

void kr_rest_request(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req)
{
    int method = method_of(req->method), status = refuse_status(req, method);
    if (status) {
        refuse(x, status);
        return;
    }
    struct call *call = calloc(1, sizeof *call);
    char *body = malloc(req->body_len + 1);
    int err = call && body ? 0 : KR_E_NOMEM;
    if (!err) {
        if (req->body_len)
            memcpy(body, req->body, req->body_len);
        body[req->body_len] = '\0';
        call->pending = (struct kr_pending){f, x};
        call->secure = req->secure || strncmp(req->origin, "https://", 8) == 0;
        kr_http_set_user(x, call);
        /* A body with NUL in it is no JSON; cut there it would be another one. */
        err = strlen(body) == req->body_len ? pass_on(f, call, req, method, body) : KR_E_MALFORMED;
        kr_wipe(body, req->body_len);
    }
    free(body);
    if (!err)
        return;
    free(call);
    kr_http_set_user(x, NULL);
    if (err == KR_E_MALFORMED)
        kr_rest_problem(x, 400, "not_json", "The request cannot be read.");
    else
        kr_rest_problem(x, 503, "unavailable", "The office is away. Try again.");
}
