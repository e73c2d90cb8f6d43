/* SPDX-License-Identifier: EUPL-1.2 */
#include "pipe.h"

enum { HEADERS = 28, SECOND_US = 1000000 };

/* xorshift64* (Vigna 2016): the same run for the same seed. */
uint32_t sim_random(struct sim_random *r)
{
    r->state ^= r->state >> 12;
    r->state ^= r->state << 25;
    r->state ^= r->state >> 27;
    return (uint32_t)(r->state * UINT64_C(2685821657736338717) >> 32);
}

bool sim_chance(struct sim_random *r, double probability)
{
    return probability > 0 && sim_random(r) < probability * 4294967296.0;
}

uint64_t sim_pipe_wait_us(const struct sim_pipe *p, uint64_t now_us)
{
    return p->free_us > now_us ? p->free_us - now_us : 0;
}

/* Gilbert's channel: all is lost in a burst, nothing between two. */
static bool loses(struct sim_pipe *p)
{
    if (p->burst <= 1)
        return sim_chance(&p->random, p->loss);
    if (p->in_burst)
        p->in_burst = !sim_chance(&p->random, 1 / p->burst);
    else
        p->in_burst = sim_chance(&p->random, p->loss / ((1 - p->loss) * p->burst));
    return p->in_burst;
}

bool sim_pipe_pass(struct sim_pipe *p, size_t len, bool media, uint64_t now_us, uint64_t *wait_us)
{
    uint64_t waits = sim_pipe_wait_us(p, now_us), bytes = len + HEADERS;
    if (waits * p->rate_bps / 8 / SECOND_US + bytes > p->queue_bytes) {
        p->dropped++;
        return false;
    }
    *wait_us = waits + bytes * 8 * SECOND_US / p->rate_bps;
    p->free_us = now_us + *wait_us;
    p->passed_bytes += bytes;
    bool lost = media && loses(p);
    p->lost += lost;
    return !lost;
}
