/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Reminders by mail, once a day: accounts that expire. Each thing is reminded of once for each of its days; that is
 * noted (store/mail.h), so that a restart, a second run or a clock set back does not remind again.
 */
#ifndef KR_OFFICE_MAIL_REMINDER_H
#define KR_OFFICE_MAIL_REMINDER_H

#include "office/core.h"

enum { KR_REMINDER_DAYS_MAX = 4 };

/*
 * Days from a setting such as "14, 28" (reminder.days, reminder.expiry_days), ascending, at most KR_REMINDER_DAYS_MAX;
 * what is no number from 1 to 365 is left out. How many there are.
 */
size_t kr_reminder_days(const char *text, uint32_t out[KR_REMINDER_DAYS_MAX]);

/* Queues what is to be reminded of today. What fails is logged and does not stop the rest. */
void kr_reminder_run(struct kr_office *o);

#endif
