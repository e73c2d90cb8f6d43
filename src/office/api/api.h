/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The HTTP API below /api/v1 (docs/protocol/http-api.md): requests that front passed on unread, after it checked
 * Origin and the CSRF header. Every answer of 400 and above carries a `problem`. What belongs to another account is
 * answered byte for byte like what does not exist.
 */
#ifndef KR_OFFICE_API_H
#define KR_OFFICE_API_H

#include "office/core.h"

/* The answer; it and its texts die when this returns. */
typedef void kr_api_reply_fn(void *arg, const struct kr_link_http_response *response);

/* Answers exactly once: before it returns, or later on the loop (a sign-in). req is not kept. */
void kr_api_handle(struct kr_office *o, const struct kr_link_http_request *req, kr_api_reply_fn *reply, void *arg);

#endif
