/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Many values in little room: how often each came, to within 3 %, for medians and percentiles. Values are counted in 32
 * steps between one power of two and the next.
 */
#ifndef KR_LOAD_SPREAD_H
#define KR_LOAD_SPREAD_H

#include <stdint.h>

enum { KR_SPREAD_STEPS = 32, KR_SPREAD_ROWS = 60 };

struct kr_spread {
    uint64_t count[KR_SPREAD_ROWS * KR_SPREAD_STEPS];
    uint64_t n, most;
};

void kr_spread_add(struct kr_spread *s, uint64_t value);

/* The value that the share q (0 to 1) of all values does not exceed; 0: there are none. */
uint64_t kr_spread_quantile(const struct kr_spread *s, double q);

#endif
