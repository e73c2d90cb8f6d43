/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A bottleneck that several flows share: a rate, a queue of so many bytes (what does not fit is dropped), loss of its own
 * in bursts. Whatever leaves it travels on by each flow's own delay. The same seed gives the same run.
 */
#ifndef KR_SIM_BWE_PATH_H
#define KR_SIM_BWE_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATH_QUEUE = 16384, PATH_STEP_US = 500 };

struct path_packet {
    int flow;
    uint16_t bytes;
    uint32_t tag;      /* the flow's own */
    uint64_t put_us;
};

struct path {
    uint64_t rate_bps, queue_bytes;
    double loss;       /* share, after the queue, as on radio */
    double burst;      /* packets lost in a row on average; 0 or 1: one by one */
    uint64_t random;   /* not 0 */
    bool in_burst;
    struct path_packet queue[PATH_QUEUE];
    size_t first, n;
    uint64_t queued_bytes;
    double credit_bits;
    uint64_t waited_us; /* of the last packet that left */
    uint64_t dropped, lost;
};

void path_init(struct path *p, uint64_t rate_bps, uint64_t queue_bytes, uint64_t seed);

/* 0 to 1 */
double path_random(struct path *p);

/* False: the queue was full. */
bool path_put(struct path *p, int flow, uint16_t bytes, uint32_t tag, uint64_t now_us);

/* Lets PATH_STEP_US pass; then path_take hands out what left the bottleneck. */
void path_step(struct path *p);
bool path_take(struct path *p, struct path_packet *out, uint64_t now_us);

/* How long a packet put now would wait. */
uint64_t path_wait_us(const struct path *p);

#endif
