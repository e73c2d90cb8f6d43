/* SPDX-License-Identifier: EUPL-1.2 */
/* Sequence numbers widened from 16 to 64 bits at the door, so that nothing behind it ever thinks about wrapping. */
#ifndef KR_RTC_SEQ_H
#define KR_RTC_SEQ_H

#include <stdbool.h>
#include <stdint.h>

struct kr_seq {
    uint64_t last; /* widened; starts one turn up, so that going back never falls below zero */
    bool started;
};

/* The widened number nearest to the highest so far. */
uint64_t kr_seq_widen(struct kr_seq *s, uint16_t seq);

#endif
