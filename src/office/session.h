/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Sessions of signed-in accounts. The cookie's value is random (256 bits) and stored only as its keyed hash, so that
 * sessions survive a restart of the office and a stolen database opens none. A session ends when it was not used for
 * 30 minutes and 10 hours after its sign-in: a lent-out device whose browser restores its cookies is signed out.
 */
#ifndef KR_OFFICE_SESSION_H
#define KR_OFFICE_SESSION_H

#include "crypto/secret.h"
#include "office/core.h"

enum {
    KR_SESSION_BYTES = 32,
    KR_SESSION_TEXT_SIZE = KR_TOKEN_TEXT_SIZE(KR_SESSION_BYTES),
    KR_SESSION_IDLE_MS = 30 * 60 * 1000,
    KR_SESSION_ABSOLUTE_MS = 10 * 60 * 60 * 1000,
    KR_SESSION_TOUCH_MS = 60 * 1000, /* use is written down at most this often */
};

struct kr_session {
    struct kr_store_account account;
    uint64_t created_ms, used_ms;
};

/* Starts a session; `text` is the cookie's value, shown this once. */
KR_MUST_CHECK int kr_session_start(struct kr_office *o, char text[KR_SESSION_TEXT_SIZE], struct kr_session *out,
                                   const struct kr_store_account *account);

/* Finds and uses a session. KR_E_AUTH if there is none, or it has ended; NULL is no session. */
KR_MUST_CHECK int kr_session_use(struct kr_office *o, struct kr_session *out, const char *text);

/* Ends it; no error if there is none. */
KR_MUST_CHECK int kr_session_sign_out(struct kr_office *o, const char *text);

#endif
