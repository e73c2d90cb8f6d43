/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is done once a day: deleting what has had its time (retention.h), reminding (mail/reminder.h). At a quiet hour of
 * the local night; when that was missed because the machine was off, soon after the start.
 */
#ifndef KR_OFFICE_NIGHTLY_H
#define KR_OFFICE_NIGHTLY_H

#include "office/core.h"

enum {
    KR_NIGHTLY_HOUR = 3,                         /* local time: no school meets */
    KR_NIGHTLY_OVERDUE_MS = 26 * 60 * 60 * 1000, /* a night was missed; longer than a day whose clock is set back */
};

/* Whether it is time, when it was last done at last_ms (0: never). Pure but for the local calendar. */
bool kr_nightly_is_due(uint64_t last_ms, uint64_t now_ms);

/* When the last night's work began; 0: never yet. */
uint64_t kr_nightly_last_ms(struct kr_office *o);

/* Does it when it is time; call about once a minute. */
void kr_nightly_run(struct kr_office *o);

#endif
