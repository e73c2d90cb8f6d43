/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>

#include "office/capacity/capacity.h"
#include "office/room/calendar.h"

#define AHEAD_MS (KR_CAPACITY_AHEAD_DAYS * 24 * 3600 * UINT64_C(1000))

struct planned {
    struct kr_capacity_planned *list;
    size_t n;
    uint64_t now_ms;
};

static int by_start(const void *a, const void *b)
{
    const struct kr_capacity_planned *x = a, *y = b;
    return x->starts_ms < y->starts_ms ? -1 : x->starts_ms > y->starts_ms;
}

/* Its next time. One that comes later than a whole list of others is left out. */
static int add(void *arg, const struct kr_store_date *d)
{
    struct planned *p = arg;
    uint64_t length = d->ends_ms - d->starts_ms, at = d->starts_ms;
    while (d->weekly_until_ms && at + length <= p->now_ms && at < d->weekly_until_ms)
        at = kr_week_later_ms(at);
    if (at + length <= p->now_ms || at >= p->now_ms + AHEAD_MS || (at > d->starts_ms && at >= d->weekly_until_ms))
        return 0;
    if (p->n == KR_CAPACITY_PLANNED) {
        qsort(p->list, p->n, sizeof *p->list, by_start);
        if (p->list[p->n - 1].starts_ms <= at)
            return 0;
        p->n--;
    }
    struct kr_capacity_planned *next = &p->list[p->n++];
    *next = (struct kr_capacity_planned){.starts_ms = at, .ends_ms = at + length, .weekly = d->weekly_until_ms > 0, .people = d->people};
    snprintf(next->room, sizeof next->room, "%s", d->room);
    return 0;
}

int kr_capacity_list_planned(struct kr_office *o, struct kr_capacity_planned out[KR_CAPACITY_PLANNED], size_t *n)
{
    struct planned p = {.list = out, .now_ms = kr_office_now_ms(o)};
    int err = kr_store_date_list_kept(o->store, p.now_ms, p.now_ms + AHEAD_MS, add, &p);
    if (err)
        return err;
    qsort(out, p.n, sizeof *out, by_start);
    *n = p.n;
    return 0;
}
