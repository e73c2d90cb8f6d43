/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside the API: one call on its way from the table of routes through its handler to its answer. */
#ifndef KR_OFFICE_API_CALL_H
#define KR_OFFICE_API_CALL_H

#include "office/api/api.h"
#include "office/session.h"
#include "proto/api.h"

/* How to answer; may outlive the call. */
struct kr_api_answer {
    kr_api_reply_fn *reply;
    void *arg;
    struct kr_link_http_response head; /* cookies and Location set so far; status and body come with the answer */
};

struct kr_api_call {
    struct kr_office *office;
    const struct kr_link_http_request *req;
    char room[KR_LIMIT_ID_BYTES + 1], token[KR_LIMIT_ID_BYTES + 1]; /* from the path, "" if it has none */
    bool signed_in;
    struct kr_session session;      /* if signed in */
    const struct kr_api_msg *body;  /* if the route has one */
    struct kr_api_answer answer;
};

/* Each ends the call: use exactly one, once. msg NULL: no body (204). */
void kr_api_answer(const struct kr_api_answer *a, int status, const struct kr_api_msg *msg);
void kr_api_problem(const struct kr_api_answer *a, int status, const char *id, const char *text, const char *field);
void kr_api_problem_later(const struct kr_api_answer *a, int status, const char *id, const char *text, uint32_t retry_after_s);
/* The problem that an error of base/err.h is. */
void kr_api_fail(const struct kr_api_answer *a, int err);
/* The same for an error that the text in `field` caused. */
void kr_api_fail_text(const struct kr_api_answer *a, int err, const char *field);

typedef void kr_api_handler_fn(struct kr_api_call *c);

/* api_session.c */
kr_api_handler_fn kr_api_session_get, kr_api_session_create, kr_api_session_delete;
/* api_room.c */
kr_api_handler_fn kr_api_room_list, kr_api_room_create, kr_api_room_change, kr_api_room_delete, kr_api_room_link,
    kr_api_code_create, kr_api_code_delete;
/* api_entry.c */
kr_api_handler_fn kr_api_token_list, kr_api_token_create, kr_api_token_delete, kr_api_ticket_create;

#endif
