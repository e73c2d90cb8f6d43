/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/api/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "crypto/secret.h"
#include "office/api/call.h"

#define METHOD(name) KR_LINK_HTTP_REQUEST_METHOD_##name

/* Takes one part of the path, up to the next '/'. It must be fit to be an id. */
static bool take_part(const char **path, char out[KR_LIMIT_ID_BYTES + 1])
{
    size_t len = strspn(*path, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
    if (len == 0 || len > KR_LIMIT_ID_BYTES || ((*path)[len] != '/' && (*path)[len] != '\0'))
        return false;
    memcpy(out, *path, len);
    out[len] = '\0';
    *path += len;
    return true;
}

static bool matches(struct kr_api_call *c, const struct kr_route *route)
{
    const char *path = c->req->path, *p = route->pattern;
    c->n_parts = 0;
    while (*p) {
        if (*p == '{') {
            kr_assert(c->n_parts < KR_API_PARTS);
            c->parts[c->n_parts].name = p + 1;
            if (!take_part(&path, c->parts[c->n_parts++].value))
                return false;
            p = strchr(p, '}') + 1;
        } else if (*p++ != *path++) {
            return false;
        }
    }
    return *path == '\0';
}

static const char *find_part(const struct kr_api_call *c, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < c->n_parts; i++)
        if (strncmp(c->parts[i].name, name, len) == 0 && c->parts[i].name[len] == '}')
            return c->parts[i].value;
    return NULL;
}

const char *kr_api_part(const struct kr_api_call *c, const char *name)
{
    const char *value = find_part(c, name);
    kr_assert(value);
    return value;
}

static void send_text(const struct kr_api_answer *a, int status, const char *body)
{
    struct kr_link_http_response response = a->head;
    response.status = status;
    response.body = body;
    a->reply(a->arg, &response);
}

void kr_api_answer(const struct kr_api_answer *a, int status, const struct kr_api_msg *msg)
{
    size_t len;
    char *body = msg ? kr_api_write_body(msg, &len) : NULL;
    if (msg && !body) {
        send_text(a, 503, "{\"error\":\"out_of_memory\",\"text\":\"\"}");
        return;
    }
    send_text(a, status, body ? body : "");
    if (body)
        kr_wipe(body, len); /* it may show a token's secret */
    free(body);
}

void kr_api_answer_file(const struct kr_api_answer *a, enum kr_link_http_response_file file, const char *filename, const void *bytes,
                        size_t len)
{
    size_t size = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL);
    char *text = len <= KR_API_FILE_MAX ? malloc(size) : NULL;
    if (!text) {
        kr_api_fail(a, len <= KR_API_FILE_MAX ? KR_E_NOMEM : KR_E_INTERNAL);
        return;
    }
    struct kr_api_answer with_head = *a;
    with_head.head.has_file = true;
    with_head.head.file = file;
    with_head.head.filename = filename;
    sodium_bin2base64(text, size, bytes, len, sodium_base64_VARIANT_ORIGINAL);
    send_text(&with_head, 200, text);
    kr_wipe(text, size);
    free(text);
}

static void problem(const struct kr_api_answer *a, int status, const struct kr_api_problem *problem)
{
    struct kr_api_answer with_head = *a;
    struct kr_api_msg msg = {.head.type = KR_API_PROBLEM, .u.problem = *problem};
    with_head.head.has_retry_after_s = problem->has_retry_after_s;
    with_head.head.retry_after_s = problem->retry_after_s;
    kr_api_answer(&with_head, status, &msg);
}

void kr_api_problem(const struct kr_api_answer *a, int status, const char *id, const char *text, const char *field)
{
    problem(a, status, &(struct kr_api_problem){.error = id, .text = text, .field = field});
}

void kr_api_problem_later(const struct kr_api_answer *a, int status, const char *id, const char *text, uint32_t retry_after_s)
{
    problem(a, status,
            &(struct kr_api_problem){.error = id, .text = text, .has_retry_after_s = true, .retry_after_s = retry_after_s});
}

void kr_api_fail(const struct kr_api_answer *a, int err)
{
    switch (err) {
    case KR_E_AUTH:
        kr_api_problem(a, 401, "unauthenticated", "Sign in first.", NULL);
        break;
    case KR_E_FORBIDDEN:
        kr_api_problem(a, 403, "forbidden", "This account may not do that.", NULL);
        break;
    case KR_E_NOT_FOUND:
        kr_api_problem(a, 404, "not_found", "There is nothing here.", NULL);
        break;
    case KR_E_EXISTS:
    case KR_E_FULL:
        kr_api_problem(a, 409, kr_err_id(err), "There are as many as there may be.", NULL);
        break;
    case KR_E_SEALED:
        kr_api_problem(a, 409, "sealed", "This session does not hold the key.", NULL);
        break;
    case KR_E_AGAIN:
    case KR_E_NOMEM:
        kr_api_problem_later(a, 503, "unavailable", "The server is busy. Try again.", 2);
        break;
    default:
        kr_api_problem(a, 500, "internal", "The server failed.", NULL);
        break;
    }
}

void kr_api_fail_text(const struct kr_api_answer *a, int err, const char *field)
{
    if (err == KR_E_MALFORMED)
        kr_api_problem(a, 400, "bad_text", "The text is empty or has characters that cannot be shown.", field);
    else if (err == KR_E_TOO_LARGE)
        kr_api_problem(a, 400, "out_of_range", "The text is too long.", field);
    else
        kr_api_fail(a, err);
}

/* Finds out who asks. Returns false when the call has ended here. */
static bool check_session(struct kr_api_call *c)
{
    int err = kr_session_use(c->office, &c->session, c->req->session);
    c->signed_in = !err;
    if (!err && c->session.stage == KR_SESSION_FACTOR && !kr_action_before_factor(c->route->action)) {
        c->signed_in = false;
        if (c->route->action == KR_ACTION_PUBLIC)
            return true;
        kr_api_problem(&c->answer, 401, "second_factor_needed", "The second factor is open.", NULL);
        return false;
    }
    if (!err || (err == KR_E_AUTH && c->route->action == KR_ACTION_PUBLIC))
        return true;
    if (err == KR_E_AUTH && c->req->session)
        c->answer.head.session = ""; /* the browser may forget it */
    kr_api_fail(&c->answer, err);
    return false;
}

/* Whether the caller's role may do this, and in this school. A foreign school is an unknown one. */
static bool check_rights(struct kr_api_call *c)
{
    const struct kr_store_account *who = &c->session.account;
    const char *school = find_part(c, "school");
    int err = 0;
    if (c->route->action != KR_ACTION_PUBLIC && !kr_role_may(who->role, c->route->action))
        err = KR_E_FORBIDDEN;
    else if (school && !(c->signed_in && (who->role == KR_ROLE_OPERATOR || strcmp(who->school, school) == 0)))
        err = KR_E_NOT_FOUND;
    if (err)
        kr_api_fail(&c->answer, err);
    else if (c->signed_in && who->must_change && !kr_action_before_change(c->route->action))
        kr_api_problem(&c->answer, 403, "password_change_needed", "Change the password first, which somebody else knows.", NULL);
    else
        return true;
    return false;
}

static void run(struct kr_api_call *c)
{
    const struct kr_route *route = c->route;
    struct kr_api_msg *body = NULL;
    struct kr_proto_fault fault = {0};
    if (!check_session(c) || !check_rights(c))
        return;
    if (route->body != KR_ROUTE_NO_BODY) {
        int err = kr_api_parse_as((enum kr_api_type)route->body, &body, c->req->body, strlen(c->req->body), &fault);
        if (err == KR_E_MALFORMED)
            kr_api_problem(&c->answer, 400, fault.error, "The body does not follow the API.",
                           fault.field[0] ? fault.field : NULL);
        else if (err)
            kr_api_fail(&c->answer, err);
        if (err)
            return;
        c->body = body;
    }
    route->handler(c);
    kr_api_free(body);
}

static void add_method(char list[64], enum kr_link_http_request_method method)
{
    static const char *const names[] = {[METHOD(GET)] = "GET", [METHOD(POST)] = "POST", [METHOD(PATCH)] = "PATCH",
                                        [METHOD(PUT)] = "PUT", [METHOD(DELETE)] = "DELETE"};
    size_t len = strlen(list);
    snprintf(list + len, 64 - len, "%s%s", len ? ", " : "", names[method]);
}

void kr_api_handle(struct kr_office *o, const struct kr_link_http_request *req, kr_api_reply_fn *reply, void *arg)
{
    struct kr_api_call c = {.office = o, .req = req, .answer = {.reply = reply, .arg = arg}};
    char methods[64] = ""; /* that the path has */
    for (size_t i = 0; i < kr_routes_count; i++) {
        if (!matches(&c, &kr_routes[i]))
            continue;
        if (kr_routes[i].method == req->method) {
            c.route = &kr_routes[i];
            run(&c);
            kr_wipe(&c, sizeof c);
            return;
        }
        add_method(methods, kr_routes[i].method);
    }
    if (!methods[0]) {
        kr_api_fail(&c.answer, KR_E_NOT_FOUND);
        return;
    }
    c.answer.head.allow = methods;
    kr_api_problem(&c.answer, 405, "method_not_allowed", "The path has no such method.", NULL);
}
