/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/capacity/peaks.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/strbuf.h"
#include "office/room/calendar.h"
#include "office/setting.h"

/* Kept as a setting: "day:people" for each day, oldest first. */
static const char name[] = "capacity.peaks";

enum { ADVICE_DAYS = 10, ADVICE_TIMES = 3, SOON_PERCENT = 60, NOW_PERCENT = 85 };

uint32_t kr_peak_day(uint64_t unix_ms)
{
    struct kr_local_time t = kr_local_of(unix_ms);
    uint64_t of_day_ms = (uint64_t)(t.hour * 3600 + t.minute * 60 + t.second) * 1000;
    /* Noon of the local day, in UTC, lies on the day that is meant. */
    return (uint32_t)((unix_ms - of_day_ms + 12 * 3600 * UINT64_C(1000)) / (24 * 3600 * UINT64_C(1000)));
}

void kr_peaks_read(struct kr_office *o, struct kr_capacity_now *out)
{
    char *text = kr_setting_text(o, name, "");
    out->n_peaks = 0;
    for (char *at = text; at && *at && out->n_peaks < KR_CAPACITY_PEAK_DAYS;) {
        char *end;
        unsigned long day = strtoul(at, &end, 10);
        if (*end != ':')
            break;
        unsigned long people = strtoul(end + 1, &end, 10);
        out->peaks[out->n_peaks++] = (struct kr_capacity_peak){(uint32_t)day, (uint32_t)people};
        at = *end == ' ' ? end + 1 : end;
    }
    free(text);
}

int kr_peaks_add(struct kr_office *o, uint32_t day, uint32_t people)
{
    struct kr_capacity_now now;
    struct kr_strbuf text;
    kr_peaks_read(o, &now);
    struct kr_capacity_peak *last = now.n_peaks ? &now.peaks[now.n_peaks - 1] : NULL;
    if (last && last->day == day) {
        if (last->people >= people)
            return 0;
        last->people = people;
    } else {
        size_t from = now.n_peaks == KR_CAPACITY_PEAK_DAYS;
        for (size_t i = from; i < now.n_peaks; i++)
            now.peaks[i - from] = now.peaks[i];
        now.n_peaks -= from;
        now.peaks[now.n_peaks++] = (struct kr_capacity_peak){day, people};
    }
    kr_strbuf_init(&text, 4096);
    for (size_t i = 0; i < now.n_peaks; i++)
        kr_strbuf_addf(&text, "%s%u:%u", i ? " " : "", now.peaks[i].day, now.peaks[i].people);
    int err = text.failed ? KR_E_NOMEM : kr_setting_set(o, name, text.text);
    kr_strbuf_fini(&text);
    return err;
}

enum kr_capacity_advice kr_peaks_advice(const struct kr_capacity_now *now, uint32_t today)
{
    unsigned soon = 0, at_once = 0;
    for (size_t i = 0; i < now->n_peaks; i++) {
        if (now->peaks[i].day + ADVICE_DAYS <= today)
            continue;
        uint64_t percent = now->limit ? (uint64_t)now->peaks[i].people * 100 / now->limit : 100;
        soon += percent >= SOON_PERCENT;
        at_once += percent >= NOW_PERCENT;
    }
    if (at_once >= ADVICE_TIMES)
        return KR_CAPACITY_NOW;
    return soon >= ADVICE_TIMES ? KR_CAPACITY_SOON : KR_CAPACITY_ENOUGH;
}
