/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Giving an account a password. For roles that hold keys (heads, contact persons, administrators) this also makes the
 * account's key pair (office/vault), so it takes two hashes; granting what the pair may open is the next step, in the same
 * transaction, by `within`.
 */
#ifndef KR_OFFICE_ACCOUNT_PASSWORD_H
#define KR_OFFICE_ACCOUNT_PASSWORD_H

#include "office/account/account.h"
#include "office/session.h"

struct kr_password_order {
    const char *account;  /* id */
    const char *password; /* NULL: a made one */
    const char *address;  /* of who asks, as kr_address_key gives it; "" for the console */
    const char *by;       /* id of who asks, or a word of audit.h; copied */
    /* Inside the transaction that writes it, before `done`; an error undoes all. May be NULL. */
    int (*within)(void *arg, const struct kr_store_account *account);
    kr_account_fn *done;
    void *arg;
};

/*
 * Sets a password that somebody else will hand over: the account's sessions end, and its owner must choose another at the
 * next sign-in (if the role holds keys). `done` is called exactly once, later, unless this fails: KR_E_NOT_FOUND,
 * KR_E_MALFORMED (too short), KR_E_TOO_LARGE, KR_E_FULL (too many hashes wait).
 */
KR_MUST_CHECK int kr_password_give(struct kr_office *o, const struct kr_password_order *order);

/*
 * The owner's own new password, for the account of a session: all other sessions end, this one stays, keys and second
 * factors stay as they are. The old password has been checked before. `done` as above.
 */
KR_MUST_CHECK int kr_password_change(struct kr_office *o, const struct kr_session *who, const char *password, const char *address,
                                     kr_account_fn *done, void *arg);

#endif
