/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * When the packets of one sender arrived, by transport-wide sequence number, and the feedback about it
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01). One per endpoint, all its streams together.
 */
#ifndef KR_RTC_ARRIVALS_H
#define KR_RTC_ARRIVALS_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "rtc/seq.h"

enum {
    KR_ARRIVALS_WINDOW = 1024,       /* packets remembered */
    KR_ARRIVALS_INTERVAL_US = 50000, /* feedback every 50 ms, 5 % of the rate at most by its size */
    KR_ARRIVALS_BATCH = 100,         /* or after so many packets */
};

struct kr_arrivals {
    struct kr_seq seq;
    uint32_t at_us[KR_ARRIVALS_WINDOW]; /* low 32 bits, by widened number modulo the window; 0: not arrived */
    uint64_t next;                     /* first number not yet reported; 0: nothing yet */
    uint64_t end;                      /* one behind the highest */
    uint8_t feedback_count;
    uint64_t last_feedback_us;
    uint32_t media_ssrc;               /* any of the sender's, for the packet's header */
};

void kr_arrivals_init(struct kr_arrivals *a);
void kr_arrivals_packet(struct kr_arrivals *a, uint16_t transport_seq, uint32_t ssrc, uint64_t now_us);

/* When feedback is due; UINT64_MAX: nothing to report. */
uint64_t kr_arrivals_due_us(const struct kr_arrivals *a);

/* Appends one feedback packet to w if there is something to report; call while it returns 1. */
int kr_arrivals_write(struct kr_arrivals *a, uint32_t sender_ssrc, struct kr_writer *w, uint64_t now_us);

#endif
