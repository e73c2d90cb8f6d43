/* SPDX-License-Identifier: EUPL-1.2 */
/* A bottleneck: a rate, a queue of so many bytes (what does not fit is dropped), loss of its own, one by one or in bursts. */
#ifndef KR_SIM_PIPE_H
#define KR_SIM_PIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_random {
    uint64_t state;
};

uint32_t sim_random(struct sim_random *r);
bool sim_chance(struct sim_random *r, double probability);

struct sim_pipe {
    uint64_t rate_bps, queue_bytes;
    double loss, burst; /* share of media; packets lost in a row on average, 0 or 1: one by one */
    struct sim_random random;
    bool in_burst;
    uint64_t free_us;   /* when all that waits in it is gone */
    uint64_t dropped, lost, passed_bytes;
};

/* How long a datagram takes through it; false: it is gone. */
bool sim_pipe_pass(struct sim_pipe *p, size_t len, bool media, uint64_t now_us, uint64_t *wait_us);

uint64_t sim_pipe_wait_us(const struct sim_pipe *p, uint64_t now_us);

#endif
