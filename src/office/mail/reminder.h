/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Reminders by mail, once a day: steps of taking part that stay open, versions of documents that want to be accepted, and
 * their deadlines (due_letters.h); accounts that expire. Each thing is reminded of once for each of its days; that is
 * noted (store/mail.h), so that a restart, a second run or a clock set back does not remind again.
 */
#ifndef KR_OFFICE_MAIL_REMINDER_H
#define KR_OFFICE_MAIL_REMINDER_H

#include "office/core.h"
#include "office/store/mail.h"

enum { KR_REMINDER_DAYS_MAX = 4 };

/*
 * Days from a rule such as "14,28" (office/rule.h), ascending, at most KR_REMINDER_DAYS_MAX;
 * what is no number from 1 to 365 is left out. How many there are.
 */
size_t kr_reminder_days(const char *text, uint32_t out[KR_REMINDER_DAYS_MAX]);

/*
 * Whether what a waiting reminder says is still so: it may have waited long for an administrator to sign in. True for
 * letters that are no reminders. The store's errors.
 */
KR_MUST_CHECK int kr_reminder_holds(struct kr_office *o, const struct kr_store_mail *m, const char *args, bool *holds);

/* Queues what is to be reminded of today. What fails is logged and does not stop the rest. */
void kr_reminder_run(struct kr_office *o);

#endif
