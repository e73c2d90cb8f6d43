/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_acked.h"

enum { LEAST_BUCKETS = 4, SECOND_US = 1000000 }; /* complete buckets before a rate is told */

void kr_bwe_acked_init(struct kr_bwe_acked *a)
{
    *a = (struct kr_bwe_acked){0};
}

static uint32_t *bucket(struct kr_bwe_acked *a, int64_t number)
{
    return &a->bytes[(uint64_t)number % KR_BWE_ACKED_BUCKETS];
}

void kr_bwe_acked_packet(struct kr_bwe_acked *a, int64_t arrival_us, uint16_t bytes)
{
    /* Rounded down also below zero; the receiver's zero is anywhere. */
    int64_t number = arrival_us / KR_BWE_ACKED_BUCKET_US - (arrival_us % KR_BWE_ACKED_BUCKET_US < 0);
    if (!a->started || number - a->newest > KR_BWE_ACKED_BUCKETS * 2) {
        *a = (struct kr_bwe_acked){.started = true, .first = number, .newest = number};
    }
    if (a->newest - number >= KR_BWE_ACKED_BUCKETS)
        return;
    while (a->newest < number)
        *bucket(a, ++a->newest) = 0;
    *bucket(a, number) += bytes;
}

/* The newest bucket is still filling and is left out. */
static uint64_t bps(const struct kr_bwe_acked *a, int64_t buckets)
{
    int64_t n = a->newest - a->first;
    uint64_t bytes = 0;
    if (!a->started || n < LEAST_BUCKETS)
        return 0;
    if (n > buckets)
        n = buckets;
    for (int64_t i = 1; i <= n; i++)
        bytes += a->bytes[(uint64_t)(a->newest - i) % KR_BWE_ACKED_BUCKETS];
    return bytes * 8 * SECOND_US / ((uint64_t)n * KR_BWE_ACKED_BUCKET_US);
}

uint64_t kr_bwe_acked_bps(const struct kr_bwe_acked *a)
{
    return bps(a, KR_BWE_ACKED_BUCKETS - 1);
}

uint64_t kr_bwe_acked_full_bps(const struct kr_bwe_acked *a)
{
    uint64_t longer = bps(a, KR_BWE_ACKED_BUCKETS - 1), shorter = bps(a, LEAST_BUCKETS);
    return shorter < longer ? shorter : longer;
}
