/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/bwe_reports.h"

#include "rtc/bwe_aimd.h"

enum { SECOND_US = 1000000, WINDOW_PACKETS = 20, WINDOW_LEAST_PACKETS = 8 };
#define BETA 0.85        /* draft-ietf-rmcat-gcc-02 section 5.5: decrease */
#define ETA_PER_S 0.08   /* the same: increase */
#define NEARLY_FULL 1.2  /* REMB above what is sent by less than this is what the path carries */
#define FELL 0.97         /* of the last: that is no rounding */
#define TRY_MORE 2

void kr_bwe_reports_init(struct kr_bwe_reports *r)
{
    *r = (struct kr_bwe_reports){.delay_bps = KR_BWE_NO_LIMIT, .remb_bps = KR_BWE_NO_LIMIT, .wait_us = KR_BWE_REMB_TRY_US};
}

void kr_bwe_reports_sent(struct kr_bwe_reports *r, uint16_t bytes)
{
    r->sent_bytes += bytes;
}

/* Down to what surely leaves the queue smaller, once per round trip; slowly up again when it is gone. */
static void judge_delay(struct kr_bwe_reports *r, uint64_t rtt_us, uint64_t passed_us, uint64_t now_us)
{
    if (!rtt_us)
        return;
    kr_bwe_least_take(&r->rtt, (int64_t)rtt_us, KR_BWE_QUEUE_HALF_US, now_us);
    uint64_t waits_us = rtt_us - (uint64_t)kr_bwe_least_of(&r->rtt);
    if (waits_us > KR_BWE_REPORTS_QUEUE_US && now_us - r->cut_us > rtt_us) {
        uint64_t from = r->sent_bps < r->delay_bps ? r->sent_bps : r->delay_bps;
        uint64_t to = (uint64_t)(BETA * (double)from);
        r->delay_bps = to > KR_BWE_LEAST_BPS ? to : KR_BWE_LEAST_BPS;
        r->cut_us = now_us;
    } else if (waits_us < KR_BWE_REPORTS_QUEUE_US / 2 && r->delay_bps != KR_BWE_NO_LIMIT) {
        r->delay_bps += (uint64_t)((double)r->delay_bps * ETA_PER_S * (double)passed_us / SECOND_US);
        if (r->delay_bps > KR_BWE_MOST_BPS)
            r->delay_bps = KR_BWE_NO_LIMIT;
    }
}

static bool complete(const struct kr_bwe_reports *r, uint64_t passed_us)
{
    return (passed_us >= KR_BWE_REPORTS_WINDOW_US && r->packets >= WINDOW_PACKETS) ||
           (passed_us >= KR_BWE_REPORTS_WINDOW_MOST_US && r->packets >= WINDOW_LEAST_PACKETS);
}

bool kr_bwe_reports_take(struct kr_bwe_reports *r, const struct kr_bwe_report *report, struct kr_bwe_tally *window, uint64_t now_us)
{
    if (!r->began_us) { /* what was sent before is not known by time */
        r->began_us = now_us;
        r->sent_bytes = 0;
        return false;
    }
    uint64_t passed_us = now_us - r->began_us;
    r->packets += report->packets;
    r->lost += report->lost < report->packets ? report->lost : report->packets;
    if (!complete(r, passed_us))
        return false;
    *window = (struct kr_bwe_tally){.packets = r->packets, .lost = r->lost, .bytes = r->sent_bytes, .us = passed_us};
    r->sent_bps = r->sent_bytes * 8 * SECOND_US / passed_us;
    judge_delay(r, report->rtt_us < KR_BWE_REPORTS_RTT_MOST_US ? report->rtt_us : 0, passed_us, now_us);
    r->packets = r->lost = 0;
    r->sent_bytes = 0;
    r->began_us = now_us;
    return true;
}

/*
 * A receiver's estimate goes no further than one and a half times what it gets (draft section 5.5), so above what is sent
 * it says little, and after a rise it lags behind. Only that it falls speaks against a rate. When it has not fallen for a
 * while, more is tried; in vain, and the next trial waits longer.
 */
void kr_bwe_reports_remb(struct kr_bwe_reports *r, uint64_t rate_bps, uint64_t now_us)
{
    uint64_t rate = rate_bps < KR_BWE_LEAST_BPS ? KR_BWE_LEAST_BPS : rate_bps > KR_BWE_MOST_BPS ? KR_BWE_MOST_BPS : rate_bps;
    bool fell = (double)rate < FELL * (double)r->told_bps && (double)rate < NEARLY_FULL * (double)r->sent_bps;
    r->told_bps = rate;
    if (fell && r->trying)
        r->wait_us = 2 * r->wait_us < KR_BWE_REMB_TRY_MOST_US ? 2 * r->wait_us : KR_BWE_REMB_TRY_MOST_US;
    else if (r->trying && now_us - r->full_us > KR_BWE_REMB_TRY_MOST_US)
        r->wait_us = KR_BWE_REMB_TRY_US;
    if (fell || !r->heard)
        r->full_us = fell ? now_us : now_us - r->wait_us; /* at first it is tried at once */
    bool tried = r->trying;
    r->heard = true;
    r->trying = !fell && now_us - r->full_us >= r->wait_us;
    uint64_t limit = r->trying ? TRY_MORE * rate : rate;
    if (!(tried && r->trying && limit < r->remb_bps))
        r->remb_bps = limit;
}

uint64_t kr_bwe_reports_bps(const struct kr_bwe_reports *r)
{
    uint64_t least = r->delay_bps < r->remb_bps ? r->delay_bps : r->remb_bps;
    return least < KR_BWE_MOST_BPS ? least : KR_BWE_MOST_BPS;
}
