/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_trend.h"

/*
 * As browsers have them. The slope is in ms of delay per ms; what makes it comparable with the threshold of section 5.4
 * is the number of groups it stands on (as many as 60) and a constant.
 */
#define SMOOTHING 0.9
#define GAIN 4.0
enum { WEIGHT_MOST = 60 };

void kr_bwe_trend_init(struct kr_bwe_trend *t)
{
    *t = (struct kr_bwe_trend){0};
}

/* Least squares; 0 when all points have one abscissa. */
static double slope(const struct kr_bwe_trend *t)
{
    double x = 0, y = 0, over = 0, under = 0;
    for (size_t i = 0; i < KR_BWE_TREND_GROUPS; i++) {
        x += t->at_ms[i] / KR_BWE_TREND_GROUPS;
        y += t->delay_ms[i] / KR_BWE_TREND_GROUPS;
    }
    for (size_t i = 0; i < KR_BWE_TREND_GROUPS; i++) {
        over += (t->at_ms[i] - x) * (t->delay_ms[i] - y);
        under += (t->at_ms[i] - x) * (t->at_ms[i] - x);
    }
    return under > 0 ? over / under : 0;
}

double kr_bwe_trend_step(struct kr_bwe_trend *t, const struct kr_bwe_step *step)
{
    if (!t->n)
        t->first_us = step->at_us;
    t->added_ms += (double)(step->arrival_us - step->sent_us) / 1000;
    t->smoothed_ms = SMOOTHING * t->smoothed_ms + (1 - SMOOTHING) * t->added_ms;
    t->at_ms[t->n % KR_BWE_TREND_GROUPS] = (double)(step->at_us - t->first_us) / 1000;
    t->delay_ms[t->n % KR_BWE_TREND_GROUPS] = t->smoothed_ms;
    t->n++;
    if (t->n < KR_BWE_TREND_GROUPS)
        return 0;
    return slope(t) * (double)(t->n < WEIGHT_MOST ? t->n : WEIGHT_MOST) * GAIN;
}
