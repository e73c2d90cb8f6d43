/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/date.h"

#include "office/room/calendar.h"

#define DAY_MS (24 * 60 * 60 * UINT64_C(1000))
#define WEEK_MS (7 * DAY_MS)
#define YEAR_MS (366 * DAY_MS)

bool kr_date_is_sound(const struct kr_store_date *d)
{
    if (d->starts_ms >= d->ends_ms || d->ends_ms - d->starts_ms > KR_DATE_LONGEST_MS || d->starts_ms > INT64_MAX / 2)
        return false;
    return !d->weekly_until_ms || (d->weekly_until_ms >= d->ends_ms && d->weekly_until_ms - d->starts_ms <= YEAR_MS);
}

bool kr_date_touches(const struct kr_store_date *d, uint64_t from_ms, uint64_t until_ms)
{
    uint64_t length = d->ends_ms - d->starts_ms;
    for (uint64_t starts_ms = d->starts_ms; starts_ms < until_ms; starts_ms = kr_week_later_ms(starts_ms)) {
        if (starts_ms > d->starts_ms && starts_ms >= d->weekly_until_ms)
            return false;
        if (starts_ms + length > from_ms)
            return true;
    }
    return false;
}

int kr_date_add(struct kr_office *o, struct kr_store_date *d)
{
    uint64_t n, last_ms = d->weekly_until_ms > d->ends_ms ? d->weekly_until_ms : d->ends_ms;
    if (!kr_date_is_sound(d) || last_ms <= kr_office_now_ms(o))
        return KR_E_MALFORMED;
    int err = kr_store_date_count(o->store, &n, d->room);
    if (!err && n >= KR_DATES_PER_ROOM)
        err = KR_E_FULL;
    if (err)
        return err;
    kr_random_code(d->id, sizeof d->id, KR_ROOM_ID_DIGITS);
    return kr_store_date_add(o->store, d);
}

int kr_date_sweep(struct kr_office *o)
{
    uint64_t now_ms = kr_office_now_ms(o);
    return kr_store_date_sweep(o->store, now_ms > DAY_MS ? now_ms - DAY_MS : 0);
}
