/* SPDX-License-Identifier: EUPL-1.2 */
/* Statistics of one incoming stream: loss and jitter for receiver reports (RFC 3550 6.4, A.3, A.8), the sender's clock. */
#ifndef KR_RTC_RECEIVE_H
#define KR_RTC_RECEIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/rtcp.h"

struct kr_receive {
    uint32_t ssrc, clock_hz;
    uint64_t base, highest, packets, bytes; /* base and highest widened */
    uint64_t expected_before, packets_before;
    double jitter;                          /* clock units */
    int64_t last_transit;
    bool has_sr;
    struct kr_rtcp_sender_info sr;
    uint64_t sr_at_us; /* local time the SR came */
};

void kr_receive_init(struct kr_receive *r, uint32_t ssrc, uint32_t clock_hz);
void kr_receive_packet(struct kr_receive *r, uint64_t seq, uint32_t timestamp, size_t bytes, uint64_t now_us);
void kr_receive_sr(struct kr_receive *r, const struct kr_rtcp_sender_info *info, uint64_t now_us);

/* The report block for now; starts a new interval. */
struct kr_rtcp_report kr_receive_report(struct kr_receive *r, uint64_t now_us);

/*
 * The sender's wall clock and RTP clock at now_us, extrapolated from its last SR; false if there was none. What is
 * forwarded keeps the sender's NTP clock, so that its sound and picture stay in step (RFC 3550 6.4.1).
 */
bool kr_receive_clock(const struct kr_receive *r, uint64_t now_us, uint64_t *ntp, uint32_t *rtp);

/* Round trip from a report block about our own stream (RFC 3550 6.4.1, LSR and DLSR); 0: cannot be told. */
uint64_t kr_report_rtt_us(const struct kr_rtcp_report *report, uint64_t now_ntp);

/* Local microseconds as NTP 32.32 on a fixed epoch of our own. */
uint64_t kr_ntp_of_us(uint64_t us);

#endif
