/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whose sign-in it is. A label is sealed to the school's public key, with the account's id and handle in it, and padded:
 * neither the operator nor whoever has the database learns more than that there is one, and a box moved to another
 * account does not open there. The same bytes stand in the record of who had access (store/access.h), which is why
 * anybody who issues, locks or deletes can write that record without reading it.
 */
#ifndef KR_OFFICE_ACCOUNT_LABEL_H
#define KR_OFFICE_ACCOUNT_LABEL_H

#include "office/session.h"
#include "office/store/access.h"
#include "office/room/title.h"
#include "office/vault/vault.h"

/* What a box holds. */
struct kr_label {
    char handle[KR_LIMIT_ID_BYTES + 1];
    char text[KR_TITLE_SIZE]; /* "" when nobody is named */
};

/* Seals a label (clean already; "" for nobody). KR_E_SEALED while the school has no key of its own. */
KR_MUST_CHECK int kr_label_seal(struct kr_store_box *out, const struct kr_school_keys *keys, const char *account,
                                const char *handle, const char *text);

/* Opens one in a session that holds the school's key. KR_E_SEALED, KR_E_AUTH. To be wiped after use. */
KR_MUST_CHECK int kr_label_open(struct kr_office *o, struct kr_label *out, const struct kr_session *who, const char *account,
                                const struct kr_store_box *box);

/*
 * The record of who had it, inside the caller's transaction: what is open of the account ends (KR_ACCESS_OPEN: nothing
 * does), and if it can be used from now on, a new entry begins, which names whoever `row` names. Nothing is recorded
 * before the school has a key.
 */
KR_MUST_CHECK int kr_access_note(struct kr_office *o, const struct kr_store_roster_row *row, enum kr_access_end end, bool begins);

#endif
