/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * When a path narrows to a fraction, what was sent until that was known fills its queue, and sending a little less than
 * it carries would empty that over many seconds. So pictures stop for a moment. A queue that does not go is somebody
 * else's: then this must not be repeated, or it would hand the path over to them.
 */
#ifndef KR_RTC_BWE_DRAIN_H
#define KR_RTC_BWE_DRAIN_H

#include <stdbool.h>
#include <stdint.h>

enum {
    KR_BWE_DRAIN_US = 5000000,      /* at most */
    KR_BWE_DRAIN_SETTLE_US = 500000, /* meanwhile what arrives still tells what the path carries */
    KR_BWE_DRAIN_REST_US = 20000000, /* after one that was in vain */
};

struct kr_bwe_drain {
    uint64_t began_us; /* 0: never */
    bool on;
    bool in_vain;      /* the last one */
};

/* The rate fell so far that a queue was left behind. */
void kr_bwe_drain_begin(struct kr_bwe_drain *d, uint64_t now_us);

/* How long packets wait now; ends a drain. */
void kr_bwe_drain_queue(struct kr_bwe_drain *d, uint64_t queue_us, uint64_t now_us);

/* True while less is sent than the path carries, so that what arrives tells nothing about it. */
bool kr_bwe_drain_blinds(const struct kr_bwe_drain *d, uint64_t now_us);

/* The share of the rate that may be sent, 0 to 1. */
double kr_bwe_drain_share(const struct kr_bwe_drain *d, uint64_t queue_us);

#endif
