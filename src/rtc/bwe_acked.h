/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The rate at which packets arrive, R_hat in draft-ietf-rmcat-gcc-02 section 5.5: over the last half second of the
 * receiver's clock.
 */
#ifndef KR_RTC_BWE_ACKED_H
#define KR_RTC_BWE_ACKED_H

#include <stdbool.h>
#include <stdint.h>

enum { KR_BWE_ACKED_BUCKETS = 10, KR_BWE_ACKED_BUCKET_US = 50000 };

struct kr_bwe_acked {
    bool started;
    int64_t first, newest; /* buckets, counted from the receiver's zero */
    uint32_t bytes[KR_BWE_ACKED_BUCKETS];
};

void kr_bwe_acked_init(struct kr_bwe_acked *a);
void kr_bwe_acked_packet(struct kr_bwe_acked *a, int64_t arrival_us, uint16_t bytes);

/* Bits a second; 0 as long as it cannot be told. */
uint64_t kr_bwe_acked_bps(const struct kr_bwe_acked *a);

/*
 * The same when the path is over-used: the lower of that and of the last 200 ms. While a queue is never empty, packets
 * arrive as fast as the path lets them, so the shorter time is exact, and sooner rid of what was before.
 */
uint64_t kr_bwe_acked_full_bps(const struct kr_bwe_acked *a);

#endif
