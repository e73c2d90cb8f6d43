/* SPDX-License-Identifier: EUPL-1.2 */
/* The streams that one synthetic client receives: counted, sampled, and answered as browsers do. */
#ifndef KR_LOAD_INCOMING_H
#define KR_LOAD_INCOMING_H

#include "base/limits.h"
#include "load/offer.h"
#include "load/tally.h"
#include "rtc/arrivals.h"
#include "rtc/nack.h"
#include "rtc/seq.h"

enum { KR_LOAD_STREAMS = KR_LIMIT_AUDIO_SLOTS + KR_LIMIT_VIDEO_SLOTS, KR_LOAD_TWCC_ID = 3 };

struct kr_load_stream_in {
    uint32_t ssrc, rtx_ssrc;
    bool video;
    struct kr_seq seq;
    uint64_t from, highest, received, recovered; /* since the last kr_load_incoming_begin */
    struct kr_nack *nack; /* owned; NULL: sound, or nothing came yet */
};

struct kr_load_incoming {
    struct kr_load_peer *peer;
    struct kr_load_tally *tally;
    struct kr_load_stream_in streams[KR_LOAD_STREAMS];
    size_t n, last;
    struct kr_arrivals arrivals;
    uint32_t loss_per_million; /* of what arrives, thrown away */
    uint64_t random;           /* state of its generator */
    uint64_t packets, first_us, report_us;
};

void kr_load_incoming_init(struct kr_load_incoming *in, struct kr_load_peer *peer, struct kr_load_tally *tally, uint32_t loss_per_million,
                           uint64_t seed);
void kr_load_incoming_fini(struct kr_load_incoming *in);
void kr_load_incoming_add(struct kr_load_incoming *in, const struct kr_load_line *line);

/* A protected RTP packet; at_ns is when the kernel had it, in Unix time. */
void kr_load_incoming_rtp(struct kr_load_incoming *in, uint8_t *data, size_t len, uint64_t at_ns, uint64_t now_us);

/* Reports, feedback and requests that are due, by the peer's own hand. */
void kr_load_incoming_step(struct kr_load_incoming *in, uint64_t now_us);

/* Counts from here on. What was missing since then goes into the tally with kr_load_incoming_end. */
void kr_load_incoming_begin(struct kr_load_incoming *in);
void kr_load_incoming_end(struct kr_load_incoming *in);

#endif
