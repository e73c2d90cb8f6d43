/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_inbound.h"

enum {
    SECOND_US = 1000000,
    QUEUE_US = 200000,
    OFF_MOST_US = 3 * SECOND_US, /* a departure clock that jumps is begun anew */
};

void kr_bwe_inbound_init(struct kr_bwe_inbound *b)
{
    *b = (struct kr_bwe_inbound){0};
    kr_bwe_acked_init(&b->acked);
    kr_bwe_groups_init(&b->groups);
    kr_bwe_trend_init(&b->trend);
    kr_bwe_overuse_init(&b->overuse);
    kr_bwe_queue_init(&b->queue);
    kr_bwe_aimd_init(&b->aimd, KR_BWE_INBOUND_START_BPS);
}

#define MORE_THAN_ARRIVES 1.05

/* Another clock: what was measured against the old one is of no use. The rate stays. */
static void begin(struct kr_bwe_inbound *b, const struct kr_bwe_departure *d)
{
    kr_bwe_groups_init(&b->groups);
    kr_bwe_trend_init(&b->trend);
    kr_bwe_queue_init(&b->queue);
    b->least_delay_us = INT64_MAX;
    b->overuse.signal = KR_BWE_NORMAL;
    b->clock = *d;
    b->ticks = d->ticks;
    b->started = true;
}

static bool same_clock(const struct kr_bwe_departure *a, const struct kr_bwe_departure *b)
{
    return a->ssrc == b->ssrc && a->bits == b->bits && a->tick_hz == b->tick_hz;
}

/* Departure on the sender's clock. False: it is not comparable with what was read before. */
static bool widen(struct kr_bwe_inbound *b, const struct kr_bwe_departure *d, uint64_t now_us, int64_t *sent_us)
{
    int64_t turn = INT64_C(1) << d->bits, ahead = (int64_t)((d->ticks - (uint64_t)b->ticks) & (uint64_t)(turn - 1));
    ahead = ahead >= turn / 2 ? ahead - turn : ahead;
    int64_t off_us = ahead * SECOND_US / d->tick_hz - (int64_t)(now_us - b->heard_us);
    if (off_us > OFF_MOST_US || off_us < -OFF_MOST_US)
        return false;
    b->ticks += ahead;
    *sent_us = b->ticks * SECOND_US / d->tick_hz;
    return true;
}

static void read_departure(struct kr_bwe_inbound *b, const struct kr_bwe_departure *d, uint16_t bytes, uint64_t now_us)
{
    struct kr_bwe_step step;
    int64_t sent_us;
    if (!d->tick_hz)
        return;
    if (b->started && !same_clock(&b->clock, d) && now_us - b->heard_us < KR_BWE_INBOUND_STREAM_US)
        return;
    if (!b->started || !same_clock(&b->clock, d) || !widen(b, d, now_us, &sent_us)) {
        begin(b, d);
        sent_us = b->ticks * SECOND_US / d->tick_hz;
    }
    b->heard_us = now_us;
    b->delay_us = (int64_t)now_us - sent_us;
    b->least_delay_us = b->delay_us < b->least_delay_us ? b->delay_us : b->least_delay_us;
    if (kr_bwe_groups_packet(&b->groups, sent_us, (int64_t)now_us, bytes, &step))
        kr_bwe_overuse_step(&b->overuse, kr_bwe_trend_step(&b->trend, &step), step.sent_us, now_us);
}

/*
 * A queue that was full before a trend was seen, and stays so, has none (that is for the draft's loss-based part to see, which
 * not every sender has): then no more than arrives may be told.
 */
static enum kr_bwe_signal signal_of(struct kr_bwe_inbound *b, uint64_t now_us)
{
    if (b->least_delay_us == INT64_MAX)
        return b->overuse.signal;
    kr_bwe_queue_delay(&b->queue, b->least_delay_us, b->least_delay_us, now_us);
    b->least_delay_us = INT64_MAX;
    bool more = b->aimd.rate_bps > MORE_THAN_ARRIVES * (double)kr_bwe_acked_bps(&b->acked);
    return kr_bwe_queue_us(&b->queue) > QUEUE_US && more ? KR_BWE_OVERUSE : b->overuse.signal;
}

bool kr_bwe_inbound_packet(struct kr_bwe_inbound *b, const struct kr_bwe_departure *departure, uint16_t bytes, uint64_t rtt_us, uint64_t now_us)
{
    enum kr_bwe_signal before = b->overuse.signal;
    kr_bwe_acked_packet(&b->acked, (int64_t)now_us, bytes);
    read_departure(b, departure, bytes, now_us);
    bool worse = b->overuse.signal == KR_BWE_OVERUSE && before != KR_BWE_OVERUSE;
    if (!worse && now_us - b->step_us < KR_BWE_INBOUND_STEP_US)
        return false;
    b->step_us = now_us;
    enum kr_bwe_signal signal = signal_of(b, now_us);
    uint64_t acked_bps = signal == KR_BWE_OVERUSE ? kr_bwe_acked_full_bps(&b->acked) : kr_bwe_acked_bps(&b->acked);
    return kr_bwe_aimd_step(&b->aimd, signal, acked_bps, rtt_us, now_us);
}
