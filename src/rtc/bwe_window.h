/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How much may be on the way: what is sent and not yet reported on. When a path narrows, feedback tells so a round trip
 * and a feedback interval later; that nothing is heard of more and more is known at once. (Not in the draft; the
 * bound of a round trip's worth is RFC 8298 section 4.1.2's, for the same reason.)
 */
#ifndef KR_RTC_BWE_WINDOW_H
#define KR_RTC_BWE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "rtc/bwe_queue.h"

enum {
    KR_BWE_WINDOW_SLACK_US = 120000,        /* jitter, and the burst of a frame */
    KR_BWE_WINDOW_INTERVAL_MOST_US = 300000, /* between feedbacks; browsers take 50 to 250 ms */
    KR_BWE_WINDOW_LEAST_BYTES = 8000,
};

struct kr_bwe_window {
    uint64_t flying;      /* bytes */
    uint64_t reported;    /* widened number behind the last that was reported on */
    struct kr_bwe_least rtt;
    uint64_t interval_us; /* between feedbacks, the longer ones of late */
    uint64_t most;        /* bytes; UINT64_MAX: not known */
};

void kr_bwe_window_init(struct kr_bwe_window *w);

/*
 * Feedback came, gap_us after the one before (0: it is the first), about a newest packet that was sent rtt_us ago.
 * waited_us: what packets wait in a queue that is somebody else's and so does not count.
 */
void kr_bwe_window_heard(struct kr_bwe_window *w, uint64_t rate_bps, uint64_t rtt_us, uint64_t gap_us, uint64_t waited_us,
                         uint64_t now_us);

static inline bool kr_bwe_window_full(const struct kr_bwe_window *w)
{
    return w->flying > w->most;
}

#endif
