/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a sender is told of its path to us, in the best way it offered: transport-wide feedback, that of RFC 8888, or REMB from
 * an estimate of ours.
 */
#ifndef KR_MEDIA_INBOUND_H
#define KR_MEDIA_INBOUND_H

#include <stddef.h>
#include <stdint.h>

#include "media/negotiate.h"
#include "rtc/arrivals.h"
#include "rtc/bwe_inbound.h"
#include "rtc/stream_arrivals.h"
#include "wire/rtp.h"

struct kr_track;

struct kr_inbound { /* at most one of them; owned */
    struct kr_arrivals *arrivals;
    struct kr_stream_arrivals *streams;
    struct kr_bwe_inbound *estimate;
};

/* Makes what the lines of the sources need, unless it is there. KR_E_NOMEM. */
KR_MUST_CHECK int kr_inbound_make(struct kr_inbound *in, const struct kr_line *sources, size_t n);
void kr_inbound_fini(struct kr_inbound *in);

/* A packet came: t's, or its retransmission. */
void kr_inbound_packet(const struct kr_track *t, const struct kr_rtp *rtp, uint64_t now_us);

/* When feedback about packets is due; UINT64_MAX: none. */
uint64_t kr_inbound_due_us(const struct kr_inbound *in);

/* Appends one feedback packet if there is something to report; call while it returns 1. */
int kr_inbound_write(struct kr_inbound *in, uint32_t own_ssrc, struct kr_writer *w, uint64_t now_us);

#endif
