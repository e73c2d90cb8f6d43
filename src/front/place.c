/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/place.h"

enum {
    FRESH_UNIT = 256,
    SMOOTHING = 8,   /* what is new is within some 8 s in the measured load, and no longer fresh */
    SAME_PERMILLE = 20, /* loads that differ by less are equal: then the fewest people decide */
};

void kr_place_told(struct kr_place_load *p, int64_t cpu_permille, int64_t packets_out)
{
    uint64_t by_packets = packets_out > 0 ? (uint64_t)packets_out * 1000 / KR_PLACE_PACKETS : 0;
    uint32_t now = cpu_permille > 0 ? (uint32_t)cpu_permille : 0;
    if (by_packets > now)
        now = by_packets > 1000 ? 1000 : (uint32_t)by_packets;
    if (now > p->measured)
        p->measured += (now - p->measured + SMOOTHING - 1) / SMOOTHING;
    else
        p->measured -= (p->measured - now + SMOOTHING - 1) / SMOOTHING;
    p->fresh -= (p->fresh + SMOOTHING - 1) / SMOOTHING;
    p->full = p->measured >= (p->full ? KR_PLACE_ROOM_PERMILLE : KR_PLACE_FULL_PERMILLE);
}

void kr_place_added(struct kr_place_load *p)
{
    p->endpoints++;
    p->fresh += FRESH_UNIT;
}

uint32_t kr_place_expected(uint32_t endpoints, uint64_t age_ms)
{
    return age_ms < KR_PLACE_YOUNG_MS && endpoints < KR_PLACE_CLASS ? KR_PLACE_CLASS - endpoints : 0;
}

/* In steps, so that two that are about equally busy do not take turns by the last permille. */
static uint32_t burden(const struct kr_place_load *p, uint32_t expected)
{
    uint32_t coming = (p->fresh + FRESH_UNIT - 1) / FRESH_UNIT + expected;
    return (p->measured + coming * KR_PLACE_MEMBER_PERMILLE) / SAME_PERMILLE;
}

static bool is_lighter(const struct kr_place_load *loads, const uint32_t *expected, size_t a, size_t b)
{
    uint32_t of_a = burden(&loads[a], expected[a]), of_b = burden(&loads[b], expected[b]);
    return of_a != of_b ? of_a < of_b : loads[a].endpoints < loads[b].endpoints;
}

/* How many of the room are on process i. */
static uint32_t count_on(const struct kr_place_room *room, size_t i)
{
    return room->on ? room->on[i] : 0;
}

/* Where the room is already and may grow: at home, else where most of it is, so that it spreads no further than it must. */
static size_t grow(const struct kr_place_load *loads, size_t n, const struct kr_place_room *room)
{
    size_t best = n;
    for (size_t i = 0; i < n; i++) {
        uint32_t on = count_on(room, i);
        if (!loads[i].there || !on || (room->most && (on >= room->most || loads[i].full)))
            continue;
        if (i == room->home)
            return i;
        if (best == n || on > count_on(room, best))
            best = i;
    }
    return best;
}

/* The lightest that is not full. */
static size_t begin(const struct kr_place_load *loads, const uint32_t *expected, size_t n, const struct kr_place_room *room)
{
    size_t best = n;
    for (size_t i = 0; i < n; i++)
        if (loads[i].there && !loads[i].full && !count_on(room, i) && (best == n || is_lighter(loads, expected, i, best)))
            best = i;
    return best;
}

/* All that the room is on, or all there are, have more than they should: the least of them. */
static size_t squeeze(const struct kr_place_load *loads, const uint32_t *expected, size_t n, const struct kr_place_room *room)
{
    size_t best = n;
    for (size_t i = 0; i < n; i++) {
        if (!loads[i].there)
            continue;
        bool on = count_on(room, i) > 0, best_on = best < n && count_on(room, best) > 0;
        if (best == n || on > best_on || (on == best_on && is_lighter(loads, expected, i, best)))
            best = i;
    }
    return best;
}

int kr_place(uint32_t *index, const struct kr_place_load *loads, const uint32_t *expected, size_t n,
             const struct kr_place_room *room)
{
    bool runs = false;
    for (size_t i = 0; i < n; i++)
        runs |= loads[i].there && count_on(room, i) > 0;
    size_t best = grow(loads, n, room);
    if (best == n && (!runs || room->most))
        best = begin(loads, expected, n, room);
    if (best == n && squeeze(loads, expected, n, room) == n)
        return KR_E_AGAIN;
    if (best == n && !runs)
        return KR_E_FULL;
    *index = (uint32_t)(best < n ? best : squeeze(loads, expected, n, room));
    return 0;
}
