/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Passwords handed out. They are made here, hashed one after the other (a job: a hundred take seconds), and all set in
 * one transaction, or none. Then they are in memory, as the job's result, for the account that issued them alone: to be
 * shown and printed until it puts them away, KR_JOB_KEPT_MS at most. They are never stored or logged, and wiped.
 *
 * A head or contact person gets a key pair with the password (office/vault). The first of a school makes the school's
 * keys, too, and a recovery code; a later one is given the school's key if whoever issues holds it, and otherwise by a
 * head or contact person who does, or by the recovery code.
 */
#ifndef KR_OFFICE_ACCOUNT_CREDENTIAL_H
#define KR_OFFICE_ACCOUNT_CREDENTIAL_H

#include "office/account/label.h"
#include "office/account/reach.h"
#include "office/job.h"

#define KR_CREDENTIAL_JOB "accounts.issue"

struct kr_credential {
    struct kr_store_roster_row row;
    char label[KR_TITLE_SIZE];            /* whose it is, if whoever issued may read it; else "" */
    char purpose[KR_TITLE_SIZE];          /* likewise */
    char password[KR_PASSWORD_TEXT_SIZE];
    char recovery[KR_RECOVERY_TEXT_SIZE]; /* of the school's keys, if they were made with it; else "" */
};

struct kr_credentials {
    size_t n;
    struct kr_credential list[];
};

/*
 * Starts to issue passwords for accounts (1 to KR_ROSTER_AT_ONCE, each once). kr_reach_find's errors; KR_E_MALFORMED
 * when one is named twice, KR_E_STATE when the school may not have access data yet, KR_E_FULL.
 */
KR_MUST_CHECK int kr_credentials_issue(struct kr_office *o, const struct kr_session *who, const char *const *ids, size_t n,
                                       struct kr_job **out);

/* What such a job of this account brought, or NULL: unknown, still running, failed, put away. */
const struct kr_credentials *kr_credentials_find(struct kr_office *o, const char *job, const char *account);

#endif
