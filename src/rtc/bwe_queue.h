/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How long packets wait on the way: their delay over the least of the last half minute. Clocks are apart by an unknown
 * constant, which drops out; that they drift does not matter in half a minute.
 */
#ifndef KR_RTC_BWE_QUEUE_H
#define KR_RTC_BWE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    KR_BWE_QUEUE_HALF_US = 15000000,
    KR_BWE_QUEUE_RECENT_HALF_US = 1000000,
    KR_BWE_QUEUE_ALARM_US = 100000,
};

/* The least of a time that moves on in halves. */
struct kr_bwe_least {
    int64_t of[2];     /* this half, and the one before */
    uint64_t began_us; /* this half; 0: never */
};

void kr_bwe_least_take(struct kr_bwe_least *l, int64_t value_us, uint64_t half_us, uint64_t now_us);
int64_t kr_bwe_least_of(const struct kr_bwe_least *l);

struct kr_bwe_queue {
    struct kr_bwe_least least, recent;
    int64_t latest;
    bool started, swelling;
};

void kr_bwe_queue_init(struct kr_bwe_queue *q);

/*
 * Of one feedback, as arrival on their clock less sending on ours: the least delay, and that of the newest packet without
 * the time that its own burst takes.
 */
void kr_bwe_queue_delay(struct kr_bwe_queue *q, int64_t least_us, int64_t latest_us, uint64_t now_us);

/*
 * True if packets wait KR_BWE_QUEUE_ALARM_US longer than they did a moment ago, and ever longer. The trend needs several
 * groups to see that, and when a path narrows to a tenth, a single frame takes a third of a second. The slow waves of
 * somebody else's transfer do not count.
 */
static inline bool kr_bwe_queue_swelling(const struct kr_bwe_queue *q)
{
    return q->swelling;
}

uint64_t kr_bwe_queue_us(const struct kr_bwe_queue *q);

#endif
