/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside the API: how a session looks from outside, and what its second factor asks for. */
#ifndef KR_OFFICE_API_SESSION_VIEW_H
#define KR_OFFICE_API_SESSION_VIEW_H

#include "office/api/call.h"

void kr_api_answer_session(struct kr_office *o, const struct kr_api_answer *a, int status, const struct kr_session *s);

/*
 * The right second factor was given, or the first was set up: the session is signed in and gets another cookie, which
 * `text` holds until the answer has gone.
 */
KR_MUST_CHECK int kr_api_promote(struct kr_api_call *c, char text[KR_SESSION_TEXT_SIZE]);

/*
 * Trying a second factor is slowed down for the account, wherever it is tried from. begin answers and returns false when
 * it is too early; end says how it went, and ends a session with too many wrong ones (then it has answered, too).
 */
bool kr_api_factor_begin(struct kr_api_call *c);
bool kr_api_factor_end(struct kr_api_call *c, int err);

#endif
