/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How large a picture its sender is asked for: as large as the largest that anybody watches. More is asked for at once,
 * less only after a while: people turn pages and change stages, and a layer that was stopped takes a key frame and a
 * moment to come back. Pure.
 */
#ifndef KR_MEDIA_DEMAND_H
#define KR_MEDIA_DEMAND_H

#include <stdbool.h>
#include <stdint.h>

enum {
    KR_DEMAND_NONE = 0,
    KR_DEMAND_ANY = UINT16_MAX, /* as large as it comes */
    KR_DEMAND_LOWER_US = 4000000,
};

struct kr_demand {
    bool told;
    uint16_t height;   /* that was told */
    uint16_t most;     /* watched since lower_us began to run */
    uint64_t lower_us; /* when less is told; 0: as much is watched as was told */
};

/* `height` is watched now. True if that, or what was watched lately, is now to be told: d->height. */
bool kr_demand_step(struct kr_demand *d, uint16_t height, uint64_t now_us);

/* When kr_demand_step may come to something else by itself; UINT64_MAX: never. */
uint64_t kr_demand_due_us(const struct kr_demand *d);

#endif
