/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How often one client may send each kind of message: a token bucket per kind. Who floods gets errors, and nobody
 * else notices.
 */
#ifndef KR_MEETING_RATE_H
#define KR_MEETING_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "proto/signal.h"

/* Last client message of the schema: kinds up to it have buckets. */
enum { KR_RATE_KINDS = KR_SIGNAL_PING + 1 };

struct kr_rate_bucket {
    uint32_t used_milli; /* thousandths of messages taken and not yet refilled */
    uint64_t at_ms;
};

/* All zero is a fresh one. */
struct kr_rate {
    struct kr_rate_bucket kinds[KR_RATE_KINDS];
    struct kr_rate_bucket strikes; /* messages that were refused */
};

/* 0, KR_E_LIMITED, or KR_E_CLOSED when so many were refused that the connection should be closed. */
KR_MUST_CHECK int kr_rate_take(struct kr_rate *r, enum kr_signal_type kind, uint64_t now_ms);

/* Counts a message that was refused before its kind was known. 0 or KR_E_CLOSED. */
KR_MUST_CHECK int kr_rate_strike(struct kr_rate *r, uint64_t now_ms);

#endif
