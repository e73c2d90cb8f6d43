/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/nightly.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "base/log.h"
#include "office/mail/reminder.h"
#include "office/retention.h"
#include "office/setting.h"

static const char last_setting[] = "office.nightly_ms";

bool kr_nightly_is_due(uint64_t last_ms, uint64_t now_ms)
{
    time_t now = (time_t)(now_ms / 1000), last = (time_t)(last_ms / 1000);
    struct tm today, then;
    if (last_ms > now_ms || now_ms - last_ms >= KR_NIGHTLY_OVERDUE_MS)
        return true; /* also when the clock was wrong */
    if (!localtime_r(&now, &today) || !localtime_r(&last, &then))
        return false;
    bool same_day = today.tm_year == then.tm_year && today.tm_yday == then.tm_yday;
    return today.tm_hour == KR_NIGHTLY_HOUR && !(same_day && then.tm_hour >= KR_NIGHTLY_HOUR);
}

uint64_t kr_nightly_last_ms(struct kr_office *o)
{
    return kr_setting_number(o, last_setting, 0);
}

void kr_nightly_run(struct kr_office *o)
{
    char text[24];
    uint64_t now_ms = kr_office_now_ms(o);
    if (!kr_nightly_is_due(kr_nightly_last_ms(o), now_ms))
        return;
    /* Noted first: what fails is tried again tomorrow, not every minute of the day. */
    snprintf(text, sizeof text, "%" PRIu64, now_ms);
    int err = kr_setting_set(o, last_setting, text);
    if (err) {
        kr_error("the night's work cannot begin (%s)", kr_err_id(err));
        return;
    }
    kr_retention_run(o);
    kr_reminder_run(o);
}
