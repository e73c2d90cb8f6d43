/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Congestion control towards one receiver, after Google congestion control (draft-ietf-rmcat-gcc-02, "the draft") on
 * transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01) or that of RFC 8888; on REMB and receiver
 * reports where a receiver has no more. Pure: what is sent, feedback and the time
 * go in, a rate and padding to be sent come out. One formula or decision a file:
 *
 *   bwe_history  what was sent                 bwe_aimd   from signals to a rate (the draft's 5.5)
 *   bwe_clock    the receiver's clock          bwe_loss   a limit from loss (6)
 *   bwe_acked    what arrives (R_hat)          bwe_queue  how long packets wait
 *   bwe_groups   delay variation (5.1, 5.2)    bwe_probe  more for a moment, to learn what is possible
 *   bwe_trend    its slope (5.3)
 *   bwe_overuse  the detector (5.4)            bwe_drain  less for a moment, to empty a queue
 *                                              bwe_window how much may be on the way
 *   bwe_feedback, bwe_ccfb  read feedback;  bwe_reading hands it to all of these
 *   bwe_streams  numbers of RFC 8888           bwe_reports what a path carries where no packet is reported on
 *
 * Feedback is hostile: what cannot be true changes nothing and is counted. A receiver that lies about what it could
 * have seen gets at most what is wanted for it, at the price of its own picture.
 */
#ifndef KR_RTC_BWE_H
#define KR_RTC_BWE_H

#include "rtc/bwe_acked.h"
#include "rtc/bwe_aimd.h"
#include "rtc/bwe_clock.h"
#include "rtc/bwe_drain.h"
#include "rtc/bwe_groups.h"
#include "rtc/bwe_history.h"
#include "rtc/bwe_loss.h"
#include "rtc/bwe_overuse.h"
#include "rtc/bwe_probe.h"
#include "rtc/bwe_queue.h"
#include "rtc/bwe_reports.h"
#include "rtc/bwe_streams.h"
#include "rtc/bwe_trend.h"
#include "rtc/bwe_window.h"
#include "wire/rtcp.h"

enum {
    KR_BWE_START_BPS = 600000,
    KR_BWE_HEADER_BYTES = 28,          /* of IPv4 (RFC 791) and UDP (RFC 768): they take room on the path, too */
    KR_BWE_FEEDBACKS_A_SECOND = 200,   /* browsers send 4 to 20; what is more is not read */
};

enum kr_bwe_how {
    KR_BWE_PACKETS, /* feedback tells of each packet */
    KR_BWE_REPORTS, /* receiver reports and REMB alone: no packet is remembered, and nothing probed */
};

struct kr_bwe {
    /* What every packet sent needs comes first, in one place. */
    uint64_t sent_us;                  /* last packet */
    enum kr_bwe_how how;
    uint64_t heard_us, silent_us;      /* last feedback; when silence was last acted upon */
    struct kr_bwe_window window;
    struct kr_bwe_probe probe;
    struct kr_bwe_history history;
    struct kr_bwe_clock clock;
    struct kr_bwe_acked acked;
    struct kr_bwe_groups groups;
    struct kr_bwe_trend trend;
    struct kr_bwe_overuse overuse;
    struct kr_bwe_aimd aimd;
    struct kr_bwe_loss loss;
    struct kr_bwe_queue queue;
    uint64_t wanted_bps;
    uint64_t rtt_us;                   /* of feedback; 0: not known */
    struct kr_bwe_drain drain;
    struct kr_bwe_reports reports;
    uint64_t second_us;                /* flood: feedbacks in the second that began then */
    uint32_t in_second;
    /* Of feedback: what was read; what is malformed; what cannot be true; what came too often. */
    uint64_t n_read, n_malformed, n_refused, n_flooded;
    uint64_t n_probes, n_decreases;
};

void kr_bwe_init(struct kr_bwe *b, uint64_t start_bps);
void kr_bwe_fini(struct kr_bwe *b);

/* Before anything is sent: feedback will be that of RFC 8888, or there will be none. */
void kr_bwe_expect_ccfb(struct kr_bwe *b);
void kr_bwe_expect_reports(struct kr_bwe *b);

/* The transport-wide number of the next packet. */
uint16_t kr_bwe_next_seq(const struct kr_bwe *b);

/* Asks the processor to have at hand what kr_bwe_sent will read and write; some time later, also the packet's place. */
void kr_bwe_fetch(const struct kr_bwe *b);
void kr_bwe_fetch_place(const struct kr_bwe *b);

/* A packet went out with kr_bwe_next_seq; len is that of the datagram. */
void kr_bwe_sent(struct kr_bwe *b, size_t len, uint64_t now_us);

/*
 * Transport-wide feedback came. KR_E_MALFORMED; KR_E_STATE: it cannot be true (packets never sent, times that jump);
 * KR_E_LIMITED: too many. Nothing has changed then.
 */
KR_MUST_CHECK int kr_bwe_feedback(struct kr_bwe *b, const struct kr_rtcp *part, uint64_t now_us);

/* The same in the format of RFC 8888, about packets that kr_bwe_streams_sent has named. */
KR_MUST_CHECK int kr_bwe_ccfb(struct kr_bwe *b, const struct kr_bwe_streams *streams, const struct kr_rtcp *part, uint64_t now_us);

/*
 * With KR_BWE_REPORTS alone: receiver reports told of so many packets since the last, of which so many were lost, and of a
 * round trip (0: not known). Call it for all blocks of a compound packet together.
 */
void kr_bwe_report(struct kr_bwe *b, const struct kr_bwe_report *report, uint64_t now_us);
/* And the receiver's own estimate came (draft-alvestrand-rmcat-remb-03). */
KR_MUST_CHECK int kr_bwe_remb(struct kr_bwe *b, uint64_t rate_bps, uint64_t now_us); /* KR_E_LIMITED: too many */

/* What the path carries. */
uint64_t kr_bwe_estimate_bps(const struct kr_bwe *b);

/* What may be sent a second now, everything included. Less than the path carries while a queue drains. */
uint64_t kr_bwe_rate_bps(const struct kr_bwe *b);

/*
 * True while more is on the way than the path has ever needed: pictures wait until some of it is reported on. Sound does
 * not.
 */
static inline bool kr_bwe_full(const struct kr_bwe *b)
{
    return kr_bwe_window_full(&b->window);
}

/* How much would be sent if there were room; probes go no further. */
void kr_bwe_want(struct kr_bwe *b, uint64_t wanted_bps);

/* To be called every few milliseconds while anything is sent: silence, and the beginning and end of probes. */
void kr_bwe_service(struct kr_bwe *b, uint64_t now_us);

/* Bytes of padding that a probe needs now; 0: none. */
uint64_t kr_bwe_padding_bytes(const struct kr_bwe *b, uint64_t now_us);

#endif
