/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_queue.h"

void kr_bwe_queue_init(struct kr_bwe_queue *q)
{
    *q = (struct kr_bwe_queue){0};
}

void kr_bwe_least_take(struct kr_bwe_least *l, int64_t value_us, uint64_t half_us, uint64_t now_us)
{
    if (!l->began_us || now_us - l->began_us >= half_us) {
        l->of[1] = l->began_us ? l->of[0] : value_us;
        l->of[0] = value_us;
        l->began_us = now_us;
    }
    if (value_us < l->of[0])
        l->of[0] = value_us;
}

int64_t kr_bwe_least_of(const struct kr_bwe_least *l)
{
    return l->of[0] < l->of[1] ? l->of[0] : l->of[1];
}

void kr_bwe_queue_delay(struct kr_bwe_queue *q, int64_t least_us, int64_t latest_us, uint64_t now_us)
{
    kr_bwe_least_take(&q->least, least_us, KR_BWE_QUEUE_HALF_US, now_us);
    kr_bwe_least_take(&q->recent, least_us, KR_BWE_QUEUE_RECENT_HALF_US, now_us);
    q->swelling = q->started && latest_us > q->latest && latest_us - kr_bwe_least_of(&q->recent) > KR_BWE_QUEUE_ALARM_US;
    q->latest = latest_us;
    q->started = true;
}

uint64_t kr_bwe_queue_us(const struct kr_bwe_queue *q)
{
    int64_t wait_us = q->latest - kr_bwe_least_of(&q->least);
    return wait_us > 0 ? (uint64_t)wait_us : 0;
}
