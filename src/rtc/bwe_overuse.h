/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether the path is over-used: m(i) against a threshold that adapts (draft-ietf-rmcat-gcc-02 section 5.4). */
#ifndef KR_RTC_BWE_OVERUSE_H
#define KR_RTC_BWE_OVERUSE_H

#include <stdint.h>

enum kr_bwe_signal { KR_BWE_NORMAL, KR_BWE_UNDERUSE, KR_BWE_OVERUSE };

struct kr_bwe_overuse {
    double threshold_ms, before_ms; /* before_ms: m(i-1) */
    double over_ms;                 /* for how long m(i) has been above */
    unsigned over;                  /* in so many groups */
    uint64_t updated_us;
    enum kr_bwe_signal signal;
};

void kr_bwe_overuse_init(struct kr_bwe_overuse *o);

/* m(i) of a group that was sent sent_us after the one before. */
enum kr_bwe_signal kr_bwe_overuse_step(struct kr_bwe_overuse *o, double m_ms, int64_t sent_us, uint64_t now_us);

#endif
