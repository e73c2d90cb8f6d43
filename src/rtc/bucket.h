/* SPDX-License-Identifier: EUPL-1.2 */
/* A leaky bucket: what was sent fills it, time empties it at a rate, and while it is not too full more may be sent. */
#ifndef KR_RTC_BUCKET_H
#define KR_RTC_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct kr_bucket {
    uint64_t bits, at_us; /* in it, as of then */
};

/* Lets out what the rate allows for the time that passed. */
void kr_bucket_leak(struct kr_bucket *b, uint64_t rate_bps, uint64_t now_us);

static inline void kr_bucket_fill(struct kr_bucket *b, uint64_t bytes)
{
    b->bits += bytes * 8;
}

/* True if less is in it than the rate lets out in burst_us, or than least_bytes. */
bool kr_bucket_open(const struct kr_bucket *b, uint64_t rate_bps, uint64_t burst_us, uint64_t least_bytes);

#endif
