/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_reading.h"

enum { SECOND_US = 1000000, RTT_SMOOTHING = 8 };
#define DRAIN_AFTER 0.7 /* a decrease below this share has left a queue behind that will not go by itself */

static void on_step(struct kr_bwe_reading *r, const struct kr_bwe_step *step)
{
    double m_ms = kr_bwe_trend_step(&r->b->trend, step);
    kr_bwe_overuse_step(&r->b->overuse, m_ms, step->sent_us, r->now_us);
}

static void on_arrival(struct kr_bwe_reading *r, const struct kr_bwe_packet *p, uint64_t sent_us, int64_t arrival_us)
{
    struct kr_bwe *b = r->b;
    struct kr_bwe_step step;
    int64_t delay_us = arrival_us - (int64_t)sent_us;
    kr_bwe_acked_packet(&b->acked, arrival_us, p->bytes);
    if (kr_bwe_groups_packet(&b->groups, (int64_t)sent_us, arrival_us, p->bytes, &step))
        on_step(r, &step);
    if (!r->arrived || delay_us < r->least_delay_us)
        r->least_delay_us = delay_us;
    if (sent_us > r->newest_sent_us)
        r->newest_sent_us = sent_us;
    r->arrived++;
}

/* Another clock: what was measured against the old one is of no use. */
static void begin_anew(struct kr_bwe *b)
{
    kr_bwe_acked_init(&b->acked);
    kr_bwe_groups_init(&b->groups);
    kr_bwe_trend_init(&b->trend);
    kr_bwe_queue_init(&b->queue);
}

int kr_bwe_reading_clock(struct kr_bwe *b, int64_t reference, uint64_t now_us, int64_t *remote_us)
{
    int begun = kr_bwe_clock_read(&b->clock, reference, now_us, remote_us);
    if (begun > 0)
        begin_anew(b);
    return begun < 0 ? begun : 0;
}

static bool unknown(struct kr_bwe *b, uint64_t seq)
{
    const struct kr_bwe_packet *p = kr_bwe_history_find(&b->history, seq);
    return !p || p->fate == KR_BWE_FLYING;
}

void kr_bwe_reading_take(struct kr_bwe_reading *r, const struct kr_bwe_status *s)
{
    struct kr_bwe *b = r->b;
    struct kr_bwe_packet *p = kr_bwe_history_find(&b->history, s->seq);
    if (!p || p->fate == KR_BWE_ARRIVED || (p->fate == KR_BWE_LOST && !s->arrived))
        return;
    uint64_t sent_us = kr_bwe_history_sent_us(p, r->now_us);
    if (p->fate == KR_BWE_LOST)
        kr_bwe_loss_found(&b->loss);
    else
        kr_bwe_loss_packet(&b->loss, !s->arrived, unknown(b, s->seq - 1), p->bytes, sent_us);
    bool timed = s->arrived && s->timed;
    if (p->cluster && p->fate == KR_BWE_FLYING)
        kr_bwe_probe_reported(&b->probe, p->cluster, timed, p->bytes, (int64_t)sent_us, s->at_us);
    if (timed)
        on_arrival(r, p, sent_us, s->at_us);
    p->fate = s->arrived ? KR_BWE_ARRIVED : KR_BWE_LOST;
}

/* Of the newest packet, less what it waited behind its own burst: a large frame is no queue. */
static int64_t newest_delay_us(const struct kr_bwe *b)
{
    const struct kr_bwe_group *g = &b->groups.now;
    double burst_us = (double)g->bytes * 8 * SECOND_US / b->aimd.rate_bps;
    return g->arrival_us - g->sent_us - (int64_t)burst_us;
}

/* Whatever was sent before the last that is reported on has arrived or is lost. */
static void land(struct kr_bwe *b, uint64_t end)
{
    for (; b->window.reported < end; b->window.reported++) {
        const struct kr_bwe_packet *p = kr_bwe_history_find(&b->history, b->window.reported);
        b->window.flying -= p ? p->bytes : 0;
    }
}

void kr_bwe_reading_end(struct kr_bwe_reading *r, uint64_t end)
{
    struct kr_bwe *b = r->b;
    uint64_t gap_us = b->n_read++ ? r->now_us - b->heard_us : 0;
    b->heard_us = b->silent_us = r->now_us;
    land(b, end);
    if (!r->arrived)
        return;
    uint64_t rtt_us = r->now_us - r->newest_sent_us;
    b->rtt_us = b->rtt_us ? (b->rtt_us * (RTT_SMOOTHING - 1) + rtt_us) / RTT_SMOOTHING : rtt_us;
    kr_bwe_queue_delay(&b->queue, r->least_delay_us, newest_delay_us(b), r->now_us);
    kr_bwe_drain_queue(&b->drain, kr_bwe_queue_us(&b->queue), r->now_us);
    double before = b->aimd.rate_bps;
    enum kr_bwe_signal signal = kr_bwe_queue_swelling(&b->queue) ? KR_BWE_OVERUSE : b->overuse.signal;
    uint64_t acked_bps = signal == KR_BWE_OVERUSE ? kr_bwe_acked_full_bps(&b->acked) : kr_bwe_acked_bps(&b->acked);
    if (!kr_bwe_drain_blinds(&b->drain, r->now_us) && kr_bwe_aimd_step(&b->aimd, signal, acked_bps, b->rtt_us, r->now_us)) {
        b->n_decreases++;
        if (b->aimd.rate_bps < DRAIN_AFTER * before)
            kr_bwe_drain_begin(&b->drain, r->now_us);
    }
    kr_bwe_loss_release(&b->loss, (uint64_t)b->aimd.rate_bps);
    uint64_t waited_us = b->drain.in_vain ? kr_bwe_queue_us(&b->queue) : 0;
    kr_bwe_window_heard(&b->window, kr_bwe_estimate_bps(b), rtt_us, gap_us, waited_us, r->now_us);
}

bool kr_bwe_reading_flooded(struct kr_bwe *b, uint64_t now_us)
{
    if (now_us - b->second_us >= SECOND_US) {
        b->second_us = now_us;
        b->in_second = 0;
    }
    bool flooded = b->in_second++ >= KR_BWE_FEEDBACKS_A_SECOND;
    b->n_flooded += flooded;
    return flooded;
}
