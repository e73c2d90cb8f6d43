/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_overuse.h"

/* Section 5.6, except for the gains, which go with the trend's scale (bwe_trend.c) and are those of browsers. */
#define THRESHOLD_START_MS 12.5
#define THRESHOLD_LEAST_MS 6.0
#define THRESHOLD_MOST_MS 600.0
#define OVERUSE_TIME_MS 10.0
#define GAIN_UP 0.0087
#define GAIN_DOWN 0.039
#define OUTLIER_MS 15.0 /* section 5.4: a sudden spike shall not raise the threshold */
#define STEP_MOST_MS 100.0

void kr_bwe_overuse_init(struct kr_bwe_overuse *o)
{
    *o = (struct kr_bwe_overuse){.threshold_ms = THRESHOLD_START_MS};
}

static void adapt(struct kr_bwe_overuse *o, double m_ms, uint64_t now_us)
{
    double size = m_ms < 0 ? -m_ms : m_ms;
    double passed_ms = o->updated_us ? (double)(now_us - o->updated_us) / 1000 : 0;
    o->updated_us = now_us;
    if (size > o->threshold_ms + OUTLIER_MS)
        return;
    if (passed_ms > STEP_MOST_MS)
        passed_ms = STEP_MOST_MS;
    o->threshold_ms += (size < o->threshold_ms ? GAIN_DOWN : GAIN_UP) * (size - o->threshold_ms) * passed_ms;
    if (o->threshold_ms < THRESHOLD_LEAST_MS)
        o->threshold_ms = THRESHOLD_LEAST_MS;
    if (o->threshold_ms > THRESHOLD_MOST_MS)
        o->threshold_ms = THRESHOLD_MOST_MS;
}

/* Over-use is only told when it lasts, and not while it is getting less. */
static enum kr_bwe_signal above(struct kr_bwe_overuse *o, double m_ms, int64_t sent_us)
{
    double sent_ms = (double)sent_us / 1000;
    o->over_ms += o->over ? sent_ms : sent_ms / 2; /* it began somewhere within the first */
    o->over++;
    if (o->over_ms < OVERUSE_TIME_MS || o->over < 2 || m_ms < o->before_ms)
        return o->signal;
    o->over_ms = 0;
    o->over = 0;
    return KR_BWE_OVERUSE;
}

enum kr_bwe_signal kr_bwe_overuse_step(struct kr_bwe_overuse *o, double m_ms, int64_t sent_us, uint64_t now_us)
{
    if (m_ms > o->threshold_ms) {
        o->signal = above(o, m_ms, sent_us);
    } else {
        o->over_ms = 0;
        o->over = 0;
        o->signal = m_ms < -o->threshold_ms ? KR_BWE_UNDERUSE : KR_BWE_NORMAL;
    }
    o->before_ms = m_ms;
    adapt(o, m_ms, now_us);
    return o->signal;
}
