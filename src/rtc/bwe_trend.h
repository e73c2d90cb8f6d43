/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whether delay grows: the slope of a line through the smoothed, added up delay variations of the last groups, in the
 * place of the Kalman filter of draft-ietf-rmcat-gcc-02 section 5.3 (browsers' "trendline": least squares).
 */
#ifndef KR_RTC_BWE_TREND_H
#define KR_RTC_BWE_TREND_H

#include <stddef.h>
#include <stdint.h>

#include "rtc/bwe_groups.h"

enum { KR_BWE_TREND_GROUPS = 20 };

struct kr_bwe_trend {
    size_t n; /* groups seen, also beyond those kept */
    int64_t first_us;
    double added_ms, smoothed_ms;
    double at_ms[KR_BWE_TREND_GROUPS], delay_ms[KR_BWE_TREND_GROUPS];
};

void kr_bwe_trend_init(struct kr_bwe_trend *t);

/* m(i) in milliseconds, for kr_bwe_overuse; 0 before there are enough groups. */
double kr_bwe_trend_step(struct kr_bwe_trend *t, const struct kr_bwe_step *step);

#endif
