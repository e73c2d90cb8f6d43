/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whose accounts somebody may look after. rights.h says which calls a role may make at all; this says on accounts of
 * which roles, in one table. Accounts of another school are unknown to everybody but administrators.
 */
#ifndef KR_OFFICE_ACCOUNT_REACH_H
#define KR_OFFICE_ACCOUNT_REACH_H

#include "office/session.h"
#include "office/store/roster.h"

enum kr_reach {
    KR_REACH_READ,
    KR_REACH_SESSIONS, /* sign it out */
    KR_REACH_LOCK,
    KR_REACH_DELETE,
    KR_REACH_RENEW,    /* to the end of the school year */
    KR_REACH_ISSUE,    /* a new password */
    KR_REACH_LABEL,    /* write down whose it is */
    KR_REACH_EXPIRES,  /* set any date */
    KR_REACHES,
};

bool kr_reach_allows(enum kr_reach what, enum kr_role actor, enum kr_role target);

/*
 * Finds an account for somebody who wants to do this to it. KR_E_NOT_FOUND for those of other schools as for those
 * that do not exist, KR_E_FORBIDDEN for one of the own school that is out of reach. Nobody locks or deletes himself.
 */
KR_MUST_CHECK int kr_reach_find(struct kr_office *o, struct kr_store_roster_row *out, const struct kr_session *who,
                                enum kr_reach what, const char *id);

#endif
