/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How long to wait for more before a batch is read. A meeting is many streams: what is handled together leaves in fewer
 * messages (bundle.h), and the process wakes less often. A process that has time handles each packet at once; one that is
 * busy keeps everybody's delay low by doing less. Pure.
 */
#ifndef KR_MEDIA_GATHER_H
#define KR_MEDIA_GATHER_H

#include <stdint.h>

enum {
    KR_GATHER_IDLE_PPM = 250000, /* up to here each batch is read at once */
    KR_GATHER_BUSY_PPM = 750000, /* from here on the wait is the longest */
    KR_GATHER_MOST_US = 1000,
};

struct kr_gather {
    uint32_t busy_ppm; /* of the time lately */
    uint64_t ended_us; /* of the last batch; 0: there was none */
};

/* The wait before the batch that has begun to arrive. */
uint32_t kr_gather_us(const struct kr_gather *g);

/* A batch was read and handled. */
void kr_gather_batch(struct kr_gather *g, uint64_t began_us, uint64_t ended_us);

#endif
