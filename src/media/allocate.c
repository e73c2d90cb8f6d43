/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/allocate.h"

#define RESERVE 1.15 /* a layer taken without any is given up again at the next moment */

/* The lowest layer that comes; 0 when none does. */
static size_t lowest(const struct kr_picture *p)
{
    for (size_t l = 0; l < p->n_layers; l++)
        if (p->bps[l])
            return l;
    return 0;
}

static size_t highest(const struct kr_picture *p)
{
    size_t found = lowest(p);
    for (size_t l = found + 1; l < p->n_layers && l <= p->most; l++)
        if (p->bps[l])
            found = l;
    return found;
}

/* The highest layer whose rate beyond the lowest's is left. */
static size_t raise(const struct kr_picture *p, double left_bps)
{
    size_t low = lowest(p), high = highest(p);
    for (size_t l = high; l > low; l--) {
        double more = p->bps[l] > p->bps[low] ? (double)(p->bps[l] - p->bps[low]) : 0;
        if (p->bps[l] && (l > p->now ? more * RESERVE : more) <= left_bps)
            return l;
    }
    return low;
}

uint64_t kr_allocate(const struct kr_picture *pictures, size_t n, uint64_t budget_bps, size_t *chosen)
{
    uint64_t least_bps = 0, most_bps = 0;
    for (size_t i = 0; i < n; i++) {
        least_bps += pictures[i].bps[lowest(&pictures[i])];
        most_bps += pictures[i].bps[highest(&pictures[i])];
    }
    double left_bps = budget_bps > least_bps ? (double)(budget_bps - least_bps) : 0;
    for (int rank = 0; rank < KR_RANK_COUNT; rank++)
        for (size_t i = 0; i < n; i++) {
            const struct kr_picture *p = &pictures[i];
            if (p->rank != (enum kr_rank)rank)
                continue;
            chosen[i] = raise(p, left_bps);
            uint64_t low_bps = p->bps[lowest(p)], bps = p->bps[chosen[i]];
            left_bps -= bps > low_bps ? (double)(bps - low_bps) : 0;
        }
    return most_bps;
}
