/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What of each picture a receiver gets, within what its path carries. Pure; sound is taken off before.
 *
 * Pictures matter in this order: the shared screen, the stage, what is pinned, the others as they are listed. First all get
 * the least that shows them (the smallest layer at its lowest frame rate), then the smallest layer whole, then the
 * larger layers. So when the path narrows the less important lose frames first, then size, and then, from the end of the
 * order, they are held back altogether. Cameras keep half of the frame rate or take the smaller layer; a screen keeps its
 * sharpness.
 */
#ifndef KR_MEDIA_ALLOCATE_H
#define KR_MEDIA_ALLOCATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "wire/sdp.h"

enum {
    KR_LAYERS = KR_SDP_RIDS, /* streams of one source */
    KR_SIZES = 4,            /* a picture comes in at most: streams, or spatial layers of one (KR_FRAME_SPATIAL) */
    KR_TEMPORALS = 4,
};

enum kr_rank { KR_RANK_SCREEN, KR_RANK_STAGE, KR_RANK_PINNED, KR_RANK_GRID, KR_RANK_COUNT };

struct kr_choice {
    uint8_t layer, temporal; /* temporal: the highest that is sent */
    bool paused;             /* nothing is */
};

/* What comes of a layer, up to each of its temporal layers. */
struct kr_rates {
    uint64_t bps[KR_TEMPORALS];
    uint8_t n; /* temporal layers; 0: nothing comes */
};

/*
 * Rates of an interval that ends, smoothed; bytes of each temporal layer in it, which begin anew. Before the first one
 * rates are {.bps = {1}, .n = 1}.
 */
void kr_rates_conclude(struct kr_rates *r, uint64_t bytes[KR_TEMPORALS], uint64_t passed_us);

struct kr_picture {
    enum kr_rank rank;
    size_t n_layers;                  /* 1 to KR_SIZES */
    struct kr_rates layers[KR_SIZES]; /* lowest first */
    size_t most;                      /* the highest layer that is worth sending at the size it is shown */
    struct kr_choice now;             /* what it has: to get more takes a reserve, to stay does not */
    bool calm;                        /* it was lowered just now and may not get more */
};

/* Writes each picture's choice. Returns the rate at which all would have the most they may. */
uint64_t kr_allocate(const struct kr_picture *pictures, size_t n, uint64_t budget_bps, struct kr_choice *chosen);

/* The most that p could have. */
struct kr_choice kr_allocate_most(const struct kr_picture *p);

#endif
