/* SPDX-License-Identifier: EUPL-1.2 */
/* One feedback on its way through the estimator, whatever its format; internal to bwe_*. */
#ifndef KR_RTC_BWE_READING_H
#define KR_RTC_BWE_READING_H

#include "rtc/bwe.h"

struct kr_bwe_reading {
    struct kr_bwe *b;
    uint64_t now_us;
    int64_t least_delay_us;
    uint64_t newest_sent_us;
    unsigned arrived;
};

struct kr_bwe_status {
    uint64_t seq;  /* widened */
    int64_t at_us; /* on the receiver's widened clock, if timed */
    bool arrived, timed;
};

/* Too many in a second: true, and counted. */
bool kr_bwe_reading_flooded(struct kr_bwe *b, uint64_t now_us);

/* Reads the receiver's clock. KR_E_STATE: it jumped. Where it began anew, so does everything measured against it. */
KR_MUST_CHECK int kr_bwe_reading_clock(struct kr_bwe *b, int64_t reference, uint64_t now_us, int64_t *remote_us);

/* A packet was reported on; in the order of sending. What is not remembered is passed over. */
void kr_bwe_reading_take(struct kr_bwe_reading *r, const struct kr_bwe_status *s);

/* The feedback is over; every number below `end` has been reported on or is lost. */
void kr_bwe_reading_end(struct kr_bwe_reading *r, uint64_t end);

#endif
