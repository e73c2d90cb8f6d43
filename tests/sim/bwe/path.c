/* SPDX-License-Identifier: EUPL-1.2 */
#include "path.h"

#include <string.h>

#define CREDIT_MOST_BITS 12000.0 /* an idle bottleneck saves up no more than a packet */

void path_init(struct path *p, uint64_t rate_bps, uint64_t queue_bytes, uint64_t seed)
{
    memset(p, 0, sizeof *p);
    p->rate_bps = rate_bps;
    p->queue_bytes = queue_bytes;
    p->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

double path_random(struct path *p)
{
    p->random ^= p->random << 13; /* xorshift */
    p->random ^= p->random >> 7;
    p->random ^= p->random << 17;
    return (double)(p->random >> 11) / (double)(UINT64_C(1) << 53);
}

bool path_put(struct path *p, int flow, uint16_t bytes, uint32_t tag, uint64_t now_us)
{
    if (p->n == PATH_QUEUE || p->queued_bytes + bytes > p->queue_bytes) {
        p->dropped++;
        return false;
    }
    p->queue[(p->first + p->n++) % PATH_QUEUE] = (struct path_packet){flow, bytes, tag, now_us};
    p->queued_bytes += bytes;
    return true;
}

void path_step(struct path *p)
{
    p->credit_bits += (double)p->rate_bps * PATH_STEP_US / 1e6;
    if (!p->n && p->credit_bits > CREDIT_MOST_BITS)
        p->credit_bits = CREDIT_MOST_BITS;
}

/* Gilbert's two states: bursts of a mean length, so many that the share lost is as wanted. */
static bool loses(struct path *p)
{
    if (p->burst <= 1)
        return path_random(p) < p->loss;
    double begin = p->loss / (p->burst * (1 - p->loss));
    p->in_burst = p->in_burst ? path_random(p) >= 1 / p->burst : path_random(p) < begin;
    return p->in_burst;
}

bool path_take(struct path *p, struct path_packet *out, uint64_t now_us)
{
    while (p->n && p->credit_bits >= p->queue[p->first].bytes * 8) {
        *out = p->queue[p->first];
        p->first = (p->first + 1) % PATH_QUEUE;
        p->n--;
        p->queued_bytes -= out->bytes;
        p->credit_bits -= out->bytes * 8;
        p->waited_us = now_us - out->put_us;
        if (!loses(p))
            return true;
        p->lost++;
    }
    return false;
}

uint64_t path_wait_us(const struct path *p)
{
    return p->rate_bps ? p->queued_bytes * 8 * 1000000 / p->rate_bps : 0;
}
