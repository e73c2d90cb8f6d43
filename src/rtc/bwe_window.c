/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_window.h"

enum { INTERVAL_SMOOTHING = 16, SECOND_US = 1000000 };

void kr_bwe_window_init(struct kr_bwe_window *w)
{
    *w = (struct kr_bwe_window){.most = UINT64_MAX};
}

/* A longer one counts at once, shorter ones bit by bit: feedback that is only late must not stop a picture. */
static void note_interval(struct kr_bwe_window *w, uint64_t gap_us)
{
    if (gap_us > KR_BWE_WINDOW_INTERVAL_MOST_US)
        gap_us = KR_BWE_WINDOW_INTERVAL_MOST_US;
    if (gap_us > w->interval_us)
        w->interval_us = gap_us;
    else
        w->interval_us -= (w->interval_us - gap_us) / INTERVAL_SMOOTHING;
}

void kr_bwe_window_heard(struct kr_bwe_window *w, uint64_t rate_bps, uint64_t rtt_us, uint64_t gap_us, uint64_t waited_us,
                         uint64_t now_us)
{
    note_interval(w, gap_us);
    kr_bwe_least_take(&w->rtt, (int64_t)rtt_us, KR_BWE_QUEUE_HALF_US, now_us);
    uint64_t span_us = (uint64_t)kr_bwe_least_of(&w->rtt) + w->interval_us + waited_us + KR_BWE_WINDOW_SLACK_US;
    uint64_t most = rate_bps * span_us / 8 / SECOND_US;
    w->most = most > KR_BWE_WINDOW_LEAST_BYTES ? most : KR_BWE_WINDOW_LEAST_BYTES;
}
