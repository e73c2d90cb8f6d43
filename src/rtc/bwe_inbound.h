/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a sender's path to us carries, for senders that negotiated no feedback per packet: the delay-based controller of
 * draft-ietf-rmcat-gcc-02 section 5 on our side, whose result goes to them as REMB (section 3 of the draft: loss is for
 * the sender to see). Departure times are those that packets carry (abs-send-time), or their RTP timestamps (section 5.1).
 */
#ifndef KR_RTC_BWE_INBOUND_H
#define KR_RTC_BWE_INBOUND_H

#include <stdbool.h>
#include <stdint.h>

#include "rtc/bwe_acked.h"
#include "rtc/bwe_aimd.h"
#include "rtc/bwe_groups.h"
#include "rtc/bwe_overuse.h"
#include "rtc/bwe_queue.h"
#include "rtc/bwe_trend.h"

enum {
    KR_BWE_INBOUND_START_BPS = 1000000,
    KR_BWE_INBOUND_STEP_US = 100000,     /* between two steps of the rate */
    KR_BWE_INBOUND_STREAM_US = 2000000,  /* departure times of one stream alone are read; when it is silent, another's */
};

/* How a packet tells when it left. */
struct kr_bwe_departure {
    uint32_t ssrc;    /* whose clock; 0: the endpoint's own (abs-send-time) */
    uint32_t ticks;
    uint8_t bits;     /* 24 or 32 */
    uint32_t tick_hz; /* 2^18 or the RTP clock */
};

struct kr_bwe_inbound {
    struct kr_bwe_acked acked;
    struct kr_bwe_groups groups;
    struct kr_bwe_trend trend;
    struct kr_bwe_overuse overuse;
    struct kr_bwe_aimd aimd;
    struct kr_bwe_queue queue;
    int64_t least_delay_us, delay_us; /* since the last step */
    struct kr_bwe_departure clock; /* the last read */
    int64_t ticks;                 /* it widened */
    uint64_t heard_us, step_us;
    bool started;
};

void kr_bwe_inbound_init(struct kr_bwe_inbound *b);

/* A packet came. True if the rate was lowered: its sender should know at once. */
bool kr_bwe_inbound_packet(struct kr_bwe_inbound *b, const struct kr_bwe_departure *departure, uint16_t bytes, uint64_t rtt_us, uint64_t now_us);

static inline uint64_t kr_bwe_inbound_bps(const struct kr_bwe_inbound *b)
{
    return (uint64_t)b->aimd.rate_bps;
}

#endif
