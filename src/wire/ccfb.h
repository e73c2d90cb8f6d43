/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Congestion control feedback (RFC 8888): for each stream a range of its sequence numbers, and of each packet whether and
 * when it arrived. Views, no allocation; a packet names at most KR_CCFB_STATUSES packets, which also bounds the work.
 */
#ifndef KR_WIRE_CCFB_H
#define KR_WIRE_CCFB_H

#include "wire/rtcp.h"

enum {
    KR_RTPFB_CCFB = 11,         /* RFC 8888 section 3.1: FMT */
    KR_CCFB_STATUSES = 700,     /* a datagram has room for no more */
    KR_CCFB_ATO_MOST = 0x1ffd,  /* in 1/1024 s; above: longer ago, or not known */
};

struct kr_ccfb_status {
    uint32_t ssrc;
    uint16_t seq;
    bool arrived;
    bool timed;         /* before_us is known: less than 8 s, and not after the report's own time */
    uint32_t before_us; /* it arrived so long before the report's time */
};

/*
 * Walks a feedback packet in its own order. *report_time is the receiver's clock in 1/65536 s. KR_E_MALFORMED when blocks do
 * not fit; nothing is called then. KR_E_TOO_LARGE: more statuses than KR_CCFB_STATUSES; the same.
 */
KR_MUST_CHECK int kr_ccfb_each(const struct kr_rtcp *p, uint32_t *report_time, void (*seen)(void *arg, const struct kr_ccfb_status *s),
                               void *arg);

/* One stream's range, for kr_ccfb_write: at_us[i] is when packet begin + i arrived, negative: it did not. */
struct kr_ccfb_range {
    uint32_t ssrc;
    uint16_t begin;
    const int64_t *at_us;
    size_t n;
};

/* Appends one feedback packet about arrivals up to now_us, on the clock of at_us. w->failed when there is no room. */
void kr_ccfb_write(struct kr_writer *w, uint32_t sender, const struct kr_ccfb_range *ranges, size_t n, int64_t now_us);

#endif
