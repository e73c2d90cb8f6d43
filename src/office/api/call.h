/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside the API: one call on its way from the table of routes through its handler to its answer. */
#ifndef KR_OFFICE_API_CALL_H
#define KR_OFFICE_API_CALL_H

#include "office/api/api.h"
#include "office/rights.h"
#include "office/session.h"
#include "proto/api.h"

/* How to answer; may outlive the call. */
struct kr_api_answer {
    kr_api_reply_fn *reply;
    void *arg;
    struct kr_link_http_response head; /* cookies and Location set so far; status and body come with the answer */
};

enum { KR_API_PARTS = 4 };

struct kr_api_call {
    struct kr_office *office;
    const struct kr_link_http_request *req;
    const struct kr_route *route;
    struct {
        const char *name; /* in the route's pattern, up to '}' */
        char value[KR_LIMIT_ID_BYTES + 1];
    } parts[KR_API_PARTS];
    size_t n_parts;
    bool signed_in;
    struct kr_session session;      /* if signed in; always, unless the action is KR_ACTION_PUBLIC */
    const struct kr_api_msg *body;  /* if the route has one */
    struct kr_api_answer answer;
};

typedef void kr_api_handler_fn(struct kr_api_call *c);

enum { KR_ROUTE_NO_BODY = -1 };

/* A row of the table that is made from proto/api: who may call what. */
struct kr_route {
    enum kr_link_http_request_method method;
    const char *pattern; /* below /api/v1; {room} and the like stand for one part each */
    int body;            /* enum kr_api_type of the body, or KR_ROUTE_NO_BODY: a body is not looked at */
    enum kr_action action;
    kr_api_handler_fn *handler;
};

#include "office/handlers.inc" /* kr_api_session_get and all others */

extern const struct kr_route kr_routes[];
extern const size_t kr_routes_count;

/* The part of the path that the pattern calls {name}; the pattern must have it. */
const char *kr_api_part(const struct kr_api_call *c, const char *name);

/*
 * A parameter of the query, decoded (RFC 3986 section 2.1, + is a space). False, and "" in out, if it is not there;
 * one that is too long or no UTF-8 counts as not there.
 */
bool kr_api_param(const struct kr_api_call *c, const char *name, char *out, size_t out_size);
/* The same for a number, at most max; `otherwise` if it is not there or no number. */
uint64_t kr_api_param_number(const struct kr_api_call *c, const char *name, uint64_t max, uint64_t otherwise);

/* Each ends the call: use exactly one, once. msg NULL: no body (204). */
void kr_api_answer(const struct kr_api_answer *a, int status, const struct kr_api_msg *msg);
void kr_api_problem(const struct kr_api_answer *a, int status, const char *id, const char *text, const char *field);
void kr_api_problem_later(const struct kr_api_answer *a, int status, const char *id, const char *text, uint32_t retry_after_s);
/* The problem that an error of base/err.h is. */
void kr_api_fail(const struct kr_api_answer *a, int err);
/* The same for an error that the text in `field` caused. */
void kr_api_fail_text(const struct kr_api_answer *a, int err, const char *field);

/* A file: its bytes (at most KR_API_FILE_MAX, else 500) and the name it is saved under (ASCII, no quotes). */
enum { KR_API_FILE_MAX = 330000 }; /* base64 of it fits a frame between processes */
void kr_api_answer_file(const struct kr_api_answer *a, enum kr_link_http_response_file file, const char *filename, const void *bytes,
                        size_t len);

#endif
