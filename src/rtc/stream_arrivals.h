/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * When the packets of one sender arrived, stream by stream, and the feedback about it (RFC 8888): for senders that offer that
 * and no transport-wide numbers. One per endpoint.
 */
#ifndef KR_RTC_STREAM_ARRIVALS_H
#define KR_RTC_STREAM_ARRIVALS_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "rtc/seq.h"

enum {
    KR_STREAM_ARRIVALS = 12,                /* streams; packets of more are not reported on */
    KR_STREAM_ARRIVALS_WINDOW = 256,        /* packets of each */
    KR_STREAM_ARRIVALS_INTERVAL_US = 50000, /* RFC 8888 section 3.2: several times a second, up to each frame */
    KR_STREAM_ARRIVALS_REPORT = 120,        /* packets of one stream in one feedback */
};

struct kr_stream_arrivals {
    size_t n;
    struct kr_stream_arrival {
        uint32_t ssrc;
        struct kr_seq seq;
        uint64_t next, end; /* first number not yet reported, one behind the highest */
        int64_t at_us[KR_STREAM_ARRIVALS_WINDOW]; /* by widened number modulo the window; < 0: not arrived */
    } streams[KR_STREAM_ARRIVALS];
    uint64_t first_us; /* of what is not yet reported; 0: nothing */
};

void kr_stream_arrivals_init(struct kr_stream_arrivals *a);
void kr_stream_arrivals_packet(struct kr_stream_arrivals *a, uint32_t ssrc, uint16_t seq, uint64_t now_us);

/* When feedback is due; UINT64_MAX: nothing to report. */
uint64_t kr_stream_arrivals_due_us(const struct kr_stream_arrivals *a);

/* Appends one feedback packet to w if there is something to report; call while it returns 1. */
int kr_stream_arrivals_write(struct kr_stream_arrivals *a, uint32_t sender_ssrc, struct kr_writer *w, uint64_t now_us);

#endif
