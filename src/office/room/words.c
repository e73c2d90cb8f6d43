/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/words.h"

#include <stdio.h>

#include "office/capacity/peaks.h"
#include "office/room/calendar.h"

static const char *month_name(int month, bool german)
{
    static const char *const names[][2] = {
        {"January", "Januar"}, {"February", "Februar"}, {"March", "März"},         {"April", "April"},     {"May", "Mai"},           {"June", "Juni"},
        {"July", "Juli"},      {"August", "August"},    {"September", "September"}, {"October", "Oktober"}, {"November", "November"}, {"December", "Dezember"},
    };
    return names[(month - 1) % 12][german];
}

static const char *weekday_name(uint64_t unix_ms, bool german)
{
    static const char *const names[][2] = {
        {"Thursday", "Donnerstag"}, {"Friday", "Freitag"},  {"Saturday", "Samstag"},   {"Sunday", "Sonntag"},
        {"Monday", "Montag"},       {"Tuesday", "Dienstag"}, {"Wednesday", "Mittwoch"},
    };
    return names[kr_peak_day(unix_ms) % 7][german]; /* 1970-01-01 was a Thursday */
}

static void put_day(struct kr_strbuf *out, uint64_t unix_ms, bool german)
{
    struct kr_local_time t = kr_local_of(unix_ms);
    kr_strbuf_addf(out, "%d%s %s %d", t.day, german ? "." : "", month_name(t.month, german), t.year);
}

static void put_times(struct kr_strbuf *out, const struct kr_store_date *d, bool german)
{
    struct kr_local_time from = kr_local_of(d->starts_ms), until = kr_local_of(d->ends_ms);
    kr_strbuf_addf(out, german ? ", %d:%02d bis %d:%02d Uhr" : ", %d:%02d to %d:%02d", from.hour, from.minute, until.hour, until.minute);
}

void kr_date_words(struct kr_strbuf *out, const struct kr_store_date *d, bool german)
{
    const char *weekday = weekday_name(d->starts_ms, german);
    if (d->weekly_until_ms) {
        kr_strbuf_addf(out, "%s %s", german ? "jeden" : "every", weekday);
        put_times(out, d, german);
        kr_strbuf_addf(out, "%s", german ? ", bis " : ", until ");
        put_day(out, d->weekly_until_ms, german);
    } else {
        kr_strbuf_addf(out, "%s, ", weekday);
        put_day(out, d->starts_ms, german);
        put_times(out, d, german);
    }
}

void kr_moment_words(char out[KR_MOMENT_SIZE], uint64_t unix_ms, bool german)
{
    struct kr_local_time t = kr_local_of(unix_ms);
    snprintf(out, KR_MOMENT_SIZE, german ? "%d. %s, %d:%02d Uhr" : "%d %s, %d:%02d", t.day, month_name(t.month, german), t.hour, t.minute);
}
