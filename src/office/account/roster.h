/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The accounts of a school: made (without passwords, see credential.h), named, locked, renewed, deleted, singly or many
 * at once. Many are all or none: one transaction, with the audit log in it; front is told after it.
 *
 * `who` is an administrator, head or contact person; what each may do to which account is kr_reach_find's to say.
 */
#ifndef KR_OFFICE_ACCOUNT_ROSTER_H
#define KR_OFFICE_ACCOUNT_ROSTER_H

#include "office/account/reach.h"
#include "office/room/title.h"

enum {
    KR_ROSTER_AT_ONCE = 500,      /* accounts in one call, which is one transaction */
    KR_ROSTER_MODERATORS_MAX = 500, /* at most what a school may be allowed */
};

/* How many accounts of a role a school may have. */
uint64_t kr_roster_limit(struct kr_office *o, enum kr_role role);

struct kr_roster_plan {
    const char *school;
    enum kr_role role;
    size_t n;                  /* 1 to KR_ROSTER_AT_ONCE */
    const char *const *labels; /* n of them, as typed; NULL: nobody is named */
    const char *purpose;       /* of an extra account, as typed */
    uint64_t expires_ms;       /* of an extra account */
};

/*
 * Makes n accounts without passwords. rows[n] is what was made. KR_E_NOT_FOUND (no such school), KR_E_FULL (over the
 * limit), KR_E_SEALED (labels or a purpose, and the key is not open), KR_E_MALFORMED and KR_E_TOO_LARGE (a label or
 * the purpose; *bad is its number), KR_E_STATE (an extra account without purpose or with an end that has passed).
 */
KR_MUST_CHECK int kr_roster_make(struct kr_office *o, const struct kr_session *who, const struct kr_roster_plan *plan,
                                 struct kr_store_roster_row *rows, size_t *bad);

enum kr_roster_act { KR_ACT_LOCK, KR_ACT_UNLOCK, KR_ACT_DELETE, KR_ACT_RENEW };

struct kr_roster_order {
    enum kr_roster_act act;
    const char *const *ids;
    size_t n; /* 1 to KR_ROSTER_AT_ONCE */
    enum kr_lock_reason reason;
    const char *note; /* about a misuse, as typed; NULL: none */
};

/* Does it to all of them; *done counts those that it changed. kr_reach_find's errors; KR_E_SEALED for a note. */
KR_MUST_CHECK int kr_roster_act(struct kr_office *o, const struct kr_session *who, const struct kr_roster_order *order,
                                uint64_t *done);

/*
 * Locks all accounts of a school that are not locked yet, or unlocks those that were locked so. `who` as for kr_audit.
 * Without `staff_too` its head and contact persons can still sign in.
 */
KR_MUST_CHECK int kr_roster_lock_school(struct kr_office *o, const char *who, const char *school, bool locked, bool staff_too,
                                        uint64_t *done);

/* Writes down whose an account is (as typed; "" for nobody). The row is changed with it. */
KR_MUST_CHECK int kr_roster_label(struct kr_office *o, const struct kr_session *who, struct kr_store_roster_row *row,
                                  const char *label);

/* Changes when an extra account ends. KR_E_STATE for a time that has passed. */
KR_MUST_CHECK int kr_roster_expires(struct kr_office *o, const struct kr_session *who, struct kr_store_roster_row *row,
                                    uint64_t expires_ms);

/*
 * The purpose and the note of an account, for who can open its school's data key; "" otherwise, and where there is
 * none. Each out has KR_TITLE_SIZE bytes.
 */
void kr_roster_texts(struct kr_office *o, const struct kr_session *who, const struct kr_store_roster_row *row, char *purpose,
                     char *note);

#endif
