/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_drain.h"

enum {
    QUEUE_LOW_US = 100000,
    QUEUE_SPAN_US = 400000, /* above QUEUE_LOW_US; a queue as long as that leaves SHARE_LEAST */
};
#define SHARE_LEAST 0.1     /* sound alone */

void kr_bwe_drain_begin(struct kr_bwe_drain *d, uint64_t now_us)
{
    if (d->on || (d->in_vain && now_us - d->began_us < KR_BWE_DRAIN_REST_US))
        return;
    *d = (struct kr_bwe_drain){.began_us = now_us, .on = true};
}

void kr_bwe_drain_queue(struct kr_bwe_drain *d, uint64_t queue_us, uint64_t now_us)
{
    if (!d->on)
        return;
    d->in_vain = now_us - d->began_us >= KR_BWE_DRAIN_US;
    d->on = !d->in_vain && (queue_us > QUEUE_LOW_US || now_us - d->began_us < KR_BWE_DRAIN_SETTLE_US);
}

bool kr_bwe_drain_blinds(const struct kr_bwe_drain *d, uint64_t now_us)
{
    return d->on && now_us - d->began_us >= KR_BWE_DRAIN_SETTLE_US;
}

double kr_bwe_drain_share(const struct kr_bwe_drain *d, uint64_t queue_us)
{
    if (!d->on || queue_us <= QUEUE_LOW_US)
        return 1;
    double left = 1 - (double)(queue_us - QUEUE_LOW_US) / QUEUE_SPAN_US;
    return left > SHARE_LEAST ? left : SHARE_LEAST;
}
