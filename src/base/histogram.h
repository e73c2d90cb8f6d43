/* SPDX-License-Identifier: EUPL-1.2 */
/* How often values fell below given bounds. Plain numbers, written by one thread; nothing is allocated. */
#ifndef KR_BASE_HISTOGRAM_H
#define KR_BASE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum { KR_HISTOGRAM_BOUNDS = 12 };

struct kr_histogram {
    const uint64_t *bounds; /* ascending, at most KR_HISTOGRAM_BOUNDS; not owned */
    size_t n_bounds;
    uint64_t count[KR_HISTOGRAM_BOUNDS + 1]; /* of values up to each bound and above the one before it; the last: above all */
    uint64_t n, sum;
};

/* All zero but for these two is an empty one. */
#define KR_HISTOGRAM_OF(array) {.bounds = (array), .n_bounds = sizeof(array) / sizeof *(array)}

static inline void kr_histogram_add(struct kr_histogram *h, uint64_t value)
{
    size_t i = 0;
    while (i < h->n_bounds && value > h->bounds[i])
        i++;
    h->count[i]++;
    h->n++;
    h->sum += value;
}

#endif
