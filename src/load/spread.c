/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/spread.h"

#include <stddef.h>

enum { STEP_BITS = 5 };
_Static_assert(1 << STEP_BITS == KR_SPREAD_STEPS, "steps are a power of two");

/* Below two turns of steps every value has a place of its own; above, the top bits choose. */
static size_t place_of(uint64_t value)
{
    if (value < KR_SPREAD_STEPS)
        return (size_t)value;
    size_t shift = 63 - (size_t)__builtin_clzll(value) - STEP_BITS;
    return (shift + 1) * KR_SPREAD_STEPS + (size_t)(value >> shift) - KR_SPREAD_STEPS;
}

/* The largest value of a place. */
static uint64_t value_of(size_t place)
{
    if (place < KR_SPREAD_STEPS)
        return place;
    size_t shift = place / KR_SPREAD_STEPS - 1;
    return (((uint64_t)(place % KR_SPREAD_STEPS) + KR_SPREAD_STEPS + 1) << shift) - 1;
}

void kr_spread_add(struct kr_spread *s, uint64_t value)
{
    s->count[place_of(value)]++;
    s->n++;
    if (value > s->most)
        s->most = value;
}

uint64_t kr_spread_quantile(const struct kr_spread *s, double q)
{
    uint64_t rank = (uint64_t)(q * (double)s->n), seen = 0;
    if (!s->n)
        return 0;
    if (rank >= s->n)
        rank = s->n - 1;
    for (size_t i = 0; i < sizeof s->count / sizeof *s->count; i++) {
        seen += s->count[i];
        if (seen > rank) {
            uint64_t value = value_of(i);
            return value < s->most ? value : s->most;
        }
    }
    return s->most;
}
