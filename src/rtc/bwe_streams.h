/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which transport-wide number a packet of a stream has got: RFC 8888 reports by the streams' own numbers. A table of two
 * places a key, the older of which gives way; a stream's packets lie side by side, so they do not drive each other out.
 */
#ifndef KR_RTC_BWE_STREAMS_H
#define KR_RTC_BWE_STREAMS_H

#include <stdbool.h>
#include <stdint.h>

enum { KR_BWE_STREAMS_SETS = 2048, KR_BWE_STREAMS_WAYS = 2 }; /* 48 KiB, only for receivers that report so */

struct kr_bwe_stream_packet {
    uint32_t ssrc, number; /* number: the low 32 bits of the widened one; ssrc 0: empty */
    uint16_t seq;
};

struct kr_bwe_streams {
    struct kr_bwe_stream_packet sets[KR_BWE_STREAMS_SETS][KR_BWE_STREAMS_WAYS];
};

void kr_bwe_streams_sent(struct kr_bwe_streams *t, uint32_t ssrc, uint16_t seq, uint64_t number);

/* The number of the newest packet of that name; next is the next number to be given. False: not known. */
bool kr_bwe_streams_find(const struct kr_bwe_streams *t, uint32_t ssrc, uint16_t seq, uint64_t next, uint64_t *number);

#endif
