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
    KR_SESSION_FACTOR_MS = 10 * 60 * 1000, /* for the second factor: to fetch the telephone */
    KR_SESSION_TOUCH_MS = 60 * 1000, /* use is written down at most this often */
};

/* The store's own numbers: never change what a value means. */
enum kr_session_stage {
    KR_SESSION_SIGNED_IN = 0,
    KR_SESSION_FACTOR = 1, /* the second factor is still open: good for nothing else */
};

struct kr_session {
    struct kr_store_account account;
    char id[KR_LIMIT_ID_BYTES + 1];
    char device[KR_SESSION_DEVICE_BYTES + 1];
    enum kr_session_stage stage;
    uint64_t created_ms, used_ms;
};

struct kr_session_start {
    const struct kr_store_account *account;
    const struct kr_hash_keys *keys; /* of the password, for roles that hold keys; NULL: none */
    const char *device;
    enum kr_session_stage stage;
};

/*
 * Starts a session; `text` is the cookie's value, shown this once. For a role that holds keys the vault opens the
 * account's own, and in stage KR_SESSION_SIGNED_IN what it was granted.
 */
KR_MUST_CHECK int kr_session_start(struct kr_office *o, char text[KR_SESSION_TEXT_SIZE], struct kr_session *out,
                                   const struct kr_session_start *start);

/* The second factor was right: the session is signed in, and the vault opens. The cookie gets another value. */
KR_MUST_CHECK int kr_session_promote(struct kr_office *o, char text[KR_SESSION_TEXT_SIZE], struct kr_session *s, const char *old);

/*
 * Finds and uses a session. KR_E_AUTH if there is none, or it has ended; NULL is no session. A session of a role that
 * holds keys ends with the process, since its keys do.
 */
KR_MUST_CHECK int kr_session_use(struct kr_office *o, struct kr_session *out, const char *text);

/* Ends it; no error if there is none. */
KR_MUST_CHECK int kr_session_sign_out(struct kr_office *o, const char *text);

/* Ends one of an account's sessions by its id (KR_E_NOT_FOUND), or all but one ("": all). */
KR_MUST_CHECK int kr_session_revoke(struct kr_office *o, const char *account, const char *id);
KR_MUST_CHECK int kr_session_revoke_others(struct kr_office *o, const char *account, const char *keep);

/* Whether the account may hold meetings as far as its school goes: heads and contact persons may sign in in any state. */
KR_MUST_CHECK int kr_session_school_active(struct kr_office *o, const struct kr_store_account *a, bool *out);

/* What a browser calls itself, told coarsely: "Firefox, Linux"; "" when it says nothing that we know. */
void kr_session_device(char out[KR_SESSION_DEVICE_BYTES + 1], const char *agent);

#endif
