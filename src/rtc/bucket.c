/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bucket.h"

enum { SECOND_US = 1000000, STEP_MOST_US = 10 * SECOND_US };

void kr_bucket_leak(struct kr_bucket *b, uint64_t rate_bps, uint64_t now_us)
{
    if (now_us <= b->at_us || !rate_bps)
        return;
    if (now_us - b->at_us > STEP_MOST_US)
        b->at_us = now_us - STEP_MOST_US;
    uint64_t out = rate_bps * (now_us - b->at_us) / SECOND_US;
    if (out >= b->bits) {
        *b = (struct kr_bucket){.at_us = now_us};
        return;
    }
    b->bits -= out;
    b->at_us += out * SECOND_US / rate_bps; /* the time that a part of a bit takes is not lost */
}

bool kr_bucket_open(const struct kr_bucket *b, uint64_t rate_bps, uint64_t burst_us, uint64_t least_bytes)
{
    uint64_t burst = rate_bps * burst_us / SECOND_US, least = least_bytes * 8;
    return b->bits < (burst > least ? burst : least);
}
