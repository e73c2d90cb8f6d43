/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe.h"

#include <stddef.h>

#include "rtc/bwe_reading.h"

enum {
    SECOND_US = 1000000,
    SILENCE_US = 1500000,      /* without feedback about what was sent the path may be gone */
    CALM_US = SECOND_US,       /* after a decrease, before the next probe */
    CACHE_LINE_BYTES = 64,
    QUEUE_LOW_US = 100000,     /* a probe makes it longer yet */
};
#define SILENT_SHARE 0.8       /* of the rate, a second */
#define PROBE_AHEAD 2.0
#define PROBE_LEAST_BPS 250000.0 /* 1,600 bytes hurt nobody, and spare many steps */
#define PROBE_WANTED 1.1       /* beyond what is wanted, as browsers' rates are never exact */
#define WORTH_IT 1.05

void kr_bwe_init(struct kr_bwe *b, uint64_t start_bps)
{
    *b = (struct kr_bwe){0};
    kr_bwe_clock_init_transport(&b->clock);
    kr_bwe_history_init(&b->history);
    kr_bwe_acked_init(&b->acked);
    kr_bwe_groups_init(&b->groups);
    kr_bwe_trend_init(&b->trend);
    kr_bwe_overuse_init(&b->overuse);
    kr_bwe_aimd_init(&b->aimd, start_bps);
    kr_bwe_loss_init(&b->loss);
    kr_bwe_queue_init(&b->queue);
    kr_bwe_probe_init(&b->probe);
    kr_bwe_window_init(&b->window);
    b->window.reported = b->history.next;
}

void kr_bwe_fini(struct kr_bwe *b)
{
    kr_bwe_history_fini(&b->history);
}

void kr_bwe_expect_ccfb(struct kr_bwe *b)
{
    kr_bwe_clock_init_ccfb(&b->clock);
}

void kr_bwe_expect_reports(struct kr_bwe *b)
{
    b->how = KR_BWE_REPORTS;
    kr_bwe_reports_init(&b->reports);
}

uint16_t kr_bwe_next_seq(const struct kr_bwe *b)
{
    return (uint16_t)b->history.next;
}

void kr_bwe_fetch(const struct kr_bwe *b)
{
    const char *p = (const char *)b;
    for (size_t at = 0; at <= offsetof(struct kr_bwe, history.grown); at += CACHE_LINE_BYTES)
        __builtin_prefetch(p + at, 1);
}

void kr_bwe_fetch_place(const struct kr_bwe *b)
{
    const struct kr_bwe_history *h = &b->history;
    __builtin_prefetch((h->grown ? h->grown : h->few) + h->next % h->packets, 1);
}

void kr_bwe_sent(struct kr_bwe *b, size_t len, uint64_t now_us)
{
    uint16_t bytes = (uint16_t)(len + KR_BWE_HEADER_BYTES);
    if (!b->sent_us || now_us - b->sent_us > SILENCE_US)
        b->silent_us = now_us; /* nothing was sent, so nothing could be heard */
    b->sent_us = now_us;
    if (b->how == KR_BWE_REPORTS) {
        kr_bwe_reports_sent(&b->reports, bytes);
        return;
    }
    kr_bwe_history_reserve(&b->history, now_us);
    if (b->history.next - b->window.reported == b->history.packets) { /* nothing will be known of it any more */
        const struct kr_bwe_packet *oldest = kr_bwe_history_find(&b->history, b->window.reported++);
        b->window.flying -= oldest ? oldest->bytes : 0;
    }
    b->window.flying += bytes;
    kr_bwe_history_add(&b->history, bytes, kr_bwe_probe_sent(&b->probe, bytes, now_us), now_us);
}

uint64_t kr_bwe_estimate_bps(const struct kr_bwe *b)
{
    uint64_t rate = b->how == KR_BWE_REPORTS ? kr_bwe_reports_bps(&b->reports) : (uint64_t)b->aimd.rate_bps;
    return rate < b->loss.limit_bps ? rate : b->loss.limit_bps;
}

uint64_t kr_bwe_rate_bps(const struct kr_bwe *b)
{
    uint64_t rate = (uint64_t)((double)kr_bwe_estimate_bps(b) * kr_bwe_drain_share(&b->drain, kr_bwe_queue_us(&b->queue)));
    return rate > KR_BWE_LEAST_BPS ? rate : KR_BWE_LEAST_BPS;
}

void kr_bwe_want(struct kr_bwe *b, uint64_t wanted_bps)
{
    b->wanted_bps = wanted_bps;
}

/* Section 5.5 has nothing for a receiver that falls silent: going on blindly would fill a path that is full already. */
static void service_silence(struct kr_bwe *b, uint64_t now_us)
{
    bool sending = b->sent_us && now_us - b->sent_us < SECOND_US;
    if (!sending || now_us - b->silent_us < SILENCE_US + b->rtt_us)
        return;
    b->silent_us = now_us - SILENCE_US - b->rtt_us + SECOND_US; /* again in a second */
    kr_bwe_aimd_set(&b->aimd, (uint64_t)(b->aimd.rate_bps * SILENT_SHARE), now_us);
}

static bool may_probe(const struct kr_bwe *b, uint64_t now_us)
{
    return b->probe.stage == KR_BWE_PROBE_IDLE && b->n_read && now_us >= b->probe.next_us &&
           b->overuse.signal != KR_BWE_OVERUSE && kr_bwe_queue_us(&b->queue) < QUEUE_LOW_US && !b->loss.trying &&
           now_us - b->heard_us < SECOND_US && (!b->aimd.decreased_us || now_us - b->aimd.decreased_us >= CALM_US) &&
           (double)b->wanted_bps > WORTH_IT * (double)kr_bwe_estimate_bps(b);
}

static void service_probe(struct kr_bwe *b, uint64_t now_us)
{
    uint64_t rate_bps;
    if (kr_bwe_probe_result(&b->probe, &rate_bps, now_us)) {
        bool more = (double)rate_bps > b->aimd.rate_bps;
        if (more)
            kr_bwe_aimd_set(&b->aimd, rate_bps, now_us);
        /* What arrived whole the path carries, whatever was lost before; nor does what it loses anyway say anything against it. */
        if (more || b->loss.own > 0 || kr_bwe_probe_whole(&b->probe))
            kr_bwe_loss_raise(&b->loss, rate_bps);
    }
    if (!may_probe(b, now_us))
        return;
    double ahead = PROBE_AHEAD * (double)kr_bwe_estimate_bps(b);
    if (ahead < PROBE_LEAST_BPS)
        ahead = PROBE_LEAST_BPS;
    double most = PROBE_WANTED * (double)b->wanted_bps;
    kr_bwe_probe_begin(&b->probe, (uint64_t)(ahead < most ? ahead : most), now_us);
    b->n_probes++;
}

void kr_bwe_report(struct kr_bwe *b, const struct kr_bwe_report *report, uint64_t now_us)
{
    struct kr_bwe_tally window;
    uint64_t before = kr_bwe_estimate_bps(b);
    b->heard_us = now_us;
    b->rtt_us = report->rtt_us ? report->rtt_us : b->rtt_us;
    if (!kr_bwe_reports_take(&b->reports, report, &window, now_us))
        return;
    kr_bwe_loss_reported(&b->loss, &window, now_us);
    kr_bwe_loss_release(&b->loss, b->wanted_bps ? KR_BWE_REPORTS_RELEASE * b->wanted_bps : KR_BWE_MOST_BPS);
    b->n_read++;
    b->n_decreases += kr_bwe_estimate_bps(b) < before;
}

int kr_bwe_remb(struct kr_bwe *b, uint64_t rate_bps, uint64_t now_us)
{
    uint64_t before = kr_bwe_estimate_bps(b);
    if (kr_bwe_reading_flooded(b, now_us))
        return KR_E_LIMITED;
    b->heard_us = now_us;
    kr_bwe_reports_remb(&b->reports, rate_bps, now_us);
    b->n_read++;
    b->n_decreases += kr_bwe_estimate_bps(b) < before;
    return 0;
}

void kr_bwe_service(struct kr_bwe *b, uint64_t now_us)
{
    if (b->how == KR_BWE_REPORTS)
        return; /* whoever reports so may be silent for seconds, and its reports do not tell of a probe */
    service_silence(b, now_us);
    service_probe(b, now_us);
}

uint64_t kr_bwe_padding_bytes(const struct kr_bwe *b, uint64_t now_us)
{
    return kr_bwe_probe_bytes(&b->probe, now_us);
}
