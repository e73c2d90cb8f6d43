/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/capacity/capacity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/capacity/peaks.h"
#include "office/room/calendar.h"
#include "office/room/date.h"
#include "office/room/live.h"
#include "office/setting.h"
#include "office/store/usage.h"

#define REFUSED_COUNTS_MS (10 * 24 * 3600 * UINT64_C(1000))

struct kept {
    struct kr_office *office;
    uint64_t from_ms, until_ms;
    const char *room; /* whose places are asked about; NULL: nobody's */
    uint32_t open;    /* places that are kept and not taken */
    bool own;         /* the room has some */
};

static int add_kept(void *arg, const struct kr_store_date *d)
{
    struct kept *k = arg;
    if (!kr_date_touches(d, k->from_ms, k->until_ms))
        return 0;
    uint32_t here = kr_live_get(k->office, d->room).members;
    if (k->room && strcmp(d->room, k->room) == 0)
        k->own = true;
    else if (d->people > here)
        k->open += d->people - here;
    return 0;
}

/* Places of planned meetings of now; room's own are not among them. */
static int look_at_kept(struct kr_office *o, struct kept *k, const char *room)
{
    uint64_t now_ms = kr_office_now_ms(o);
    *k = (struct kept){.office = o, .from_ms = now_ms, .until_ms = now_ms + KR_DATE_EARLY_MS, .room = room};
    return kr_store_date_list_kept(o->store, k->from_ms, k->until_ms, add_kept, k);
}

static uint32_t limit_of(struct kr_office *o)
{
    uint64_t n = kr_setting_number(o, "capacity.people", KR_CAPACITY_PEOPLE);
    return n > 1000000 ? 1000000 : (uint32_t)n;
}

static void count_live(const struct kr_office *o, uint32_t *rooms, uint32_t *people)
{
    size_t pos = 0;
    for (const struct kr_live *l; (l = kr_live_next(o, &pos)); (*rooms)++)
        *people += l->members;
}

int kr_capacity_look(struct kr_office *o, struct kr_capacity_now *out)
{
    struct kr_capacity_now now = {.limit = limit_of(o)};
    struct kept kept;
    int err = look_at_kept(o, &kept, NULL);
    if (err)
        return err;
    now.kept = kept.open;
    count_live(o, &now.rooms, &now.people);
    uint64_t now_ms = kr_office_now_ms(o), refused_ms = kr_setting_number(o, "capacity.refused_ms", 0);
    kr_peaks_read(o, &now);
    now.advice = kr_peaks_advice(&now, kr_peak_day(now_ms));
    if (refused_ms && now_ms - refused_ms < REFUSED_COUNTS_MS)
        now.advice = KR_CAPACITY_NOW;
    *out = now;
    return 0;
}

/* What a school, or an account alone, has open now, against its own limits. */
static int check_limits(struct kr_office *o, const struct kr_store_limits *limits, const char *school, const char *account)
{
    uint32_t rooms = 0, people = 0;
    size_t pos = 0;
    if (!limits->max_rooms && !limits->max_people)
        return 0;
    for (const struct kr_live *l; (l = kr_live_next(o, &pos));) {
        struct kr_store_room row;
        int err = kr_store_room_by_id(o->store, &row, l->room);
        if (err && err != KR_E_NOT_FOUND)
            return err;
        if (err || (school ? strcmp(row.school, school) : strcmp(row.account, account)) != 0)
            continue;
        rooms++;
        people += l->members;
    }
    bool full = (limits->max_rooms && rooms >= limits->max_rooms) || (limits->max_people && people >= limits->max_people);
    return full ? KR_E_FULL : 0;
}

static int check_own_limits(struct kr_office *o, const struct kr_room *room)
{
    struct kr_store_limits limits = {0};
    int err = *room->school ? kr_store_limits_get(o->store, room->school, &limits) : 0;
    if (!err)
        err = check_limits(o, &limits, room->school, NULL);
    if (!err)
        err = kr_store_account_limits_get(o->store, room->account, &limits);
    return err ? err : check_limits(o, &limits, NULL, room->account);
}

static int refuse(struct kr_office *o)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)kr_office_now_ms(o));
    int err = kr_setting_set(o, "capacity.refused_ms", text);
    return err ? err : KR_E_FULL;
}

int kr_capacity_may_open(struct kr_office *o, const struct kr_room *room)
{
    uint64_t claim = 0;
    uint32_t rooms = 0, people = 0, limit = limit_of(o);
    struct kept kept;
    if (kr_live_get(o, room->id).members)
        return 0; /* it runs already */
    int err = look_at_kept(o, &kept, room->id);
    if (err || kept.own)
        return err;
    err = check_own_limits(o, room);
    if (!err)
        err = kr_store_claim_get(o->store, room->account, &claim);
    if (err)
        return err;
    count_live(o, &rooms, &people);
    uint32_t share = claim ? limit / 100 * KR_CAPACITY_LOWER_PERCENT + limit % 100 * KR_CAPACITY_LOWER_PERCENT / 100 : limit;
    /* On an empty server one meeting may always begin, however small the limit. */
    bool full = rooms > 0 && people + kept.open + KR_CAPACITY_CLASS > share;
    return full ? refuse(o) : 0;
}

struct plan {
    struct kr_store_date *dates;
    size_t n, cap;
};

static int collect(void *arg, const struct kr_store_date *d)
{
    struct plan *p = arg;
    if (p->n == p->cap) {
        size_t cap = p->cap ? 2 * p->cap : 64;
        struct kr_store_date *more = realloc(p->dates, cap * sizeof *more);
        if (!more)
            return KR_E_NOMEM;
        p->dates = more;
        p->cap = cap;
    }
    p->dates[p->n++] = *d;
    return 0;
}

int kr_capacity_may_keep(struct kr_office *o, const struct kr_store_date *d)
{
    struct plan plan = {0};
    uint64_t most = (uint64_t)limit_of(o) * KR_CAPACITY_KEPT_PERCENT / 100, length = d->ends_ms - d->starts_ms;
    uint64_t end_ms = d->weekly_until_ms > d->ends_ms ? d->weekly_until_ms : d->ends_ms;
    int err = kr_store_date_list_kept(o->store, d->starts_ms, end_ms, collect, &plan);
    for (uint64_t at = d->starts_ms; !err && at < end_ms; at = kr_week_later_ms(at)) {
        uint64_t people = d->people;
        for (size_t i = 0; i < plan.n; i++)
            people += kr_date_touches(&plan.dates[i], at, at + length) ? plan.dates[i].people : 0;
        if (people > most)
            err = KR_E_FULL;
        if (!d->weekly_until_ms)
            break;
    }
    free(plan.dates);
    return err;
}

static int add_usage(struct kr_office *o, struct kr_live *l, uint32_t month)
{
    struct kr_store_room row;
    int err = kr_store_room_by_id(o->store, &row, l->room);
    if (err)
        return err == KR_E_NOT_FOUND ? 0 : err;
    struct kr_store_usage more = {.month = month, .meetings = !l->counted, .room_minutes = 1, .people_minutes = l->members,
                                  .most_people = l->members};
    snprintf(more.school, sizeof more.school, "%s", row.school);
    err = kr_store_usage_add(o->store, &more);
    if (!err)
        l->counted = true;
    return err;
}

int kr_capacity_tick(struct kr_office *o)
{
    uint32_t rooms = 0, people = 0;
    uint64_t now_ms = kr_office_now_ms(o);
    struct kr_local_time t = kr_local_of(now_ms);
    count_live(o, &rooms, &people);
    if (!rooms)
        return 0;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    size_t pos = 0;
    for (struct kr_live *l; !err && (l = kr_map_next(&o->live, &pos));)
        err = add_usage(o, l, (uint32_t)(t.year * 12 + t.month - 1));
    if (!err)
        err = kr_peaks_add(o, kr_peak_day(now_ms), people);
    return kr_store_finish(o->store, err);
}
