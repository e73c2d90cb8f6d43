/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Requests for key frames, merged and throttled: however many receivers ask, the sender is asked at most every
 * KR_KEYFRAME_INTERVAL_US, and again if none came (RFC 4585 6.3.1, RFC 5104 4.3.1).
 */
#ifndef KR_RTC_KEYFRAME_H
#define KR_RTC_KEYFRAME_H

#include <stdbool.h>
#include <stdint.h>

enum { KR_KEYFRAME_INTERVAL_US = 500000, KR_KEYFRAME_RETRY_US = 1000000, KR_KEYFRAME_TRIES = 8 };

struct kr_keyframe {
    bool wanted;
    uint64_t last_request_us;
    uint32_t tries;
};

/* Somebody needs a key frame. True if it is to be asked for now. */
bool kr_keyframe_want(struct kr_keyframe *k, uint64_t now_us);

/* A key frame came. */
void kr_keyframe_arrived(struct kr_keyframe *k);

/* The stream comes again after a silence: a request that is open may be made anew as soon as the interval allows. */
void kr_keyframe_retry(struct kr_keyframe *k);

/* True if a request is due (postponed or unanswered); counts as asked. */
bool kr_keyframe_due(struct kr_keyframe *k, uint64_t now_us);
uint64_t kr_keyframe_due_us(const struct kr_keyframe *k); /* UINT64_MAX: none */

#endif
