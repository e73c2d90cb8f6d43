/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Accounts. A handle says nothing about a school; a password is made here, shown once, and kept only as its argon2id
 * verifier. What needs a hash ends later, on the loop.
 */
#ifndef KR_OFFICE_ACCOUNT_ACCOUNT_H
#define KR_OFFICE_ACCOUNT_ACCOUNT_H

#include "office/account/handle.h"

enum {
    KR_PASSWORD_LEAST_BYTES = 12, /* of a password that an administrator chose */
};

/* Result: the account and, if it was made here, its password (only now; "" otherwise). */
typedef void kr_account_fn(void *arg, int err, const struct kr_store_account *account, const char *password);

/*
 * Makes an account. handle NULL: a made one; password NULL: a made one. `done` is called exactly once, later, unless
 * this fails: KR_E_MALFORMED (handle or password), KR_E_EXISTS, KR_E_FULL. A handle is 3 to 32 of a-z 0-9 and -.
 */
KR_MUST_CHECK int kr_account_create(struct kr_office *o, const char *handle, const char *password, kr_account_fn *done,
                                    void *arg);

/*
 * Makes an account of a made handle only while there is none: however many ask at the same moment, one account is made
 * and the others get KR_E_EXISTS.
 */
KR_MUST_CHECK int kr_account_create_first(struct kr_office *o, const char *password, kr_account_fn *done, void *arg);

/* Sets another password; ends all sessions of the account. As above. */
KR_MUST_CHECK int kr_account_set_password(struct kr_office *o, const char *handle, const char *password, kr_account_fn *done,
                                          void *arg);

/* Tells front that an account is locked or gone: its meetings end, its moderators leave, its devices stop. */
void kr_account_tell_locked(struct kr_office *o, const char *id);

/* Locks (sessions end, front is told, links and tokens stop) or unlocks. For `kreide admin`. */
KR_MUST_CHECK int kr_account_lock(struct kr_office *o, const char *handle, bool locked);

#endif
