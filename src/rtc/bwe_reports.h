/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a path carries, of receivers that tell of no packet: from the round trip of their receiver reports (RFC 3550 section
 * 6.4.1) and from their own estimate (REMB, draft-alvestrand-rmcat-remb-03). Loss is bwe_loss's (draft-ietf-rmcat-gcc-02 section 6).
 * All of these are limits: as long as nothing speaks against a rate, there is none.
 */
#ifndef KR_RTC_BWE_REPORTS_H
#define KR_RTC_BWE_REPORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "rtc/bwe_loss.h"
#include "rtc/bwe_queue.h"

enum {
    KR_BWE_REPORTS_RELEASE = 2,            /* a limit of so many times what is wanted is none */
    KR_BWE_REPORTS_WINDOW_US = 450000,     /* browsers report once or twice a second */
    KR_BWE_REPORTS_WINDOW_MOST_US = 2000000, /* also with few packets */
    KR_BWE_REPORTS_QUEUE_US = 200000,      /* a round trip so much longer than the least: a queue is filling */
    KR_BWE_REPORTS_RTT_MOST_US = 10000000, /* no round trip; a clock was set, or a lie */
    KR_BWE_REMB_TRY_US = 10000000,         /* after REMB was the limit, before more than it says is tried */
    KR_BWE_REMB_TRY_MOST_US = 120000000,
};

struct kr_bwe_report { /* all blocks of one compound packet */
    uint32_t packets, lost;
    uint64_t rtt_us; /* 0: not known */
};

struct kr_bwe_reports {
    struct kr_bwe_least rtt;
    uint64_t delay_bps, remb_bps;   /* KR_BWE_NO_LIMIT: none */
    uint64_t sent_bytes, sent_bps;  /* since began_us; in the last window */
    uint64_t began_us;              /* 0: no report yet */
    uint32_t packets, lost;
    uint64_t cut_us;                /* the last limit by delay */
    uint64_t told_bps;              /* the last REMB */
    uint64_t full_us, wait_us;      /* when it fell; until more is tried */
    bool heard, trying;
};

void kr_bwe_reports_init(struct kr_bwe_reports *r);
void kr_bwe_reports_sent(struct kr_bwe_reports *r, uint16_t bytes);

/* Adds a report. True when enough came for a window, which is in *window then. */
bool kr_bwe_reports_take(struct kr_bwe_reports *r, const struct kr_bwe_report *report, struct kr_bwe_tally *window, uint64_t now_us);

void kr_bwe_reports_remb(struct kr_bwe_reports *r, uint64_t rate_bps, uint64_t now_us);

/* The lower of the limits, at most KR_BWE_MOST_BPS. */
uint64_t kr_bwe_reports_bps(const struct kr_bwe_reports *r);

#endif
