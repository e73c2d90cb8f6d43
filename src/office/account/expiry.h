/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How long accounts last. A school's account and its moderators' sign-ins last until the end of the school year (setting
 * accounts.year_end, "07-31") and are renewed by the contact person; nobody is shut out on that very day: they work for
 * accounts.grace_days more (45: over the summer holidays). Extra accounts end on their own day. Heads, contact persons
 * and administrators do not expire.
 *
 * Ends of years are at noon UTC, so that they have the same date in all of Europe, whatever zone the server thinks in.
 */
#ifndef KR_OFFICE_ACCOUNT_EXPIRY_H
#define KR_OFFICE_ACCOUNT_EXPIRY_H

#include "office/core.h"

enum {
    KR_RENEW_AHEAD_DAYS = 90, /* a renewal is possible so long before the end; what is made then lasts for the next year */
    KR_UNUSED_DAYS = 365,     /* accounts nobody signed in with for so long are listed as unused; retention deletes them */
};

/* The next end of a school year after now. */
uint64_t kr_year_end_ms(struct kr_office *o, uint64_t now_ms);

/* What a new or renewed account lasts to: that, or the one after if it is near. */
uint64_t kr_renewed_ms(struct kr_office *o, uint64_t now_ms);

/* What is added to expires_ms of school and moderator accounts. */
uint64_t kr_grace_ms(struct kr_office *o);

/* When it really ends, with its grace; 0: never. */
uint64_t kr_account_ends_ms(struct kr_office *o, enum kr_role role, uint64_t expires_ms);

/* True if nobody can sign in with it any more, because its time is over. */
bool kr_account_has_ended(struct kr_office *o, const struct kr_store_account *account);

/* The day of a time, since 1970: all that is kept of when an account was used. */
uint64_t kr_day_of(uint64_t unix_ms);

/*
 * Deletes moderators and extra accounts that were made, and last used, before this time (office/retention.h). The school's
 * own account and those of its staff stay: the school goes as a whole.
 */
KR_MUST_CHECK int kr_account_purge_unused(struct kr_office *o, uint64_t before_ms, uint64_t *n);

#endif
