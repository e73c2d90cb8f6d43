/* SPDX-License-Identifier: EUPL-1.2 */
#include <stddef.h>

#include "rtc/bwe.h"

enum {
    SECOND_US = 1000000,
    ARRIVAL_OFF_US = 10 * SECOND_US, /* farther than this from its own feedback's time nothing arrives */
    STATUS_MOST = 4096,              /* twice what is remembered */
    HEAD_BYTES = 8,                  /* draft-holmer 3.1: up to the first chunk */
    RTT_SMOOTHING = 8,
};
#define DRAIN_AFTER 0.7 /* a decrease below this share has left a queue behind that will not go by itself */

/* One feedback on its way through the estimator. */
struct reading {
    struct kr_bwe *b;
    const struct kr_twcc *head;
    uint64_t now_us, seq; /* seq: of the next status */
    int64_t offset_us;    /* from the packet's own times to the widened clock */
    int64_t least_delay_us;
    uint64_t newest_sent_us;
    unsigned arrived;
    bool checked;
    int err;
};

static void on_step(struct reading *r, const struct kr_bwe_step *step)
{
    double m_ms = kr_bwe_trend_step(&r->b->trend, step);
    kr_bwe_overuse_step(&r->b->overuse, m_ms, step->sent_us, r->now_us);
}

static void on_arrival(struct reading *r, struct kr_bwe_packet *p, uint64_t sent_us, int64_t arrival_us)
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

/* Checks what can be told from the head, before anything changes. */
static int check(struct reading *r)
{
    struct kr_bwe *b = r->b;
    const struct kr_twcc *head = r->head;
    int64_t remote_us;
    r->seq = kr_bwe_history_widen(&b->history, head->base_seq);
    if (!kr_bwe_history_sent(&b->history, r->seq, head->status_count))
        return KR_E_STATE;
    int begun = kr_bwe_clock_read(&b->clock, head->reference_time, r->now_us, &remote_us);
    if (begun < 0)
        return begun;
    if (begun)
        begin_anew(b);
    r->offset_us = remote_us - (int64_t)head->reference_time * 64000;
    return 0;
}

static bool unknown(struct kr_bwe *b, uint64_t seq)
{
    const struct kr_bwe_packet *p = kr_bwe_history_find(&b->history, seq);
    return !p || p->fate == KR_BWE_FLYING;
}

static void on_status(void *arg, uint16_t seq, bool arrived, int64_t at_us)
{
    struct reading *r = arg;
    struct kr_bwe *b = r->b;
    if (!r->checked) {
        r->checked = true;
        r->err = check(r);
    }
    struct kr_bwe_packet *p = r->err ? NULL : kr_bwe_history_find(&b->history, r->seq++);
    int64_t off_us = at_us - (int64_t)r->head->reference_time * 64000;
    if (!p || p->fate == KR_BWE_ARRIVED || (p->fate == KR_BWE_LOST && !arrived))
        return;
    if (arrived && (off_us > ARRIVAL_OFF_US || off_us < -ARRIVAL_OFF_US))
        return;
    uint64_t sent_us = kr_bwe_history_sent_us(p, r->now_us);
    if (p->fate == KR_BWE_LOST)
        kr_bwe_loss_found(&b->loss);
    else
        kr_bwe_loss_packet(&b->loss, !arrived, unknown(b, r->seq - 2), p->bytes, sent_us);
    if (p->cluster && p->fate == KR_BWE_FLYING)
        kr_bwe_probe_reported(&b->probe, p->cluster, arrived, p->bytes, (int64_t)sent_us, at_us + r->offset_us);
    if (arrived)
        on_arrival(r, p, sent_us, at_us + r->offset_us);
    p->fate = arrived ? KR_BWE_ARRIVED : KR_BWE_LOST;
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

static void conclude(struct reading *r, uint64_t gap_us)
{
    struct kr_bwe *b = r->b;
    land(b, r->seq);
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

static bool flooded(struct kr_bwe *b, uint64_t now_us)
{
    if (now_us - b->second_us >= SECOND_US) {
        b->second_us = now_us;
        b->in_second = 0;
    }
    return b->in_second++ >= KR_BWE_FEEDBACKS_A_SECOND;
}

int kr_bwe_feedback(struct kr_bwe *b, const struct kr_rtcp *part, uint64_t now_us)
{
    struct kr_twcc head;
    struct reading r = {.b = b, .head = &head, .now_us = now_us};
    if (flooded(b, now_us)) {
        b->n_flooded++;
        return KR_E_LIMITED;
    }
    /* A few bytes can name 65,535 packets: their number is looked at before they are. */
    bool large = part->body.len >= HEAD_BYTES && kr_get_be16(part->body.data + 2) > STATUS_MOST;
    if (large || kr_twcc_each(part, &head, on_status, &r)) {
        b->n_malformed++;
        return KR_E_MALFORMED;
    }
    if (r.err) {
        b->n_refused++;
        return r.err;
    }
    uint64_t gap_us = b->n_read++ ? now_us - b->heard_us : 0;
    b->heard_us = b->silent_us = now_us;
    conclude(&r, gap_us);
    return 0;
}
