/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Administrators of the media centre. Each has an account of its own. The first makes the operator's keys; others are
 * granted them by one who holds them, and get handle and password on paper.
 */
#ifndef KR_OFFICE_ACCOUNT_ADMINISTRATOR_H
#define KR_OFFICE_ACCOUNT_ADMINISTRATOR_H

#include "crypto/recovery.h"
#include "office/account/password.h"

/* The account and its password, shown once; code "" unless the operator's keys were made just now. */
typedef void kr_administrator_fn(void *arg, int err, const struct kr_store_account *account, const char *password, const char *code);

/*
 * Makes an administrator. who: the session that grants the operator's key, or NULL for the console, which can grant
 * nothing, but makes the operator's keys when there are none yet. `done` exactly once, later, unless this fails:
 * KR_E_SEALED, KR_E_FULL, KR_E_EXISTS (first_only, and there is one).
 */
KR_MUST_CHECK int kr_administrator_create(struct kr_office *o, const struct kr_session *who, const char *address, bool first_only,
                                          kr_administrator_fn *done, void *arg);

/* Another password for one who lost it, likewise; second factors go. KR_E_NOT_FOUND when the id is no administrator's. */
KR_MUST_CHECK int kr_administrator_reset(struct kr_office *o, const struct kr_session *who, const char *id, const char *address,
                                         kr_administrator_fn *done, void *arg);

/*
 * Locks or unlocks, or removes. KR_E_NOT_FOUND; KR_E_STATE when nobody who can open the operator's key would be left.
 * `by` is an id or a word of audit.h.
 */
KR_MUST_CHECK int kr_administrator_lock(struct kr_office *o, const char *id, bool locked, const char *by);
KR_MUST_CHECK int kr_administrator_remove(struct kr_office *o, const char *id, const char *by);

#endif
