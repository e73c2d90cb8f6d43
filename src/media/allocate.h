/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which layer of each picture a receiver gets, within what its path carries. Pure. Every picture gets its lowest layer;
 * what is left raises them in the order they matter: the shared screen, the stage, the others. Sound is taken off before.
 */
#ifndef KR_MEDIA_ALLOCATE_H
#define KR_MEDIA_ALLOCATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "wire/sdp.h"

enum { KR_LAYERS = KR_SDP_RIDS };

enum kr_rank { KR_RANK_SCREEN, KR_RANK_STAGE, KR_RANK_GRID, KR_RANK_COUNT };

struct kr_picture {
    enum kr_rank rank;
    size_t n_layers;            /* 1 to KR_LAYERS */
    uint64_t bps[KR_LAYERS];    /* of each layer, lowest first; 0: it does not come */
    size_t most;                /* the highest layer that is worth sending at the size it is shown */
    size_t now;                 /* the layer it has: to go higher takes a reserve, to stay does not */
};

/* Writes each picture's layer into chosen. Returns the rate at which all would have the most they may. */
uint64_t kr_allocate(const struct kr_picture *pictures, size_t n, uint64_t budget_bps, size_t *chosen);

#endif
