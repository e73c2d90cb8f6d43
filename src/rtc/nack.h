/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is missing from one incoming stream, and when to ask for it (RFC 4585 section 6.2.1). Asks at once after a gap
 * (with a short grace for reordering), again after a round trip, at most KR_NACK_TRIES times; gives up on what is older
 * than KR_NACK_SPAN packets. Bounded, no allocation.
 */
#ifndef KR_RTC_NACK_H
#define KR_RTC_NACK_H

#include <stddef.h>
#include <stdint.h>

enum {
    KR_NACK_MISSING_MAX = 256, /* a gap larger than this is not a gap but a restart: a key frame is asked for instead */
    KR_NACK_SPAN = 512,
    KR_NACK_TRIES = 10,
    KR_NACK_GRACE_US = 8000,
};

struct kr_nack_missing {
    uint64_t seq;
    uint64_t due_us;
    uint32_t tries;
};

struct kr_nack {
    uint64_t highest; /* widened; 0: nothing received */
    uint64_t first;   /* lowest number received: a stream's first packets may come in any order */
    struct kr_nack_missing missing[KR_NACK_MISSING_MAX];
    size_t n_missing;
    uint64_t given_up; /* counter */
};

void kr_nack_init(struct kr_nack *n);

/* A packet arrived (also by RTX). Returns 1 if so much was lost that a key frame is needed, else 0. */
int kr_nack_received(struct kr_nack *n, uint64_t seq, uint64_t now_us);

/* Sequence numbers to ask for now, ascending, into out; returns how many. rtt_us 0: unknown. */
size_t kr_nack_due(struct kr_nack *n, uint64_t now_us, uint64_t rtt_us, uint16_t *out, size_t max);

/* When kr_nack_due has something next; UINT64_MAX: never. */
uint64_t kr_nack_next_us(const struct kr_nack *n);

#endif
